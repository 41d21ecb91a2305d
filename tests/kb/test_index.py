"""What the index answers."""

from __future__ import annotations

import pytest

from cccdiag.kb import find
from cccdiag.kb.model import Article, Hit, Step


@pytest.fixture
def knowledge(folder, cache):
    opened = find.open_folder(str(folder))
    yield opened
    opened.close()


def test_an_article_comes_back_as_it_was_loaded(knowledge, folder):
    """Through SQLite and back nothing is lost."""
    from cccdiag.kb.load import load

    loaded = load(folder).entries["net-slow"].article
    assert isinstance(loaded, Article)
    assert (knowledge.article("net-slow"), knowledge.articles()) == (loaded, (loaded,))
    assert knowledge.article("net-fast") is None


def test_steps_of_a_cause_are_resolved(knowledge):
    """An id becomes the step that it names; a step written out stays."""
    cause = knowledge.articles()[0].causes[0]
    assert knowledge.resolve(cause) == (
        Step("Measure how long an answer takes.", actor="network", verify="A number is known."),
        Step("Shorten it.", verify="It is shorter."),
    )
    assert knowledge.resolve(knowledge.guides()["slow-lines"])[1] == Step("Wait.")


@pytest.mark.parametrize(
    ("term", "found"),
    [
        ("net-slow", [("article", "net-slow")]),
        ("NET_SLOW", [("article", "net-slow")]),
        ("commitorderdetail", [("operation", "commitOrderDetail")]),
        ("commit-order-detail", [("operation", "commitOrderDetail")]),
        ("numPages", [("field", "numPages")]),
        ("prdAbv", [("field", "prdAbrv")]),
        ("d22", [("quirk", "D22")]),
        ("granted", [("right", "GRANTED")]),
        ("LineLength", [("setting", "LineLength")]),
        ("cablelength", [("setting", "LineLength")]),
        ("slow-lines", [("guide", "slow-lines")]),
        ("nothing", []),
        ("", []),
    ],
)
def test_names_are_found_however_they_are_spelled(knowledge, term, found):
    """Case, blanks, hyphens and underscores do not matter; other names of a thing lead to it."""
    assert list(knowledge.named(term)) == found


def test_words_find_articles_by_phrase_and_by_stem(knowledge):
    """“crawling” finds “everything crawls”, accents and word order do not matter."""
    assert [hit.id for hit in knowledge.search("it is crawling")] == ["net-slow"]
    assert [hit.id for hit in knowledge.search("Écrawl snäil's PACE")] == ["net-slow"]
    assert knowledge.search("bicycle") == ()


@pytest.mark.parametrize(
    "words",
    [
        "",
        "   ",
        "the",
        '"',
        "a AND b OR (c",
        "NEAR(x y)",
        "*",
        "-",
        "col:umn",
        "\0",
        "'; DROP TABLE search; --",
        "é" * 5000,
    ],
)
def test_no_words_break_the_search(knowledge, words):
    """What people type is never taken for the search language."""
    assert all(isinstance(hit, Hit) for hit in knowledge.search(words))


def test_a_signature_is_recognised_in_words_however_wrapped(knowledge):
    """Conditions are left aside: whoever explains has no record."""
    assert knowledge.worded("Hello,\n> THE  LINE\n> is very slow again") == ("net-slow",)
    assert knowledge.worded("The lion is slow") == ()


def test_documents_are_plain_and_named_by_their_path(knowledge):
    """A document that is not there is a KeyError, not an empty one."""
    assert knowledge.document("worlds/default") == {"works": []}
    assert set(knowledge.document_names()) == {"gateway", "guides", "settings", "sources", "suppress", "worlds/default"}
    with pytest.raises(KeyError):
        knowledge.document("worlds/other")
