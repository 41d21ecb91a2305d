"""The first look finds a superset of what plain ``re`` finds in whole records, by Hyperscan and without it."""

from __future__ import annotations

import copy
import itertools
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from triage_room import all_rules, log_formats, sweeper

from cccdiag.kb.patterns import compiled
from cccdiag.triage import databases, scan
from cccdiag.triage.loosen import expressions, loosened
from cccdiag.triage.match import rules_of
from cccdiag.triage.records import views
from cccdiag.triage.scan import LiteralScanner, scanner
from cccdiag.triage.sources import text_source

CASES = Path(__file__).parents[1] / "corpus/cases"
PATTERNS = tuple(rule.pattern for rule in all_rules())
SAMPLE = (
    r"(?i)\bCCC_203\b",
    r"(?i)\bCCC_204\b",
    r"unable to authenticate with CCC\b",
    r'"code"(?: |):(?: |)"(?P<code>[A-Z_]{3,40})"',
    r"user (?:couldn't|could not) be found",
    r"timed out[\s\S]{0,40}copyright\.com",
    r"(?:^|\s)Found 0 results\.$",
    r"(?i)gateway(?: |)time-?out",
)
RECORD = "2026-01-31 09:14:07,123 [1] ERROR AtlasSystems.ILLiad.Client.Controls.CopyrightSearch - "
words = st.sampled_from(
    [
        "CCC_203", "ccc_204", "CCC_2040", "Unable to", "unable to authenticate with CCC", "authenticate", "with CCC.", "timed out",
        "copyright.com", "user couldn’t be found", "user could not", "be found", 'code": "BAD_ONE"', '\\"code\\": \\"BAD\\"',
        "Found 0 results.", "Gateway Timeout", "gateway time-out", "\n   at A.B()", "\n> ", "&quot;code&quot; : &quot;X_Y_Z&quot;", "é", "x",
    ]
)  # fmt: skip
logs = st.lists(st.tuples(st.booleans(), st.lists(words, max_size=6)), min_size=1, max_size=12)


def text_of(rows):
    return "\n".join((RECORD if head else "") + " ".join(parts) for head, parts in rows)


def rules(patterns):
    return rules_of((f"a{number}", None, [], pattern, {}) for number, pattern in enumerate(patterns))


def plain(text, patterns):
    """Which pattern matches in how many records, the slow way."""
    header = log_formats().sniff(text.encode())
    cut = [text.encode()]
    if header is not None:
        # A record ends before its last line end.
        whole = text.encode().removesuffix(b"\n")
        starts = [match.start() for match in re.finditer(rb"(?m)^" + header.first.pattern, whole)]
        bounds = sorted({0, *starts, len(whole) + 1})
        cut = [whole[a : b - 1] for a, b in itertools.pairwise(bounds)]
    return {
        pattern: count
        for pattern in patterns
        if (count := sum(1 for record in cut if any(compiled(pattern).search(view) for view in views(record)[:1])))
    }


def swept(text, patterns):
    ready = sweeper(rules(patterns))
    # A copy: the cues of the room are those of all its tests.
    ready._court._cues = copy.copy(ready._court._cues)
    ready._court._cues.reason = lambda _: None
    found = {}
    for source in text_source("t", text.encode()):
        for (article, _, _), total in ready.sweep(source).tally.sums.items():
            found[patterns[int(article[1:])]] = found.get(patterns[int(article[1:])], 0) + total.records
    return found


@pytest.mark.parametrize("engine", ["hyperscan", "texts"])
@settings(max_examples=150)
@given(rows=logs)
def test_a_log_gives_what_plain_expressions_give(engine, rows):
    """Case, overlaps, wrapped and multi-line wordings: the same records for the same signatures, whichever engine looked first."""
    text = text_of([(True, []), *rows])
    before = scan._WORTH_COMPILING, scan._WORTH_LOADING
    scan._WORTH_COMPILING, scan._WORTH_LOADING = (0, 0) if engine == "hyperscan" else (1 << 60, 1 << 60)
    try:
        assert swept(text, SAMPLE) == plain(text, SAMPLE)
    finally:
        scan._WORTH_COMPILING, scan._WORTH_LOADING = before


