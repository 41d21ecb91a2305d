"""Letters judged by their words: the sums by hand, the learned weights as they are, and letters that no cue knows."""

from __future__ import annotations

import math

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from cccdiag import facts
from cccdiag.kb.find import knowledge
from cccdiag.triage.hearsay import Hearsay
from cccdiag.triage.wording import ALWAYS, UNHEARD, Heard, Wording, terms
from tests.support.triage_room import cues, ids
from tests.triage.test_corpus import CORPUS

# Thirty words of which each is known; only the first two of them weigh anything.
FILL = [f"w{letter}" for letter in "abcdefghijklmnopqrstuvwxyzäöüß"]
SMALL = {
    ALWAYS: "1 0.50 A 0.25 B 0.00",
    "thanks": "2.00 3.00",
    "fails": "1.00 -4.00 A 2.0 B 1.0",
    **dict.fromkeys(FILL, "1.00 0.00"),
}
LEARNED = facts.read_yaml(facts.knowledge_dir() / "wording.yaml")["terms"].rstrip("\n").split("\n")


def small(text):
    return Wording(lambda asked: {term: SMALL[term] for term in asked if term in SMALL}).heard(text.encode())


def test_weights_are_added_up_by_rarity_in_letters_of_one_length():
    """32 known words, one of them twice as rare: the length is the root of 31 + 4."""
    heard = small(" ".join(["thanks", "fails", *FILL]))
    length = math.sqrt(31 + 4)
    silence = 0.5 + (2 * 3 - 4) / length
    a, b = math.exp(0.25 + 2 / length), math.exp(1 / length)
    assert heard.silence == pytest.approx(1 / (1 + math.exp(-silence)))
    assert heard.shares == pytest.approx({"A": a / (a + b), "B": b / (a + b)})


def test_a_fragment_says_nothing_by_its_words():
    """What is too short to be worded like anything is left to what it quotes."""
    assert small(" ".join(["thanks", *FILL[:23]])) is UNHEARD
    assert small(" ".join(["thanks", *FILL[:24]])) is not UNHEARD


def test_words_marks_and_pairs_are_terms_once_each_and_only_numbers_of_codes_are_kept():
    """A page, an order and a date are different in each letter; three digits may be a status."""
    assert list(terms("Page 12, error 504? CCC_203 CCC_203 on 2026-01-02")) == [
        "page", "0", "error", "504", "?", "ccc_203", "on", "-",
        "page 0", "0 error", "error 504", "504 ?", "? ccc_203", "ccc_203 ccc_203", "ccc_203 on", "on 0", "0 -", "- 0",
    ]  # fmt: skip


@given(st.text(max_size=300))
def test_whatever_is_heard_is_a_share(text):
    """Silence lies between 0 and 1, shares add up to 1, and the same text is always heard the same."""
    learned = Wording(knowledge().weights)
    heard = learned.heard(
        (
            text + " and since Monday every order in ILLiad stops with a message about the CCC account of our library"
        ).encode()
    )
    assert 0 < heard.silence < 1
    assert sum(heard.shares.values()) == pytest.approx(1)
    assert heard == learned.heard(
        (
            text + " and since Monday every order in ILLiad stops with a message about the CCC account of our library"
        ).encode()
    )


def test_only_what_fits_and_is_hardly_doubtful_is_read_out_of_words():
    """The article of another product is passed over; where the letter may report nothing, none is."""
    shares = {"ares-a": 0.5, "illiad-a": 0.3, "illiad-b": 0.2}
    assert Heard(0.2, shares).about(lambda _: True) == "ares-a"
    assert Heard(0.2, {**shares, "illiad-b": 0.19}).about(lambda id_: id_.startswith("illiad")) == "illiad-a"
    assert Heard(0.3, shares).about(lambda _: True) is None
    assert Heard(0.2, {"illiad-a": 0.1, "illiad-b": 0.07}).about(lambda _: True) is None
    assert Heard(0.2, {"illiad-a": 0.1, "illiad-b": 0.06}).about(lambda _: True) == "illiad-a"
    assert Heard(0.2, {"illiad-a": 0.05}).about(lambda _: True) is None
    assert Heard(0.2, shares).about(lambda _: False) is None
    assert UNHEARD.about(lambda _: True) is None


def test_words_stand_against_a_likeness_only_where_they_are_sure():
    """Four times as probable as any of the others."""
    heard = Heard(0.1, {"a": 0.4, "b": 0.11, "c": 0.1})
    told = [heard.rather("a", than) for than in (["c"], ["c", "unknown"], ["b"], ["c", "b"])]
    assert told == [True, True, False, False]
    assert heard.rather("b", ["c"]) is False


