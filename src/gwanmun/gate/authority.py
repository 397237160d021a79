"""The gate's own certificate authority: made once per state folder, its key readable by the owner only.

ECDSA P-256 throughout; a leaf lives 197 days at most, for browsers refuse more than 200 (Chromium root policy, 2026).
"""

from __future__ import annotations

import base64
import hashlib
import ipaddress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from gwanmun.errors import Problem
from gwanmun.state import folder, write_secret

KEY_FILE, CERTIFICATE_FILE = "ca.key", "ca.pem"
ROOT_LIFE = timedelta(days=3650)
LEAF_LIFE = timedelta(days=197)
CLOCK_SKEW = timedelta(days=1)
"""Certificates start this much in the past, and it counts towards their life."""


class Authority:
    """A root certificate and its key; `leaf` signs a certificate for one host."""

    def __init__(self, key: ec.EllipticCurvePrivateKey, certificate: x509.Certificate) -> None:
        self._key = key
        self.certificate = certificate
        self._leaf_key = ec.generate_private_key(ec.SECP256R1())

    @classmethod
    def open(cls, path: Path) -> Authority:
        """Load the authority of the state folder `path`, or make it; a `Problem` when that cannot be done."""
        state = folder(path)
        key_file, certificate_file = state / KEY_FILE, state / CERTIFICATE_FILE
        if not key_file.exists():
            write_secret(key_file, _pem(ec.generate_private_key(ec.SECP256R1())))
        key = _load_key(key_file)
        if not certificate_file.exists():
            write_secret(certificate_file, _root(key).public_bytes(serialization.Encoding.PEM))
        return cls(key, _load_certificate(certificate_file, key))

    @property
    def pem(self) -> bytes:
        """The root certificate, to be trusted by clients."""
        return self.certificate.public_bytes(serialization.Encoding.PEM)

    @property
    def spki_sha256(self) -> str:
        """Base64 SHA-256 of the root's public key, as Chromium's --ignore-certificate-errors-spki-list takes it."""
        spki = self.certificate.public_key().public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        return base64.b64encode(hashlib.sha256(spki).digest()).decode()

    def leaf(self, host: str) -> bytes:
        """Key and certificate for `host` (DNS name or IP address) as PEM, and the root after them: Chromium's
        --ignore-certificate-errors-spki-list looks among the certificates that are sent."""
        certificate = self._sign(host, datetime.now(UTC) - CLOCK_SKEW)
        return _pem(self._leaf_key) + certificate.public_bytes(serialization.Encoding.PEM) + self.pem

    def _sign(self, host: str, start: datetime) -> x509.Certificate:
        end = min(start + LEAF_LIFE, self.certificate.not_valid_after_utc)
        named = [x509.NameAttribute(NameOID.COMMON_NAME, host)] if len(host) <= 64 else []
        root_id = self.certificate.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
        return (
            _builder(x509.Name(named), self.certificate.subject, self._leaf_key.public_key(), start, end)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(x509.SubjectAlternativeName([_general_name(host)]), critical=not named)
            .add_extension(_key_usage(digital_signature=True), critical=True)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(self._leaf_key.public_key()), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(root_id), critical=False)
            .sign(self._key, hashes.SHA256())
        )


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, start: datetime, end: datetime
) -> x509.CertificateBuilder:
    builder = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(key)
    return builder.serial_number(x509.random_serial_number()).not_valid_before(start).not_valid_after(end)


def _root(key: ec.EllipticCurvePrivateKey) -> x509.Certificate:
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.COMMON_NAME, "Gwanmun CA"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Gwanmun"),
        ]
    )
    start = datetime.now(UTC) - CLOCK_SKEW
    return (
        _builder(name, name, key.public_key(), start, start + ROOT_LIFE)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_key_usage(key_cert_sign=True, crl_sign=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )


def _key_usage(
    *, digital_signature: bool = False, key_cert_sign: bool = False, crl_sign: bool = False
) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=digital_signature,
        key_cert_sign=key_cert_sign,
        crl_sign=crl_sign,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _general_name(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)


def _pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise Problem(f"cannot read {file}: {error.strerror}", "run as the owner of the state folder") from error


def _load_key(file: Path) -> ec.EllipticCurvePrivateKey:
    data = _read(file)
    try:
        key = serialization.load_pem_private_key(data, None)
    except (ValueError, TypeError) as error:
        raise Problem(f"{file} does not hold a private key", "restore it from your backup") from error
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise Problem(f"{file} is not an ECDSA key", "restore the key that the gate made")
    return key


def _load_certificate(file: Path, key: ec.EllipticCurvePrivateKey) -> x509.Certificate:
    data = _read(file)
    try:
        certificate = x509.load_pem_x509_certificate(data)
    except ValueError as error:
        raise Problem(f"{file} does not hold a certificate", "remove it: the gate makes it again") from error
    if certificate.public_key() != key.public_key():
        raise Problem(f"{file} does not belong to the key beside it", "restore both from the same backup")
    if certificate.not_valid_after_utc <= datetime.now(UTC):
        raise Problem(f"{file} has expired", "move it and ca.key away: the gate makes new ones")
    return certificate
