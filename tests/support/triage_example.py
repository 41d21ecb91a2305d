"""A small triage with all that a form has to show: two causes, a symptom, records nobody knows, inputs with notes, hostile text."""

from __future__ import annotations

from cccdiag.report import findings as told
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

EVIL = "</title></pre><script>alert(1)</script> | `x` ]]> # \"q\" 'q' \\ \x1b[31m \x00 \ud800 é\n\r\n## head {x} [a](b) *_~ \u202e"
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
HOSTILE = TriageReport(
    (Input(EVIL, 1, 1, EVIL, EVIL, EVIL),),
    (
        Diagnosis(
            "local-evil", EVIL, "error", "likely", 1, EVIL, EVIL, (EVIL,), (),
            (Evidence(EVIL, 1, 1, EVIL, EVIL, EVIL, {EVIL: EVIL}),),
            (CauseAdvice("x", EVIL, "common", "library", (EVIL,), None),) * 2,
            "no", EVIL, (EVIL,),
        ),
    ),
    Unrecognised(1, (UnknownGroup(1, EVIL, EVIL, 1),)),
    Stats(1, 1, 1, 1.0),
)  # fmt: skip
REPORTS = {"found": FOUND, "nothing": NOTHING, "unread": UNREAD, "hostile": HOSTILE}


def findings(report):
    """The report with its symptoms folded, as the command hands it to a form."""
    return told.folded(report, ARTICLES.get)
