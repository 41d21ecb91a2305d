"""The store: each input counts once, a grown one adds what is new, sums are those of the rows, a wave is called out."""

from __future__ import annotations

import io
import sqlite3
import threading

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cccdiag.errors import InputError
from cccdiag.history import moments
from cccdiag.history.ask import Question, history
from cccdiag.history.identity import beginning, fingerprint
from cccdiag.history.store import Store
from cccdiag.triage.counted import Counted, Unknown

READ = "2026-11-22T12:00:00+00:00"


def put(store, site, text, *counts, unknown=()):
    """Store a text whose counts are given as (article, time, records)."""
    raw = text.encode()
    print_ = fingerprint(io.BytesIO(raw), store.lengths(site, beginning(raw)))
    rows = [
        Counted("log", article, time[:10] if time else None, records, time, time) for article, time, records in counts
    ]
    with store.writing():
        return store.add(site, "log", print_, rows, [Unknown("log", *group) for group in unknown], read_at=READ)


def asked(store, **question):
    return history(store, Question(**question), lambda id_: f"Title of {id_}")


@pytest.fixture
def store(tmp_path):
    with Store(tmp_path / "deep" / "history.sqlite", create=True) as opened:
        yield opened


LOG = "2026-11-20 08:00:00 ERROR the first line of a log that is long enough to be known again\n"


def test_the_same_content_counts_once_and_another_site_is_another_input(store):
    """Read again under another name, or as an older copy: nothing is added. What another site sent is its own."""
    fault = ("CCC_200", "2026-11-20T08:00:00", 3)
    assert put(store, "north", LOG * 3, fault) == "new"
    assert put(store, "north", LOG * 3, fault) == "known"
    assert put(store, "north", LOG * 2, ("CCC_200", "2026-11-20T08:00:00", 2)) == "known"
    assert put(store, "south", LOG * 3, fault) == "new"
    found = asked(store)
    assert (found.records, found.sites, found.inputs) == (6, 2, 2)


def test_a_grown_log_adds_only_what_is_new(store):
    """Its old counts give way to those of the whole; other inputs of the site stay."""
    put(store, "north", LOG * 2, ("CCC_200", "2026-11-20T08:00:00", 2), unknown=[("a", 1, "first shape")])
    put(
        store,
        "north",
        "another log of this site, with a line of its own that is long enough",
        ("CCC_200", "2026-11-19T07:00:00", 5),
    )
    grown = (("CCC_200", "2026-11-20T08:00:00", 2), ("CCC_203", "2026-11-21T09:00:00", 4))
    assert put(store, "north", LOG * 9, *grown, unknown=[("a", 2, "first shape"), ("b", 1, "second")]) == "grown"
    found = asked(store)
    assert {one.id: (one.records, one.first, one.last) for one in found.by_article} == {
        "CCC_200": (7, "2026-11-19T07:00:00", "2026-11-20T08:00:00"),
        "CCC_203": (4, "2026-11-21T09:00:00", "2026-11-21T09:00:00"),
    }
    assert (found.inputs, [(group.records, group.example) for group in found.unknown]) == (
        2,
        [(2, "first shape"), (1, "second")],
    )


def test_a_note_of_a_few_words_that_grows_is_known_again(store):
    """Too short for a beginning, its whole digest speaks."""
    assert put(store, "north", "CCC_200", ("CCC_200", None, 1)) == "new"
    assert put(store, "north", "CCC_200 and CCC_203", ("CCC_200", None, 1), ("CCC_203", None, 1)) == "grown"
    assert put(store, "north", "CCC_200 and CCC_203", ("CCC_200", None, 1), ("CCC_203", None, 1)) == "known"
    found = asked(store)
    assert (found.records, found.undated, found.first, found.waves) == (2, 2, None, ())


counts = st.lists(
    st.tuples(st.sampled_from(["CCC_200", "CCC_203"]), st.sampled_from([None, *(f"2026-11-{day}T0{day % 9}:00:00" for day in range(10, 16))]), st.integers(1, 9)),
    max_size=6,
)  # fmt: skip


@settings(max_examples=60)
@given(inputs=st.lists(st.tuples(st.sampled_from("ab"), st.integers(1, 4), st.integers(1, 3), counts), max_size=8))
def test_the_sums_are_those_of_the_rows_whatever_is_read_in_whatever_order(inputs):
    """By day and over all days, after inputs were new, grew, came again."""
    store = Store.__new__(Store)
    store.path = "memory"
    store.connection = sqlite3.connect(":memory:", isolation_level=None)
    store._check()
    with store:
        for site, log, length, found in inputs:
            put(store, site, f"log {log} " * 20 * length, *found)
        rows = "sum(records), min(first), max(last) FROM found GROUP BY"
        for sums, of in (
            (
                "SELECT day, article, site, records, first, last FROM daily",
                f"SELECT day, article, site, {rows} day, article, site",
            ),
            ("SELECT site, article, records, first, last FROM spans", f"SELECT site, article, {rows} site, article"),
        ):
            assert set(store.connection.execute(sums)) == set(store.connection.execute(of))


