"""The page of a triage in real Chromium: it asks nothing of anybody, filters, unfolds, and can be read without script and in the dark."""

from __future__ import annotations

from contextlib import contextmanager

import pytest
from axe_core_python.sync_playwright import Axe
from needs import chromium
from playwright.sync_api import sync_playwright
from triage_example import FOUND, HOSTILE, findings

from cccdiag.report import triage_html


@contextmanager
def shown(path, report, **context):
    """The page as a file of this machine, with all it asked for and all it complained about."""
    path.write_text(triage_html.render(findings(report)), encoding="utf-8")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        opened = running.new_context(locale="en-US", **context)
        page = opened.new_page()
        asked, complaints = [], []
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        try:
            page.goto(path.as_uri())
            yield page, asked, complaints
        finally:
            opened.close()
            running.close()


def test_certainties_can_be_hidden_and_shown_again(tmp_path):
    """Cards and chart go together, a sentence says how much is left; nothing was asked of anybody but the page itself."""
    with shown(tmp_path / "report.html", FOUND) as (page, asked, complaints):
        assert page.inner_text("#shown") == "2 of 2 shown"
        page.uncheck("input[value=certain]")
        assert page.inner_text("#shown") == "1 of 2 shown"
        assert page.locator("article:visible").count() == 1
        assert page.locator(".chart g:visible").count() == 1
        page.check("input[value=certain]")
        assert page.locator("article:visible").count() == 2
        assert (asked, complaints) == ([(tmp_path / "report.html").as_uri()], [])


def test_evidence_is_folded_until_asked_for(tmp_path):
    """A page of causes first; the lines that prove one are a click or a key away."""
    with shown(tmp_path / "report.html", FOUND) as (page, _, _):
        assert not page.is_visible("pre >> nth=0")
        page.focus("article >> nth=0 >> summary")
        page.keyboard.press("Enter")
        assert page.inner_text("pre >> nth=0").startswith("2026-01-31 09:14:07,123 ERROR")
        assert page.inner_text("mark >> nth=0") == "CCC_203"


def test_without_script_all_is_there_and_no_filter(tmp_path):
    """What cannot work is not offered."""
    with shown(tmp_path / "report.html", FOUND, java_script_enabled=False) as (page, _, _):
        assert page.locator("article:visible").count() == 2
        assert not page.is_visible("#filter")


def test_what_a_log_says_is_never_run(tmp_path):
    """The policy lets one script run, and that is ours."""
    with shown(tmp_path / "report.html", HOSTILE) as (page, asked, complaints):
        assert page.inner_text("#shown") == "1 of 1 shown"
        assert (len(asked), complaints) == (1, [])


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everybody_can_read_it(tmp_path, scheme):
    """No violation of the accessibility rules, contrast included; narrow screens need no scrolling sideways but in the chart."""
    view = {"width": 380, "height": 800}
    with shown(tmp_path / "report.html", FOUND, color_scheme=scheme, viewport=view, bypass_csp=True) as (page, _, _):
        page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
        violations = Axe().run(page)["violations"]
        assert [(one["id"], [node["target"] for node in one["nodes"]]) for one in violations] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= 380
