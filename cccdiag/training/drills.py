"""Where drills come from: the built-in ones of ``knowledge/drills/``, and files that somebody wrote."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from pathlib import Path

from cccdiag import facts
from cccdiag.errors import InputError
from cccdiag.kb.find import knowledge
from cccdiag.training.model import Drill

_FOLDER = "drills/"
_FILE = (".yaml", ".yml")


def ids() -> tuple[str, ...]:
    """The ids of all built-in drills, sorted."""
    names = knowledge().document_names()
    return tuple(name.removeprefix(_FOLDER) for name in names if name.startswith(_FOLDER))


def named(id_: str) -> Drill:
    """The built-in drill of that id.

    Raises:
        InputError: there is none; the sentence suggests the closest.
    """
    if id_ not in ids():
        close = difflib.get_close_matches(id_, ids(), n=1)
        meant = f"did you mean {close[0]!r}?" if close else "`cccdiag drill list` names them"
        raise InputError(f"there is no drill {id_!r}; {meant}")
    return facts.build(Drill, knowledge().document(_FOLDER + id_), f"drills/{id_}.yaml")


def every() -> tuple[Drill, ...]:
    """All built-in drills, by family, level and id."""
    return tuple(sorted((named(id_) for id_ in ids()), key=lambda drill: (drill.family, drill.level, drill.id)))


def read(path: Path) -> Drill:
    """The drill in a file.

    Raises:
        FactError: it is none; with ``path:line:column``.
    """
    return facts.build(Drill, facts.read_yaml(path))


def chosen(word: str) -> Drill:
    """A drill by its id, or by the path of its file.

    Raises:
        InputError: there is no such drill, or the one in the file cannot be played or marked.
        FactError: the file holds none.
    """
    if not word.endswith(_FILE):
        return named(word)
    from cccdiag.training import soundness

    drill = read(Path(word))
    if complaint := next(soundness.complaints(drill), None):
        raise InputError(f"{word}: {complaint}")
    return drill


def of_folder(folder: Path) -> tuple[Drill, ...]:
    """The drills in the YAML files of a folder, by name of the file.

    Raises:
        InputError: there is no such folder.
        FactError: a file holds no drill.
    """
    if not folder.is_dir():
        raise InputError(f"{folder} is no folder of drills")
    return tuple(read(path) for path in _files(folder))


def _files(folder: Path) -> Iterator[Path]:
    return (path for _, path in facts.yaml_files(folder))
