"""Words that rules name in braces: every way in which people and programs write them is found, and a name that is none is said."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cccdiag.errors import FactError
from cccdiag.kb.find import knowledge
from cccdiag.redact import load
from cccdiag.redact.model import Rule
from cccdiag.redact.rules import spelled

DOCUMENT = knowledge().document("redaction")
PHRASES = sorted({phrase for words in DOCUMENT["vocabulary"].values() for phrase in words})


def rule(pattern: str, words: tuple[str, ...] = (), **more: str) -> Rule:
    return Rule("of-a-test", "password", pattern, ("a", "b", "c"), ("d", "e", "f"), words=words, **more)  # type: ignore[arg-type]


def finds(phrase: str, text: str) -> bool:
    made = spelled(rule("(?i){it}(?P<secret>x)", ("{it}",)), {"it": [phrase]})
    data = text.encode()
    held = any(word.encode() in data.lower() for word in made.words)
    return held and bool(re.search(made.pattern.encode("ascii"), data + b"x"))


@pytest.mark.parametrize(
    ("phrase", "written"),
    [
        ("user name", ["user name", "username", "User_Name", "USER-NAME", "user.name", "user\u00a0name"]),
        ("contraseña", ["contraseña", "CONTRASEÑA", "Contrasena"]),
        ("hasło", ["hasło", "HASŁO"]),
        ("clé", ["clé", "CLE", "Clé"]),
        ("пароль", ["пароль", "ПАРОЛЬ"]),
        ("パスワード", ["パスワード"]),
        ("nom d'utilisateur", ["nom d'utilisateur", "Nom d'Utilisateur"]),
    ],
)
def test_a_phrase_is_found_as_it_is_written(phrase, written):
    """Small or capital, with or without accents, its blanks as settings write them."""
    assert [way for way in written if not finds(phrase, way)] == []


@pytest.mark.parametrize(("phrase", "other"), [("user name", "user  name"), ("user name", "user/name"), ("clé", "clx")])
def test_what_is_no_way_to_write_a_phrase_is_not_found(phrase, other):
    """One blank or one mark, and no other letters."""
    assert not finds(phrase, other)


@given(phrase=st.sampled_from(PHRASES), way=st.sampled_from([str, str.upper, str.lower, str.title]))
def test_every_phrase_of_the_vocabulary_is_found(phrase, way):
    """However its letters are; a letter of which the other case has more than one letter aside."""
    written = way(phrase)
    if len(written) == len(phrase):
        assert finds(phrase, written)


def test_the_longest_word_is_tried_first():
    """Else a word that begins another one would leave its end to the value."""
    made = spelled(rule("(?P<secret>{it})"), {"it": ["tel", "telephone", "phone"]})
    assert made.pattern == "(?P<secret>(?:telephone|phone|tel))"


def test_hints_and_exceptions_are_spelled_too_and_the_rest_stays():
    """Numbers in braces are none of the vocabulary."""
    given_ = rule("a{1,3}{it}(?P<secret>b{2})", ("{it}", "b"), hint="{it}", unless="no {it}")
    made = spelled(given_, {"it": ["ab c"]})
    blank = "(?:[ _.-]|\\xc2\\xa0)?"
    assert (made.pattern, made.hint, made.unless, made.words) == (
        f"a{{1,3}}(?:ab{blank}c)(?P<secret>b{{2}})",
        f"(?:ab{blank}c)",
        f"no (?:ab{blank}c)",
        ("ab", "b"),
    )


def test_a_name_that_is_not_in_the_vocabulary_is_said():
    """Which rule, and which name."""
    document = {"vocabulary": {}, "rules": [dict(DOCUMENT["rules"][0], pattern="{nothing}(?P<secret>x)")]}
    with pytest.raises(FactError, match=r"'private-key' asks for \{nothing\}, which is not in the vocabulary"):
        load(document)


def test_a_library_adds_words_of_its_own(tmp_path):
    """Its own file is laid over the vocabulary, and the built-in rules know the words."""
    own = tmp_path / "redaction.yaml"
    own.write_text("vocabulary:\n  password: [zauberspruch]\n", encoding="utf-8")
    words = knowledge(tmp_path).document("redaction")["vocabulary"]["password"]
    assert "zauberspruch" in words
    assert "password" in words
