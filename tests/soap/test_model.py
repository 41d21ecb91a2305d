"""Comparisons on words of a reply: capitals and white space aside, and never a guess."""

from __future__ import annotations

import typing

import pytest

from cccdiag.soap import model
from cccdiag.soap.model import ELEMENTS, Reply, element_of, same_right


@pytest.mark.parametrize(
    ("mode", "word", "same"),
    [
        ("DEMO", "DEMO", True),
        ("demo", "DEMO", True),
        (" Demo\n", "DEMO", True),
        ("PROD", "DEMO", False),
        (None, "DEMO", False),
        ("", "", True),
    ],
)
def test_a_mode_is_compared_without_capitals_and_kept_with_them(mode, word, same):
    """D66; an absent mode is no word at all (D67)."""
    assert Reply("x", mode, None, None).has_mode(word) is same


@pytest.mark.parametrize(
    ("seen", "same"),
    [
        ("PUBLIC DOMAIN. PERMISSION NOT REQUIRED", True),
        ("Public  domain.\npermission not required", True),
        ("PUBLIC DOMAIN. PERMISSION NOT ", True),
        ("PUBLIC DOMAIN. PERMISSION NOT", True),
        ("PUBLIC DOMAIN. PERMISSION", False),
        ("PUBLIC", False),
        ("", False),
    ],
)
def test_a_right_matches_whole_or_cut_at_thirty(seen, same):
    """D28: thirty characters are allowed, and one documented word has thirty-eight."""
    assert same_right(seen, "PUBLIC DOMAIN. PERMISSION NOT REQUIRED") is same


def test_a_short_right_is_never_matched_by_its_beginning():
    """PEND is not PENDING."""
    assert not same_right("PEND", "PENDING")


def test_every_result_has_its_element(gateway):
    """The spec's results and the classes are the same set."""
    assert {element_of(cls(1, "x") if cls is model.OrderDetail else cls(1)) for cls in ELEMENTS.values()} == set(
        ELEMENTS
    )
    assert {operation.result for operation in gateway.operations} == set(ELEMENTS)


def test_the_list_of_reasons_is_closed():
    """Each word is documented where it is defined."""
    assert set(typing.get_args(model.Reason)) == {
        "empty",
        "html",
        "not-xml",
        "truncated",
        "not-soap",
        "no-response",
        "too-large",
        "forbidden-xml",
        "fault",
    }
