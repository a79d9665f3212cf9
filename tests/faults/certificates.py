"""Certificates for nodes of a federation, made when they are needed: a file of them would end some day."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

_DAY = timedelta(days=1)
# From and until which day, counted from today.
_PERIODS = {"expired": (-30, -1), "future": (1, 300), "soon": (-30, 10)}


def pem(node: str, *, first_day: int = -30, last_day: int = 300, also: tuple[str, ...] = ()) -> str:
    """Return a self-signed certificate.

    Args:
        node: The common name.
        first_day: The day it begins, counted from today.
        last_day: The day it ends.
        also: Host names it is made out to beside.
    """
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, node)])
    now = datetime.now(UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now + first_day * _DAY)
        .not_valid_after(now + last_day * _DAY)
    )
    if also:
        hosts = x509.SubjectAlternativeName([x509.DNSName(host) for host in also])
        builder = builder.add_extension(hosts, critical=False)
    return builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM).decode()


def certificates() -> dict[str, str]:
    """Return a good certificate of each node, and those of the node alpha that are out of date, by kind."""
    good = {"alpha": pem("alpha"), "beta": pem("Somebody", also=("beta.example",))}
    return good | {kind: pem("alpha", first_day=first, last_day=last) for kind, (first, last) in _PERIODS.items()}
