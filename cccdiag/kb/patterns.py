"""How the pattern of a signature is read: as its author wrote it, with wrapping, escaping and typography allowed for.

Logs are wrapped by mailers, escaped by JSON and XML, and quoted with curly marks by word processors. An author writes one space
and one straight quote; :func:`expand` lets them stand for all the forms in which the same text travels.
"""

from __future__ import annotations

import functools
import re

# Mail quoting puts "> " into a wrapped message, JSON writes a line end as \n, HTML a space as &nbsp;.
_SPACE = r"(?:\s|\\[rnt]|&nbsp;|\xc2\xa0|>)+"
_APOSTROPHE = r"(?:'|\xe2\x80[\x98\x99]|&#0?39;|&apos;|\\u2019|\\u0027)"
_QUOTE = r'(?:\\*"|&quot;|\xe2\x80[\x9c\x9d]|\\u0022)'
_PIECES = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|.", re.DOTALL)  # escapes and classes whole, else one by one
_FORMS = {" ": _SPACE, "'": _APOSTROPHE, '"': _QUOTE}


def expand(pattern: str) -> str:
    """The pattern with every space and straight quote outside a character class widened to all its written forms."""
    out: list[str] = []
    in_class = False
    position = 0
    while position < len(pattern):
        character = pattern[position]
        if character == "\\":
            out.append(pattern[position : position + 2])
            position += 2
            continue
        if character == "[":
            in_class = True
        elif character == "]":
            in_class = False
        out.append(character if in_class else _FORMS.get(character, character))
        position += 1
    return "".join(out)


@functools.lru_cache(maxsize=4096)
def compiled(pattern: str) -> re.Pattern[bytes]:
    """The expanded pattern as a regular expression over UTF-8 bytes. As many are kept as ten megabytes hold.

    Raises:
        re.error: the pattern is not one.
    """
    return re.compile(expand(pattern).encode("ascii"))


def one_line(pattern: str) -> str:
    """The expanded pattern for a tool that looks at one line at a time, such as ripgrep.

    Where the pattern itself names a line end outside of groups, the longest part between line ends is taken.
    """
    flags = re.match(r"\(\?[ims]+\)", pattern)
    lead = flags[0] if flags else ""
    parts, start, depth = [], len(lead), 0
    for piece in _PIECES.finditer(pattern, len(lead)):
        depth += {"(": 1, ")": -1}.get(piece[0], 0)
        if piece[0] == "\\n" and depth == 0:
            parts.append(pattern[start : piece.start()].removesuffix("\\r"))
            start = piece.end()
    # ripgrep makes one expression of a whole file of patterns, in which no name may stand twice.
    return lead + re.sub(r"\(\?P<\w+>", "(?:", expand(max([*parts, pattern[start:]], key=len)))
