"""Profile files: where they are, how they are read, how a new one looks. The keys are the fields of :class:`Written`."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from cccdiag import facts
from cccdiag.client.profile import SECRETS, Timeouts
from cccdiag.client.references import HOW, is_reference
from cccdiag.errors import FactError, ProfileError
from cccdiag.secrets import Secret

__all__ = [
    "DEFAULT", "SECRETS", "TEMPLATE", "Timeouts", "Written", "create", "find", "folder", "names", "path_of", "read",
]  # fmt: skip

_NEVER_LITERAL = ("password", "access_key", "access_secret")
_NAME = re.compile(r"[\w][\w.-]*")
DEFAULT = "default"

TEMPLATE = """\
# A profile of cccdiag: one site and how it reaches the CCC Academic Gateway.
# Secrets never stand here, only references to them:
#   env:NAME               the environment variable NAME
#   keyring:SERVICE/NAME   the system's keyring, filled with: keyring set SERVICE NAME
#   file:PATH              a file that nobody else can read (chmod 600)
#   prompt                 asked for each time, at a terminal
# Try it with: cccdiag profile test {name}

endpoint: {endpoint}
# wsdl: null               # else beside the endpoint
expect_mode: {mode}          # DEMO, PROD or any
# product: ABC             # the three characters that CCC gave you
username: env:CCC_USERNAME
password: env:CCC_PASSWORD
access_key: env:CCC_ACCESS_KEY
access_secret: env:CCC_ACCESS_SECRET
# proxy: null              # else as the environment says
# ca_file: null            # else the system's trust store
# marketplace: https://marketplace.copyright.com   # CCC's Marketplace, reached without a login; several: with blanks between
# timeouts: {{connect: 5, read: 15, total: 30}}   # seconds, for one call
"""


@dataclass(frozen=True, slots=True)
class Written:
    """The keys of a profile file."""

    endpoint: str | None = None
    wsdl: str | None = None
    expect_mode: str | None = None
    product: str | None = None
    username: str | None = None
    password: str | None = None
    access_key: str | None = None
    access_secret: str | None = None
    proxy: str | None = None
    ca_file: str | None = None
    marketplace: str | None = None
    timeouts: Timeouts = field(default_factory=Timeouts)


def folder() -> Path:
    """The folder of named profiles."""
    import platformdirs

    return Path(platformdirs.user_config_path("cccdiag", appauthor=False)) / "profiles"


def names() -> tuple[str, ...]:
    """The names of all profiles in the folder."""
    return tuple(sorted(path.stem for path in folder().glob("*.yaml") if path.is_file()))


def path_of(name: str) -> Path:
    """The file of a profile: the file itself if ``name`` is a path, else in the folder of profiles.

    Raises:
        ProfileError: neither a path nor a name.
    """
    if any(mark in name for mark in ("/", "\\")) or name.lower().endswith((".yaml", ".yml")):
        return Path(name).expanduser()
    if not _NAME.fullmatch(name):
        raise ProfileError(f"{name!r} cannot name a profile: letters, digits, dots, hyphens and underscores can.")
    return folder() / f"{name}.yaml"


def find(name: str | None) -> Path | None:
    """The file of the profile that is meant; None when none was named and there is no ``default``.

    Raises:
        ProfileError: there is no such profile.
    """
    path = path_of(name or DEFAULT)
    if path.is_file():
        return path
    if name is None:
        return None
    close = difflib.get_close_matches(name, names(), n=1)
    meant = (
        f"Did you mean {close[0]}?"
        if close
        else "`cccdiag profile list` shows the profiles, `cccdiag profile init` makes one."
    )
    raise ProfileError(f"There is no profile {name} ({path}). {meant}")


def read(path: Path) -> Written:
    """Read a profile file.

    Raises:
        ProfileError: with ``path:line:column`` of the first thing that is wrong. A secret that stands there is not repeated.
    """
    try:
        values = facts.read_yaml(path)
    except FactError as error:
        # The parser quotes what it stumbled over, and that may be half of a password.
        raise ProfileError(re.sub(r"'[^']{2,}'", "'…'", str(error))) from None
    for key in SECRETS:
        _refuse_literal(values, key)
    if isinstance(proxy := values.get("proxy"), str) and not is_reference(proxy) and _has_password(proxy):
        Secret(proxy, "literal")
        raise ProfileError(f"{_place(values, 'proxy')}: the proxy's address carries a password; write it as {HOW}.")
    try:
        return facts.build(Written, values)
    except FactError as error:
        raise ProfileError(str(error)) from None


def create(path: Path, endpoint: str, mode: str) -> None:
    """Write a new profile of references, for its owner's eyes only.

    Raises:
        ProfileError: it exists already, or cannot be written.
    """
    text = TEMPLATE.format(name=path.stem, endpoint=endpoint, mode=mode)
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.touch(mode=0o600, exist_ok=False)
        path.write_text(text, encoding="utf-8", newline="\n")
    except FileExistsError:
        raise ProfileError(f"{path} exists and is left as it is; choose another name, or edit it.") from None
    except OSError as error:
        raise ProfileError(f"{path} cannot be written: {error.strerror or error}") from None


def _refuse_literal(values: facts.Marked, key: str) -> None:
    value = values.get(key)
    if value is None or (isinstance(value, str) and (is_reference(value) or key not in _NEVER_LITERAL)):
        return
    Secret(str(value), "literal")
    if key not in _NEVER_LITERAL:
        raise ProfileError(f"{_place(values, key)}: {key} must be a text; put it in quotes.")
    raise ProfileError(
        f"{_place(values, key)}: the {key} itself stands here; a profile holds references, never secrets. "
        f"Write {HOW}, for example {key}: keyring:cccdiag/{key}, after: keyring set cccdiag {key}"
    )


def _has_password(proxy: str) -> bool:
    try:
        return urlsplit(proxy if "//" in proxy else f"//{proxy}").password is not None
    except ValueError:
        return "@" in proxy


def _place(values: facts.Marked, key: str) -> str:
    line, column = values.at[key]
    return f"{values.path}:{line}:{column}"
