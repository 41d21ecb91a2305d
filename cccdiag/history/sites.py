"""Which site a text belongs to, where nobody says it: the folder that it lies in. Pure but for the folder that is worked in."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

_NOWHERE = "local"


def site_of(name: str, inputs: Iterable[str]) -> str:
    """The site of a source: of a folder that was named, the folder directly in it, else its own name; of a file, its folder.

    Args:
        name: the name of the source, members of archives after ``!``.
        inputs: what was named on the command line.
    """
    place = name.split("!", 1)[0]
    if "://" in place:
        path = PurePosixPath(urlsplit(place).path)
        return path.parent.name or urlsplit(place).netloc or _NOWHERE
    if place == "-":
        return _NOWHERE
    own = Path(place)
    for given in inputs:
        root = Path(given)
        if root != own and own.is_relative_to(root) and root.is_dir():
            inside = own.relative_to(root).parts
            return inside[0] if len(inside) > 1 else _name(root)
    return _name(own.parent)


def _name(folder: Path) -> str:
    return folder.absolute().resolve().name or _NOWHERE
