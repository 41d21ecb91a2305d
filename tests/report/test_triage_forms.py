"""The forms of a triage: each says the same to those for whom it is made, whatever a log wrote into it."""

from __future__ import annotations

import csv
import html.parser
import io
import re

import pytest
from triage_example import FOUND, HOSTILE, NOTHING, REPORTS, UNREAD, findings

from cccdiag.cli.triage import formats
from cccdiag.report import triage_csv, triage_html, triage_markdown, triage_sarif, triage_text

ALL = pytest.mark.parametrize("report", REPORTS.values(), ids=REPORTS)
FORMS = {
    "text": triage_text,
    "markdown": triage_markdown,
    "csv": triage_csv,
    "sarif": triage_sarif,
    "html": triage_html,
}


def test_every_form_of_the_room_is_offered_and_tested():
    """A module triage_… is a --format, and no form goes untested."""
    assert set(formats()) == {*FORMS, "json"}


@ALL
@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_a_form_is_text_that_ends_with_a_line_and_is_the_same_each_time(form, report):
    """No control character of a log reaches a screen, every form can be written as UTF-8."""
    text = form.render(findings(report))
    assert text == form.render(findings(report))
    assert text.endswith("\n")
    assert all(character.isprintable() or character == "\n" for character in text)


def test_the_text_names_cause_proof_actor_steps_and_what_was_read():
    """Everything that a person needs to act stands in the plain text, symptoms under their cause, in one reproducible order."""
    assert triage_text.render(findings(FOUND), width=80) == (
        """\
1. CCC_203: Account on hold
   error · certain · 5 records · 2026-01-31 09:14:07 – 11:00:00
   Why       an exact wording of this article in 5 records
   Seen      logs/ILLiadClient.txt:120-122  2026-01-31 09:14:07  ERROR
             | …09:14:07,123 ERROR Copyright - CCC error: CCC_203 <b>on hold</b>
             |     at Order.Send()
             |     at Program.Main()
             logs/ILLiadClient.txt:300  2026-01-31 10:20:00  ERROR
             | =cmd|'/c calc'!A1 CCC_203
             in 3 more records
   Who acts  the library
   Cause     An invoice is open. (common)
   To do     1. Settle it.
             2. Ask CCC to release the account.
   Confirm   cccdiag check --only login.party
   Or else   - CCC put the wrong account on hold. (rare; CCC)
   Retry     Repeat the call after CCC has released the account.
   Escalate  to CCC, with account number; the code
   Symptom   illiad-order-submission (ILLiad cannot submit an order to CCC):
             likely, 2 records, first at logs/ILLiadClient.txt:124
   More      cccdiag explain CCC_203

2. http-504: CCC call answered with HTTP 504
   warning · possible · 1 record
   Why       words of the ticket resemble the article
   Seen      ticket.eml:3
             | it says gateway timeout
   Who acts  the cloud provider
   Cause     The cloud has a disturbance. (common)
   To do     1. Wait 15 minutes.
   Retry     The same call may be repeated later.
   Escalate  to CCC, with times
   More      cccdiag explain http-504

2 records that look like trouble with CCC, and that no article knows:
   2 records, first at logs/ILLiadClient.txt:77
      | WARN Copyright - CCC said something new

logs/ILLiadClient.txt: 2.0 KiB, 400 records, utf-8, log4net
ticket.eml: 300 bytes, 1 record, utf-8, mail
photo.png: is a picture, not a text
Read 2 of 3 inputs: 2.3 KiB, 401 records; 9 records of level WARN or worse about
CCC, 77.7 % recognised.
2 causes; first: Account on hold (CCC_203). Who acts: the library.
"""
    )


def test_nothing_found_says_what_was_read_and_what_to_send_next():
    """No finding is no proof of health: the text says how far it looked and what would let it see more."""
    assert triage_text.render(findings(NOTHING), width=120) == (
        """\
Nothing about CCC was found.
If something did fail, send next:
  - the log of the program (ILLiad, Ares or another) from the day of the failure, as a file and not as a picture
  - the exact text of the message, and when and where in the program it came
  - the product and its version
  - for what may be wrong with the set-up itself: cccdiag check

logs/ILLiadClient.txt: 2.0 KiB, 400 records, utf-8, log4net
Read 1 input: 2.0 KiB, 400 records; no record of level WARN or worse is about CCC.
"""
    )


def test_an_unreadable_input_is_no_clean_bill():
    """Where nothing could be read, nothing is said about CCC."""
    assert triage_text.render(findings(UNREAD)) == (
        "Nothing could be read.\nphoto.png: is a picture, not a text\nRead 0 of 1 input: 0 bytes, 0 records.\n"
    )


def test_a_terminal_gets_the_same_lines_with_colour_and_a_timeline():
    """Without its escapes and its strips of time, what a terminal shows is the plain text; the match stands out."""
    plain = triage_text.render(findings(FOUND), width=80)
    shown = triage_text.render(findings(FOUND), width=80, colour=True, terminal=True)
    strips = [line for line in shown.splitlines() if "●" in line]
    assert strips == ["\x1b[35m   ●────────────────────────────●─────────────────●\x1b[0m"]
    bare = re.sub(r"\x1b\[[0-9;]*m", "", "\n".join(line for line in shown.splitlines() if line not in strips) + "\n")
    assert bare == plain
    assert "\x1b[1;7mCCC_203\x1b[0m" in shown


