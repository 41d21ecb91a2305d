"""The profiles that ``check --all`` and ``check --profiles`` mean: the folder of profiles, another folder, or a YAML list."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from cccdiag.errors import FactError, InputError

_YAML = (".yaml", ".yml")


@dataclass(frozen=True, slots=True)
class _List:
    """A YAML file that names profiles."""

    profiles: tuple[str, ...]


def entries(given: str | None) -> tuple[tuple[str, str], ...]:
    """Each profile as (name to show, name or path to load), for a list or a folder; None is the folder of profiles.

    Where two files have the same name, each is shown with as much of its path as tells them apart.

    Raises:
        InputError: it cannot be read, or names no profile.
    """
    from cccdiag.client import profile_file

    found = profile_file.names() if given is None else _listed(Path(given))
    if not found:
        where = profile_file.folder() if given is None else given
        raise InputError(f"there are no profiles in {where}; make one with: cccdiag profile init")
    shown = [Path(entry).stem if entry.lower().endswith(_YAML) else entry for entry in found]
    often = Counter(shown)
    return tuple((name if often[name] == 1 else entry, entry) for name, entry in zip(shown, found, strict=True))


def _listed(path: Path) -> tuple[str, ...]:
    from cccdiag import facts

    try:
        if path.is_dir():
            return tuple(str(file) for file in sorted(path.iterdir()) if file.suffix.lower() in _YAML)
        entries = facts.build(_List, facts.read_yaml(path, str(path)), str(path)).profiles
    except FactError as error:
        raise InputError(f"{error}; such a file holds `profiles:` and a list of names and paths") from None
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror or error}") from None
    return tuple(dict.fromkeys(_beside(path.parent, entry) for entry in entries))


def _beside(folder: Path, entry: str) -> str:
    if entry.lower().endswith(_YAML) or "/" in entry or "\\" in entry:
        return str(folder / Path(entry).expanduser())
    return entry
