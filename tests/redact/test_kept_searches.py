"""What searches for labels is kept between runs; what searches for values is not."""

from __future__ import annotations

import pytest

from cccdiag.cases import fast
from cccdiag.kb.find import knowledge
from cccdiag.redact import Case, load
from cccdiag.redact.windows import Window
from cccdiag.triage import databases

RULES = load(knowledge().document("redaction"))
HINTS, LEADS = [rule.hint for rule in RULES.rules], [rule.leads for rule in RULES.rules]
TEXT = b"GET /x HTTP/1.1\nAuthorization: Bearer q7Yw0aZtt91notreal00\npassword=Gl4ss!Heron user=x@library.example\n"


@pytest.fixture
def cache(tmp_path, monkeypatch):
    """A cache folder of its own."""
    monkeypatch.setattr(databases, "cache_folder", lambda: str(tmp_path))
    return tmp_path


def test_a_search_that_was_made_before_is_at_hand(cache):
    """It finds the same, and tells beginnings as the first one did."""
    assert fast.search(HINTS, LEADS, ready=True) is None
    made = fast.search(HINTS, LEADS)
    kept = fast.search(HINTS, LEADS, ready=True)
    assert kept(TEXT) == made(TEXT) != []
    assert len(list(cache.glob("labels-*.hsdb"))) == 1
    assert fast.search(HINTS, (), ready=True) is None


@pytest.mark.parametrize("damage", [b"", b"no database", b"\xe9"])
def test_a_damaged_search_is_made_anew(cache, damage):
    """Nobody notices, and the next run finds a whole one."""
    first = fast.search(HINTS, LEADS)
    (kept,) = cache.glob("*.hsdb")
    whole = kept.read_bytes()
    kept.write_bytes(damage or whole[: len(whole) // 2])
    assert fast.search(HINTS, LEADS)(TEXT) == first(TEXT)
    assert fast.search(HINTS, LEADS, ready=True)(TEXT) == first(TEXT)


def test_where_nothing_can_be_kept_it_is_made_in_memory(monkeypatch):
    """A folder that cannot be written costs time and nothing else."""
    monkeypatch.setattr(databases, "cache_folder", lambda: "/proc/nowhere")
    assert fast.search(HINTS, LEADS)(TEXT) != []


def test_values_are_never_kept(cache):
    """However many a case knows: what searches for them holds them."""
    values = [(f"Gl4ss-Heron-{number:04}", "password") for number in range(99)]
    case = Case(RULES, values, searching=fast.search)
    data = b"nothing but Gl4ss-Heron-0042\n" * 20000
    assert {data[start:end] for start, end, *_ in case.spans(data)} == {b"Gl4ss-Heron-0042"}
    kept = list(cache.iterdir())
    assert [path.name.partition("-")[0] for path in kept] == ["labels"]
    assert b"Heron" not in kept[0].read_bytes()


def test_what_teaches_has_a_search_of_its_own_once_there_is_one(cache):
    """A window teaches the same whether or not it is at hand."""
    window = Window(TEXT * 4000, 0, len(TEXT) * 4000)
    first = Case(RULES, searching=fast.search).lessons(window, ("password", "token"))
    assert len(list(cache.iterdir())) == 1
    teachers = [rule for rule in RULES.rules if {"password", "token"} & set(rule.teaches)]
    assert fast.search([rule.hint for rule in teachers], [rule.leads for rule in teachers])
    assert Case(RULES, searching=fast.search).lessons(window, ("password", "token")) == first
    assert len(first) == 2
