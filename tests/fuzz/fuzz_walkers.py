"""Laws of the walkers of mails and archives: whatever the bytes, they end, in texts and in notes, and raise nothing."""

from __future__ import annotations

import contextlib
import functools
import io
import tempfile
from pathlib import Path

from cccdiag.cases import cleaning, file
from cccdiag.errors import InputError
from cccdiag.kb.find import knowledge
from cccdiag.redact import Case, Ruleset, load
from cccdiag.triage import mail, outlook, sources

_ENOUGH = 4 << 20


@functools.cache
def _rules() -> Ruleset:
    return load(knowledge().document("redaction"))


def fuzz_archives(data: bytes) -> None:
    """Every part is a text that can be read or a note in one sentence; a case file is read or refused."""
    _walked("given.zip", data)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "given.zip"
        path.write_bytes(data)
        with contextlib.suppress(InputError):
            file.read(path)


def fuzz_cleaning(data: bytes) -> None:
    """A file is cleaned for sharing, or what could not be read is left out with a sentence; nothing is raised."""
    for name in ("given.eml", "given.zip"):
        done = cleaning.clean(Case(_rules(), key=b"k"), name, io.BytesIO(data), io.BytesIO())
        assert done.texts or done.left_out
        assert all(why and "\n" not in why for _, why in done.left_out)


def fuzz_mails(data: bytes) -> None:
    """A mail's first part is what its sender wrote; every other has a name without a path; the walk raises nothing."""
    first, *attached = mail.parts(data)
    assert first[:2] == (None, "text/plain")
    first[2].decode("utf-8")
    for name, kind, content in attached:
        assert name
        assert not set(name) & set("/\\\r\n\0")
        assert kind
        assert isinstance(content, bytes)
    _walked("given.eml", data)
    if outlook.is_message(data):
        _walked("given.msg", data)


def _walked(name: str, data: bytes) -> None:
    for source in sources.text_source(name, data):
        assert source.name.startswith(name)
        if source.open is None:
            assert source.note
            assert "\n" not in source.note
            continue
        with contextlib.closing(source.open()) as stream:
            text = sources.read_full(stream, _ENOUGH)
        assert text[: len(source.head)] == source.head[:_ENOUGH]
        if source.encoding not in ("utf-8", "utf-8-sig") and len(text) < _ENOUGH:
            text.decode("utf-8")
