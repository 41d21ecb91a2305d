"""Log formats are data that carry their proof: every example is the first line of a record, every near miss is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cccdiag import facts
from cccdiag.errors import FactError
from cccdiag.kb.find import knowledge
from cccdiag.triage import formats
from cccdiag.triage.formats import FormatBook

BOOK = facts.build(FormatBook, knowledge().document("logformats"))
FORMATS = formats.load(knowledge().document("logformats"))
LAYOUTS = [(form.id, layout) for form in BOOK.formats for layout in form.layouts]
HEADERS = list(zip(LAYOUTS, FORMATS.headers, strict=True))


def named(pairs):
    return [pytest.param(*pair, id=ascii(pair[-1][:60])) for pair in pairs]


@pytest.mark.parametrize(
    ("format_id", "header", "example"),
    named([(id_, header, text) for (id_, layout), header in HEADERS for text in layout.examples]),
)
def test_every_example_begins_a_record_of_its_format(format_id, header, example):
    """The layout's own header matches it, and a log of nothing else is told to be of that format."""
    assert header.first.match(example.encode())
    assert FORMATS.sniff(f"{example}\n".encode() * 5).format_id == format_id


@pytest.mark.parametrize(
    ("header", "text"), named([(header, text) for (_, layout), header in HEADERS for text in layout.ignores])
)
def test_no_near_miss_begins_a_record(header, text):
    """What only looks like a header belongs to the record before."""
    assert not header.first.match(text.encode())


@pytest.mark.parametrize("text", [example for time in BOOK.times for example in time.examples])
def test_every_time_is_read(text):
    """Every way of writing a time that the facts know becomes ISO 8601, or a time of day where no date is given."""
    read = FORMATS.time(text.encode())
    assert read is not None
    assert read.count(":") >= 2


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2026-01-31 09:14:07,123", "2026-01-31T09:14:07.123"),
        ("1/31/2026 9:14:07 PM", "2026-01-31T21:14:07"),
        ("12/1/2026 12:00:01 AM", "2026-12-01T00:00:01"),
        ("31/01/2026 09:14:07", "2026-01-31T09:14:07"),
        ("31.01.2026 09:14:07,5", "2026-01-31T09:14:07.500"),
        ("Jan  1 2026 09:14:07", "2026-01-01T09:14:07"),
        ("1769850847123", "2026-01-31T09:14:07.123Z"),
        ("09:14:07.123", "09:14:07.123"),
        ("yesterday", None),
    ],
)
def test_times_of_all_countries_mean_the_same(written, meant):
    """American halves of a day, European order and epochs become one notation; what is no time stays none."""
    assert FORMATS.time(written.encode()) == meant


def test_a_record_says_when_how_bad_and_who():
    """The head of a record holds its time, level and logger, and where its message begins."""
    record = b"2026-01-31 09:14:07,123 [4] WARN  AtlasSystems.Ares.Client.Forms.ItemForm [desk] - opened"
    head = FORMATS.sniff(record).read(record)
    assert (head.time, head.level, head.logger) == (
        "2026-01-31T09:14:07.123",
        "WARN",
        "AtlasSystems.Ares.Client.Forms.ItemForm",
    )
    assert record[head.message :] == b"opened"


@pytest.mark.parametrize("word", ["WARN", "Warning", "ERROR", "Err", "SEVERE", "FATAL", "crit"])
def test_levels_of_warning_and_worse_are_known_by_all_their_names(word):
    """A level is the same level in every program's spelling."""
    assert FORMATS.is_warning(word.encode())
    assert not FORMATS.is_warning(b"INFO")


@given(st.binary(max_size=400))
def test_nothing_makes_sniffing_fail(head):
    """Any bytes are a log of some layout or none."""
    found = FORMATS.sniff(head)
    assert found is None or found in FORMATS.headers


def test_an_unknown_key_is_refused():
    """A format with a key that nobody reads is a mistake of its author, not a wish to be ignored."""
    with pytest.raises(FactError, match="unknown key"):
        formats.load({**knowledge().document("logformats"), "colour": "red"})


def test_a_format_without_examples_is_told_by_its_name():
    """A library's own log format is laid over the built-in ones, and its lines are known no more then."""
    ours = {"id": "ours", "title": "Ours", "layouts": [{"header": "x", "ignores": []}]}
    with pytest.raises(FactError) as caught:
        formats.load({"levels": {}, "times": [], "formats": [ours]})
    assert str(caught.value) == "logformats.yaml: formats: ours: layouts: 1: the key 'examples' is missing"
