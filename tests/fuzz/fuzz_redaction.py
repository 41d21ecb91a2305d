"""Laws of redaction for any text: once is enough, lines keep their numbers, and in pieces it is the same as at once."""

from __future__ import annotations

import functools

from cccdiag.kb.find import knowledge
from cccdiag.redact import Case, Ruleset, Stream, load, redact

_KEY = b"a key for fuzzing"
_KNOWN = "Fake#Known&Value<7>"


@functools.cache
def _rules() -> Ruleset:
    return load(knowledge().document("redaction"))


def fuzz_redaction(data: bytes) -> None:
    """Redacting twice is redacting once, no line is lost, and a known value is in no output as it stands."""
    text = data.decode("utf-8", "replace")
    once = redact(text, _rules(), ((_KNOWN, "password"),), _KEY)
    assert once.text.count("\n") == text.count("\n")
    assert _KNOWN not in once.text
    twice = redact(once.text, _rules(), ((_KNOWN, "password"),), _KEY)
    assert twice.text == once.text
    assert not twice.replaced


def fuzz_streamed(data: bytes) -> None:
    """In pieces no line is lost, and a text in which nothing is found comes out as it went in."""
    case = Case(_rules(), key=_KEY)
    told: list[object] = []
    stream = Stream(case, told.extend, block=64)
    size = 1 + len(data) % 37
    given = b"".join(stream.feed(data[at : at + size]) for at in range(0, len(data), size)) + stream.finish()
    assert given.count(b"\n") == data.count(b"\n")
    if not told:
        assert given == data
