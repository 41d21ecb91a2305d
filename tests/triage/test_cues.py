"""What a cue finds is what its expression finds, compiled or not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from cccdiag.kb.find import knowledge
from cccdiag.triage import cues

CASES = Path(__file__).parents[1] / "corpus" / "cases"
LETTERS = tuple(path.read_bytes()[:4000] for path in sorted(CASES.glob("*.txt"))[::61])
TOLD = knowledge().document("cues")
WORDS = knowledge().document("tickets")


def expressions(value):
    """Every text of the document that is more than a word or a name."""
    if isinstance(value, str):
        return [value] if re.search(r"[\\(]", value) else []
    below = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [text for each in below for text in expressions(each)]


def spans(found):
    return [(one.start(), one.end(), one.groups()) for one in found if one]


def test_of_every_cue_is_known_what_it_needs():
    """So that none is compiled for a letter in which it cannot be."""
    assert set(TOLD) == {text.replace("{topic}", WORDS["topic"]) for text in expressions(WORDS)}
    assert sum(not needed for needed in TOLD.values()) < len(TOLD) / 8


@pytest.mark.parametrize(
    "kind", sorted(key for key, value in WORDS.items() if key != "patterns" and expressions(value))
)
def test_a_cue_finds_what_its_expression_finds(kind):
    """In the letters of the corpus: the first place, every place, what is left without them, whether there is one."""
    cues.learn(TOLD)
    for pattern in {text.replace("{topic}", WORDS["topic"]) for text in expressions(WORDS[kind])}:
        cue, expression = cues.Cue(pattern), cues.compiled(pattern)
        for text in LETTERS:
            assert spans([cue.search(text)]) == spans([expression.search(text)])
            assert spans([cue.search(text, 40)]) == spans([expression.search(text, 40)])
            assert spans(cue.finditer(text)) == spans(expression.finditer(text))
            assert cue.sub(b" ", text) == expression.sub(b" ", text)
            assert cues.occur([pattern], text) == bool(expression.search(text))


def test_a_cue_that_cannot_be_in_a_letter_is_not_compiled():
    """One of each set of texts must be there, in any case of letters."""
    pattern = "(?i)an invented (?:cue|sign) of mine"
    cues.learn({pattern: [["an", "the"], ["cue", "sign"]]})
    before = cues.compiled.cache_info().misses
    assert cues.cue(pattern).search(b"AN invented thing of mine") is None
    assert list(cues.cue(pattern).finditer(b"a Cue of mine")) == []
    assert (cues.cue(pattern).sub(b"", b"nothing"), cues.occur([pattern], b"a sign")) == (b"nothing", False)
    assert cues.compiled.cache_info().misses == before
    assert cues.cue(pattern).search(b"> AN invented\n> Sign of mine")
    assert cues.compiled.cache_info().misses == before + 1


def test_a_cue_of_which_nothing_is_known_is_looked_for():
    """Somebody's own words need no index."""
    assert cues.cue("(?i)nobody has told what this needs").search(b"Nobody has told what this needs")
