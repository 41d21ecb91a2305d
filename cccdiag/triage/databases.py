"""Hyperscan's databases, kept in the platform's cache folder between runs: compiling one takes up to a second, loading it milliseconds.

What a database is made from is in the name of its file; one that is damaged, or of another machine, is as good as none.
"""

from __future__ import annotations

import contextlib
import marshal
import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from cccdiag.digests import blake2b
from cccdiag.kb.find import cache_folder

# So many of a kind are kept, the newest.
_KEPT = 8


def place(kind: str, parts: Iterable[str]) -> Path:
    """Where the database of a kind is kept that is made from ``parts``, which are everything that decides what it finds."""
    import hyperscan

    version = str(getattr(hyperscan, "__version__", ""))
    print_ = blake2b(digest_size=12)
    for part in (sys.platform, _machine(), version, *parts):
        print_.update(part.encode() + b"\0")
    return Path(cache_folder()) / f"{kind}-{print_.hexdigest()}.hsdb"


def _machine() -> str:
    """The kind of processor, as far as it is told at once: ``platform.processor`` starts a program. Loading checks the rest."""
    if sys.platform == "win32":
        return os.environ.get("PROCESSOR_IDENTIFIER", "")
    return os.uname().machine


def loaded(path: Path) -> tuple[Any, Any] | None:
    """What was kept there together with a database, and the database, ready for use; None where there is none that can be used."""
    import hyperscan

    try:
        told, data = marshal.loads(path.read_bytes())  # noqa: S302 - our own file in our own folder
        database = hyperscan.loadb(data, hyperscan.HS_MODE_BLOCK)
        database.scratch = hyperscan.Scratch(database)
    except (OSError, ValueError, EOFError, TypeError, hyperscan.HyperscanError):
        return None
    return told, database


def keep(path: Path, told: Any, database: Any) -> None:
    """Keep a database, and something plain that belongs to it, whole or not at all; where nothing can be kept, nothing is."""
    import hyperscan

    with contextlib.suppress(OSError):
        _write(path, marshal.dumps((told, hyperscan.dumpb(database))))


def _write(path: Path, data: bytes) -> None:
    import tempfile

    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=".building-", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    kind = path.name.rpartition("-")[0]
    old = sorted(path.parent.glob(f"{kind}-*.hsdb"), key=lambda entry: entry.stat().st_mtime_ns, reverse=True)
    for entry in old[_KEPT:]:
        entry.unlink(missing_ok=True)
