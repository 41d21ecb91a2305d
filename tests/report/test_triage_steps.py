"""Steps with who does them and how one sees that it worked, and the lines around the proof, in every form that shows them."""

from __future__ import annotations

import dataclasses

import pytest
from triage_example import FOUND, HOLD, findings

from cccdiag.report import triage_html, triage_json, triage_markdown, triage_text
from cccdiag.triage.model import Action, TriageReport


@pytest.fixture
def told() -> TriageReport:
    """The example, its first cause with actions, its first proof with a line on each side."""
    actions = (
        Action("Settle it.", "library", "The invoice is paid."),
        Action("Release <the> account.", "ccc"),
    )
    cause = dataclasses.replace(HOLD.causes[0], actions=actions, steps=tuple(action.text for action in actions))
    proof = dataclasses.replace(HOLD.evidence[0], before=("line <before>",), after=("line after",))
    hold = dataclasses.replace(HOLD, causes=(cause, *HOLD.causes[1:]), evidence=(proof, *HOLD.evidence[1:]))
    return dataclasses.replace(FOUND, diagnoses=(hold, *FOUND.diagnoses[1:]))


def test_a_terminal_shows_who_and_how_one_sees_it(told):
    """Who, only where it is somebody else; lines around the proof are marked as such."""
    lines = triage_text.render(findings(told), width=80).splitlines()
    start = lines.index("   To do     1. Settle it.")
    assert lines[start : start + 3] == [
        "   To do     1. Settle it.",
        "                Then: The invoice is paid.",
        "             2. Release <the> account. (CCC)",
    ]
    assert [line for line in lines if line.startswith("             : ")] == [
        "             : line <before>",
        "             : line after",
    ]


def test_markdown_keeps_them_in_the_list_and_in_the_block(told):
    """A step's proof belongs to the step; the lines around stand in the block of the record."""
    text = triage_markdown.render(findings(told))
    assert "1. Settle it.\n   Then: The invoice is paid.\n2. Release" in text
    assert "(CCC)" in text
    assert text.index("line <before>") < text.index("CCC_203 <b>on hold</b>") < text.index("line after")


def test_a_page_escapes_them(told):
    """No word of a log or an article is markup."""
    page = triage_html.render(findings(told))
    assert '<li>Settle it.<br><span class="soft">Then: The invoice is paid.</span></li>' in page
    assert '<li>Release &lt;the&gt; account. <span class="soft">(CCC)</span></li>' in page
    assert '<span class="soft">line &lt;before&gt;</span>\n' in page


def test_json_says_them_beside_the_steps(told):
    """The old key stays; lines around the proof are there only where they were asked for; times stay inside."""
    first, second, *_ = triage_json.document(told)["diagnoses"]
    assert first["causes"][0]["steps"] == ["Settle it.", "Release <the> account."]
    assert first["causes"][0]["actions"] == [
        {"text": "Settle it.", "actor": "library", "verify": "The invoice is paid."},
        {"text": "Release <the> account.", "actor": "ccc", "verify": None},
    ]
    assert first["evidence"][0]["before"] == ["line <before>"]
    assert "before" not in first["evidence"][1]
    assert "times" not in first
    assert "before" not in second["evidence"][0]
