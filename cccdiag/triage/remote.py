"""Logs where they lie: addresses such as ``s3://bucket/logs`` and ``https://host/client.log.gz``, opened through fsspec.

Who may read them is the business of the protocol's own settings (for S3 the variables and files of AWS). Nothing of an address that
could be a password or a signature is shown.
"""

from __future__ import annotations

import errno
import functools
from collections.abc import Iterator
from typing import Any, BinaryIO
from urllib.parse import SplitResult, urlsplit

from cccdiag.secrets import Secret
from cccdiag.triage import sources as local

# A page has no folder to list, and its query belongs to it.
_PAGES = ("http", "https")
_PIECE = 4 << 20
# What the library of SMB calls a login that is refused.
_REFUSED = ("LogonFailure", "AccessDenied")


def sources(address: str) -> Iterator[local.Source]:
    """The texts behind an address: a file, a folder, or a pattern; what cannot be had is a source with a note."""
    parts = urlsplit(address)
    shown = _shown(parts)
    try:
        import fsspec
    except ImportError:
        yield _unread(shown, "lies elsewhere; to read it: pip install 'cccdiag[remote]'")
        return
    try:
        system, path = fsspec.core.url_to_fs(address)
        places = [path] if parts.scheme in _PAGES else _places(system, path)
    except Exception as error:  # noqa: BLE001 - each protocol's library raises errors of its own
        yield _unread(shown, _said(error))
        return
    if not places:
        yield _unread(shown, "there is no file of that name")
    for place in places:
        yield from _file(system, place, shown if place == path else _beside(parts, place))


def _places(system: Any, path: str) -> list[str]:
    """The files that are meant, in order."""
    if any(mark in path for mark in "*?["):
        found = [place for place in system.glob(path) if system.isfile(place)]
    elif system.isfile(path):
        found = [path]
    else:
        found = system.find(path)
    return sorted(found, key=local.rotated)


def _file(system: Any, place: str, shown: str) -> Iterator[local.Source]:
    try:
        size = int(system.info(place).get("size") or 0)
        yield from local.whole(shown, functools.partial(_opened, system, place), size)
    except Exception as error:  # noqa: BLE001 - as above
        yield _unread(shown, _said(error))


def _opened(system: Any, place: str) -> BinaryIO:
    # What reads shares of Windows has a way of its own to read ahead, and refuses to be told one.
    options = {} if "smb" in system.protocol else {"cache_type": "readahead"}
    stream: BinaryIO = system.open(place, "rb", block_size=_PIECE, **options)
    return stream


def _shown(parts: SplitResult) -> str:
    """The address without what may be secret: the login before the host, and the query, which may be a signature."""
    for text in (parts.password, *(pair.partition("=")[2] for pair in parts.query.split("&"))):
        if text and not text.isalpha():
            Secret(text, "address")
    host = parts.netloc.rpartition("@")[2]
    return f"{parts.scheme}://{host}{parts.path}"


def _beside(parts: SplitResult, place: str) -> str:
    """The address of a file that was found there. Some protocols give the path on the host, others begin with bucket or host."""
    host = parts.netloc.rpartition("@")[2] if place.startswith("/") else ""
    return f"{parts.scheme}://{host}{place}"


def _said(error: Exception) -> str:
    cause = error.__cause__
    if isinstance(error, FileNotFoundError | ValueError) and isinstance(cause, OSError):
        return f"cannot be reached ({type(cause).__name__})"
    status = getattr(cause, "status", None)
    refused = isinstance(error, PermissionError) or type(error).__name__ in _REFUSED
    if refused or getattr(error, "errno", None) == errno.EACCES or status in (401, 403):
        return "may not be read with the login that there is"
    if isinstance(error, FileNotFoundError):
        return "there is no file of that name" if status in (None, 404, 410) else f"cannot be read (HTTP {status})"
    if isinstance(error, ImportError):
        return f"cannot be read: {error}; pip install 'cccdiag[remote]' brings what S3 and https need, smbprotocol what smb needs"
    # What libraries say may hold the whole address.
    return f"cannot be read ({type(error).__name__})"


def _unread(name: str, note: str) -> local.Source:
    return local.Source(name, 0, None, note, None)
