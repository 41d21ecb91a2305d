"""TLS: one handshake, verified; when it fails, a second one without any data in it, to see whose certificate was shown."""

from __future__ import annotations

import ssl
import time
from typing import Any

from cccdiag.checks.core import check
from cccdiag.checks.model import NOT_NEEDED, Observation, Verdict
from cccdiag.checks.site import Site
from cccdiag.checks.tunnel import TunnelRefusedError, connect, proxy_of
from cccdiag.client.route import tls_context

_DAYS_OF_WARNING = 14
_SECONDS_PER_DAY = 86_400
# OpenSSL's X509_V_ERR_… numbers.
_NOT_YET_VALID, _EXPIRED, _SELF_SIGNED, _SELF_SIGNED_IN_CHAIN, _NO_ISSUER, _UNVERIFIED_LEAF = 9, 10, 18, 19, 20, 21
_OTHER_HOST = (62, 63, 64)
_WORDS = {
    _EXPIRED: "expired",
    _NOT_YET_VALID: "not-yet-valid",
    _SELF_SIGNED: "self-signed",
    _SELF_SIGNED_IN_CHAIN: "unknown-authority",
}
_INSPECTORS = (
    "zscaler", "fortinet", "fortigate", "palo alto", "blue coat", "bluecoat", "netskope", "sophos", "cisco umbrella", "check point", "forcepoint",
    "websense", "barracuda", "mcafee", "kaspersky", "bitdefender", "eset", "avast", "untangle", "smoothwall", "lightspeed", "iboss", "squid",
)  # fmt: skip


@check(
    id="network.tls",
    layer="tls",
    title="Encryption and certificate",
    needs=("network.tcp", "network.proxy"),
    verdicts={
        "trusted": Verdict("ok", "{version}, certificate of {issuer}, {days} days left."),
        "expires-soon": Verdict("warn", "The certificate of {host} ends in {days} days.", "net-tls-trust"),
        "inspected": Verdict(
            "fail", "{issuer} opens the connection to {host}, and its certificate is not trusted here.", "net-tls-trust"
        ),
        "unknown-authority": Verdict(
            "fail", "The certificate of {host} comes from {issuer}, which is not trusted here.", "net-tls-trust"
        ),
        "self-signed": Verdict(
            "fail", "The certificate of {host} is signed by nobody but itself ({issuer}).", "net-tls-trust"
        ),
        "missing-intermediate": Verdict(
            "fail",
            "{host} does not send the certificate of {issuer}, which links its own to a trusted one.",
            "net-tls-trust",
        ),
        "expired": Verdict("fail", "The certificate of {host} has expired.", "net-tls-trust"),
        "not-yet-valid": Verdict(
            "fail", "The certificate of {host} is not valid yet; is the clock of this machine right?", "net-tls-trust"
        ),
        "wrong-host": Verdict("fail", "The certificate is for another host than {host}.", "net-tls-trust"),
        "untrusted": Verdict("fail", "The certificate of {host} is not trusted here: {error}.", "net-tls-trust"),
        "protocol": Verdict(
            "fail", "{host} and this machine do not agree on a TLS version or cipher: {error}.", "net-tls-protocol"
        ),
        "closed": Verdict("fail", "{host} closed the connection during the TLS handshake.", "net-connection-closed"),
        "timeout": Verdict("fail", "The TLS handshake with {host} was never answered.", "net-timeout"),
        NOT_NEEDED: Verdict("skip", "Not looked at: {said}."),
    },
)
def tls(site: Site) -> Observation:
    """Shake hands, verified as the client would, and read the certificate."""
    if site.address.scheme != "https":
        return Observation(NOT_NEEDED, {"said": f"{site.profile.endpoint} is plain http"})
    proxy = proxy_of(site)
    if proxy and proxy.scheme.startswith(("socks", "https")):
        return Observation(NOT_NEEDED, {"said": f"the proxy {proxy.shown} carries the connection"})
    evidence: dict[str, Any] = {"host": site.host}
    try:
        with (
            connect(site) as plain,
            tls_context(site.profile, site.environ).wrap_socket(plain, server_hostname=site.host) as secure,
        ):
            evidence |= {"version": secure.version(), **_seen(secure.getpeercert(binary_form=True))}
    except ssl.SSLCertVerificationError as error:
        return _distrusted(site, error, evidence)
    except (ssl.SSLEOFError, ssl.SSLZeroReturnError, ConnectionError, TunnelRefusedError):
        return Observation("closed", evidence)
    except ssl.SSLError as error:
        return Observation(
            "protocol", evidence | {"error": str(error.reason or "no common protocol").replace("_", " ").lower()}
        )
    except TimeoutError:
        return Observation("timeout", evidence)
    return Observation("expires-soon" if evidence["days"] < _DAYS_OF_WARNING else "trusted", evidence)


def _distrusted(site: Site, error: ssl.SSLCertVerificationError, evidence: dict[str, Any]) -> Observation:
    evidence |= {"error": error.verify_message or str(error.reason), **_shown_unverified(site)}
    issuer = str(evidence.get("issuer", "")).lower()
    code = error.verify_code
    if code in _OTHER_HOST or "hostname mismatch" in str(error).lower() or "ip address mismatch" in str(error).lower():
        return Observation("wrong-host", evidence)
    if code in (_EXPIRED, _NOT_YET_VALID):
        return Observation(_WORDS[code], evidence)
    if any(name in issuer for name in _INSPECTORS):
        return Observation("inspected", evidence)
    if code in (_NO_ISSUER, _UNVERIFIED_LEAF):
        # A public authority's certificate says where its issuer's is to be had; an inspecting box's own does not.
        incomplete = evidence.get("chain") == 1 and evidence.get("issuer_published")
        return Observation("missing-intermediate" if incomplete else "unknown-authority", evidence)
    return Observation(_WORDS.get(code, "untrusted"), evidence)


def _shown_unverified(site: Site) -> dict[str, Any]:
    """Whose certificate is shown there. Nothing is sent over this connection but the handshake."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    try:
        with connect(site) as plain, context.wrap_socket(plain, server_hostname=site.host) as secure:
            chain = getattr(secure, "get_unverified_chain", None) or secure._sslobj.get_unverified_chain  # type: ignore[attr-defined]  # noqa: SLF001 - public from Python 3.13
            return {**_seen(secure.getpeercert(binary_form=True)), "chain": len(chain() or ())}
    except (OSError, TunnelRefusedError):
        return {}


def _seen(certificate: bytes | None) -> dict[str, Any]:
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
    return {
        "issuer": str(issuer[0].value) if issuer else "an unnamed issuer",
        "issuer_published": _names_its_issuer(read),
        "days": int((read.not_valid_after_utc.timestamp() - time.time()) // _SECONDS_PER_DAY),
    }


def _names_its_issuer(certificate: Any) -> bool:
    from cryptography import x509
    from cryptography.x509.oid import AuthorityInformationAccessOID

    try:
        access = certificate.extensions.get_extension_for_class(x509.AuthorityInformationAccess).value
    except (x509.ExtensionNotFound, ValueError):
        return False
    return any(entry.access_method == AuthorityInformationAccessOID.CA_ISSUERS for entry in access)
