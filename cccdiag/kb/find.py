"""The one door to the compiled facts: where the index is, and how it comes to be.

A wheel carries its index. In a checkout, and with ``--knowledge``, one is built on first use into the platform's cache folder
and kept as long as no file's size or time changes; where nothing can be written it is built in memory.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import sqlite3
import sys
import zlib

from cccdiag import __version__, facts
from cccdiag.errors import FactError
from cccdiag.kb.index import FORMAT, Knowledge

TYPE_CHECKING = False  # typing costs 4 ms at every start; checkers know this name
if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_KEPT = 8  # cache files; every checkout, overlay and edit has its own
_opened: dict[str, Knowledge] = {}


def knowledge(extra: Path | str | None = None) -> Knowledge:
    """The compiled facts of this process, with the articles of ``extra`` (or of CCCDIAG_KNOWLEDGE) laid over them.

    Raises:
        FactError: a file of knowledge is wrong; the first complaint.
    """
    overlay = str(extra) if extra is not None else os.environ.get("CCCDIAG_KNOWLEDGE", "")
    if overlay not in _opened:
        _opened[overlay] = open_folder(facts.knowledge_path(), overlay)
    return _opened[overlay]


@atexit.register
def forget() -> None:
    """Close every index of this process, so that the next question sees files as they are now."""
    while _opened:
        _opened.popitem()[1].close()


def open_folder(folder: str, overlay: str = "") -> Knowledge:
    """The index of a knowledge folder: the wheel's own, the one in the cache, or a new one.

    Raises:
        FactError: a file of knowledge is wrong; the first complaint.
    """
    if overlay and not os.path.isdir(overlay):
        raise FactError(f"{overlay}:1:1", "is no folder of knowledge (CCCDIAG_KNOWLEDGE or --knowledge names it)")
    prebuilt = facts.prebuilt_index()
    if not overlay and os.path.dirname(prebuilt) == os.path.dirname(folder):
        with contextlib.suppress(sqlite3.DatabaseError):
            return Knowledge(_read(prebuilt, None))
    print_ = fingerprint(folder, overlay)
    path = os.path.join(cache_folder(), f"knowledge-{zlib.crc32(print_.encode()):08x}{len(print_):x}.sqlite")

    def rebuilt() -> sqlite3.Connection:
        return _build(folder, overlay, print_, path)

    with contextlib.suppress(sqlite3.DatabaseError):
        return Knowledge(_read(path, print_), rebuilt)
    return Knowledge(rebuilt())


def _read(path: str, expected: str | None) -> sqlite3.Connection:
    """Open an index; DatabaseError when it is not there, damaged, or made from other facts or by another version."""
    connection = sqlite3.connect(f"file:{_uri(path)}?mode=ro&immutable=1", uri=True, check_same_thread=False)
    try:
        meta = dict(connection.execute("SELECT key, value FROM meta"))
    except BaseException:
        connection.close()
        raise
    if meta.get("format") == str(FORMAT) and expected in (None, meta.get("fingerprint")):
        return connection
    connection.close()
    raise sqlite3.DatabaseError("the index was made from other facts")


def _uri(path: str) -> str:
    path = path.replace("%", "%25").replace("?", "%3f").replace("#", "%23").replace(os.sep, "/")
    return path if path.startswith("/") else f"/{path}"


def fingerprint(folder: str, overlay: str = "") -> str:
    """A text that differs whenever a file of knowledge, or the code that compiles it, does."""
    own = os.path.dirname(os.path.abspath(__file__))
    lines = [__version__, str(FORMAT), sys.version.split()[0], sqlite3.sqlite_version, folder, overlay]
    for root, suffix in ((own, ".py"), (folder, ".yaml"), *([(overlay, ".yaml")] if overlay else [])):
        lines += sorted(_stamps(root, suffix))
    return "\n".join(lines)


def _stamps(folder: str, suffix: str) -> Iterator[str]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.endswith(suffix):
                seen = entry.stat()
                yield f"{entry.path} {seen.st_size} {seen.st_mtime_ns}"
            elif entry.is_dir():
                yield from _stamps(entry.path, suffix)


def cache_folder() -> str:
    """The platform's cache folder for this program; may not exist."""
    if sys.platform.startswith("linux"):
        # What platformdirs says (a test compares them), without the 10 ms that importing it takes at every start.
        base = os.environ.get("XDG_CACHE_HOME", "").strip() or os.path.expanduser("~/.cache")
        return os.path.join(base, "cccdiag")
    import platformdirs

    return platformdirs.user_cache_dir("cccdiag", appauthor=False)


def _build(folder: str, overlay: str, print_: str, path: str) -> sqlite3.Connection:
    image = build_index(folder, overlay, print_)
    with contextlib.suppress(OSError, sqlite3.DatabaseError):
        os.makedirs(os.path.dirname(path), exist_ok=True)
        put(path, image)
        prune(os.path.dirname(path), "knowledge-", _KEPT)
        return _read(path, print_)
    connection = sqlite3.connect(":memory:", check_same_thread=False)
    connection.deserialize(image)
    return connection


def build_index(folder: str, overlay: str = "", print_: str = "", *, strict: bool = False) -> bytes:
    """The index of a knowledge folder, as the bytes of a SQLite file.

    With ``strict``, as for a release, an article that names another one that is not there is an error too.

    Raises:
        FactError: a file of knowledge is wrong; the first complaint.
    """
    from pathlib import Path

    from cccdiag.kb import compile as compiler
    from cccdiag.kb.load import load

    loaded = load(Path(folder), Path(overlay) if overlay else None)
    for problem in (*loaded.problems, *(loaded.dangling if strict else ())):
        raise problem
    with contextlib.closing(sqlite3.connect(":memory:")) as connection:
        compiler.write(connection, loaded, print_)
        return connection.serialize()


def put(path: str, data: bytes) -> None:
    """Write a file whole or not at all: two programs that start together each put a complete one there.

    Raises:
        OSError: it cannot be written.
    """
    import tempfile

    handle, name = tempfile.mkstemp(prefix=".building-", dir=os.path.dirname(path))
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.replace(name, path)
    except BaseException:
        os.unlink(name)
        raise


def prune(folder: str, kind: str, kept: int) -> None:
    """Leave of the files whose names begin so, and of those that were never finished, the newest.

    Raises:
        OSError: the folder cannot be read.
    """
    old = sorted(
        (entry for entry in os.scandir(folder) if entry.name.startswith((kind, ".building-"))),
        key=lambda entry: entry.stat().st_mtime_ns,
        reverse=True,
    )
    for entry in old[kept:]:
        with contextlib.suppress(OSError):
            os.unlink(entry.path)
