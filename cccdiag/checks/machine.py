"""This machine: its clock against the server's, and what else a support engineer asks for."""

from __future__ import annotations

import os
import platform
import ssl
import sys
from collections.abc import Mapping
from importlib import metadata
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from cccdiag import __version__
from cccdiag.checks.core import check
from cccdiag.checks.model import Observation, Verdict
from cccdiag.checks.site import Site

_FIVE_MINUTES = 300
_LIBRARIES = ("requests", "urllib3", "lxml", "truststore")
_PROXY_VARIABLES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")
TRUST_VARIABLES = ("REQUESTS_CA_BUNDLE", "SSL_CERT_FILE", "SSL_CERT_DIR")
_RESOLVER_FILE = Path("/etc/resolv.conf")
_MOST_SERVERS = 8


@check(
    id="machine.clock",
    layer="clock",
    title="Clock of this machine",
    needs=("http.answer",),
    verdicts={
        "in-step": Verdict("ok", "The clock agrees with the server's ({said})."),
        "off": Verdict(
            "warn",
            "The clock is {said} the server's; certificates and logs will be misjudged.",
            "net-tls-trust",
            "clock-wrong",
        ),
        "unknown": Verdict("ok", "The server does not say what time it is."),
    },
)
def clock(site: Site) -> Observation:
    """Compare with the Date header of the answer that was got already."""
    skew = site.recall("clock_skew")
    evidence: dict[str, Any] = {"skew": skew}
    if skew is None:
        return Observation("unknown", evidence)
    if abs(skew) <= _FIVE_MINUTES:
        return Observation("in-step", evidence | {"said": f"{abs(skew):.0f} s apart"})
    return Observation("off", evidence | {"said": f"{_span(abs(skew))} {'behind' if skew > 0 else 'ahead of'}"})


def _span(seconds: float) -> str:
    minutes = seconds / 60
    return (
        f"{minutes:.0f} minutes"
        if minutes < 120
        else f"{minutes / 60:.0f} hours"
        if minutes < 2880
        else f"{minutes / 1440:.0f} days"
    )


def machine(site: Site) -> dict[str, Any]:
    """Versions and settings that matter; a proxy is told without the login that its address may hold."""
    return {
        "cccdiag": __version__,
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.release()}",
        "openssl": ssl.OPENSSL_VERSION,
        "tls": [
            version.name
            for version in ssl.TLSVersion
            if version.name in ("TLSv1_2", "TLSv1_3") and getattr(ssl, f"HAS_{version.name}")
        ],
        "libraries": {name: metadata.version(name) for name in _LIBRARIES},
        "trust_store": trust_store(site),
        "proxy_variables": proxy_variables(site.environ),
        "dns_servers": list(dns_servers()),
        "encoding": sys.getfilesystemencoding(),
    }


def trust_store(site: Site) -> str:
    """Whose word a certificate needs: the profile's file, a variable's, or the system's store."""
    if site.profile.ca_file:
        return f"ca_file {site.profile.ca_file}"
    named = next((name for name in TRUST_VARIABLES if site.environ.get(name)), None)
    return f"{named} {site.environ[named]}" if named else "the system's trust store"


def proxy_variables(environ: Mapping[str, str]) -> dict[str, str]:
    """The proxy variables that are set: NO_PROXY as it is, a proxy as host and port."""
    lowered = {name.lower(): value for name, value in environ.items() if value}
    found = {name: lowered[name] for name in _PROXY_VARIABLES if name in lowered}
    return {name: value if name == "no_proxy" else _place(value) for name, value in found.items()}


def _place(proxy: str) -> str:
    try:
        parts = urlsplit(proxy if "://" in proxy else f"http://{proxy}")
        return f"{parts.hostname}:{parts.port}" if parts.port else str(parts.hostname)
    except ValueError:
        return "not a web address"


def dns_servers() -> tuple[str, ...]:
    """The name servers that this machine asks, in its order; none where the system does not tell."""
    if os.name == "nt":
        return _windows_servers()
    try:
        text = _RESOLVER_FILE.read_text("utf-8", "replace")
    except OSError:
        return ()
    lines = (line.split() for line in text.splitlines())
    return tuple(words[1] for words in lines if len(words) > 1 and words[0] == "nameserver")[:_MOST_SERVERS]


def _windows_servers() -> tuple[str, ...]:
    import winreg

    found: list[str] = []
    registry: Any = winreg  # its functions are in the type stubs of Windows only
    place = r"SYSTEM\CurrentControlSet\Services\Tcpip\Parameters\Interfaces"
    with registry.OpenKey(registry.HKEY_LOCAL_MACHINE, place) as interfaces:
        for number in range(registry.QueryInfoKey(interfaces)[0]):
            with registry.OpenKey(interfaces, registry.EnumKey(interfaces, number)) as one:
                for name in ("NameServer", "DhcpNameServer"):
                    try:
                        found += str(registry.QueryValueEx(one, name)[0]).replace(",", " ").split()
                    except OSError:
                        continue
    return tuple(dict.fromkeys(found))[:_MOST_SERVERS]
