"""Borders to the byte: of windows, of texts at the end of some data, of escapes behind what was taken out; and what holds when nothing is said."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cccdiag.kb.find import knowledge
from cccdiag.redact import Case, Stream, load, redact, windows
from cccdiag.redact.finder import Finder
from cccdiag.redact.model import CompiledRule, Rule, Ruleset, Span
from cccdiag.redact.replacing import Part, apply
from cccdiag.redact.tokens import KNOWN, Tokens
from cccdiag.redact.windows import Window, Windows

DOCUMENT = knowledge().document("redaction")
SECRET = "Gl4ss!Heron/77+x"


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten bytes are held back, and four are looked back at."""
    monkeypatch.setattr(windows, "_LEAST_HELD", 10)
    monkeypatch.setattr(windows, "_BEFORE", 4)


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize(
    ("text", "given_out"),
    [
        (b"a" * 29, []),
        (b"a" * 30, [(b"a" * 30, 0, 20)]),
        (b"a" * 19 + b"\n" + b"b" * 10, [(b"a" * 19 + b"\n" + b"b" * 10, 0, 20)]),
        (b"a" * 10 + b"\n" + b"b" * 19, [(b"a" * 10 + b"\n" + b"b" * 19, 0, 11)]),
        (b"a" * 9 + b"\n" + b"b" * 20, [(b"a" * 9 + b"\n" + b"b" * 20, 0, 20)]),
        (b"a" * 20 + b"\n" + b"b" * 9, [(b"a" * 20 + b"\n" + b"b" * 9, 0, 20)]),
        (b"a" * 12 + b"\n\n" + b"b" * 16, [(b"a" * 12 + b"\n\n" + b"b" * 16, 0, 14)]),
        (b"a" * 50, [(b"a" * 30, 0, 20), (b"a" * 34, 4, 24)]),
        (b"a" * 18 + b"\nb" + b"c" * 29, [(b"a" * 18 + b"\nb" + b"c" * 10, 0, 19), (b"aaa\nb" + b"c" * 29, 4, 24)]),
    ],
)
def test_a_window_is_full_with_its_block_and_what_is_held_back(
    text: bytes, given_out: list[tuple[bytes, int, int]]
) -> None:
    """It ends behind the last line end of the ten bytes before what is held back, or there; four bytes before it are kept."""
    cut = Windows(0, block=20)
    found = [window[:3] for number in range(len(text)) if (window := cut.feed(text[number : number + 1]))]
    assert found == given_out
    rest = cut.finish()
    assert b"".join(data[begin:end] for data, begin, end in [*found, rest[:3]]) == text
    if found:
        before = found[-1][0][: found[-1][2]][-4:]
        assert rest.data[: rest.begin] == before


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize(
    ("reach", "block", "first"), [(0, 20, 30), (10, 20, 30), (11, 20, 31), (25, 0, 26), (0, 1, 11)]
)
def test_as_much_is_held_back_as_the_longest_secret_has(reach: int, block: int, first: int) -> None:
    """And at least ten bytes; a block has one byte at least."""
    cut = Windows(reach, block)
    assert next(size for size in range(1, 99) if cut.feed(b"x") is not None) == first


@pytest.mark.usefixtures("small")
@given(
    rows=st.lists(st.integers(0, 40), max_size=12),
    pieces=st.lists(st.integers(1, 60), min_size=1, max_size=9),
    block=st.integers(1, 30),
)
def test_windows_are_the_text_and_see_what_stands_before_them(rows: list[int], pieces: list[int], block: int) -> None:
    """Whatever the pieces: given out one after the other they are the text, each with four bytes before it, and at least ten behind."""
    text = b"\n".join(bytes([97 + number]) * size for number, size in enumerate(rows))
    cut, place, given_out, number = Windows(0, block), 0, 0, 0
    while place < len(text):
        piece = text[place : place + pieces[number % len(pieces)]]
        place, number = place + len(piece), number + 1
        window = cut.feed(piece)
        if window is not None:
            start = given_out - window.begin
            assert window.data == text[start:place]
            assert window.begin == min(4, given_out)
            assert len(window.data) - window.end >= 10
            assert window.end > window.begin
            given_out = start + window.end
    rest = cut.finish()
    assert rest.data[rest.begin : rest.end] == text[given_out:]


@pytest.mark.usefixtures("small")
def test_a_window_goes_on_where_the_one_before_it_was_cut() -> None:
    """With what stands before that place, as far as one looks back; it ends where it would have ended."""
    before, after = Window(b"0123456789", 0, 8), Window(b"6789abcd", 2, 6)
    assert after.after(before, 8) == Window(b"456789abcd", 4, 8)
    assert after.after(before, 5) == Window(b"123456789abcd", 4, 11)
    assert after.after(before, 2) == Window(b"0123456789abcd", 2, 12)


def test_of_many_texts_one_is_found_at_the_very_end() -> None:
    """And at the very beginning, where it is as short as the first bytes by which it is looked for; nothing else is there."""
    texts = [b"%05d" % number for number in range(100)]
    search = Finder()
    for text in texts:
        search.add(text)
    data = texts[7] + b"-" * 300 + texts[42]
    assert search.places(data) == [(5, 7), (310, 42)]


