"""Why an article was not found, from the room itself: each refusal with its proof, the nearest line, the words of letters."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest

from cccdiag.kb.find import knowledge
from cccdiag.kb.model import When
from cccdiag.triage.around import lines_at
from cccdiag.triage.presence import seen_in, unmet_in
from cccdiag.triage.sources import HEAD, text_source
from cccdiag.triage.whynot import Nearest, Refused, WhyNot, why_not

READER = "https://webservices.oclc.org/ill : The remote server returned an error: (503) Server Unavailable."
AT_OCLC = "2026-05-04 09:14:0{},123 [4] ERROR AtlasSystems.ILLiad.Client.Oclc.Reader - " + READER
LOG = "\n".join(
    (
        AT_OCLC.format(7),
        AT_OCLC.format(8),
        "2026-05-04 09:14:09,123 [4] INFO  AtlasSystems.ILLiad.Client.Startup - Unable to authentikate with CCC, CCCPassword=NotARealWord-41",
        "2026-05-04 09:15:09,123 [4] ERROR AtlasSystems.ILLiad.Client.Copyright.OrderSubmitter - CCC error: CCC_203",
        "2026-05-04 09:15:10,123 [4] INFO  AtlasSystems.ILLiad.Client.Startup - next",
        "",
    )
)


def asked(id_, *texts):
    sources = [one for number, text in enumerate(texts, start=1) for one in text_source(f"{number}.txt", text.encode())]
    return why_not(id_, sources, knowledge())


def test_a_refusal_tells_how_often_and_shows_the_first():
    """By signature and condition; where it stands is counted in the text that holds it."""
    found = asked("http-503", "\n\n" + LOG)
    told = {"condition": "about: ccc", "records": 2, "source": "1.txt", "line": 3, "text": AT_OCLC.format(7)}
    assert found == WhyNot(
        "http-503",
        "CCC call answered with HTTP 503 (Service Unavailable)",
        0,
        (Refused("framework-exception", **told), Refused("number-and-reason", **told)),
        None,
    )


def test_the_nearest_line_is_looked_for_in_every_text():
    """The first of the best, in words shared; what is secret in it stays so."""
    found = asked("illiad-ccc-authentication", LOG, LOG)
    shown = found.nearest.text
    assert found == WhyNot(
        "illiad-ccc-authentication",
        "CCC refuses the login stored in ILLiad",
        0,
        (),
        Nearest("1.txt", 3, 0.8, shown),
    )
    assert shown.startswith(LOG.splitlines()[2][:-15])
    assert "NotARealWord" not in shown


def test_what_was_found_has_no_nearest_line():
    """It fits, whatever refused it elsewhere."""
    found = asked("CCC_203", LOG)
    assert (found.fits, found.nearest) == (1, None)
    assert {(each.condition, each.line) for each in found.refused} == {("context: ticket", 4)}


def test_nothing_comes_near():
    """Less than half of the words is not near."""
    assert asked("ares-cancel-refused", LOG) == WhyNot(
        "ares-cancel-refused", "CCC refuses to cancel an order while an Ares item is deleted", 0, (), None
    )


@pytest.mark.parametrize(
    ("id_", "text", "condition"),
    [
        (
            "ares-ambiguous-location",
            "Release notes 9.2.1\nFixed: 'Ambiguous CCC Location' no longer appears twice.\n",
            "the text only talks about it: release-notes",
        ),
        (
            "CCC_203",
            "Our CCC_203 is solved. Today another order gave CCC_218.\n",
            "the sentence says that it is over, ruled out, or only what may be",
        ),
    ],
)
def test_a_letter_is_refused_by_what_it_says_of_itself(id_, text, condition):
    """Proof is the letter, without its last line end."""
    found = asked(id_, text)
    assert (found.fits, found.nearest) == (0, None)
    assert {(each.condition, each.records, each.source, each.line, each.text) for each in found.refused} == {
        (condition, 1, "1.txt", 1, text.strip())
    }


def test_the_words_of_a_letter_are_compared():
    """Where they read like the article it fits; where not, they say how far they are."""
    letter = "Our CCC invoice lists no transaction numbers any more."
    assert asked("illiad-invoice-numbers", letter) == WhyNot(
        "illiad-invoice-numbers", "The CCC invoice carries no ILLiad transaction numbers", 1, (), None
    )
    found = asked("illiad-organization-prompt", letter)
    (refused,) = found.refused
    assert found.fits == 0
    assert refused.condition.startswith("similarity: ")
    assert replace(refused, condition="") == Refused("words", "", 1, "1.txt", 1, letter)


def test_who_asks_for_what_is_not_there_is_told_so():
    """The id is what is missing."""
    with pytest.raises(KeyError, match="nobody"):
        asked("nobody", LOG)


HEARD = b"x" * HEAD + b"\nfar behind: Gamma\n"


@pytest.mark.parametrize(
    ("when", "unmet"),
    [
        (When(all=("Alpha", "Gamma")), None),
        (When(all=("Alpha", "Delta", "Beta")), "all: Delta"),
        (When(any=("Delta", "Gamma")), None),
        (When(any=("Delta", "Beta")), "any: Delta | Beta"),
        (When(none=("Delta",)), None),
        (When(none=("Delta", "Gamma", "Alpha")), "none: Gamma"),
        (When(all=("Alpha",), any=("Beta", "Gamma"), none=("Delta",)), None),
        (When(), None),
    ],
)
def test_what_the_whole_input_says_is_looked_for_behind_its_head_too(when, unmet):
    """The first condition that does not hold is told; none when all hold."""
    (source,) = text_source("a.log", b"Alpha\n" + HEARD)
    assert unmet_in(source, when) == unmet
    assert seen_in(source, when) is (unmet is None)


def test_what_cannot_be_opened_says_only_its_head():
    """A text that came through a pipe is gone behind it."""
    (source,) = text_source("a.log", b"Alpha\n" + HEARD)
    gone = replace(source, open=None)
    assert unmet_in(gone, When(all=("Alpha",))) is None
    assert unmet_in(gone, When(all=("Gamma",))) == "all: Gamma"
    assert lines_at(gone, (1,)) == {}


def test_a_pattern_over_the_border_of_two_pieces_is_seen():
    """What is read piece by piece overlaps."""
    at = (1 << 20) - 3
    (source,) = text_source("a.log", b"y" * at + b"Gamma" + b"z" * (1 << 20))
    assert unmet_in(source, When(all=("Gamma",))) is None


def test_lines_are_found_by_their_numbers_and_no_others():
    """Across pieces, without their ends, cut to what can be shown; what is not there is left out."""
    text = b"".join(b"line %d\r\n" % number for number in range(1, 200_001)) + b"last" * 5000
    (source,) = text_source("a.log", text)
    found = lines_at(source, (200_002, 3, 1, 150_000, 200_001, 0))
    assert {number: line[:12] for number, line in found.items()} == {
        1: b"line 1",
        3: b"line 3",
        150_000: b"line 150000",
        200_001: b"lastlastlast",
    }
    assert len(found[200_001]) < 20_000
    assert lines_at(replace(source, open=lambda: io.BytesIO(b"")), (1,)) == {}
    assert lines_at(source, ()) == {}
