"""One page, three faces: the same headings and words as plain text, on a terminal and as HTML."""

from __future__ import annotations

import html
import re

import pytest

from cccdiag.kb.find import knowledge
from cccdiag.report import article, article_html, article_rich, article_text
from cccdiag.report.article import Block, Page, Section

PAGE = Page(
    "CCC_999",
    "A <made> thing & more",
    "error · gateway",
    [
        Section("What it means", [Block("text", "It means nothing.")]),
        Section("Why it happens", [Block("number", "First.", marks=("common",)), Block("number", "Second.", marks=("rare", "inferred"))]),
        Section("What to do (who)", [Block("text", "", "For cause 1:", inner=[Block("number", "Do it.", "CCC:", inner=[Block("text", "Done.", "Done when:")])])]),
        Section("What to tell the library", [Block("quote", "Dear library,\nplease wait.")]),
        Section("Empty", []),
    ],
    remarks=["Since 0.1"],
    severity="error",
)  # fmt: skip

TEXT = """\
CCC_999: A <made> thing & more
error · gateway

What it means
  It means nothing.

Why it happens
  1. First. [common]
  2. Second. [rare] [inferred]

What to do (who)
  For cause 1:
    1. CCC: Do it.
       Done when: Done.

What to tell the library
  | Dear library,
  | please wait.

Since 0.1
"""


def bare(text):
    return re.sub(r"\x1b\[[0-9;]*m", "", text)


def words(text):
    return re.findall(r"\w+", text)


def test_plain_text_is_laid_out_like_this():
    """Headings at the margin, lists numbered, quotations barred, what belongs under a step indented."""
    assert article_text.render(PAGE) == TEXT


def test_the_terminal_says_the_same_in_the_same_order():
    """With colour or without, wrapped to its width."""
    plain = article_rich.render(PAGE, colour=False, width=60)
    assert "\x1b" not in plain
    assert [word for word in words(plain) if not word.isdigit()] == [word for word in words(TEXT) if not word.isdigit()]
    coloured = article_rich.render(PAGE, colour=True, width=60)
    assert "\x1b[1;31mCCC_999" in coloured
    assert bare(coloured) == plain
    assert max(map(len, bare(article_rich.render(PAGE, colour=True, width=44)).splitlines())) <= 44


def test_a_copied_line_of_the_terminal_ends_in_no_blanks():
    """What goes into a mail is clean."""
    assert [
        line for line in bare(article_rich.render(PAGE, colour=True, width=60)).splitlines() if line.endswith(" ")
    ] == []


def test_html_says_the_same_and_escapes_what_is_not_markup():
    """A title with angle brackets is a title."""
    body = article_html.fragment(PAGE)
    assert "A &lt;made&gt; thing &amp; more" in body
    text = html.unescape(re.sub(r"<[^>]+>", " ", body))
    assert [word for word in words(text) if not word.isdigit()] == [word for word in words(TEXT) if not word.isdigit()]
    assert body.count("<ol>") == body.count("</ol>") == 2


def test_ids_and_addresses_become_links_where_there_is_a_page():
    """And only there."""
    page = Page("a", "b", "", [Section("x", [Block("text", "See CCC_200, http-504 and https://a.example/x?y=1&z.")])])
    body = article_html.fragment(page, {"CCC_200": "CCC_200.html"}.get)
    assert '<a href="CCC_200.html">CCC_200</a>, http-504 and <a href="https://a.example/x?y=1&amp;z">' in body


@pytest.mark.parametrize("width", [20, 40, 72, 100, 200])
def test_lines_are_no_longer_than_asked_unless_a_word_is(width):
    """Wrapping loses no word."""
    text = "A sentence with a-very-long-address-that-cannot-be-broken.example.org and short words " * 3
    lines = article_text.fill(text, width, "  - ", "    ")
    assert [word for line in lines for word in line.split()] == ["-", *text.split()]
    assert [line for line in lines if len(line) > width and len(line.split()) > 2] == []


@pytest.mark.parametrize("id_", knowledge().article_ids())
def test_the_faces_of_every_article_have_the_fixed_headings(id_):
    """Text, terminal and HTML alike."""
    facts = knowledge()
    page = article.page(article.resolve(facts, facts.record(id_)))
    assert tuple(section.heading for section in page.sections) == article.HEADINGS
    for face in (article_text.render(page), article_rich.render(page, colour=False, width=90)):
        assert tuple(line for line in face.splitlines() if line in article.HEADINGS) == article.HEADINGS
    assert re.findall(r"<h2 id=\"[a-z-]+\">([^<]+)</h2>", article_html.fragment(page)) == list(article.HEADINGS)


def test_what_is_inferred_or_generic_is_marked_and_the_mark_explained():
    """Nobody takes our conclusion for the vendor's word."""
    facts = knowledge()
    for id_ in facts.article_ids():
        record = facts.record(id_)
        text = article_text.render(article.page(article.resolve(facts, record)))
        for mark in ("inferred", "generic"):
            used = any(cause["confidence"] == mark for cause in record["causes"]) or any(
                source["confidence"] == mark for source in record["sources"]
            )
            assert not used or (f"[{mark}]" in text and f"[{mark}] = " in text), (id_, mark)
