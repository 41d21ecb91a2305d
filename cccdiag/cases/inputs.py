"""What the user named, one file after the other, and every one of them cleaned: also of what only a later one taught."""

from __future__ import annotations

import functools
import glob
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, BinaryIO, Self, TypeVar

from cccdiag.cases import divided
from cccdiag.cases.cleaning import Cleaned, clean, look, teach
from cccdiag.cases.spool import aside
from cccdiag.errors import InputError
from cccdiag.redact import Case
from cccdiag.redact.tokens import TOKEN
from cccdiag.triage.work import Crew

T = TypeVar("T")

_SKIPPED = frozenset((".git", "__pycache__", "node_modules", ".venv"))
_PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class Named:
    """One file: how the user would call it, where it belongs below a folder of results, how to open it, and how many bytes it has."""

    name: str
    place: str
    open: Callable[[], BinaryIO]
    size: int = 0


def named(inputs: Iterable[str], kept: ExitStack, stdin: BinaryIO | None = None) -> Iterator[Named]:
    """The files behind what was named: files, folders (walked in the order of names), patterns, ``-`` for standard input.

    ``kept`` closes what has to stay open as long as the files are used.

    Raises:
        InputError: there is no such file.
    """
    for name in inputs:
        path = Path(name)
        if name == "-":
            yield _standard_input(kept, stdin)
        elif path.is_dir():
            yield from _folder(path)
        elif path.exists():
            yield Named(name, path.name, lambda path=path: path.open("rb"), _size(path))  # type: ignore[misc]
        elif glob.has_magic(name) and (found := sorted(glob.glob(name, recursive=True))):  # noqa: PTH207 - a path of the user's with any base
            yield from named(found, kept)
        else:
            raise InputError(f"{name} cannot be read: there is no such file")


def _size(path: Path) -> int:
    """What a file says; one that cannot be asked is told of when it is opened."""
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _standard_input(kept: ExitStack, stdin: BinaryIO | None) -> Named:
    whole = kept.enter_context(aside())
    source = stdin or sys.stdin.buffer
    while piece := source.read(_PIECE):
        whole.write(piece)

    def opened() -> BinaryIO:
        whole.seek(0)
        return _Borrowed(whole)  # type: ignore[return-value]

    return Named("-", "stdin.txt", opened, whole.tell())


class _Borrowed:
    """A stream that its reader may close, and another one may read again."""

    def __init__(self, stream: IO[bytes]) -> None:
        self.read = stream.read

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Leave it open."""


def _folder(folder: Path) -> Iterator[Named]:
    for root, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if name not in _SKIPPED)
        for file in sorted(files):
            path = Path(root, file)
            place = PurePosixPath(folder.resolve().name, *path.relative_to(folder).parts)
            yield Named(str(path), str(place), lambda path=path: path.open("rb"), _size(path))  # type: ignore[misc]


def cleaned(
    case: Case,
    files: Iterable[Named],
    keep: Callable[[Named, Cleaned, IO[bytes]], None],
    crew: Crew | None = None,
    *,
    only_looking: bool = False,
    target: Callable[[], IO[bytes]] = aside,
) -> list[Cleaned]:
    """Clean every file and hand each result over, in the order of the files.

    All are read for what they teach before the first is cleaned: a value goes wherever it stands, also before the label that
    gives it away. Workers make no difference to the result.

    Args:
        case: rules, known values and tokens.
        files: what to clean.
        keep: takes a file, what was done and the cleaned content, open at its beginning and closed afterwards.
        crew: who helps, if anybody does.
        only_looking: ``keep`` takes nothing; what would be done is found out only.
        target: makes the place that a content is written to until it is handed over.

    Raises:
        InputError: a file cannot be read.
    """
    listed = list(files)

    def alone(one: Named) -> Cleaned:
        return _looked(case, one) if only_looking else _cleaned(case, one, keep, target)

    for one in listed:
        _read(one, functools.partial(teach, case, one.name))
    if crew:
        return divided.clean(case, listed, crew, keep, alone, target=target, only_looking=only_looking)
    return [alone(one) for one in listed]


def _looked(case: Case, one: Named) -> Cleaned:
    knew = len(case.known)
    done = _read(one, lambda source: look(case, one.name, source))
    # As below.
    return done if len(case.known) == knew else _read(one, lambda source: look(case, one.name, source))


def _cleaned(
    case: Case, one: Named, keep: Callable[[Named, Cleaned, IO[bytes]], None], made: Callable[[], IO[bytes]]
) -> Cleaned:
    with made() as target:
        knew = len(case.known)
        done = _read(one, lambda source: clean(case, one.name, source, target))  # type: ignore[arg-type]
        # The file has changed since it was read, and taught something.
        if len(case.known) > knew:
            target.seek(0)
            target.truncate()
            done = _read(one, lambda source: clean(case, one.name, source, target))  # type: ignore[arg-type]
        target.seek(0)
        keep(one, done, target)
        return done


def _read(one: Named, use: Callable[[BinaryIO], T]) -> T:
    try:
        with one.open() as source:
            return use(source)
    except OSError as error:
        raise InputError(f"{one.name} cannot be read: {error.strerror or error}") from error


def safe_place(case: Case, place: str) -> str:
    """A relative path without secrets that every file system takes."""
    clear = TOKEN.sub(lambda found: found[0][3:-3].replace(b":", b"-"), case.text(place).encode("utf-8", "replace"))
    return clear.decode("utf-8")
