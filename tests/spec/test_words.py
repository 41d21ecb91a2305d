"""What the words of an answer mean."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cccdiag import facts, spec
from cccdiag.spec.words import fields_named, may_be_production, shown_terms

GATEWAY = spec.load(facts.read_yaml(facts.knowledge_dir() / "gateway.yaml"))
BANNER = "-- FOR DEMONSTRATION AND TESTING ONLY --"


@pytest.mark.parametrize(
    ("mode", "guarded"),
    [
        ("PROD", True),
        ("prod", True),
        (" Prod\n", True),
        (None, True),
        ("DEMO", False),
        ("LOCAL", False),
        ("production", False),
        ("PRODUCT", False),
        ("", False),
    ],
)
def test_orders_may_be_real_in_prod_and_where_nothing_is_said(gateway, mode, guarded):
    """PROD in any capitals, and an absent mode; any other word is not production (D66, D67)."""
    assert may_be_production(mode, gateway) is guarded


def test_the_banner_is_that_of_the_reference(gateway):
    """The words that open the terms of a demonstration are data."""
    assert gateway.demo_banner == BANNER


@pytest.mark.parametrize(
    ("terms", "shown"),
    [
        (f"{BANNER} Nothing is granted. -- null", f"{BANNER} Nothing is granted."),
        (f"{BANNER} Nothing is granted. --\n null \n", f"{BANNER} Nothing is granted."),
        (f"{BANNER} -- null", f"{BANNER}"),
        (f"{BANNER} Nothing is granted. -- No copies.", f"{BANNER} Nothing is granted. -- No copies."),
        (f"{BANNER} Nothing is null", f"{BANNER} Nothing is null"),
        (f"{BANNER} ends with --", f"{BANNER} ends with --"),
        (f"{BANNER}", f"{BANNER}"),
        ("Ask first. -- null", "Ask first. -- null"),
        ("", ""),
    ],
)
def test_a_closing_null_of_a_demonstration_is_not_shown(gateway, terms, shown):
    """Only behind the banner, only with its dashes (D29)."""
    assert shown_terms(terms, gateway) == shown


@given(st.text())
def test_real_terms_are_shown_as_they_are(terms):
    """Nothing is taken from terms that are no demonstration, and little from those that are."""
    if not terms.startswith(BANNER):
        assert shown_terms(terms, GATEWAY) == terms
    assert shown_terms(f"{BANNER} {terms}.", GATEWAY) == f"{BANNER} {terms}."


@pytest.mark.parametrize(
    ("detail", "names"),
    [
        ("A value is missing: User Name.", ["username"]),
        ("User name and PASSWORD are wrong", ["username", "password"]),
        ("Order Detail Number must be in a range", ["orderDetailId"]),
        ("Number of copies, Number of pages", ["numCopiesStdnts", "numPages"]),
        ("fromPage and chapterArticle", ["fromPage", "chapterArticle"]),
        ("passwords", []),
        ("The Authority", []),
        ("", []),
    ],
)
def test_a_detail_names_its_fields_by_label_or_name(gateway, detail, names):
    """Whole words, any capitals (D65)."""
    operation = gateway.operation("modifyOrderDetail")
    assert [field.name for field in fields_named(detail, operation)] == names
