"""Where the products keep their logs on this machine."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from cccdiag import facts


@dataclass(frozen=True, slots=True)
class Place:
    """A folder of logs below the user's documents or the system drive, and which files in it are logs."""

    product: str
    component: str
    below: Literal["documents", "drive"]
    folder: str
    files: tuple[str, ...]
    confidence: Literal["documented", "inferred"]


@dataclass(frozen=True, slots=True)
class Places:
    """The document ``logplaces.yaml``."""

    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class FoundLog:
    """A log on this machine; ``place`` is where it goes in a bundle."""

    path: Path
    component: str
    place: str


def logs(
    document: Mapping[str, Any], environ: Mapping[str, str], home: Path, since: dt.datetime
) -> tuple[FoundLog, ...]:
    """The logs in their usual places that were written to since a moment, each once.

    Args:
        document: ``logplaces.yaml``.
        environ: the environment; OneDrive may keep the documents, and SystemDrive is where servers keep logs.
        home: the user's home folder.
        since: older logs are left alone.

    Raises:
        FactError: the document has a wrong shape.
    """
    found: dict[Path, FoundLog] = {}
    for place in facts.build(Places, document, "logplaces.yaml").places:
        for base in _bases(place, environ, home):
            folder = base / place.folder
            for path in sorted(set(_files(folder, place.files))):
                written = dt.datetime.fromtimestamp(path.stat().st_mtime, dt.UTC)
                if written >= since:
                    found.setdefault(path.resolve(), FoundLog(path, place.component, f"{place.folder}/{path.name}"))
    return tuple(found.values())


def _bases(place: Place, environ: Mapping[str, str], home: Path) -> list[Path]:
    if place.below == "drive":
        drive = environ.get("SystemDrive")
        return [Path(f"{drive}/")] if drive else []
    cloud = (environ.get(name) for name in ("OneDrive", "OneDriveCommercial"))
    return [home / "Documents", *(Path(folder, "Documents") for folder in cloud if folder)]


def _files(folder: Path, patterns: tuple[str, ...]) -> Iterator[Path]:
    if folder.is_dir():
        for pattern in patterns:
            yield from (path for path in folder.glob(pattern) if path.is_file())
