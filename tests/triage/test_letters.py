"""Letters: read by meaning, never certain; silent where nothing is about CCC; texts that only talk are no finding."""

from __future__ import annotations

import pytest
from triage_room import cues, ids, report, vocabulary

from cccdiag.kb.find import knowledge
from cccdiag.triage.words import Language

ARTICLES = {article.id: article for article in knowledge().articles()}
RANKS = [(article.id, text) for article in ARTICLES.values() for text in article.tickets.ranks]
IGNORES = [(article.id, text) for article in ARTICLES.values() for text in article.tickets.ignores]
LETTER = "Dear desk,\n\nwe get '{}' since Monday. What can we do?\n"


def test_letters_that_articles_claim_are_theirs():
    """Of the letters that articles name as theirs, 97 of 100 put that article first, and none of the rest stays unread."""
    firsts = [(id_, (ids(text) or ["nothing"])[0], text) for id_, text in RANKS]
    wrong = [entry for entry in firsts if entry[0] != entry[1]]
    assert len(wrong) <= 0.03 * len(RANKS), wrong
    assert [entry for entry in wrong if entry[1] == "nothing"] == []


def test_letters_that_articles_refuse_are_not_theirs():
    """Of the letters that articles name as none of theirs, 99 of 100 do not find them."""
    wrong = [(id_, text) for id_, text in IGNORES if id_ in ids(text)]
    assert len(wrong) <= 0.01 * len(IGNORES), wrong


def test_a_letter_without_an_exact_wording_is_never_certain():
    """What a letter only resembles is likely at best, and the reason is given."""
    diagnosis = report("Our ILLiad cannot sign in to CCC any more, the same password works on Marketplace.").diagnoses[
        0
    ]
    assert diagnosis.certainty in ("likely", "possible")
    assert diagnosis.why


@pytest.mark.parametrize(
    "text",
    [
        "Release notes 9.2.1\nFixed: 'Error retrieving price information from CCC' no longer appears twice.",
        "Agenda, 4 May\n1. Minutes\n2. What to do on 'Ambiguous CCC Location' in Ares",
        "def test_hold():\n    assert parse(answer).codes == ['CCC_203']",
        "This article describes the message 'CCC Configuration previously flagged as invalid' of Ares.",
        "Planned maintenance: CCC will be unavailable on Saturday, users may see 503 Service Unavailable.",
        "Thank you, CCC ordering works again, please close the ticket. It was: Unable to authenticate with CCC.",
        "Students of Cedar County College (CCC) cannot log in to the CCC portal, it says 401 Unauthorized.",
        "The shelf CCC_203 is in the basement; please rename it to CCC_204 in the label template.",
        "Training slides: USER_MISCONFIGURED means two accounts under one login.",
        "Everything works again.\n\n-----Original Message-----\nWe get 'Unable to authenticate with CCC' in ILLiad.",
        "How do I renew twelve lending requests in one go?",
        "The link resolver gives 502 Bad Gateway off campus.",
        "OCLC rejects our requests with 503 since noon.",
        "",
        "?",
    ],
)
def test_talk_is_no_finding(text):
    """Documents, code, news, history, other bodies and other services: nothing happened here."""
    assert ids(text) == []


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("We updated to 9.2.1 (release notes attached) and still get 'Error retrieving price information from CCC'.", "illiad-price-information"),
        ("During the training today we got 'Ambiguous CCC Location' in Ares on every item.", "ares-ambiguous-location"),
        ("See below, it still happens.\n\n-----Original Message-----\nILLiad: Unable to authenticate with CCC. Please check your configuration.", "illiad-ccc-authentication"),
        ("> ILLiad says: An Error Occurred Submitting an Order to\n> the CCC\n\nWhat can we do?", "illiad-order-submission"),
    ],
)  # fmt: skip
def test_what_happened_here_is_one(text, first):
    """A sign that it happened here, now, outweighs the look of a document; a quotation that is pointed to counts."""
    assert ids(text)[0] == first


def test_too_little_is_answered_with_a_question():
    """A letter in which nothing can be acted on asks for product, exact text and log."""
    remarks = " ".join(report("Copyright does not work. See screenshot.").remarks)
    assert "product and version" in remarks
    assert "log" in remarks


def test_two_things_in_one_letter_are_two_findings():
    """Numbered items are read one by one."""
    text = (
        "Two things.\n\n1) The log is full of '(407) Proxy Authentication Required' whenever ILLiad asks CCC.\n\n"
        "2) Unrelated: the CCC invoice lists no transaction numbers any more, so we can't match it to ILLiad requests.\n"
    )
    assert set(ids(text)) == {"http-407", "illiad-invoice-numbers"}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("We cannot log in", "Wir können uns nicht anmelden"),
        ("the password", "le mot de passe"),
        ("the invoice", "la factura"),
        ("Mot de passe", "MOT  DE\nPASSE"),
    ],
)
def test_meanings_are_the_same_in_every_language(one, other):
    """Words that mean the same become the same, whatever their language, case and spacing."""
    language = Language(vocabulary())
    assert language.meanings(one) == language.meanings(other)


def test_quotations_are_blanked_and_lines_stay():
    """What is quoted below a letter is taken out without moving anything."""
    text = b"All is well now, thank you very much for the quick help.\n\nOn Monday, the desk wrote:\n> CCC_203\n"
    own = cues().own(text)
    assert own.count(b"\n") == text.count(b"\n")
    assert len(own) == len(text)
    assert b"CCC_203" not in own