def test_what_is_improbable_beside_another_finding_is_belied():
    """A twentieth of the most probable is too little; one by itself is never belied."""
    heard = Heard(0.1, {"a": 0.6, "b": 0.03, "c": 0.029})
    assert [heard.belies(found) for found in ("abc", "bc", "c", "")] == [{"c"}, set(), set(), set()]
    assert heard.belies(["a", "unknown"]) == {"unknown"}
    assert UNHEARD.belies(["a", "b"]) == set()


def test_the_less_certain_a_finding_the_more_a_letter_has_to_read_like_a_report():
    """What is only possible is given up first, what is certain last; of a fragment all are kept."""
    kept = [
        [each for each in ("possible", "likely", "certain") if Heard(s, {}).allows(each)] for s in (0.3, 0.4, 0.6, 0.7)
    ]
    assert kept == [["possible", "likely", "certain"], ["likely", "certain"], ["certain"], []]
    assert [Heard(silence, {"a": 1.0}).belies(["a"]) for silence in (0.5, 0.51)] == [set(), {"a"}]
    assert all(UNHEARD.allows(each) for each in ("possible", "likely", "certain"))


def test_every_learned_weight_is_of_an_article_that_is_there():
    """Each term has a rarity and a weight for silence, then pairs of an article and a weight; first stands what always counts."""
    always, *lines = LEARNED
    there = {id_ for id_ in knowledge().article_ids() if knowledge().record(id_)["retired"] is None}
    known = set(always.split(" ")[4::2])
    assert (always.startswith(f"{ALWAYS} = 1 "), known <= there) == (True, True)
    for line in lines:
        term, _, entry = line.partition(" = ")
        rarity, silence, *articles = entry.split(" ")
        assert list(terms(term))[-1] == term
        assert float(rarity) > 1
        assert math.isfinite(float(silence))
        assert all(float(weight) > 0 for weight in articles[1::2])
        assert set(articles[::2]) <= known
        assert knowledge().weights([term, "no such term"]) == {term: entry}


def test_no_invented_secret_of_the_corpus_was_learned():
    """A term of one word is none of the passwords, names and tokens that the labelled inputs hold."""
    labels = yaml.load((CORPUS / "labels.yaml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    secrets = {canary.lower() for case in labels for canary in case["canaries"]}
    learned = {line.partition(" = ")[0] for line in LEARNED}
    assert len(secrets) > 200
    assert secrets & learned == set()


@pytest.mark.parametrize("reason", [None, "no-sign", "code"])
def test_cues_and_words_are_weighed_against_each_other(reason, monkeypatch):
    """What is quiet is no report though no cue says so; what is loud is one though a cue does, but program code stays code."""
    monkeypatch.setattr(Hearsay, "reason", lambda *_: reason)
    weighed = [cues().weighed(b"", Heard(silence, {})) for silence in (0.1, 0.5, 0.9)]
    assert (
        weighed
        == {
            None: [None, None, "worded-like-no-report"],
            "no-sign": [None, "no-sign", "no-sign"],
            "code": ["code", "code", "code"],
        }[reason]
    )


@pytest.mark.parametrize(
    ("talk", "report", "article"),
    [
        (
            (
                "Please translate the following strings for the next version of the manual into French and Spanish: Unable to authenticate "
                "with CCC; Error retrieving price information from CCC; the names of buttons stay as they are. The deadline of the "
                "publisher is the 14th."
            ),
            (
                "Please help: since this morning the CCC tab in our ILLiad says Error retrieving price information from CCC for each "
                "article that we open. The names of the buttons stay grey as well, and the deadline of the patron is the 14th."
            ),
            "illiad-price-information",
        ),
        (
            (
                'Liebe Kolleginnen, für den Artikel in der Mitarbeiterzeitung brauche ich ein Bildschirmfoto, auf dem "Unable to '
                'authenticate with CCC" zu sehen ist, am besten vom Kurs im letzten Jahr. Die Redaktion möchte das Bild bis Freitag haben.'
            ),
            (
                'Liebe Kolleginnen, in ILLiad steht seit gestern bei jedem Artikel "Unable to authenticate with CCC", das Bildschirmfoto ist '
                "im Anhang. Wir können nichts bestellen, und das Kennwort haben wir letzte Woche neu eingetragen."
            ),
            "illiad-ccc-authentication",
        ),
    ],
    ids=["translation", "magazine"],
)
def test_what_no_cue_knows_is_judged_by_its_words(talk, report, article):
    """An exact message in a text that asks for something else is no report; in a report it is one."""
    assert (cues().reason(talk.encode()), cues().heard(talk.encode()).quiet, ids(talk)) == (None, True, [])
    assert ids(report)[:1] == [article]
