"""Where the facts are, and how a file of facts is read: strictly, with a place for every complaint.

``knowledge/`` stands beside the package in a checkout and inside it in a wheel. :func:`read_yaml` keeps the line and column of
every key; :func:`build` turns what was read into a frozen dataclass and refuses whatever that class does not name. The
dataclasses are the schema: there is no second list of keys.

This module is only the door: PyYAML and the machinery of dataclasses are loaded when something is read, because
``cccdiag explain`` needs neither.
"""

from __future__ import annotations

import os

TYPE_CHECKING = False  # typing costs 4 ms at every start; checkers know this name
if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import Any, TypeVar

    from cccdiag.errors import FactError

    T = TypeVar("T")

_PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


class Marked(dict[str, "Any"]):
    """A mapping read from YAML that remembers where each value and each key stood: ``at[key] = (line, column)``."""

    def __init__(self, path: str, line: int, column: int) -> None:
        super().__init__()
        self.path = path
        self.line = line
        self.column = column
        self.at: dict[str, tuple[int, int]] = {}
        self.keys_at: dict[str, tuple[int, int]] = {}


class Sequenced(list["Any"]):
    """A list read from YAML that remembers where each item stood."""

    def __init__(self, path: str) -> None:
        super().__init__()
        self.path = path
        self.at: list[tuple[int, int]] = []


def knowledge_path() -> str:
    """The folder of facts: inside the package when installed from a wheel, beside it in a checkout."""
    inside = os.path.join(_PACKAGE, "knowledge")
    return inside if os.path.isdir(inside) else os.path.join(os.path.dirname(_PACKAGE), "knowledge")


def prebuilt_index() -> str:
    """Where a wheel carries the index that was compiled while it was built."""
    return os.path.join(_PACKAGE, "knowledge.sqlite")


def knowledge_dir() -> Path:
    """:func:`knowledge_path` as a path."""
    from pathlib import Path

    return Path(knowledge_path())


def read_yaml(path: Path, name: str | None = None) -> Marked:
    """Read one YAML file whose root is a mapping; ``name`` is how complaints call the file.

    Raises:
        FactError: the file cannot be read, is not UTF-8, is not YAML, repeats a key or is not a mapping.
    """
    from cccdiag.facts import reading

    return reading.read_yaml(path, name)


def parse_yaml(text: str, name: str) -> Marked:
    """As :func:`read_yaml`, for a text that is already here."""
    from cccdiag.facts import reading

    return reading.parse_yaml(text, name)


def yaml_files(folder: Path) -> Iterator[tuple[str, Path]]:
    """Every YAML file below a folder as (path relative to it with slashes, path), in the order of their names."""
    for path in sorted(folder.rglob("*.yaml"), key=lambda path: path.relative_to(folder).as_posix()):
        if path.is_file():
            yield path.relative_to(folder).as_posix(), path


def build(cls: type[T], value: Any, where: str = "", problems: list[FactError] | None = None) -> T:
    """Make a ``cls`` (a dataclass) of a mapping read from YAML or from the compiled index.

    Unknown and missing keys, wrong types and words outside a closed list (``Literal``) are refused. With ``problems`` every
    complaint is added to that list; what comes back is only to be used when none was.

    Raises:
        FactError: the first complaint when no list was given, with ``path:line:column`` where the value came from YAML.
    """
    from cccdiag.facts import strict

    return strict.build(cls, value, where, problems)


def plain(value: Any, *, whole: bool = False) -> Any:
    """The reverse of :func:`build`: dataclasses to dicts and lists that JSON can hold.

    Defaults are left out, or kept with ``whole``.
    """
    from cccdiag.facts import strict

    return strict.plain(value, whole=whole)
