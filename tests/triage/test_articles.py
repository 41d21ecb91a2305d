"""Each article's own proof holds in the engine that reads logs, not only for its patterns."""

from __future__ import annotations

import pytest
from triage_room import all_rules, sweeper

from cccdiag.kb.find import knowledge
from cccdiag.triage.diagnose import _Case
from cccdiag.triage.match import Rule, rules_of
from cccdiag.triage.sources import text_source

ARTICLES = knowledge().articles()
ROWS = tuple(knowledge().signatures())


def shows(row, text):
    """Whether one signature alone makes the triage find its article in a text, and what refused it otherwise."""
    rules = rules_of([row])
    ready = sweeper(rules)
    swept = [ready.sweep(source) for source in text_source("t", text.encode())]
    found = row[0] in _Case(knowledge(), rules, swept, {}).decided()
    return found, {condition for one in swept for _, condition in one.tally.refused}


def pairs():
    for article in ARTICLES:
        rows = [row for row in ROWS if row[0] == article.id]
        for row, signature in zip(rows, article.signatures, strict=True):
            yield pytest.param(row, signature, id=f"{article.id}/{signature.id}")


@pytest.mark.parametrize(("row", "signature"), list(pairs()))
def test_the_proof_of_a_signature_holds_where_logs_are_read(row, signature):
    """Rejects are refused by their conditions; matches are found, unless they are bare and the condition asks for a kind of text."""
    assert [text for text in signature.rejects if shows(row, text)[0]] == []
    for text in signature.matches:
        found, refused = shows(row, text)
        assert found or all(reason.startswith(("context:", "the text only talks")) for reason in refused), (
            text,
            refused,
        )


def test_every_signature_is_a_rule():
    """Nothing that an author wrote is left out."""
    assert len(all_rules()) == sum(len(article.signatures) for article in ARTICLES if not article.retired)
    assert all(isinstance(rule, Rule) for rule in all_rules())