def test_a_library_reads_what_concerns_it_and_no_more():
    """Plain words: no paths, no ids of articles, no evidence; what is unsure is said to be."""
    assert triage_markdown.render(findings(FOUND), voice="library") == (
        """\
## CCC orders: what we found

CCC has put your account on hold. Please settle the invoice & ask CCC to release it.

We saw it 5 times (2026-01-31 09:14:07 – 11:00:00). Next to act: your library.

This may be the reason; we have to look further to be sure: CCC's servers were too busy. Please try again later.

We saw it once. Next to act: the cloud provider.

Of what you sent us, 1 part could not be read.
"""
    )
    assert triage_markdown.render(findings(NOTHING), voice="library").startswith(
        "## CCC orders: what we found\n\nIn what you sent us, there is no sign of a problem with CCC.\n\nIf something failed, please send us:\n\n* "
    )
    assert "We could not read what you sent us." in triage_markdown.render(findings(UNREAD), voice="library")


def test_an_engineer_reads_evidence_causes_and_steps():
    """All that the next one needs to go on, in one comment of a ticket."""
    text = triage_markdown.render(findings(FOUND), voice="engineer")
    first = text[: text.index("### 2.")]
    assert first == (
        """\
## What is wrong with CCC here

### 1. CCC_203: Account on hold

error · certain · 5 records · 2026-01-31 09:14:07 – 11:00:00

* **Why:** an exact wording of this article in 5 records
* **Who acts:** the library
* **Retry:** Repeat the call after CCC has released the account.
* **Escalate:** to CCC, with account number; the code
* **Symptom:** illiad-order-submission (ILLiad cannot submit an order to CCC): likely, 2 records
* **More:** `cccdiag explain CCC_203`

**Cause:** An invoice is open. (common; the library)

1. Settle it.
2. Ask CCC to release the account.

To confirm: `cccdiag check --only login.party`

**Or else:** CCC put the wrong account on hold. (rare; CCC)

Seen at logs/ILLiadClient.txt:120-122, 2026-01-31 09:14:07, ERROR:

    2026-01-31 09:14:07,123 ERROR Copyright - CCC error: CCC_203 <b>on hold</b>
        at Order.Send()
        at Program.Main()

Seen at logs/ILLiadClient.txt:300, 2026-01-31 10:20:00, ERROR:

    =cmd|'/c calc'!A1 CCC_203

Seen in 3 more records.

"""
    )


@ALL
@pytest.mark.parametrize("voice", triage_markdown.VOICES)
def test_markdown_lets_no_text_become_markup(report, voice):
    """No tag, no link, no heading comes from a log."""
    lines = triage_markdown.render(findings(report), voice=voice).splitlines()
    outside = [line for line in lines if not line.startswith("    ")]
    assert not re.search(r"(?<!\\)<|(?<!\\)\]\(", "\n".join(outside))
    assert not [line for line in outside if line.startswith("## head")]


def test_a_table_has_a_row_for_each_record_and_no_formula():
    """Symptoms name their cause; a cell that a spreadsheet would calculate is text."""
    head, *rows = csv.reader(io.StringIO(triage_csv.render(findings(FOUND)), newline=""))
    assert tuple(head) == triage_csv.COLUMNS
    assert [(row[0], row[4], row[7], row[8], row[9], row[10]) for row in rows] == [
        ("CCC_203", "5", "", "the library", "logs/ILLiadClient.txt", "120"),
        ("CCC_203", "5", "", "the library", "logs/ILLiadClient.txt", "300"),
        ("illiad-order-submission", "2", "CCC_203", "the library", "logs/ILLiadClient.txt", "124"),
        ("http-504", "1", "", "the cloud provider", "ticket.eml", "3"),
    ]
    assert rows[1][-1] == "'=cmd|'/c calc'!A1 CCC_203"
    assert rows[0][-1].splitlines()[1] == "    at Order.Send()"


class Page(html.parser.HTMLParser):
    """Tags and what they refer to."""

    VOID = ("meta", "br", "line", "rect", "circle", "input")

    def __init__(self):
        super().__init__()
        self.tags, self.references, self.open = [], [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.references += [
            value for name, value in attrs if name in ("src", "href", "action") or name.startswith("on")
        ]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in self.VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


@ALL
def test_a_page_needs_nothing_else_and_runs_only_its_own_script(report):
    """Whole and closed, no reference to anything, one script at most and that the one whose hash its policy names."""
    text = triage_html.render(findings(report))
    page = Page()
    page.feed(text)
    page.close()
    assert (page.open, page.references) == ([], [])
    assert page.tags.count("script") == (1 if report.diagnoses else 0)
    assert page.tags.count("title") == 1 + page.tags.count("svg") + page.tags.count("g")
    assert page.tags.count("article") == len(findings(report).roots)
    assert f"script-src 'sha256-{triage_html._HASH}'\"" in text


def test_a_page_draws_each_fault_on_one_scale():
    """A bar from first to last, a dot for each known time; what has no time is not drawn."""
    text = triage_html.render(findings(FOUND))
    assert re.findall(r'<g class="([^"]*)"', text) == ["error certain", "error likely symptom"]
    assert re.findall(r'<(rect x="\d+"|circle cx="\d+")', text) == [
        'rect x="249"', 'circle cx="250"', 'circle cx="611"', 'circle cx="830"', 'rect x="249"', 'circle cx="250"', 'circle cx="255"',
    ]  # fmt: skip
    assert "error <mark>" not in text
    assert "CCC error: <mark>CCC_203</mark> &lt;b&gt;on hold" in text
    assert "<svg" not in triage_html.render(findings(HOSTILE))
