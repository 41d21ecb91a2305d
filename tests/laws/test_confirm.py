"""Nobody is sent to a check that is not there."""

from __future__ import annotations

from typing import get_args

from cccdiag.checks.doctor import every_check
from cccdiag.kb.model import CheckId
from cccdiag.report.confirm import NOT_BUILT, command


def test_what_cannot_be_run_yet_is_exactly_what_is_missing():
    """A check that comes takes its name off the list; one that is dropped from the contract is found."""
    assert set(get_args(CheckId)) - {one.id for one in every_check()} == set(NOT_BUILT)


def test_a_check_is_named_with_the_word_that_it_needs():
    """What writes runs only when asked for by name, and what is not built is not offered."""
    assert [command(check) for check in ("login.party", "gateway.roundtrip", "cloud.events", None)] == [
        "cccdiag check --only login.party",
        "cccdiag check --roundtrip",
        "cccdiag check --cloud",
        None,
    ]
