"""The forms of a triage: each says the same to those for whom it is made, whatever a log wrote into it."""

from __future__ import annotations

from cccdiag.report import findings as told
from cccdiag.report import triage_text
from cccdiag.triage.model import (
    CauseAdvice,
    Diagnosis,
    Evidence,
    Input,
    Stats,
    TriageReport,
    UnknownGroup,
    Unrecognised,
)

ARTICLES = {
    "CCC_203": {
        "customer_text": "CCC has put your account on hold. Please settle the invoice & ask CCC to release it.",
        "signatures": [{"pattern": r"(?i)\bccc_203\b"}],
    },
    "http-504": {"customer_text": "CCC's servers were too busy. Please try again later.", "signatures": []},
}
HOLD = Diagnosis(
    "CCC_203",
    "Account on hold",
    "error",
    "certain",
    5,
    "2026-01-31T09:14:07.123",
    "2026-01-31T11:00:00",
    ("an exact wording of this article in 5 records",),
    ("illiad-order-submission",),
    (
        Evidence(
            "logs/ILLiadClient.txt", 120, 122, "2026-01-31T09:14:07.123", "ERROR",
            "2026-01-31 09:14:07,123 ERROR Copyright - CCC error: CCC_203 <b>on hold</b>\n\tat Order.Send()\n\tat Program.Main()",
            {"code": "CCC_203"},
        ),
        Evidence("logs/ILLiadClient.txt", 300, 300, "2026-01-31T10:20:00", "ERROR", "=cmd|'/c calc'!A1 CCC_203"),
    ),
    (
        CauseAdvice("unpaid", "An invoice is open.", "common", "library", ("Settle it.", "Ask CCC to release the account."), "login.party"),
        CauseAdvice("mistake", "CCC put the wrong account on hold.", "rare", "ccc", ("Ask CCC.",), None),
    ),
    "after-release",
    "to ccc, with account number; the code",
    ("academic-gateway-2.2 2.4 (documented)",),
)  # fmt: skip
SUBMISSION = Diagnosis(
    "illiad-order-submission", "ILLiad cannot submit an order to CCC", "error", "likely", 2, "2026-01-31T09:14:08", "2026-01-31T09:15:00",
    ("words of this article, with what supports them in 2 records",), (),
    (Evidence("logs/ILLiadClient.txt", 124, 124, "2026-01-31T09:14:08", "WARN", "The order could not be submitted."),),
    (), "after-fix", "to atlas, with the log", (),
)  # fmt: skip
TIMEOUT = Diagnosis(
    "http-504", "CCC call answered with HTTP 504", "warning", "possible", 1, None, None,
    ("words of the ticket resemble the article",), (),
    (Evidence("ticket.eml", 3, 3, None, None, "it says gateway timeout"),),
    (CauseAdvice("cloud", "The cloud has a disturbance.", "common", "cloud", ("Wait 15 minutes.",), None),),
    "later", "to ccc, with times", (),
)  # fmt: skip
INPUTS = (
    Input("logs/ILLiadClient.txt", 2048, 400, "utf-8", "log4net", None),
    Input("ticket.eml", 300, 1, "utf-8", None, "mail"),
    Input("photo.png", 0, None, None, None, "is a picture, not a text"),
)
FOUND = TriageReport(
    INPUTS,
    (HOLD, SUBMISSION, TIMEOUT),
    Unrecognised(2, (UnknownGroup(2, "WARN Copyright - CCC said something new", "logs/ILLiadClient.txt", 77),)),
    Stats(2348, 401, 9, 0.7778),
    ("too little to go on",),
)
NOTHING = TriageReport(INPUTS[:1], (), Unrecognised(0, ()), Stats(2048, 400, 0, 1.0))
UNREAD = TriageReport(INPUTS[2:], (), Unrecognised(0, ()), Stats(0, 0, 0, 1.0))


def findings(report):
    return told.folded(report, ARTICLES.get)


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
