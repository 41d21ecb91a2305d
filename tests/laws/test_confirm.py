"""Nobody is sent to a check that is not there."""

from __future__ import annotations

from typing import get_args

from cccdiag.checks.doctor import every_check
from cccdiag.kb.model import CheckId
from cccdiag.report.confirm import command


def test_every_check_that_an_article_may_name_is_there():
    """One that is dropped is found, and one that is named before it is built."""
    assert set(get_args(CheckId)) - {one.id for one in every_check()} == set()


def test_a_check_is_named_with_the_word_that_it_needs():
    """What writes, and what looks elsewhere, runs only when asked for by name."""
    assert [command(check) for check in ("login.party", "gateway.roundtrip", "cloud.events", None)] == [
        "cccdiag check --only login.party",
        "cccdiag check --roundtrip",
        "cccdiag check --cloud",
        None,
    ]
