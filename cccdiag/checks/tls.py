"""TLS: one handshake, verified; when it fails, a second one without any data in it, to see whose certificate was shown."""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from typing import Any

from cccdiag.checks.certificate import seen
from cccdiag.checks.core import check
from cccdiag.checks.machine import TRUST_VARIABLES, trust_store
from cccdiag.checks.model import NOT_NEEDED, Observation, Verdict
from cccdiag.checks.site import Site
from cccdiag.checks.tunnel import TunnelRefusedError, connect, proxy_of
from cccdiag.client.route import tls_context
from cccdiag.errors import ProfileError

_DAYS_OF_WARNING = 14
_NO_TLS = ("wrong version number", "http request", "unknown protocol", "packet length", "record layer")
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


def _distrust(summary: str, cause: str = "inspection-authority-missing") -> Verdict:
    return Verdict("fail", summary, "net-tls-trust", cause)


@check(
    id="network.tls",
    layer="tls",
    title="Encryption and certificate",
    needs=("network.tcp", "network.proxy"),
    verdicts={
        "trusted": Verdict("ok", "{version}, certificate of {issuer}, {days} days left."),
        "inspected-trusted": Verdict(
            "ok", "{version}; {issuer} opens the connection on its way, and this machine trusts it ({days} days left)."
        ),
        "expires-soon": Verdict(
            "warn", "The certificate of {host} ends in {days} days.", "net-tls-trust", "ccc-certificate"
        ),
        "inspected": _distrust("{issuer} opens the connection to {host}, and its certificate is not trusted here."),
        "unknown-authority": _distrust("The certificate of {host} comes from {issuer}, which is not trusted here."),
        "self-signed": _distrust("The certificate of {host} is signed by nobody but itself ({issuer})."),
        "missing-intermediate": _distrust(
            "{host} does not send the certificate of {issuer}, which links its own to a trusted one.", "ccc-certificate"
        ),
        "expired": _distrust("The certificate of {host} has expired ({ended}).", "ccc-certificate"),
        "not-yet-valid": _distrust(
            "The certificate of {host} is not valid before {begins}; is the clock of this machine right?", "clock-wrong"
        ),
        "wrong-host": _distrust("The certificate is for {names}, not for {host}.", "wrong-host"),
        "untrusted": _distrust("The certificate of {host} is not trusted here: {error}.", "roots-outdated"),
        "no-authorities": Verdict(
            "fail",
            "Nobody can be trusted here: {error}",
            "net-tls-trust",
            step="Name a file of certificates in PEM, or leave it out to trust what the system trusts.",
        ),
        "protocol": Verdict(
            "fail",
            "{host} and this machine do not agree on a TLS version or cipher: {error}.",
            "net-tls-protocol",
            "cipher-policy",
        ),
        "not-tls": Verdict(
            "fail", "What listens at {host}:{port} does not speak TLS: {error}.", "net-tls-protocol", "not-tls"
        ),
        "closed": Verdict(
            "fail",
            "{host} closed the connection during the TLS handshake.",
            "net-connection-closed",
            "tls-cut",
        ),
        "timeout": Verdict("fail", "The TLS handshake with {host} was never answered.", "net-timeout", "slow-way"),
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
    evidence: dict[str, Any] = {"host": site.host, "port": site.port, "trust_store": trust_store(site)}
    try:
        context = tls_context(site.profile, site.environ)
    except ProfileError as error:
        return Observation("no-authorities", evidence | {"error": str(error)})
    try:
        with connect(site) as plain, context.wrap_socket(plain, server_hostname=site.host) as secure:
            evidence |= {
                "version": secure.version(),
                "cipher": (secure.cipher() or ("unknown",))[0],
                **seen(secure.getpeercert(binary_form=True)),
            }
    except ssl.SSLCertVerificationError as error:
        return _distrusted(site, error, evidence)
    except (ssl.SSLEOFError, ssl.SSLZeroReturnError, ConnectionError, TunnelRefusedError):
        return Observation("closed", evidence)
    except ssl.SSLError as error:
        said = str(error.reason or "no common protocol").replace("_", " ").lower()
        word = "not-tls" if any(mark in said for mark in _NO_TLS) else "protocol"
        return Observation(word, evidence | {"error": said})
    except TimeoutError:
        return Observation("timeout", evidence)
    if evidence.get("days", _DAYS_OF_WARNING) < _DAYS_OF_WARNING:
        return Observation("expires-soon", evidence)
    return Observation("inspected-trusted" if _inspects(evidence) else "trusted", evidence)


def _inspects(evidence: Mapping[str, Any]) -> bool:
    issuer = str(evidence.get("issuer", "")).lower()
    return any(name in issuer for name in _INSPECTORS)


def _distrusted(site: Site, error: ssl.SSLCertVerificationError, evidence: dict[str, Any]) -> Observation:
    evidence |= {"error": error.verify_message or str(error.reason), **_shown_unverified(site)}
    code = error.verify_code
    if code in _OTHER_HOST or "hostname mismatch" in str(error).lower() or "ip address mismatch" in str(error).lower():
        return Observation("wrong-host", evidence)
    if code in (_EXPIRED, _NOT_YET_VALID):
        return Observation(_WORDS[code], evidence)
    if code != _SELF_SIGNED and (word := _wrong_by_itself(evidence)):
        return Observation(word, evidence)
    if _inspects(evidence):
        return Observation("inspected", evidence)
    if code in (_NO_ISSUER, _UNVERIFIED_LEAF):
        # An authority that publishes its certificate, or whose house is trusted here, was merely not sent along.
        known = evidence.get("issuer_published") or _house_is_trusted(site, evidence)
        incomplete = evidence.get("chain") == 1 and known
        return Observation("missing-intermediate" if incomplete else "unknown-authority", evidence)
    return Observation(_WORDS.get(code, "untrusted"), evidence)


def _wrong_by_itself(evidence: Mapping[str, Any]) -> str | None:
    """What is wrong with a certificate whoever issued it: the verification stops at the first thing, and the issuer comes first."""
    if evidence.get("days", 0) < 0:
        return "expired"
    if evidence.get("early"):
        return "not-yet-valid"
    return "wrong-host" if evidence.get("fits") is False else None


def _house_is_trusted(site: Site, evidence: Mapping[str, Any]) -> bool:
    """Whether a trusted authority belongs to the organisation that issued the certificate."""
    if site.profile.ca_file is None and not any(site.environ.get(name) for name in TRUST_VARIABLES):
        return False
    trusted: Any = tls_context(site.profile, site.environ).get_ca_certs()
    houses = {
        value
        for one in trusted
        for part in one.get("subject", ())
        for name, value in part
        if name == "organizationName"
    }
    return evidence.get("issuer") in houses


def _shown_unverified(site: Site) -> dict[str, Any]:
    """Whose certificate is shown there. Nothing is sent over this connection but the handshake."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    try:
        with connect(site) as plain, context.wrap_socket(plain, server_hostname=site.host) as secure:
            chain = getattr(secure, "get_unverified_chain", None) or secure._sslobj.get_unverified_chain  # type: ignore[attr-defined]  # noqa: SLF001 - public from Python 3.13
            return {**seen(secure.getpeercert(binary_form=True), site.host), "chain": len(chain() or ())}
    except (OSError, TunnelRefusedError):
        return {}
