"""The tables of verdicts: what a check can say is known, explained by an article, and led by a step."""

from __future__ import annotations

import string

import pytest

from cccdiag.checks import cloud, doctor
from cccdiag.checks.doctor import LAYERS, every_check
from cccdiag.checks.model import NOT_NEEDED, CheckResult
from cccdiag.checks.unanswered import LOST, WORDS
from cccdiag.client.failures import REASONS
from cccdiag.kb.find import knowledge

TABLE = [
    pytest.param(one, reason, verdict, id=f"{one.id}-{reason}")
    for one in every_check()
    for reason, verdict in one.verdicts.items()
]


@pytest.mark.parametrize(("one", "reason", "verdict"), TABLE)
def test_a_verdict_leads_to_an_article_and_a_cause_that_exist(one, reason, verdict):
    """No report sends anybody to a page or a cause that is not there, and what failed has a next step."""
    assert verdict.status in ("ok", "warn", "fail", "skip")
    assert (verdict.status == "skip") == (reason in (NOT_NEEDED, cloud.UNREAD))
    assert verdict.layer in (None, *LAYERS)
    if verdict.article and "{" not in verdict.article:
        article = knowledge().article(verdict.article)
        assert article, verdict.article
        assert verdict.cause in (None, *(cause.id for cause in article.causes))
    result = CheckResult(
        one.id, one.layer, one.title, verdict.status, reason, "said", {}, verdict.article, one.needs, 0.0
    )
    step = doctor.next_step(result, knowledge(), "cccdiag check --only this")
    assert step
    assert step.count("cccdiag check ") == 1


@pytest.mark.parametrize(("one", "reason", "verdict"), TABLE)
def test_a_summary_is_one_sentence(one, reason, verdict):
    """It ends like a sentence, or with one that somebody else made."""
    assert verdict.summary.endswith((".", "{error}", "{retry}", "{remarked}", "?", "{left_over}")), (one.id, reason)
    assert all(name is None or name.isidentifier() for _, name, _, _ in string.Formatter().parse(verdict.summary))


def test_every_way_in_which_no_answer_came_has_its_word():
    """The client's closed list of failures and the table of words cover each other."""
    words = {
        WORDS.get((layer, reason)) or (reason if layer == "http" else f"{layer}-{reason}")
        for layer, reasons in REASONS.items()
        for reason in reasons
    }
    assert words == set(LOST)


def test_the_ids_are_the_contracts():
    """Tests, articles and suppressions name them."""
    assert [one.id for one in every_check()] == [
        "profile.values", "credentials.form", "machine.clock", "network.dns", "network.tcp", "network.proxy", "network.tls", "http.answer",
        "wsdl.served", "wsdl.drift", "gateway.authorization", "login.party", "gateway.mode", "gateway.roundtrip", "atlas.settings", "atlas.billing", "marketplace.reach", "cloud.events",
    ]  # fmt: skip


def test_what_is_opted_for_does_not_run_by_itself():
    """The one check that writes needs its own word, also when its layer is asked for."""
    assert "gateway.roundtrip" not in [one.id for one in doctor.chosen()]
    assert "gateway.roundtrip" in [one.id for one in doctor.chosen((), (), ("gateway.roundtrip",))]
    with pytest.raises(doctor.InputError, match="--roundtrip"):
        doctor.chosen(("gateway.roundtrip",))
