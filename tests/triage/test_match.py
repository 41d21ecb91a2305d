"""A signature asked quickly says what the signature says."""

from __future__ import annotations

import itertools
from pathlib import Path

from cccdiag.kb.find import knowledge
from cccdiag.kb.patterns import compiled
from cccdiag.triage import match, records

CASES = sorted((Path(__file__).parents[1] / "corpus" / "cases").glob("*"))[::24]


def test_the_same_places_as_the_whole_pattern() -> None:
    """Alternatives are tried only where their texts are; the places and what is captured are those of the whole pattern."""
    patterns = {rule.pattern for rule in match.rules_of(knowledge().signatures())}
    seen = 0
    for case in CASES:
        record = records.Record("case", 0, case.read_bytes()[:8192], frozenset(("log",)))
        for pattern in patterns:
            plain = next((list(found) for view in record.views if (found := plainly(pattern, view))), [])
            quick = [(one.span(), match._captures(one)) for _, one in match._hits(pattern, record)]
            assert quick == plain, (case.name, pattern)
            seen += len(plain)
    assert seen > 20


def plainly(pattern: str, text: bytes) -> list[tuple[tuple[int, int], dict[str, str]]]:
    """The first places where the whole pattern matches, and what it captures there."""
    places = itertools.islice(compiled(pattern).finditer(text), match._PLACES)
    return [(one.span(), match._captures(one)) for one in places]


def test_a_body_is_seen_whatever_it_begins_with() -> None:
    """What is asked first leaves out no record that holds a body."""
    bodies = (
        b"<soap:Fault>",
        b"<!DOCTYPE html>",
        b"&lt;ccc_response",
        b"HTTP/1.1 504",
        b"http/2 200",
        b'\\"status\\": 1',
    )
    assert [records.log_kinds(b"INFO x - " + body) for body in bodies] == [frozenset(("log", "answer"))] * len(bodies)
    assert records.log_kinds(b"INFO x - CCC_203") == frozenset(("log",))
