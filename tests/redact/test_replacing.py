"""Where spans stand alone their tokens go in all at once; the result is what one after the other gives."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cccdiag.redact import Case, Stream, load, replacing
from cccdiag.redact.replacing import Part, apply, look
from cccdiag.redact.tokens import KNOWN, Tokens

ALPHABET = st.sampled_from([*b'ab 1-.t"=\\:[,]\n', *"‹mail:0123›é".encode()])
TEXTS = st.lists(ALPHABET, min_size=1, max_size=120).map(bytes)
PIECES = st.lists(
    st.tuples(st.integers(0, 119), st.integers(1, 12), st.sampled_from(["mail", KNOWN, "card"])), max_size=9
)


def heard(replaced):
    """What can be told of a report."""
    return [(rule, kind, count, list(lines)) for rule, kind, count, lines in replaced.by_rule()]


@settings(max_examples=200)
@given(TEXTS, PIECES, st.integers(0, 60), st.integers(0, 60), st.booleans())
def test_spans_go_all_at_once_where_that_is_the_same(data, cuts, begin, less, apart):
    """Overlaps, numbers of JSON, tokens, line ends, borders of the part: text, tokens and report do not hang on the way."""
    spans, last = [], 0
    for start, length, rule in sorted(cuts):
        start = max(start, last) if apart else start  # noqa: PLW2901 - behind the one before
        end = last = min(start + length, len(data))
        if start < end:
            spans.append((start, end, rule, "mail" if rule == "mail" else "card", data[start:end]))
    part = Part(min(begin, len(data)), max(min(begin, len(data)), len(data) - less), 3)
    told, results = [], []
    with pytest.MonkeyPatch.context() as patch:
        for _ in range(2):
            results.append(apply(data, spans, Tokens(b"k"), lambda replaced: told.append(heard(replaced)), part))
            look(data, spans, lambda replaced: told.append(heard(replaced)), part)
            patch.setattr(replacing, "_alone", lambda *_: None)
    assert results[0] == results[1]
    assert len(told) in (0, 4)
    assert all(one == told[0] for one in told)


def test_who_only_looks_is_told_the_same_and_gives_nothing_out():
    """With windows that cut values, and what one window teaches."""
    from cccdiag.kb.find import knowledge

    rules = load(knowledge().document("redaction"))
    text = b"mail n%d@library.example token=q7Yw0aZtt91notreal%d, password=Gl4ss!Heron and 'n': [1, 4111111111111111]\n"
    data = b"".join(text % (number, number) for number in range(2000))
    reports, given_out = [], []
    for looking in (False, True):
        report = []
        stream = Stream(
            Case(rules, key=b"k"), lambda replaced, to=report: to.extend(heard(replaced)), 1 << 15, looking=looking
        )
        out = b"".join(stream.feed(data[at : at + 9999]) for at in range(0, len(data), 9999)) + stream.finish()
        reports.append(report)
        given_out.append(out)
    assert reports[0] == reports[1] != []
    assert given_out[0].count(b"\n") == 2000
    assert given_out[1] == b""
