"""The certificate authority: made once, kept private, its leaves what clients insist on."""

from __future__ import annotations

import ipaddress
import ssl
import stat
import subprocess
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec

from gwanmun.errors import Problem
from gwanmun.gate.authority import Authority
from gwanmun.gate.contexts import Contexts
from tests.components import require


def leaf(authority: Authority, host: str) -> x509.Certificate:
    return x509.load_pem_x509_certificates(authority.leaf(host))[0]


def test_it_is_made_once_with_a_private_key_file(tmp_path: Path) -> None:
    first, second = Authority.open(tmp_path), Authority.open(tmp_path)
    assert first.pem == second.pem == (tmp_path / "ca.pem").read_bytes()
    assert first.spki_sha256 == second.spki_sha256
    assert stat.S_IMODE((tmp_path / "ca.key").stat().st_mode) == 0o600
    assert sorted(p.name for p in tmp_path.iterdir()) == ["ca.key", "ca.pem"]


def test_a_lost_certificate_is_made_again_from_the_key(tmp_path: Path) -> None:
    first = Authority.open(tmp_path)
    (tmp_path / "ca.pem").unlink()
    assert Authority.open(tmp_path).spki_sha256 == first.spki_sha256


@pytest.mark.parametrize(
    ("file", "content", "message"),
    [
        ("ca.key", b"nonsense", "does not hold a private key"),
        ("ca.pem", b"nonsense", "does not hold a certificate"),
    ],
)
def test_a_damaged_file_is_a_problem(tmp_path: Path, file: str, content: bytes, message: str) -> None:
    Authority.open(tmp_path)
    (tmp_path / file).write_bytes(content)
    with pytest.raises(Problem, match=message) as caught:
        Authority.open(tmp_path)
    assert caught.value.hint


def test_a_certificate_of_another_key_is_a_problem(tmp_path: Path) -> None:
    Authority.open(tmp_path / "a")
    other = Authority.open(tmp_path / "b")
    (tmp_path / "a" / "ca.pem").write_bytes(other.pem)
    with pytest.raises(Problem, match="does not belong"):
        Authority.open(tmp_path / "a")


def test_a_key_that_is_a_folder_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "ca.key").mkdir()
    with pytest.raises(Problem, match="cannot read"):
        Authority.open(tmp_path)


def test_a_state_folder_that_cannot_be_made_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(Problem, match="state folder"):
        Authority.open(tmp_path / "file" / "state")


@pytest.mark.parametrize("host", ["chat.example.com", "127.0.0.1", "::1", "a" * 60 + ".example.com"])
def test_a_leaf_is_what_browsers_ask_for(tmp_path: Path, host: str) -> None:
    authority = Authority.open(tmp_path)
    certificate = leaf(authority, host)
    assert (certificate.not_valid_after_utc - certificate.not_valid_before_utc).days <= 197
    assert isinstance(certificate.public_key(), ec.EllipticCurvePublicKey)
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    try:
        assert names.get_values_for_type(x509.IPAddress) == [ipaddress.ip_address(host)]
    except ValueError:
        assert names.get_values_for_type(x509.DNSName) == [host]
    root_id = authority.certificate.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value.digest
    issuer_id = certificate.extensions.get_extension_for_class(x509.AuthorityKeyIdentifier).value.key_identifier
    assert issuer_id == root_id
    certificate.verify_directly_issued_by(authority.certificate)


def test_openssl_accepts_the_chain_strictly(tmp_path: Path) -> None:
    authority = Authority.open(tmp_path)
    (tmp_path / "leaf.pem").write_bytes(authority.leaf("chat.example.com"))
    command = [require("openssl"), "verify", "-x509_strict", "-purpose", "sslserver", "-CAfile", "ca.pem", "leaf.pem"]
    assert subprocess.run(command, cwd=tmp_path, check=False, capture_output=True).returncode == 0


def test_contexts_are_kept_and_the_oldest_forgotten(tmp_path: Path) -> None:
    contexts = Contexts(Authority.open(tmp_path), limit=2)
    first = contexts.for_host("a.example")
    assert contexts.for_host("a.example") is first
    contexts.for_host("b.example")
    contexts.for_host("a.example")
    contexts.for_host("c.example")
    assert contexts.for_host("a.example") is first
    assert first.minimum_version == ssl.TLSVersion.TLSv1_2
