"""A case is opened: the rules, the values that this machine knows as secret, and a key for the tokens."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Mapping
from pathlib import Path

from cccdiag.cases import fast
from cccdiag.client import profile
from cccdiag.errors import InputError, ProfileError
from cccdiag.kb.index import Knowledge
from cccdiag.redact import Case, load
from cccdiag.secrets import Secret, known_secrets

_KEY_BYTES = 32


def opened(
    knowledge: Knowledge,
    environ: Mapping[str, str],
    *,
    site: str | None = None,
    key_file: str | None = None,
    optional: bool = False,
    keep: bool = False,
) -> Case:
    """A new case.

    Args:
        knowledge: where the rules are.
        environ: the environment, whose CCCDIAG_… secrets are known.
        site: a profile whose secrets are known too; without it the default profile's, if there is one.
        key_file: a file that keeps the key, so that later cases have the same tokens; made where there is none.
        optional: with the rules that are off by default.
        keep: remember every value for a reverse map.

    Raises:
        ProfileError: there is no such profile.
        InputError: the key file cannot be read or made.
    """
    _learn_profile(site, environ)
    key = _kept_key(Path(key_file)) if key_file else os.urandom(_KEY_BYTES)
    rules = load(knowledge.document("redaction"), optional=optional)
    return Case(rules, [(secret, "password") for secret in known_secrets()], key, keep=keep, searching=fast.search)


def _learn_profile(site: str | None, environ: Mapping[str, str]) -> None:
    """Follow the profile's references, so that what they lead to is known; nobody is asked anything."""
    try:
        _, _, values = profile.settle(site, environ)
    except ProfileError:
        if site is not None:
            raise
        return
    for name in ("username", "password", "access_key", "access_secret"):
        value = values.get(name)
        if value is not None and value.text:
            Secret(value.text, value.source)


def _kept_key(path: Path) -> bytes:
    try:
        with contextlib.suppress(FileNotFoundError):
            key = path.read_bytes()
            if len(key) != _KEY_BYTES:
                raise InputError(f"{path} is no key of a case; name a file that is not there, and one is made")
            return key
        key = os.urandom(_KEY_BYTES)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(key)
    except OSError as error:
        raise InputError(f"{path} cannot be used: {error.strerror or error}") from error
    return key
