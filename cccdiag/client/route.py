"""Which way a request goes and whom it trusts: the proxy and the TLS context of a profile in its environment."""

from __future__ import annotations

import ipaddress
import ssl
import sys
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from cccdiag.client import wording
from cccdiag.client.profile import Profile, is_loopback
from cccdiag.errors import ProfileError

_INTERNET_SETTINGS = r"Software\Microsoft\Windows\CurrentVersion\Internet Settings"


def tls_context(profile: Profile, environ: Mapping[str, str]) -> ssl.SSLContext:
    """What TLS trusts: the profile's ``ca_file``, else REQUESTS_CA_BUNDLE or SSL_CERT_FILE, else the system's trust store.

    Raises:
        ProfileError: the file holds no certificates.
    """
    variables = ("REQUESTS_CA_BUNDLE", "SSL_CERT_FILE", "SSL_CERT_DIR")
    name, chosen = next(
        (
            (name, path)
            for name, path in [("ca_file", profile.ca_file), *((v, environ.get(v)) for v in variables)]
            if path
        ),
        (None, None),
    )
    if chosen is None:
        import truststore

        system: ssl.SSLContext = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        return system
    try:
        is_folder = Path(chosen).is_dir()
        return ssl.create_default_context(cafile=None if is_folder else chosen, capath=chosen if is_folder else None)
    except (OSError, ssl.SSLError) as error:
        raise ProfileError(f"{name} names {chosen}, which holds no certificates: {wording.detail(error)}") from None


def proxy_for(profile: Profile, environ: Mapping[str, str], url: str | None = None) -> str | None:
    """The proxy for an address (the endpoint if none is given): the profile's, the environment's or the system's.

    This machine is never asked through a proxy.
    """
    address = profile.endpoint if url is None else url
    if is_loopback(address):
        return None
    if profile.proxy:
        return _with_scheme(profile.proxy)
    parts = urlsplit(address)
    named = {name.lower(): value for name, value in environ.items() if name.lower().endswith("_proxy") and value}
    # Where both spellings exist the lower one counts, as for curl.
    named |= {name: environ[name] for name in named if environ.get(name)}
    proxy = named.get(f"{parts.scheme}_proxy") or named.get("all_proxy")
    if proxy is None:
        return _system_proxy(parts.scheme, parts.hostname or "")
    return None if _excepted(parts.hostname or "", parts.port, named.get("no_proxy", "")) else _with_scheme(proxy)


def _system_proxy(scheme: str, host: str) -> str | None:
    """The proxy of the Windows registry or of macOS; elsewhere the environment is all there is."""
    asked = getattr(urllib.request, "getproxies_registry", None)
    asked = asked or getattr(urllib.request, "getproxies_macosx_sysconf", None)
    proxy = asked().get(scheme) if asked else None
    return _with_scheme(proxy) if proxy and not urllib.request.proxy_bypass(host) else None


def proxy_script(environ: Mapping[str, str]) -> str | None:
    """The address of the script (PAC) by which this system chooses proxies, if it does: it is named, never evaluated."""
    named = next((value for name, value in environ.items() if name.lower() == "auto_proxy" and value), None)
    return named or _registered_script()


def _registered_script() -> str | None:
    """What the internet settings of Windows say; elsewhere the environment is all there is."""
    if sys.platform != "win32":
        return None
    import winreg

    try:
        with winreg.OpenKey(winreg.HKEY_CURRENT_USER, _INTERNET_SETTINGS) as key:
            return str(winreg.QueryValueEx(key, "AutoConfigURL")[0]) or None
    except OSError:
        return None


def _excepted(host: str, port: int | None, exceptions: str) -> bool:
    """Whether no_proxy names the host: by name, by domain, with its port, or by a network such as 10.0.0.0/8."""
    asked = f"{host}:{port}" if port else host
    bypassed: Any = getattr(urllib.request, "proxy_bypass_environment")  # noqa: B009 - there, but in no type stub
    if bypassed(asked, {"no": exceptions}):
        return True
    for entry in exceptions.split(","):
        try:
            if "/" in entry and ipaddress.ip_address(host) in ipaddress.ip_network(entry.strip(), strict=False):
                return True
        except ValueError:
            continue
    return False


def _with_scheme(proxy: str) -> str:
    return proxy if "://" in proxy else f"http://{proxy}"