@pytest.mark.parametrize(
    ("data", "start", "clean"),
    [
        (b"a\\\\nope", 3, b"**"),
        (b"ab\\\\nope.", 4, b"**."),
        (b"abc\\nope.", 4, b"**."),
        (b"abcx\\nope.", 5, b"*x*."),
        (b"abcx\\\\nope.", 6, b"*x\\\\*."),
        (b"abcx\\\\\\nope.", 7, b"*x\\\\*."),
        (b"abcx\\zope.", 5, b"*x\\*."),
    ],
)
def test_half_an_escape_goes_with_the_value_behind_it(data: bytes, start: int, clean: bytes) -> None:
    """Of the backslashes that are left before it; those that another value took do not count. An escape that is none stays."""
    first = Span(0, 2 if data.startswith(b"a\\") else 3, "rule", "password", b"one")
    known = Span(start, start + 4, KNOWN, "password", b"two")
    made = apply(data, [first, known], Tokens(b"key"))
    for value in (b"one", b"two"):
        made = made.replace(Tokens(b"key").of(value, "password").encode(), b"*")
    assert made == clean


def test_replacements_are_told_line_by_line() -> None:
    """In the order of the text, whatever the rules are called and whichever pass found them."""
    rules = Ruleset(
        tuple(
            CompiledRule(Rule(id=id_, kind="token", pattern=rf"{id_}=(?P<secret>\w+)", matches=(), ignores=()))
            for id_ in ("z", "a")
        )
    )
    found = redact("z=one1\na=two2 z=three3\n\na=four4 one1\n", rules)
    assert [(one.rule, one.line) for one in found.replaced] == [("z", 1), ("a", 2), ("z", 2), ("a", 4)]


def test_what_is_off_by_default_is_taken_in_where_that_is_said() -> None:
    """And only there; all other rules are the same, in the order of the document."""
    every = [rule["id"] for rule in DOCUMENT["rules"]]
    off = [rule["id"] for rule in DOCUMENT["rules"] if rule.get("optional")]
    assert off != []
    assert [one.rule.id for one in load(DOCUMENT, optional=True).rules] == every
    for rules in (load(DOCUMENT), load(DOCUMENT, optional=False)):
        assert [one.rule.id for one in rules.rules] == [id_ for id_ in every if id_ not in off]


def test_a_case_of_which_nothing_is_said_knows_nothing_and_keeps_nothing() -> None:
    """No values, no key, no reverse map, no searches: what it makes of a text is what redacting it alone makes."""
    rules = load(DOCUMENT)
    case = Case(rules)
    text = f"Password: {SECRET} and again {SECRET}"
    assert (case.known.values(), case.key, case.tokens.values) == ((), b"", None)
    assert case.text(text) == redact(text, rules).text != redact(text, rules, key=b"key").text
    assert (case.known.values(), case.tokens.values) == (((SECRET, "password"),), None)
    kept = Case(rules, keep=True)
    token = Tokens().of(SECRET.encode(), "password")
    assert (kept.text(text), kept.tokens.values) == (f"Password: {token} and again {token}", {token: SECRET})
    assert Case(rules, key=b"key").text(text) == redact(text, rules, key=b"key").text


@pytest.mark.parametrize("text", ["x \ud800 y", "\udcff", f"\udce9 Password: {SECRET} \ud83d"])
def test_half_a_character_stays_what_it_is(text: str) -> None:
    """Names of files and letters cut in two hold such; what stands beside it is redacted all the same."""
    rules, token = load(DOCUMENT), Tokens(b"key").of(SECRET.encode(), "password")
    wanted = text.replace(SECRET, token)
    assert Case(rules, key=b"key").text(text) == redact(text, rules, key=b"key").text == wanted


def test_a_stream_is_cut_before_what_is_replaced_over_the_end_of_its_window() -> None:
    """And never before its beginning; where several reach over one another, before the first of them."""
    from cccdiag.redact.stream import _cut

    def spans(*places: tuple[int, int]) -> list[Span]:
        return [Span(start, end, "rule", "password", b"x") for start, end in places]

    window = Window(b"x" * 40, 10, 30)
    assert _cut(window, spans()) == 30
    assert _cut(window, spans((20, 30), (30, 35))) == 30
    assert _cut(window, spans((25, 31))) == 25
    assert _cut(window, spans((25, 31), (20, 26), (18, 21), (12, 18))) == 18
    assert _cut(window, spans((5, 31))) == 10


def test_what_is_given_out_of_some_data_tells_its_lines_from_the_whole_text() -> None:
    """A part that begins in the middle counts the lines before it."""
    told: list[tuple[str, int]] = []
    data = b"zero\none\ntwo\nthree"
    spans = [Span(5, 8, "a", "password", b"one"), Span(13, 18, "b", "password", b"three")]
    apply(data, spans, Tokens(), lambda all_: told.extend((one.rule, one.line) for one in all_), Part(5, None, 7))
    assert told == [("a", 8), ("b", 10)]
    stream = Stream(
        Case(load(DOCUMENT), key=b"key"), lambda all_: told.extend((one.rule, one.line) for one in all_), line=4
    )
    told.clear()
    assert stream.feed(f"\nPassword: {SECRET}".encode()) == b""
    assert stream.finish().startswith(b"\nPassword: \xe2\x80\xb9password:")
    assert [line for _, line in told] == [6]
