"""What an article says of tickets holds: sentences that mean it put it first, and their opposites never find it."""

from __future__ import annotations

import pytest

from cccdiag.kb.find import knowledge
from cccdiag.triage.diagnose import triage
from cccdiag.triage.sources import text_source

ARTICLES = [article for article in knowledge().articles() if not article.retired]


def found(text):
    return [diagnosis.id for diagnosis in triage(text_source("ticket", text.encode("utf-8")), knowledge()).diagnoses]


@pytest.mark.parametrize("article", ARTICLES, ids=[article.id for article in ARTICLES])
def test_tickets_of_an_article_lead_to_it_and_their_opposites_do_not(article):
    """At least three of each, read as a person's letter with all other articles beside it."""
    assert len(article.tickets.ranks) >= 3
    assert len(article.tickets.ignores) >= 3
    first = {text: found(text)[:1] for text in article.tickets.ranks}
    assert first == {text: [article.id] for text in article.tickets.ranks}
    assert [text for text in article.tickets.ignores if article.id in found(text)] == []
