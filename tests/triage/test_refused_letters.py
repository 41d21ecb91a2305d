"""What keeps an article from being read out of a letter or a record, and what becomes of a source that fails while it is asked."""

from __future__ import annotations

import dataclasses
import io
from collections.abc import Sequence

import pytest
from triage_room import about, cues, log_formats, sweeper, vocabulary

from cccdiag.kb.find import knowledge
from cccdiag.triage import tickets, whynot
from cccdiag.triage.diagnose import triage
from cccdiag.triage.entries import Documents
from cccdiag.triage.likeness import Likeness
from cccdiag.triage.match import rules_of
from cccdiag.triage.records import Record
from cccdiag.triage.sources import Source, text_source
from cccdiag.triage.tickets import Reader
from cccdiag.triage.whynot import Nearest, WhyNot, why_not
from cccdiag.triage.words import Language

DESCRIPTIONS = [
    ("a", "ares", [], ["The heron of the course reserve sits beside the pond."]),
    ("i", "illiad", [], ["The heron of the request form sits beside the pond."]),
    ("j", "illiad", [], ["The heron of the request form sits beside the pond and eats fishes."]),
]
SITS = "the heron of the request form sits beside the pond"


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader(DESCRIPTIONS, Language(vocabulary()), cues(), about())


def letter(text: str) -> Record:
    return Record("t", 0, text.encode(), frozenset(("ticket",)))


@pytest.mark.parametrize(
    ("id_", "text", "refused"),
    [
        ("a", f"We have trouble with CCC: {SITS}.", "similarity: the letter is about something that the article is not about"),
        ("i", "We have trouble with CCC, a heron.", "similarity: 0.1, and 1.6 is needed"),
        ("i", f"We have trouble with CCC: {SITS} and eats fishes.", "similarity: 2.0, and j has 2.5"),
        ("i", f"In CCC {SITS}.", "similarity: the letter tells of no trouble"),
        ("i", f"We have trouble with CCC: {SITS}.", None),
        ("j", f"We have trouble with CCC: {SITS} and eats fishes.", None),
    ],
)  # fmt: skip
def test_what_speaks_against_an_article_is_told(id_: str, text: str, refused: str | None, reader: Reader) -> None:
    """Another product, too little in common, another article that is nearer, no trouble at all; the first of them."""
    products = frozenset(("illiad",))
    assert reader.against(letter(text), id_, products) == refused  # type: ignore[arg-type]


