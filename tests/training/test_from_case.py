"""A solved case becomes a drill that can be played, solved and marked."""

from __future__ import annotations

import pytest

from cccdiag.errors import InputError
from cccdiag.training import attempt as attempts
from cccdiag.training import papers, soundness
from cccdiag.training.from_case import Solved, drill
from cccdiag.training.mark import mark

LOG = "".join(f"2026-10-05 09:{n // 60:02d}:{n % 60:02d},000 [1] DEBUG A.B - record {n}\n" for n in range(1, 1200))
BAD = "2026-10-05 09:10:00,000 [1] ERROR A.B - CCC error: CONTRACT_ENDED - The agreement is over.\n"


def diagnosis(id_, **more):
    evidence = {
        "source": "logs/Client log.txt",
        "line": 601,
        "end_line": 601,
        "text": BAD,
        "time": None,
        "level": "ERROR",
    }
    return {
        "id": id_, "certainty": "certain", "explains": [], "evidence": [evidence],
        "causes": [{"id": "account"}], **more,
    }  # fmt: skip


def solved(**changes):
    lines = LOG.splitlines(keepends=True)
    text = "".join([*lines[:600], BAD, *lines[600:]])
    given = {
        "id": "march", "note": "Nothing goes out.", "files": (("logs/Client log.txt", text),), "check": None,
        "triage": {"diagnoses": [
            diagnosis("marketplace-unknown-code", explains=["illiad-order-submission"]),
            diagnosis("illiad-order-submission", causes=[{"id": "card-as-default"}]),
        ]},
    }  # fmt: skip
    return Solved(**{**given, **changes})


def check(**failed):
    one = {"id": "login.party", "status": "fail", "reason": "on-hold", "summary": "On hold.", "article": "CCC_203"}
    return {"results": [{**one, "consequence_of": None, **failed}]}


def test_a_case_becomes_a_drill_with_everything_in_it():
    """Article and cause of the triage, a long log cut around its proof, why-nots of symptoms and other causes."""
    made = drill(solved())
    assert (made.answer.article, made.answer.cause, made.answer.actor) == ("marketplace-unknown-code", "account", "ccc")
    assert (made.family, made.ticket) == ("marketplace", "Nothing goes out.\n")
    assert [(one.file, one.line) for one in made.proof] == [("Client-log.txt", BAD.strip())]
    assert 100 < papers.texts(made)["Client-log.txt"].count("\n") < 130
    assert [(one.article, one.cause) for one in made.why_not] == [
        ("illiad-order-submission", None),
        *(("marketplace-unknown-code", cause) for cause in ("request-data", "fault-in-ccc", "new-code")),
    ]
    assert list(soundness.complaints(made)) == []


def test_a_drill_of_a_case_is_solved_by_its_proof():
    """All points but none for a step that was not named."""
    made = drill(solved())
    line = min(papers.lines_with(made, made.proof[0].file, made.proof[0].line))
    card = mark(attempts.begin(made).cited(f"{made.proof[0].file}:{line}").concluded(made.answer))
    assert (card.points, card.correct) == (90, True)


def test_what_the_desk_found_out_counts_more_than_the_triage():
    """Article, cause, actor and title can be given."""
    made = drill(
        solved(article="illiad-order-submission", cause="billing-differs", actor="library", title="One day in March")
    )
    assert (made.answer.cause, made.answer.actor, made.title) == ("billing-differs", "library", "One day in March")
    assert made.why_not[0].text == "It is in the case too, and did not turn out to be the reason."


def test_a_check_in_the_case_becomes_a_paper_and_its_failure_the_proof():
    """A site cannot be planted, what was seen of it can be read."""
    made = drill(solved(triage=None, check=check()))
    assert (made.answer.article, made.answer.cause) == ("CCC_203", "unpaid-invoices")
    assert [(one.file, one.line) for one in made.proof] == [("check-report.txt", "login.party fail on-hold")]


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"triage": {"diagnoses": []}}, "concludes nothing; say what it was with --article"),
        ({"article": "CCC_218"}, "nothing in the case shows CCC_218"),
        ({"cause": "x"}, "marketplace-unknown-code has no cause 'x'"),
        ({"article": "x"}, "there is no article 'x'"),
        ({"triage": None, "check": check(article=None)}, "concludes nothing"),
        ({"triage": None, "check": check(consequence_of="network.tcp")}, "concludes nothing"),
    ],
    ids=str,
)
def test_a_case_that_shows_nothing_makes_no_drill(changes, complaint):
    """One sentence says what is missing."""
    with pytest.raises(InputError, match=complaint):
        drill(solved(**changes))


def test_files_of_one_name_stay_apart():
    """And get names that every system can write."""
    made = drill(solved(files=(*solved().files, ("b/Client log.txt", "x"), ("ticket.txt", "y"), ("c/Größe", "z"))))
    assert list(papers.texts(made)) == [
        "ticket.txt", "Client-log.txt", "Client-log-2.txt", "ticket-2.txt", "Gr-e.txt",
    ]  # fmt: skip
