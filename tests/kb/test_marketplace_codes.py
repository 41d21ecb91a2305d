"""The patterns for Marketplace codes that nobody documents take every code but the documented ones.

There is no look-around in the shared dialect, so "any word but these" is written out as the tree of those words, left at each
letter. It is built here a second time, from the words alone, and must be what the article says.
"""

from __future__ import annotations

import string
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cccdiag import facts
from cccdiag.kb.model import Article
from cccdiag.kb.patterns import compiled

PATH = Path(__file__).resolve().parents[2] / "knowledge" / "articles" / "marketplace" / "marketplace-unknown-code.yaml"
PATTERNS = {signature.id: signature.pattern for signature in facts.build(Article, facts.read_yaml(PATH)).signatures}
LETTERS = string.ascii_uppercase
REST = f"{LETTERS}{string.digits}_"
DOCUMENTED = ("BAD_PARAMETER", "USER_MISCONFIGURED")
GOOD_NEWS = ("OK", "SUCCESS")
GATEWAY = "CCC_"  # whatever begins so is a code of the gateway and has articles of its own
CODES = st.text(REST, min_size=1, max_size=30).filter(lambda code: code[0] in LETTERS)
NEIGHBOURS = st.sampled_from(DOCUMENTED).flatmap(
    lambda word: st.builds(
        lambda cut, middle, skip: word[:cut] + middle + word[cut + skip :],
        st.integers(1, len(word)),
        st.text(REST, max_size=2),
        st.integers(0, 2),
    )
)


def ranges(characters: str) -> str:
    """Characters as they stand in a class, three or more in a row as a range."""
    runs: list[str] = [characters[0]]
    for one, two in pairwise(characters):
        if ord(two) == ord(one) + 1:
            runs[-1] += two
        else:
            runs.append(two)
    return "".join(run if len(run) < 3 else f"{run[0]}-{run[-1]}" for run in runs)


def tree(words: tuple[str, ...], longer: str, leave: Callable[[str, str], list[str]], begun: str = "") -> str:
    """Everything that leaves the words somewhere, or goes on after one of them."""
    following = sorted({word[len(begun)] for word in (*words, GATEWAY) if word.startswith(begun) and word != begun})
    if not following:
        return longer
    others = "".join(character for character in (REST if begun else LETTERS) if character not in following)
    inner = [
        character + tree(words, longer, leave, begun + character)
        for character in following
        if begun + character != GATEWAY
    ]
    return f"(?:{'|'.join([*(leave(begun, others) if others else []), *inner])})"


def quoted(begun: str, others: str) -> list[str]:
    """In JSON anything else may follow, the closing quote as well."""
    stay = "".join(sorted(set(REST) - set(others)))
    return [f"[^{stay}]" if begun else f"[{ranges(others)}]"]


def with_text(begun: str, others: str) -> list[str]:
    """Before a dash a code has five characters or more: DNS and HTTP are none."""
    return [f"[{ranges(others)}]" + (f"[A-Z0-9_]{{{4 - len(begun)}}}" if len(begun) < 4 else "")]


def alone(begun: str, others: str) -> list[str]:
    """Without anything behind it only an underscore tells a code from a shouted word."""
    if "_" in begun:
        return [f"[{ranges(others)}]"]
    plain = others.replace("_", "")
    return [f"[{ranges(plain)}][A-Z0-9]{{0,40}}_[A-Z0-9_]", *(["_[A-Z0-9_]"] if "_" in others else [])]


@pytest.mark.parametrize(
    ("signature", "core"),
    [
        ("json-status", tree((*DOCUMENTED, *GOOD_NEWS), "[A-Z0-9_.-]", quoted) + "[A-Z0-9_.-]{0,60}"),
        ("code-and-text", tree(DOCUMENTED, "[A-Z0-9_]", with_text) + "[A-Z0-9_]{0,60}"),
        ("code-alone", tree(DOCUMENTED, "[A-Z0-9_]", alone) + "[A-Z0-9_]{0,60}"),
    ],
)
def test_the_patterns_are_built_from_the_documented_words(signature, core):
    """A code that gets an article is added above, and the patterns follow."""
    assert f"(?P<code>{core})" in PATTERNS[signature]


def is_unknown(code: str) -> bool:
    return code not in DOCUMENTED and not code.startswith(GATEWAY)


@given(CODES | NEIGHBOURS)
@example("BAD_PARAMETER")
@example("USER_MISCONFIGURED")
@example("BAD_PARAMETERS")
@example("USER_MIS")
@example("CCC_200")
def test_in_json_every_other_code_is_taken_and_no_documented_one(code):
    """Success is no code either; the capture is the code (its closing quote may hang on where it is the beginning of a word)."""
    found = compiled(PATTERNS["json-status"]).search(f'[{{"response":{{"status":{{"code":"{code}"}}}}}}]'.encode())
    expected = code if is_unknown(code) and code not in GOOD_NEWS else None
    assert (found and found["code"].decode().rstrip('"')) == expected


@given(CODES | NEIGHBOURS)
@example("SUSPENDED")
@example("USER_MISSING")
def test_before_a_text_every_other_code_is_taken(code):
    """But for words under five letters and mere beginnings of the documented codes."""
    found = compiled(PATTERNS["code-and-text"]).search(f"CCC error: {code} - A text.".encode())
    taken = is_unknown(code) and len(code) >= 5 and not any(word.startswith(code) for word in DOCUMENTED)
    assert (found and found["code"].decode()) == (code if taken else None)


@given(CODES | NEIGHBOURS)
@example("QUOTA_MET")
def test_alone_every_other_code_with_an_underscore_is_taken(code):
    """A shouted sentence is none."""
    found = compiled(PATTERNS["code-alone"]).search(f"CCC error: {code}".encode())
    taken = is_unknown(code) and "_" in code[:-1] and not any(word.startswith(code) for word in DOCUMENTED)
    assert (found and found["code"].decode()) == (code if taken else None)
