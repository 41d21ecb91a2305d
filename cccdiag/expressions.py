"""Regular expressions that are compiled when they are first used.

To compile one takes a tenth of a millisecond to four; a program knows two hundred, and a short letter has need of forty. To
readers and to type checkers ``expression(…)`` is ``re.compile(…)``: what it gives has the same methods and attributes.
"""

from __future__ import annotations

import re

TYPE_CHECKING = False  # typing costs 4 ms at every start; checkers know this name
if TYPE_CHECKING:
    from re import compile as expression
    from typing import Any

__all__ = ["expression"]


class Expression:
    """An expression that nobody has used yet; whatever of it is asked for once is found at once from then on."""

    def __init__(self, pattern: Any, flags: int = 0) -> None:
        self.given = pattern, flags

    def __getattr__(self, name: str) -> Any:
        if name == "given" or name.startswith("__"):
            raise AttributeError(name)
        value = getattr(re.compile(*self.given), name)
        setattr(self, name, value)
        return value

    def __repr__(self) -> str:
        return f"expression{self.given}"


if not TYPE_CHECKING:
    expression = Expression