def test_as_much_as_is_needed_is_enough(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever has just as much as is asked for has it."""
    one = letter(f"We have trouble with CCC: {SITS}.")
    score = Likeness(DESCRIPTIONS, Language(vocabulary()), cues(), about()).scores(one.text.decode(), frozenset())["i"]
    monkeypatch.setattr(reader, "_needed", lambda *_: score)
    assert reader.against(one, "i", frozenset()) is None
    monkeypatch.setattr(reader, "_needed", lambda *_: score + 0.001)
    assert reader.against(one, "i", frozenset()) == f"similarity: {score:.1f}, and {score + 0.001:.1f} is needed"


@pytest.mark.parametrize(
    ("shown", "certain", "found"),
    [
        (set(), False, [("i", "possible")]),
        ({"other"}, False, [("i", "likely")]),
        ({"other"}, True, []),
        ({"CCC_203"}, False, []),
        ({"CCC_203"}, True, []),
        ({"i"}, False, []),
    ],
)
def test_what_a_letter_resembles_gives_way_to_what_is_certain_or_named(
    shown: set[str], certain: bool, found: list[tuple[str, str]], reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever names a code has said what it is; a wording that may mean anything gives way itself, unless it is as near."""
    monkeypatch.setattr(tickets, "_TELLING", 1.9)
    one, scores = letter(f"We have trouble with CCC in ILLiad: {SITS}."), {}
    understood = reader._letter(one, shown, frozenset(), scores, certain=certain)
    assert [(each.article, each.certainty) for each in understood] == found
    assert max(scores, key=lambda id_: scores[id_]) == "i"


def test_a_letter_is_read_with_the_products_that_the_other_inputs_show() -> None:
    """It names none itself: articles of the other product are left out."""
    words = (
        "Since Monday we have trouble with CCC: cancelling an order is refused while we delete the item, please help."
    )

    def found(*others: str) -> bool:
        inputs = [
            source for number, text in enumerate((words, *others)) for source in text_source(f"{number}", text.encode())
        ]
        return "ares-cancel-refused" in {one.id for one in triage(inputs, knowledge()).diagnoses}

    ready = "2026-01-31 09:14:01,123 [1] INFO  AtlasSystems.{}.Client.Copyright - ready\n"
    logged = [ready.format("ILLiad"), ready.format("Ares")]
    assert [found(), found(logged[0]), found(logged[1]), found(*logged)] == [True, False, True, True]


LINE = "2026-01-31 09:14:0{},123 [1] ERROR {} - {}\n"
CLIENT = "AtlasSystems.ILLiad.Client.Controls.CopyrightSearch"


def log(*told: str, logger: str = CLIENT) -> str:
    return "".join(LINE.format(number, logger, text) for number, text in enumerate(told, 1))


def refusals(when: dict[str, object], *texts: str) -> list[tuple[str, int]]:
    """Conditions that refused the one signature of an article, and how often, in these texts."""
    documents = Documents(vocabulary().columns, log_formats())
    inquiry = whynot._Inquiry(rules_of([("own", "name", [], "heron", when)]), about(), cues(), documents, log_formats())
    for number, text in enumerate(texts):
        for source in text_source(f"{number}.txt", text.encode()):
            inquiry.sweep(source)
    found = [(condition, count) for (name, condition), (count, *_) in inquiry._bench.refused.items() if name == "name"]
    return [*found, ("fits", inquiry.fits)] if inquiry.fits else found


ILLIAD, ARES = log("a heron"), log("a heron", logger="AtlasSystems.Ares.Client.Controls.CopyrightControl")


@pytest.mark.parametrize(
    ("when", "texts", "expected"),
    [
        ({}, [ILLIAD, ARES], [("fits", 2)]),
        ({"product": "ares"}, [ILLIAD, ARES], [("product: ares", 1), ("fits", 1)]),
        ({"not_product": "ares"}, [ILLIAD, ARES], [("not_product: ares", 1), ("fits", 1)]),
        ({"at_least": 2}, [ILLIAD, ARES], [("at_least: 2", 2)]),
        ({"product": "ares", "at_least": 2}, [ILLIAD, ARES], [("product: ares", 1), ("at_least: 2", 1)]),
        ({"within": "input", "all": ["stork"]}, [ILLIAD, log("a heron", "a stork")], [("all: stork", 1), ("fits", 1)]),
    ],
)
def test_a_condition_on_the_whole_input_that_does_not_hold_is_told(
    when: dict[str, object], texts: list[str], expected: list[tuple[str, int]]
) -> None:
    """The first of them, for each record in which the signature fits."""
    assert refusals(when, *texts) == expected


def test_a_letter_that_reads_like_the_article_speaks_for_it() -> None:
    """Its words are enough where no exact wording is in it; another one that says too little takes nothing from that."""
    words = "The cormorant eats our invoices and the pelican keeps the numbers."
    told = {"id": "own", "title": "t", "system": "illiad", "signatures": [], "phrases": [words]}
    text = "Since Monday we have trouble with CCC in ILLiad: the cormorant eats our invoices and the pelican keeps the numbers!"

    class Known:
        """The facts, with one article more."""

        def __getattr__(self, name: str) -> object:
            return getattr(knowledge(), name)

        def record(self, id_: str) -> dict[str, object]:
            assert id_ == "own"
            return told

        def descriptions(self) -> Sequence[object]:
            return [*knowledge().descriptions(), ("own", "illiad", [], [words])]

    def asked(*texts: str) -> WhyNot:
        sources = [source for number, one in enumerate(texts) for source in text_source(f"{number}.txt", one.encode())]
        return why_not("own", sources, Known())  # type: ignore[arg-type]

    assert asked(text) == WhyNot("own", "t", 1, (), None)
    both = asked("Hello, CCC shows an error in ILLiad, please help us.", text)
    assert both == WhyNot("own", "t", 1, (), None)
    other = "Since Monday we have trouble with CCC in ILLiad, which shows an error about the pelican and the cormorant."
    apart = asked(other)
    assert (apart.fits, [one.condition.split(":")[0] for one in apart.refused]) == (0, ["similarity"])
    assert asked("nothing", "The pelican eats the cormorant, and the numbers of our invoices.").nearest == Nearest(
        "1.txt", 1, 0.89, "The pelican eats the cormorant, and the numbers of our invoices."
    )


class Gone(io.BytesIO):
    """A share that is gone after its first bytes."""

    def read(self, size: int | None = -1) -> bytes:
        raise OSError(5, "Input/output error")

    def readinto(self, buffer: object) -> int:
        raise OSError(5, "Input/output error")


def failing(data: str) -> Source:
    (one,) = text_source("a.log", data.encode())
    return dataclasses.replace(one, open=Gone)


def test_what_cannot_be_read_has_no_nearest_line() -> None:
    """Neither what cannot be opened nor what fails while it is read; the other sources are asked all the same."""
    near = log("Unable to authentikate with CCC")
    unopened = dataclasses.replace(failing(near), open=None)
    found = why_not("illiad-ccc-authentication", [failing(near), unopened], knowledge())
    assert (found.fits, found.refused, found.nearest) == (0, (), None)
    (good,) = text_source("b.log", near.encode())
    found = why_not("illiad-ccc-authentication", [failing(near), unopened, good], knowledge())
    assert found.nearest is not None
    assert (found.nearest.source, found.nearest.line) == ("b.log", 1)


@pytest.mark.parametrize("text", [log("CCC_203"), "Since this morning CCC_203 appears everywhere."])
def test_a_source_that_fails_while_it_is_read_says_so(text: str) -> None:
    """What was read before counts; the reason is told in the system's own words."""
    swept = sweeper().sweep(failing(text))
    assert (swept.note, swept.size, swept.tally.sums) == ("could not be read to its end: Input/output error", 0, {})
