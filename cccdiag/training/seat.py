"""A seat of the training lab: a folder with the notebooks, settings and an order store of its own, and how it is made new again."""

from __future__ import annotations

import hashlib
import json
import shutil
from dataclasses import dataclass
from pathlib import Path

import cccdiag
from cccdiag.errors import InputError
from cccdiag.training.lab_settings import HIDDEN

_COPIED = "copied.json"
_PACKAGE = Path(cccdiag.__file__).parent


@dataclass(frozen=True, slots=True)
class Copied:
    """What happened to the notebooks of a seat: put there, left because the user changed them; both are file names."""

    fresh: tuple[str, ...] = ()
    left: tuple[str, ...] = ()


def notebooks() -> Path:
    """Where the notebooks are: inside the package when installed from a wheel, beside it in a checkout."""
    inside = _PACKAGE / "notebooks"
    return inside if inside.is_dir() else _PACKAGE.parent / "notebooks"


def furnish(folder: Path) -> Copied:
    """Copy the notebooks into a folder; one that the user changed since it was copied is left as it is.

    Raises:
        InputError: the folder cannot be written, or there are no notebooks to copy.
    """
    originals = (
        sorted(path for path in notebooks().iterdir() if path.suffix == ".ipynb") if notebooks().is_dir() else []
    )
    if not originals:
        raise InputError(f"there are no notebooks in {notebooks()}; install cccdiag again")
    record = folder / HIDDEN / _COPIED
    fresh, left = [], []
    try:
        record.parent.mkdir(parents=True, exist_ok=True)
        known = _known(record)
        for original in originals:
            content = original.read_bytes()
            target = folder / original.name
            if target.exists() and _digest(target.read_bytes()) not in (known.get(original.name), _digest(content)):
                left.append(original.name)
                continue
            if not target.exists() or target.read_bytes() != content:
                target.write_bytes(content)
                fresh.append(original.name)
            known[original.name] = _digest(content)
        record.write_text(json.dumps(known, indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        raise InputError(f"{error.filename or folder} cannot be written: {error.strerror or error}") from error
    return Copied(tuple(fresh), tuple(left))


def reset(folder: Path) -> tuple[str, ...]:
    """Make a seat as on the first day: fresh notebooks, no orders, no copies of old states. Gives what is left of the user's own.

    Raises:
        InputError: the folder is no seat, or something in it cannot be removed.
    """
    if not (folder / HIDDEN / _COPIED).is_file():
        raise InputError(f"{folder} is no folder of cccdiag lab, so nothing in it was touched")
    ours = {path.name for path in notebooks().glob("*.ipynb")}
    try:
        for name in ours:
            (folder / name).unlink(missing_ok=True)
        for gone in (folder / HIDDEN, *folder.rglob(".ipynb_checkpoints")):
            shutil.rmtree(gone, ignore_errors=False)
    except OSError as error:
        raise InputError(f"{error.filename or folder} cannot be removed: {error.strerror or error}") from error
    own = sorted(path.name for path in folder.iterdir())
    furnish(folder)
    return tuple(own)


def named(folder: Path, number: int) -> Path:
    """The folder of a trainee."""
    return folder / f"trainee-{number}"


def seats(folder: Path) -> dict[str, Path]:
    """Every seat under a folder by its name; the folder itself, when it is one, is called ``own``."""
    inside = (path for path in folder.iterdir() if path.name.startswith("trainee-")) if folder.is_dir() else ()
    every = {"own": folder, **{path.name: path for path in sorted(inside)}}
    return {name: path for name, path in every.items() if (path / HIDDEN / _COPIED).is_file()}


def _known(record: Path) -> dict[str, str]:
    try:
        known = json.loads(record.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        # Without the record nothing is known to be ours, so what differs counts as changed.
        return {}
    return {str(name): str(digest) for name, digest in known.items()} if isinstance(known, dict) else {}


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
