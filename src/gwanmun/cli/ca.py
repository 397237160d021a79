"""`gwanmun ca`: the gate's certificate authority, and how a machine is made to trust it."""

from __future__ import annotations

from pathlib import Path

import click
from cryptography.hazmat.primitives.hashes import SHA256

from gwanmun import config
from gwanmun.cli.options import common, emit
from gwanmun.gate.authority import CERTIFICATE_FILE, Authority

HINTS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Debian, Ubuntu", ("sudo cp {pem} /usr/local/share/ca-certificates/gwanmun.crt", "sudo update-ca-certificates")),
    ("Fedora, RHEL", ("sudo cp {pem} /etc/pki/ca-trust/source/anchors/gwanmun.pem", "sudo update-ca-trust")),
    (
        "macOS",
        ("sudo security add-trusted-cert -d -r trustRoot -k /Library/Keychains/System.keychain {pem}",),
    ),
    ("Windows (as administrator)", ("certutil -addstore -f ROOT {pem}",)),
    ("Firefox", ("Settings > Privacy & Security > Certificates > View Certificates > Authorities > Import: {pem}",)),
    (
        "Chromium on Linux",
        ("certutil -d sql:$HOME/.pki/nssdb -A -t C,, -n Gwanmun -i {pem}    # package libnss3-tools",),
    ),
    (
        "Android",
        (
            "Settings > Security > Encryption & credentials > Install a certificate > CA certificate: {pem}",
            "Apps trust it only when they opt in to user certificates; the others are recorded as not inspected.",
        ),
    ),
    (
        "iOS, iPadOS",
        (
            "Send {pem} to the device, install the profile,",
            "then Settings > General > About > Certificate Trust Settings: switch it on.",
        ),
    ),
    ("Python, Node.js, curl", ("REQUESTS_CA_BUNDLE={pem}  NODE_EXTRA_CA_CERTS={pem}  curl --cacert {pem} ...",)),
)


@click.group()
def command() -> None:
    """The gate's certificate authority, and how to install it."""


@command.command()
@common("state")
@click.option("--pem", is_flag=True, help="Print the certificate itself.")
def show(state: Path | None, pem: bool) -> int:
    """Show the certificate authority; it is made when there is none yet."""
    folder = config.load({"state": state}).state
    authority = Authority.open(folder)
    emit(authority.pem.decode() if pem else describe(authority, folder / CERTIFICATE_FILE), None)
    return 0


@command.command("install-hint")
@common("state")
def install_hint(state: Path | None) -> int:
    """Print how to trust the certificate authority on each system."""
    folder = config.load({"state": state}).state
    Authority.open(folder)
    pem = str((folder / CERTIFICATE_FILE).resolve())
    emit(
        "\n\n".join("\n".join((f"{system}:", *(f"  {s.format(pem=pem)}" for s in steps))) for system, steps in HINTS),
        None,
    )
    return 0


def describe(authority: Authority, file: Path) -> str:
    """What a person compares before trusting it."""
    certificate = authority.certificate
    return "\n".join(
        (
            f"file        {file}",
            f"subject     {certificate.subject.rfc4514_string()}",
            f"valid       {certificate.not_valid_before_utc:%Y-%m-%d} to {certificate.not_valid_after_utc:%Y-%m-%d}",
            f"sha256      {certificate.fingerprint(SHA256()).hex(':')}",
            f"spki sha256 {authority.spki_sha256}",
        )
    )
