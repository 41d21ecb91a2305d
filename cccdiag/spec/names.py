"""Spelling, derived by rule: ``orderHeaderId`` on the wire, ``order_header_id`` in Python, ``order-header-id`` as an option."""

from __future__ import annotations

import re

_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def to_snake(wire: str) -> str:
    """``orderHeaderId`` → ``order_header_id``."""
    return _HUMP.sub("_", wire).lower()


def to_kebab(wire: str) -> str:
    """``orderHeaderId`` → ``order-header-id``."""
    return _HUMP.sub("-", wire).lower()


def to_wire(name: str) -> str:
    """``order_header_id`` or ``order-header-id`` → ``orderHeaderId``; a wire name stays as it is."""
    first, *others = re.split(r"[-_]", name)
    return first + "".join(word[:1].upper() + word[1:] for word in others)
