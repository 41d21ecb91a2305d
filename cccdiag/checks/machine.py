"""This machine: its clock against the server's, and what else a support engineer asks for."""

from __future__ import annotations

import platform
import ssl
import sys
from importlib import metadata
from typing import Any

from cccdiag import __version__
from cccdiag.checks.core import check
from cccdiag.checks.model import Observation, Verdict
from cccdiag.checks.site import Site

_FIVE_MINUTES = 300
_LIBRARIES = ("requests", "urllib3", "lxml", "truststore")
_PROXY_VARIABLES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")


@check(
    id="machine.clock",
    layer="clock",
    title="Clock of this machine",
    needs=("http.answer",),
    verdicts={
        "in-step": Verdict("ok", "The clock agrees with the server's ({said})."),
        "off": Verdict(
            "warn", "The clock is {said} the server's; certificates and logs will be misjudged.", "net-tls-trust"
        ),
        "unknown": Verdict("ok", "The server does not say what time it is."),
    },
)
def clock(site: Site) -> Observation:
    """Compare with the Date header of the answer that was got already."""
    skew = site.recall("clock_skew")
    evidence: dict[str, Any] = {"skew": skew, "machine": machine(site)}
    if skew is None:
        return Observation("unknown", evidence)
    if abs(skew) <= _FIVE_MINUTES:
        return Observation("in-step", evidence | {"said": f"{abs(skew):.0f} s apart"})
    return Observation(
        "off", evidence | {"said": f"{abs(skew) / 60:.0f} minutes {'behind' if skew > 0 else 'ahead of'}"}
    )


def machine(site: Site) -> dict[str, Any]:
    """Versions and settings that matter; variables by name only, since a proxy's address may hold a login."""
    lowered = {name.lower() for name, value in site.environ.items() if value}
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
        "proxy_variables": [name for name in _PROXY_VARIABLES if name in lowered],
        "encoding": sys.getfilesystemencoding(),
    }
