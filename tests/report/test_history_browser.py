"""The page of a history in real Chromium: it asks nothing of anybody, has no script, can be read without colour, in the dark, on a phone."""

from __future__ import annotations

from contextlib import contextmanager

import pytest
from axe_core_python.sync_playwright import Axe
from needs import chromium
from playwright.sync_api import sync_playwright

from cccdiag.history.model import ArticleHistory, History, SiteHistory, UnknownHistory, Wave
from cccdiag.report import history_html

HOSTILE = "<script>alert(1)</script>\u202e north"
DAYS = tuple((f"2026-11-{day:02}", day % 5 + 1, 1 + day % 3) for day in range(1, 23))
FOUND = History(
    "desk.sqlite", (("site", HOSTILE),), 1234, 40, 2, 99, 3, "2026-11-01T08:00:00", "2026-11-22T09:00:00",
    (Wave("http-504", "The gateway answers too late", ("north", HOSTILE, "east"), "2026-11-22T08:12:00", 9, 0.3),),
    (
        ArticleHistory("CCC_200", "Login refused", 1100, 30, "2026-11-01T08:00:00", "2026-11-22T09:00:00", "rising", 20, 9, DAYS, ((HOSTILE, 7),)),
        ArticleHistory("http-504", "The gateway answers too late", 134, 12, "2026-11-22T08:12:00", "2026-11-22T09:00:00", "new", 134, 0, DAYS[-1:], ()),
    ),
    tuple(SiteHistory(f"{HOSTILE} {n}", 100 - n, 2, None, None, (("CCC_200", 9),)) for n in range(40)),
    (UnknownHistory(7, 3, HOSTILE),),
)  # fmt: skip


@contextmanager
def shown(path, **context):
    path.write_text(history_html.render(FOUND), encoding="utf-8")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        opened = running.new_context(locale="en-US", **context)
        page = opened.new_page()
        asked, complaints = [], []
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: complaints.append(message.text))
        page.on("dialog", lambda dialog: complaints.append(dialog.message))
        try:
            page.goto(path.as_uri())
            yield page, asked, complaints
        finally:
            opened.close()
            running.close()


@pytest.mark.parametrize(("scheme", "width"), [("light", 1100), ("dark", 1100), ("light", 400)])
def test_the_page_can_be_read_by_everybody(tmp_path, scheme, width):
    """No fault by axe's rules, nothing asked of anybody, nothing hostile runs, no wider than the screen."""
    view = {"width": width, "height": 900}
    with shown(tmp_path / "history.html", color_scheme=scheme, viewport=view) as (page, asked, complaints):
        found = Axe().run(page)["violations"]
        assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert (asked, complaints) == ([(tmp_path / "history.html").as_uri()], [])


def test_charts_say_in_words_and_heights_what_they_show(tmp_path):
    """A bar a day with its own title, the highest day in numbers, trends in words; nothing depends on colour."""
    with shown(tmp_path / "history.html") as (page, _, _):
        rows = page.locator(".chart >> nth=0").locator("g")
        assert rows.count() == 2
        assert rows.nth(0).locator("rect").count() == 22
        tall = rows.nth(0).locator("rect").evaluate_all("bars => bars.map(bar => +bar.getAttribute('height'))")
        assert [round(height / max(tall) * 5) for height in tall] == [count for _, count, _ in DAYS]
        assert rows.nth(0).locator("rect title").first.text_content() == "2026-11-01: 2 records at 2 sites"
        words = rows.nth(1).locator("text").all_text_contents()
        assert words == ["http-504", "new this week", "134 in all", "highest day 3"]
        assert "http-504 at 3 sites since 2026-11-22 08:12" in page.inner_text(".wave")
        fills = page.locator(".chart rect").evaluate_all("bars => bars.map(bar => getComputedStyle(bar).fill)")
        assert len(set(fills)) == 1
