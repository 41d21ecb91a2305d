"""HTML as a person sees it, however broken it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cccdiag.triage import markup
from cccdiag.triage.markup import text_of


@pytest.mark.parametrize(
    ("html", "seen"),
    [
        (
            "<p>Unable to <i>retrieve</i>&nbsp;estimate.</p><script>x()</script><p>Next</p>",
            "Unable to retrieve estimate.\nNext",
        ),
        ("<p>before</p><![A-Za-z0-9 x]> after", "before\n<![A-Za-z0-9 x]> after"),
        ("<p>one<!-- hidden --> two</p><![endif]>", "one two"),
        ("a < b and <b", "a < b and <b"),
    ],
)
def test_the_visible_text_is_kept_and_nothing_else(html, seen):
    """Words stay whole, blocks start lines, scripts and comments vanish, broken declarations are text."""
    assert text_of(html) == seen


@given(st.text(alphabet=st.sampled_from(list("<>![]-a/ &;\"'=")), max_size=60))
def test_no_markup_however_broken_stops_the_reading(html):
    """Whatever a mailer made of it, a text comes out."""
    assert isinstance(text_of(html), str)


@pytest.mark.parametrize(
    ("page", "left"),
    [
        (b"<p>a</p><script>b\nc</script><p>d", b"<p>a</p>         \n </script><p>d"),
        (b"<STYLE x='1'>.c{}</STYLE>e<script>f</script>", b"                 </STYLE>e         </script>"),
        (b"<script>never closed", b"<script>never closed"),
        (b"no page", b"no page"),
    ],
)
def test_scripts_and_styles_are_not_seen(page, left):
    """They go as blanks, so that places and lines stay."""
    assert markup.seen(page) == left
