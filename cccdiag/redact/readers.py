"""How the values of a named thing are read from what stands around its name, by the name of the reader in a rule's ``reads``."""

from __future__ import annotations

import functools
import importlib
from collections.abc import Callable, Iterable

from cccdiag.redact.model import Escaped

# From the data, where the name begins and ends, and how far may be looked: where each value begins and ends, and how it is escaped there.
Reader = Callable[[bytes, int, int, int], Iterable[tuple[int, int, Escaped | None]]]

_WHERE = {
    "setting": ("settings", "read"),
    "column": ("columns", "read"),
    "password-of-command": ("commands", "passwords"),
    "username-of-command": ("commands", "users"),
    "cookie": ("cookies", "read"),
    "password-told": ("told", "password"),
    "username-told": ("told", "username"),
    "username-before-password": ("told", "username_before"),
    "phone-told": ("told_phones", "phone"),
}


@functools.cache
def reader(name: str) -> Reader:
    """The reader of a name; most texts need none."""
    module, function = _WHERE[name]
    read: Reader = getattr(importlib.import_module(f"cccdiag.redact.{module}"), function)
    return read