@pytest.mark.parametrize(
    "case", [*sorted(path.name for path in CASES.glob("0[2-6]*.txt")), "024-log-ereserve.log", "034-log-ereserve.log"]
)
def test_no_candidate_is_missed_on_the_corpus(case):
    """On real-looking logs both engines point at every record in which any signature of any article matches."""
    (source,) = text_source("t", (CASES / case).read_bytes())
    with source.open() as stream:
        text = stream.read()
    found = [
        (match.start(), match.end(), number)
        for number, pattern in enumerate(PATTERNS)
        for match in compiled(pattern).finditer(text)
    ]
    for look in (scanner(PATTERNS, 1 << 30), LiteralScanner(PATTERNS)):
        places = {}
        for place, number in look.candidates(text):
            places.setdefault(number, []).append(place)
        missed = [
            (PATTERNS[number], text[start:end])
            for start, end, number in found
            if not any(start < place <= end + 64 for place in places.get(number, ()))
        ]
        assert missed == []


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: f"{rule.article}/{rule.name}")
def test_the_cheap_form_matches_wherever_the_signature_does(rule, examples):
    """What is looked for first is a superset: every example of the signature matches its cheap form."""
    cheap = re.compile(loosened(rule.pattern).encode())
    for example in examples[rule.article, rule.pattern]:
        assert cheap.search(example.encode()), example


@pytest.fixture(scope="session")
def examples():
    from cccdiag.kb.find import knowledge

    return {
        (article.id, signature.pattern): signature.matches
        for article in knowledge().articles()
        for signature in article.signatures
    }


def test_patterns_that_differ_in_a_number_are_looked_for_together():
    """Seventeen codes cost as much as one."""
    ((expression, numbers),) = expressions([rf"(?i)\bCCC_{code}\b" for code in (200, 203, 204)])
    assert numbers == (0, 1, 2)
    assert re.search(expression.encode(), b"ccc_203")
    assert not re.search(expression.encode(), b"ccc_205")


def test_a_damaged_cache_is_made_anew(tmp_path, monkeypatch):
    """A database that cannot be loaded is compiled again, and nobody notices."""
    monkeypatch.setattr(databases, "cache_folder", lambda: str(tmp_path))
    first = scanner(SAMPLE, 1 << 30)
    (kept,) = tmp_path.glob("*.hsdb")
    kept.write_bytes(b"no database")
    second = scanner(SAMPLE, 1 << 30)
    text = b"ERROR CCC_203 and Unable to authenticate"
    assert first.candidates(text) == second.candidates(text) != []
    assert kept.read_bytes() != b"no database"


def test_where_nothing_can_be_kept_it_is_compiled_in_memory(monkeypatch):
    """A folder that cannot be written costs time and nothing else."""
    monkeypatch.setattr(databases, "cache_folder", lambda: "/proc/nowhere")
    assert scanner(SAMPLE, 1 << 30).candidates(b"CCC_203") == [(7, 0), (7, 1)]


def test_what_hyperscan_refuses_is_found_by_its_texts(tmp_path, monkeypatch):
    """A pattern beyond the engine's limits takes nothing from the others."""
    monkeypatch.setattr(databases, "cache_folder", lambda: str(tmp_path))
    refused = r"(?:ab|cd){2}verylongtext(?:[a-z]{1,3}x){1,3}(?=y)"
    found = scanner([refused, r"CCC_203"], 1 << 30).candidates(b"ababverylongtextaxy CCC_203")
    assert {number for _, number in found} == {0, 1}


def test_without_hyperscan_the_texts_do_it(monkeypatch):
    """The right answer on every machine, at its own speed."""
    import builtins

    real = builtins.__import__

    def refusing(name, *rest):
        if name == "hyperscan":
            raise ImportError(name)
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", refusing)
    assert isinstance(scanner(SAMPLE, 1 << 30), LiteralScanner)
    assert scan.has_hyperscan() is False


def test_one_record_counts_once():
    """A record that says it three times is one record."""
    assert swept(RECORD + "CCC_203 CCC_203\n again CCC_203\n" + RECORD + "CCC_203", SAMPLE) == {SAMPLE[0]: 2}


def test_a_match_knows_what_it_captured():
    """Named groups become captures."""
    ready = sweeper(rules([SAMPLE[3]]))
    (source,) = text_source("t", (RECORD + '"code": "SEAT_TAKEN"').encode())
    ((_, total),) = ready.sweep(source).tally.sums.items()
    assert total.proofs[0].captures == {"code": "SEAT_TAKEN"}