def test_five_sites_since_this_morning_are_a_wave(store):
    """Where, since when; what some always have is none, nor is what only two have, nor what began last week."""
    for number in range(5):
        put(store, f"site-{number}", f"log of site {number} " * 9, ("http-504", f"2026-11-22T08:1{number}:00", 2))
    for number in range(2):
        put(store, f"pair-{number}", f"log of pair {number} " * 9, ("net-dns", "2026-11-22T08:00:00", 1))
    for number in range(4):
        old = [("CCC_200", f"2026-11-{day}T08:00:00", 1) for day in (18, 22)]
        put(store, f"old-{number}", f"log of old {number} " * 9, *old)
    waves = asked(store).waves
    assert [(wave.article, wave.since, wave.sites, wave.records, wave.usual) for wave in waves] == [
        ("http-504", "2026-11-22T08:10:00", tuple(f"site-{number}" for number in range(5)), 10, 0.0)
    ]
    assert asked(store, site="site-3").waves == waves
    assert asked(store, site="old-1").waves == ()
    assert asked(store, article="CCC_200").waves == ()


def test_what_a_hundred_sites_always_have_is_no_wave_because_three_more_have_it(store):
    """Newly struck sites are measured by how many have it on a usual day."""
    month = [f"2026-10-{day:02}" for day in range(24, 32)] + [f"2026-11-{day:02}" for day in range(1, 22)]
    for number in range(20):
        put(
            store,
            f"usual-{number}",
            f"log of usual {number} " * 9,
            *(("CCC_200", f"{day}T08:00:00", 1) for day in month),
        )
    for number in range(4):
        put(store, f"newly-{number}", f"log of newly {number} " * 9, ("CCC_200", "2026-11-22T09:00:00", 1))
    assert asked(store).waves == ()


def test_what_as_many_sites_as_ever_have_in_turn_is_no_wave(store):
    """Each site has it every ninth day, so each is newly struck; as many as on any other day are."""
    month = [f"2026-10-{day:02}" for day in range(24, 32)] + [f"2026-11-{day:02}" for day in range(1, 23)]
    for number in range(36):
        days = month[number % 9 :: 9]
        put(store, f"turn-{number}", f"log of {number} " * 9, *(("http-504", f"{day}T08:00:00", 1) for day in days))
    assert asked(store).waves == ()


def test_a_clock_that_is_years_ahead_hides_no_wave(store):
    """What trends and waves are seen from is not later than now."""
    put(store, "ahead", "log of a machine with a strange clock " * 9, ("CCC_203", "2031-01-01T00:00:00", 1))
    for number in range(3):
        put(store, f"site-{number}", f"log of site {number} " * 9, ("http-504", f"2026-11-22T08:1{number}:00", 2))
    now = moments.second("2026-11-22T12:00:00")
    found = history(store, Question(), str, now)
    assert (found.until, [wave.article for wave in found.waves]) == ("2026-11-22T12:00:00", ["http-504"])


def test_days_narrow_what_is_asked(store):
    """Since and until, both included; trends are seen from the last day that is asked about."""
    put(store, "north", LOG, *(("CCC_200", f"2026-11-{day:02}T08:00:00", day) for day in (1, 5, 12, 20)))
    found = asked(store, since="2026-11-05", until="2026-11-12")
    assert (found.records, found.first, found.until) == (17, "2026-11-05T08:00:00", "2026-11-12T08:00:00")
    assert [(one.week, one.week_before, one.trend) for one in found.by_article] == [(12, 6, "rising")]
    assert found.by_article[0].days == (("2026-11-05", 5, 1), ("2026-11-12", 12, 1))


def test_what_has_no_time_lies_on_no_day(store):
    """It counts in all, and not where days are asked about."""
    put(store, "north", LOG, ("CCC_200", None, 3), ("CCC_200", "2026-11-05T08:00:00", 2))
    assert (asked(store).records, asked(store).undated) == (5, 3)
    assert [asked(store, **days).records for days in ({"until": "2026-11-09"}, {"since": "2026-11-01"})] == [2, 2]


def test_two_may_write_at_the_same_time(tmp_path):
    """Each waits for the other; nothing is lost."""
    path = tmp_path / "history.sqlite"

    def write(name):
        with Store(path, create=True) as store:
            for number in range(20):
                put(store, name, f"log {number} of {name} " * 9, ("CCC_200", "2026-11-20T08:00:00", 1))

    writers = [threading.Thread(target=write, args=(name,)) for name in ("a", "b")]
    for one in writers:
        one.start()
    for one in writers:
        one.join()
    with Store(path) as store:
        assert asked(store).records == 40


def test_a_change_that_breaks_off_leaves_the_store_as_it_was(store):
    """Whole or not at all."""
    one = Counted("log", "CCC_200", None, 1, None, None)

    def interrupted():
        with store.writing():
            store.add("north", "log", fingerprint(io.BytesIO(b"x" * 99)), [one], [], read_at=READ)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        interrupted()
    assert asked(store).records == 0


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "there is no store"),
        (b"this is no database at all, but a text " * 9, "is no store of cccdiag, or is damaged"),
        ("foreign", "is a database of another program"),
        ("later", "was made by another version of cccdiag"),
    ],
)
def test_what_is_no_store_is_said_in_one_sentence(tmp_path, content, said):
    """And left as it is."""
    path = tmp_path / "some.sqlite"
    if isinstance(content, bytes):
        path.write_bytes(content)
    elif content:
        if content == "later":
            Store(path, create=True).connection.close()
        connection = sqlite3.connect(path)
        connection.execute("PRAGMA user_version = 99")
        connection.execute("CREATE TABLE theirs (x)")
        connection.commit()
        connection.close()
    with pytest.raises(InputError, match=said):
        Store(path, create=False)
