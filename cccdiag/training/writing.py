"""A drill as the YAML that people read and edit; what is written reads back as the same drill."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from cccdiag import facts
from cccdiag.training.model import Drill

_HEAD = "# yaml-language-server: $schema={schema}\n"


def yaml(drill: Drill, schema: str = "../drill.schema.json") -> str:
    """The text of a drill's file; ``schema`` is where editors find its schema."""
    return _HEAD.format(schema=schema) + "\n".join(_mapping(facts.plain(drill), 0)) + "\n"


def _mapping(value: Mapping[str, Any], indent: int) -> Iterator[str]:
    for key, item in value.items():
        yield from _under(f"{' ' * indent}{key}:", item, indent + 2)


def _under(head: str, value: Any, indent: int) -> Iterator[str]:
    if isinstance(value, Mapping) and value:
        yield head
        yield from _mapping(value, indent)
    elif isinstance(value, list) and value:
        yield head
        for item in value:
            yield from _item(item, indent)
    elif isinstance(value, str) and "\n" in value and _plain_block(value):
        yield f"{head} |{'' if value.endswith(chr(10)) else '-'}"
        yield from (f"{' ' * indent}{line}" if line else "" for line in value.removesuffix("\n").split("\n"))
    else:
        yield f"{head} {_scalar(value)}"


def _item(value: Any, indent: int) -> Iterator[str]:
    if not isinstance(value, Mapping) or not value:
        yield f"{' ' * indent}- {_scalar(value)}"
        return
    lines = list(_mapping(value, indent + 2))
    yield f"{' ' * indent}- {lines[0][indent + 2 :]}"
    yield from lines[1:]


def _plain_block(text: str) -> bool:
    """Whether a text may stand as a block: printable lines, the first one not indented, one line break at its end at most."""
    lines = text.removesuffix("\n").split("\n")
    return bool(lines[0]) and bool(lines[-1]) and lines[0][0] not in " \t" and all(map(_printable, lines))


def _printable(line: str) -> bool:
    return line.isprintable() and "\ufeff" not in line and line == line.rstrip(" ")


def _scalar(value: Any) -> str:
    """A value on one line; whatever cannot be seen in a text is escaped as YAML does it."""
    if not isinstance(value, str):
        return json.dumps(value)
    return f'"{"".join(map(_escaped, value))}"'


def _escaped(character: str) -> str:
    if character in '"\\':
        return f"\\{character}"
    if character.isprintable():
        return character
    return f"\\u{ord(character):04x}" if ord(character) < 0x10000 else f"\\U{ord(character):08x}"
