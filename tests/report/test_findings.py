"""How a triage is laid out for people: symptoms under causes, times and counts in words, no line wider than the screen."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st
from triage_example import ARTICLES, FOUND, HOLD, NOTHING, UNREAD, findings

from cccdiag.report import findings as told
from cccdiag.report import triage_text
from cccdiag.report.timeline import Timeline


def diagnosis(id_, *explains, first=None, last=None):
    return dataclasses.replace(HOLD, id=id_, explains=explains, evidence=(), first=first, last=last)


def tree(*diagnoses):
    folded = told.folded(dataclasses.replace(FOUND, diagnoses=diagnoses), ARTICLES.get)
    return {root.diagnosis.id: [symptom.id for symptom in root.symptoms] for root in folded.roots}


def test_a_symptom_lies_under_the_first_and_outermost_cause():
    """Whatever explains what: nothing is lost, nothing is shown twice, and two that explain each other stay in their order."""
    assert tree(diagnosis("a"), diagnosis("b")) == {"a": [], "b": []}
    assert tree(diagnosis("a", "c"), diagnosis("b", "c"), diagnosis("c")) == {"a": ["c"], "b": []}
    assert tree(diagnosis("a", "b"), diagnosis("b", "c"), diagnosis("c")) == {"a": ["b", "c"]}
    assert tree(diagnosis("a", "b"), diagnosis("b", "a")) == {"a": ["b"]}
    assert tree(diagnosis("a"), diagnosis("b", "a", "gone")) == {"a": [], "b": []}


def test_evidence_is_shortened_and_counts_stay():
    """How many records there are is a fact, how many are shown a choice."""
    for most, shown in ((None, [2, 1, 1]), (1, [1, 1, 1]), (0, [0, 0, 0])):
        short = told.shortened(FOUND, most)
        assert [len(each.evidence) for each in short.diagnoses] == shown
        assert [each.records for each in short.diagnoses] == [5, 2, 1]


def test_a_mask_reaches_every_text():
    """Names, proofs, captures and remarks: whatever is a text, at any depth."""

    def texts(value):
        if isinstance(value, str):
            return [value]
        if isinstance(value, dict):
            value = [*value.values()]
        return [text for item in value for text in texts(item)] if isinstance(value, (list, tuple)) else []

    masked = told.masked(FOUND, lambda text: "x")
    assert set(texts(dataclasses.astuple(masked))) == {"x"}
    assert told.masked(FOUND, str) == FOUND


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (None, None, ""),
        ("2026-01-31T09:14:07.123", "2026-01-31T09:14:07.999", "2026-01-31 09:14:07"),
        ("2026-01-31T09:14:07", "2026-01-31T11:00:00", "2026-01-31 09:14:07 – 11:00:00"),
        ("2026-01-31T09:14:07", "2026-02-01T09:14:07", "2026-01-31 09:14:07 – 2026-02-01 09:14:07"),
        ("09:14:07,123", "11:00:00", "09:14:07,123 – 11:00:00"),
        ("--05-14T10:00:00", "--05-14T11:00:00", "05-14 10:00:00 – 05-14 11:00:00"),
    ],
)
def test_a_span_says_nothing_twice(first, last, expected):
    """The day stands once, fractions of a second nowhere, a time without a date as it is."""
    assert told.span(diagnosis("a", first=first, last=last)) == expected


def test_a_share_is_never_rounded_up_to_all():
    """One record in a million that nobody recognised is still one."""
    assert [told.share(part) for part in (1.0, 0.9999, 0.5, 0.0)] == ["100 %", "99.9 %", "50 %", "0 %"]


def test_sizes_and_counts_are_words():
    """In the largest unit that leaves at least one, with the right number."""
    assert [told.size(count) for count in (0, 1, 1023, 1024, 1 << 20, 5 << 30)] == [
        "0 bytes", "1 byte", "1,023 bytes", "1.0 KiB", "1.0 MiB", "5.0 GiB",
    ]  # fmt: skip
    assert told.counted(1250) == "1,250 records"


def test_a_strip_claims_only_what_is_known():
    """Dots where a record is known, a line between the first and the last, and nothing where times cannot be compared."""
    early = diagnosis("a", first="2026-01-31T00:00:00", last="2026-01-31T05:00:00")
    late = diagnosis("b", first="2026-01-31T10:00:00", last="2026-01-31T10:00:00")
    clock = diagnosis("c", first="09:00:00", last="10:00:00")
    scale = Timeline.of(dataclasses.replace(FOUND, diagnoses=(early, late, clock)))
    assert [scale.strip(each, 10) for each in (early, late, clock)] == ["●────●····", "·········●", ""]
    assert Timeline.of(NOTHING).strip(early, 10) == ""
    assert Timeline.of(dataclasses.replace(FOUND, diagnoses=(late,))).strip(late, 10) == ""


@given(text=st.text(max_size=300), width=st.integers(1, 200))
def test_no_line_is_wider_than_the_screen(text, width):
    """But for words that are longer, whatever a log, a ticket or the name of a file holds; the same on a terminal."""
    evidence = dataclasses.replace(HOLD.evidence[0], text=text)
    given_ = dataclasses.replace(HOLD, title=text, why=(text,), evidence=(evidence,))
    report = dataclasses.replace(FOUND, diagnoses=(given_,))
    room = min(max(width, 40), 160)
    for line in triage_text.render(findings(report), width=width).splitlines():
        assert len(line) <= room or max(map(len, line.split())) > room - 20


def test_nothing_found_and_nothing_read_are_told_apart():
    """Whoever counts on the answer has to know whether anybody looked."""
    assert (findings(NOTHING).unread, findings(UNREAD).unread, findings(FOUND).unread) == (False, True, False)


def test_many_records_are_columns_as_high_as_there_were_many():
    """Where times are known, a strip counts: heights for a dozen and more, dots for few, nothing claimed outside."""
    times = tuple((f"2026-01-31T{hour:02}:00:00", count) for hour, count in ((1, 2), (2, 16), (5, 8)))
    busy = dataclasses.replace(diagnosis("a", first=times[0][0], last=times[-1][0]), times=times)
    calm = diagnosis("b", first="2026-01-31T00:00:00", last="2026-01-31T10:00:00")
    few = dataclasses.replace(busy, times=tuple((time, 1) for time, _ in times))
    scale = Timeline.of(dataclasses.replace(FOUND, diagnoses=(busy, calm, few)))
    assert [scale.strip(each, 10) for each in (busy, calm, few)] == ["·▂█──▅····", "●────────●", "·●●──●····"]
    assert scale.columns(busy, 10) == (0, 2, 16, 0, 0, 8, 0, 0, 0, 0)
    assert scale.columns(few, 10) == ()
