"""What a certificate says of itself. The one home of cryptography; nothing is verified here."""

from __future__ import annotations

import time
from typing import Any

_SECONDS_PER_DAY = 86_400
_MOST_NAMES = 5


def seen(certificate: bytes | None, host: str | None = None) -> dict[str, Any]:
    """Issuer, names and dates of a certificate in DER, and whether it fits a host; nothing of one that cannot be read."""
    from cryptography import x509
    from cryptography.x509.oid import NameOID

    if certificate is None:
        return {}
    try:
        read = x509.load_der_x509_certificate(certificate)
        issuer = read.issuer.get_attributes_for_oid(NameOID.ORGANIZATION_NAME) or read.issuer.get_attributes_for_oid(
            NameOID.COMMON_NAME
        )
    except ValueError:
        return {}
    names = _names(read)
    return {
        "issuer": str(issuer[0].value)[:100] if issuer else "an unnamed issuer",
        "issuer_published": _names_its_issuer(read),
        "names": ", ".join(names[:_MOST_NAMES]) or "nobody",
        "begins": f"{read.not_valid_before_utc:%Y-%m-%d}",
        "ended": f"{read.not_valid_after_utc:%Y-%m-%d}",
        "early": read.not_valid_before_utc.timestamp() > time.time(),
        "fits": _fits(names, host) if host and names else None,
        "days": int((read.not_valid_after_utc.timestamp() - time.time()) // _SECONDS_PER_DAY),
    }


def _fits(names: list[str], host: str) -> bool:
    """Whether one of the names is the host's; a star stands for one label."""
    asked = host.rstrip(".").lower()
    return any(name.lower() in (asked, "*." + asked.partition(".")[2]) for name in names)


def _names(certificate: Any) -> list[str]:
    from cryptography import x509

    try:
        found = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        hosts = found.get_values_for_type(x509.DNSName)
        return [*hosts, *map(str, found.get_values_for_type(x509.IPAddress))]
    except (x509.ExtensionNotFound, ValueError):
        return []


def _names_its_issuer(certificate: Any) -> bool:
    """Whether it says where its issuer's certificate is to be had: public authorities do, an inspecting box does not."""
    from cryptography import x509
    from cryptography.x509.oid import AuthorityInformationAccessOID

    try:
        access = certificate.extensions.get_extension_for_class(x509.AuthorityInformationAccess).value
    except (x509.ExtensionNotFound, ValueError):
        return False
    return any(entry.access_method == AuthorityInformationAccessOID.CA_ISSUERS for entry in access)
