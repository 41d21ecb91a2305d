"""Who asks, and whom: a profile is a YAML file of references, overridden by the environment.

Profiles live in the platform's config folder, ``cccdiag/profiles/NAME.yaml``, or wherever ``--profile FILE`` points. Password,
access key and access secret stand in them as references only; any other value may be one.
"""

from __future__ import annotations

import ipaddress
import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from cccdiag.errors import ProfileError
from cccdiag.secrets import Secret

if TYPE_CHECKING:
    from cccdiag.client.profile_file import Written
    from cccdiag.client.references import Prompt, Value

SECRETS = ("username", "password", "access_key", "access_secret")
VARIABLES = {
    "endpoint": "CCCDIAG_ENDPOINT",
    "username": "CCCDIAG_USERNAME",
    "password": "CCCDIAG_PASSWORD",
    "access_key": "CCCDIAG_ACCESS_KEY",
    "access_secret": "CCCDIAG_ACCESS_SECRET",
    "product": "CCCDIAG_PRODUCT",
}
FIELDS = ("endpoint", "wsdl", "expect_mode", "product", *SECRETS, "proxy", "ca_file", "marketplace")
REQUIRED = ("endpoint", *SECRETS)
MODES = ("DEMO", "PROD", "any")
TWO_WAYS = "Describe the site with `cccdiag profile init`, or see a healthy report with `cccdiag check --demo`."


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds: to connect, between two parts of an answer, and for one whole call."""

    connect: float = 5.0
    read: float = 15.0
    total: float = 30.0

    def __post_init__(self) -> None:
        if not all(0 < seconds < math.inf for seconds in (self.connect, self.read, self.total)):
            raise ValueError("timeouts are seconds above 0")


@dataclass(frozen=True, slots=True)
class Credentials:
    """Both locks of the gateway: party login (in the body) and partner key (HTTP Basic). Each Secret names its ``source``."""

    username: Secret | None = None
    password: Secret | None = None
    access_key: Secret | None = None
    access_secret: Secret | None = None


@dataclass(frozen=True, slots=True)
class Profile:
    """A site as the client sees it. ``wsdl`` None means beside the endpoint; ``proxy`` and ``ca_file`` None mean the system's.

    ``marketplace`` holds addresses of CCC's Marketplace. A profile may hold nothing else: then ``gateway`` is false, ``endpoint`` is
    the first of them, and there are no credentials.
    """

    name: str
    endpoint: str
    credentials: Credentials = Credentials()
    product: str | None = None
    wsdl: str | None = None
    expect_mode: str = "any"
    proxy: str | None = field(default=None, repr=False)
    ca_file: str | None = None
    timeouts: Timeouts = field(default_factory=Timeouts)
    sources: Mapping[str, str] = field(default_factory=dict, hash=False)
    remarks: tuple[str, ...] = ()
    marketplace: tuple[str, ...] = ()
    gateway: bool = True


def load(
    name: str | None,
    environ: Mapping[str, str],
    prompt: Prompt | None = None,
    *,
    override: bool = True,
    or_marketplace: bool = False,
) -> Profile:
    """Read the profile, let the environment override it and follow its references.

    Args:
        name: a profile's name or file; None means ``CCCDIAG_PROFILE``, else the profile ``default`` if there is one.
        environ: the environment, from which ``env:`` references are read too.
        prompt: asks the user for a value without echo; None where there is no terminal.
        override: whether ``CCCDIAG_…`` variables go before what the file says; with many profiles they would make one of all.
        or_marketplace: whether a profile will do that names Marketplace addresses and no gateway.

    Raises:
        ProfileError: no such profile, a profile that is wrong (with its place), or values that are missing (named in ``missing``).
    """
    shown, written, values = settle(name, environ, prompt, override=override)
    lacking = {key: values.get(key) for key in REQUIRED if not _has_text(values.get(key))}
    told = values.get("marketplace")
    alone = len(lacking) == len(REQUIRED) and told is not None and bool((told.text or "").strip())
    if lacking and not (alone and or_marketplace):
        raise ProfileError(_what_is_missing(shown, lacking), tuple(lacking))
    texts = {key: value.text for key, value in values.items() if value.text is not None}
    _check(shown, texts)
    marketplace = tuple(texts.get("marketplace", "").split())
    given = {} if alone else {key: Secret(texts[key], values[key].source) for key in SECRETS}
    endpoint = marketplace[0] if alone else texts["endpoint"]
    _know_proxy_password(texts.get("proxy"))
    remarks = [value.remark for value in values.values() if value.remark]
    if given and urlsplit(endpoint).scheme == "http" and not is_loopback(endpoint):
        remarks.append(f"{endpoint} is plain http: both logins travel readable to everybody on the way")
    return Profile(
        name=shown,
        endpoint=endpoint,
        credentials=Credentials(**given),
        product=texts.get("product"),
        wsdl=texts.get("wsdl"),
        expect_mode=texts.get("expect_mode", "any"),
        proxy=texts.get("proxy"),
        ca_file=texts.get("ca_file"),
        timeouts=written.timeouts,
        sources={key: value.source for key, value in values.items()},
        remarks=tuple(remarks),
        marketplace=marketplace,
        gateway=not alone,
    )


def settle(
    name: str | None,
    environ: Mapping[str, str],
    prompt: Prompt | None = None,
    *,
    override: bool = True,
    fields: tuple[str, ...] = FIELDS,
) -> tuple[str, Written, dict[str, Value]]:
    """The profile's name, its file and what each of its fields (or of some) comes to, problems included.

    Raises:
        ProfileError: no such profile, or a file that is wrong.
    """
    # A profile that a program makes itself needs neither files nor references.
    from cccdiag.client import profile_file
    from cccdiag.client.references import Value, is_reference, resolve

    path = profile_file.find(name or environ.get("CCCDIAG_PROFILE") or None)
    written = profile_file.read(path) if path else profile_file.Written()
    shown = path.stem if path else "environment"
    folder = path.parent if path else Path()
    values: dict[str, Value] = {}
    for key in fields:
        variable, text = VARIABLES.get(key, ""), getattr(written, key)
        if override and environ.get(variable):
            values[key] = Value(variable, environ[variable])
        elif text is not None and is_reference(text) and not (key == "ca_file" and text.startswith("file:")):
            values[key] = resolve(text, f"{key} of {shown}", environ, folder, prompt)
        elif text is not None:
            values[key] = Value(f"profile {shown}", text)
    if "ca_file" in values:
        values["ca_file"] = _beside(folder, values["ca_file"])
    return shown, written, values


def without_login(name: str | None, environ: Mapping[str, str]) -> Profile:
    """The way to Marketplace that a profile describes: its addresses, proxy and certificates. No secret is looked up for it.

    Raises:
        ProfileError: no such profile, or one that is wrong.
    """
    shown, written, values = settle(name, environ, fields=("proxy", "ca_file", "marketplace"))
    texts = {key: value.text for key, value in values.items() if value.text is not None}
    for key, value in values.items():
        if value.problem:
            raise ProfileError(f"The {key} of {shown} cannot be had ({value.source}: {value.problem}).", (key,))
    _check(shown, texts)
    _know_proxy_password(texts.get("proxy"))
    marketplace = tuple(texts.get("marketplace", "").split())
    return Profile(
        name=shown,
        endpoint=marketplace[0] if marketplace else "",
        proxy=texts.get("proxy"),
        ca_file=texts.get("ca_file"),
        timeouts=written.timeouts,
        marketplace=marketplace,
        gateway=False,
    )


def is_loopback(endpoint: str) -> bool:
    """Whether an address is this very machine: 127.0.0.0/8, ::1 or localhost."""
    try:
        host = (urlsplit(endpoint).hostname or "").rstrip(".").lower()
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _has_text(value: Value | None) -> bool:
    return value is not None and value.text is not None


def _what_is_missing(shown: str, lacking: Mapping[str, Value | None]) -> str:
    if shown == "environment" and len(lacking) == len(REQUIRED):
        return f"No gateway is described: there is no profile, and no CCCDIAG_… variable is set. {TWO_WAYS}"
    told = []
    for key, value in lacking.items():
        why = (
            f"{value.source}: {value.problem}"
            if value and value.problem
            else f"set {VARIABLES[key]} or write it in a profile"
        )
        told.append(f"{key} ({why})")
    whole = "the environment" if shown == "environment" else f"the profile {shown}"
    return f"{whole[0].upper()}{whole[1:]} lacks {', '.join(told)}. {TWO_WAYS}"


def _check(shown: str, texts: Mapping[str, str]) -> None:
    addresses = [(key, texts[key]) for key in ("endpoint", "wsdl") if key in texts]
    addresses += [("marketplace", address) for address in texts.get("marketplace", "").split()]
    for key, address in addresses:
        if problem := address_problem(address):
            raise ProfileError(f"The {key} of {shown} {problem}; it looks like https://host/path.")
    if texts.get("expect_mode", "any") not in MODES:
        raise ProfileError(f"The expect_mode of {shown} is {texts['expect_mode']!r}; it is one of {', '.join(MODES)}.")
    if "ca_file" in texts and not Path(texts["ca_file"]).exists():
        raise ProfileError(f"The ca_file of {shown} names {texts['ca_file']}, which does not exist.")


def address_problem(address: str) -> str | None:
    """What is wrong with a web address, as the rest of a sentence; the address itself is shown only if nothing in it is secret."""
    if any(character.isspace() or not character.isprintable() for character in address):
        return "holds white space or a character that cannot be seen"
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        return f"is not a web address ({error})"
    if parts.username is not None or parts.password is not None:
        return "carries a login before its host, and that belongs into the credentials"
    if parts.scheme not in ("http", "https") or not host:
        return f"is {address!r}, which is not a web address"
    return None


def _know_proxy_password(proxy: str | None) -> None:
    """Whoever shows the proxy's address must not show the password in it."""
    parts: Any = urlsplit(proxy or "")
    if parts.password:
        Secret(parts.password, "proxy")


def _beside(folder: Path, value: Value) -> Value:
    if value.text is None:
        return value
    path = folder / Path(value.text.removeprefix("file:")).expanduser()
    return replace(value, text=str(path))
