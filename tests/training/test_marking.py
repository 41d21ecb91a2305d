"""What an attempt is worth: evidence first, then the conclusion; a guess is worth nothing."""

from __future__ import annotations

import datetime as dt
import json

import jsonschema
import pytest

from cccdiag.checks.model import CheckResult, Report
from cccdiag.errors import InputError
from cccdiag.training import attempt as attempts
from cccdiag.training import choices, classroom, drills, papers, schema, scorecard
from cccdiag.training.mark import mark
from cccdiag.training.model import Answer

DRILL = drills.named("nobody-may-order")
RIGHT = Answer("CCC_203", "unpaid-invoices", "library", "settle-open-invoices")
DAY = dt.datetime(2026, 11, 22, 9, 0, tzinfo=dt.UTC)


def report(reason):
    return Report(
        "drill", "http://127.0.0.1/", "DEMO", (result("login.party", reason), result("http.answer", "answers"))
    )


def result(id_, reason):
    return CheckResult(id_, "login", "Login", "fail", reason, "…", {}, None, (), 0.0)


def begun():
    return attempts.begin(DRILL, "Desk  three\n", DAY)


def bill():
    line = min(papers.lines_with(DRILL, "ticket.txt", "some bills of suppliers were left lying"))
    return f"ticket.txt:{line}"


def parts(card):
    return {part.what: (part.points, part.of) for part in card.parts}


def test_all_evidence_and_the_whole_answer_are_a_hundred_points():
    """And the name of the trainee is one line."""
    card = mark(begun().checked(report("on-hold")).cited(bill()).concluded(RIGHT, DAY))
    assert (card.points, card.of, card.correct, card.trainee) == (100, 100, True, "Desk three")
    assert (card.started, card.ended) == ("2026-11-22T09:00:00+00:00", "2026-11-22T09:00:00+00:00")


def test_a_right_answer_without_evidence_is_a_guess():
    """No points for guessing."""
    card = mark(begun().concluded(RIGHT))
    assert (card.points, card.correct) == (0, True)
    assert "a guess" in card.parts[1].why


def test_a_check_with_another_result_is_no_evidence():
    """It must have shown what decides."""
    assert mark(begun().checked(report("open")).concluded(RIGHT)).points == 0


def test_half_of_the_evidence_is_half_of_its_points():
    """And the conclusion counts."""
    card = mark(begun().cited(bill()).concluded(RIGHT))
    assert parts(card) == {
        "evidence": (15, 30), "article": (30, 30), "cause": (20, 20), "who acts": (10, 10), "next step": (10, 10),
    }  # fmt: skip


def test_a_line_beside_the_telling_one_is_no_evidence():
    """Line 1 of the ticket is its subject."""
    assert mark(begun().cited("ticket.txt:1").concluded(RIGHT)).points == 0


def test_a_right_article_with_a_wrong_cause_earns_the_article_only():
    """And is told why not."""
    card = mark(begun().cited(bill()).concluded(Answer("CCC_203", "stopped-by-ccc")))
    assert (card.points, card.correct) == (45, False)
    assert card.why_not[0].startswith("CCC may have other reasons, but one is in the ticket and comes first.")


def test_hints_cost_five_points_each_and_never_more_than_was_earned():
    """A drill cannot end below zero."""
    assert mark(begun().hinted().cited(bill()).concluded(RIGHT)).points == 80
    card = mark(begun().hinted().hinted().concluded(RIGHT))
    assert (card.points, parts(card)["hints"]) == (0, (0, 0))


def test_hints_come_in_order_and_end():
    """The last one taken is shown."""
    state = begun()
    assert (state.hint, state.hints_left) == (None, 2)
    state = state.hinted()
    assert (state.hint, state.hints_left) == (DRILL.hints[0], 1)
    with pytest.raises(InputError, match="no more hints"):
        state.hinted().hinted()


def test_why_the_other_answers_are_wrong_is_said_after_a_right_one_too():
    """Each that the drill foresees."""
    card = mark(begun().cited(bill()).concluded(RIGHT))
    assert [text.partition(":")[0] for text in card.others] == ["CCC_203, stopped-by-ccc", "CCC_200", "CCC_001"]
    wrong = mark(begun().cited(bill()).concluded(Answer("CCC_200", "pasted-along")))
    assert [text.partition(":")[0] for text in wrong.others] == ["CCC_203, stopped-by-ccc", "CCC_001"]


@pytest.mark.parametrize(
    ("answer", "complaint"),
    [
        (Answer("CCC_999"), "there is no article 'CCC_999'"),
        (Answer("CCC_203", "x"), "CCC_203 has no cause 'x'; there are: unpaid-invoices"),
        (Answer("CCC_203", None, "pope"), "has no actor 'pope'"),
        (Answer("CCC_203", None, None, "x"), "has no step 'x'"),
    ],
    ids=str,
)
def test_an_answer_that_names_nothing_is_refused(answer, complaint):
    """Before it costs anything."""
    with pytest.raises(InputError, match=complaint):
        begun().concluded(answer)


@pytest.mark.parametrize("place", ["ticket.txt", "ticket.txt:0", "ticket.txt:99", "other.log:1", "ticket.txt:x", ""])
def test_a_place_that_is_no_line_is_refused(place):
    """One sentence says what there is."""
    with pytest.raises(InputError, match=r"names no file of this drill|has the lines 1 to"):
        begun().cited(place)


def test_there_is_one_answer():
    """A second try is a new attempt; marking needs one."""
    with pytest.raises(InputError, match="answer already"):
        begun().concluded(RIGHT).concluded(RIGHT)
    with pytest.raises(InputError, match="nothing was answered yet"):
        mark(begun())


def test_ids_are_taken_as_people_write_them():
    """With a hyphen or in small letters it is the same code."""
    assert begun().concluded(Answer("ccc-203", "unpaid-invoices")).answer.article == "CCC_203"
    assert choices.of("ccc203").article == "CCC_203"


def test_an_attempt_is_kept_and_found_again(tmp_path):
    """Every step."""
    state = begun().checked(report("on-hold")).hinted().cited(bill()).concluded(RIGHT, DAY)
    attempts.save(state, tmp_path)
    assert attempts.load(tmp_path) == state


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"schema": "x"}', "\x00", "[" * 5000], ids=repr)
def test_a_damaged_attempt_is_one_sentence(tmp_path, content):
    """Where, and what it is not."""
    (tmp_path / "drill.json").write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=r"drill\.json is not what a drill keeps there"):
        attempts.load(tmp_path)


def test_a_card_is_written_and_read_whole(tmp_path):
    """And its document is what the schema says."""
    card = mark(begun().cited(bill()).concluded(RIGHT))
    path = scorecard.save(card, tmp_path / "card.json")
    assert scorecard.read(path) == card
    document = json.loads(path.read_text(encoding="utf-8"))
    assert document["schema"] == "cccdiag.scorecard/1"
    jsonschema.validate(document, schema.outputs()["scorecard"])
    assert "85 of 100" in scorecard.text(card)
    assert "<script" not in scorecard.html(card)


def cards(folder):
    for number, (name, steps) in enumerate(
        [("=Ann", (bill(),)), ("=Ann", ()), ("", (bill(),)), ("Bob <b>", (bill(),))], start=1
    ):
        state = attempts.begin(DRILL, name, DAY)
        place = folder / f"seat-{number}"
        place.mkdir()
        scorecard.save(mark(state.cited(*steps).concluded(RIGHT, DAY)), place / "scorecard.json")
        attempts.save(state, place)


def test_the_cards_of_a_class_become_one_table(tmp_path):
    """The best card of a drill counts; what is no card is said; the state of a drill is no card."""
    cards(tmp_path)
    (tmp_path / "other.json").write_text("{}", encoding="utf-8")
    table = classroom.collect(tmp_path)
    assert [(one.name, one.drills, one.right, one.mean_points) for one in table.trainees] == [
        ("(no name)", 1, 1, 85), ("=Ann", 1, 1, 85), ("Bob <b>", 1, 1, 85),
    ]  # fmt: skip
    assert table.unread == (f"{tmp_path / 'other.json'} is no score card of cccdiag",)
    assert len(table.cards) == 4
    jsonschema.validate(classroom.document(table), schema.outputs()["scorecards"])


def test_a_table_is_safe_in_a_spreadsheet_and_on_a_page(tmp_path):
    """No cell is a formula, no name is markup, nothing is fetched."""
    cards(tmp_path)
    table = classroom.collect(tmp_path)
    assert "'=Ann,nobody-may-order,gateway,1,85,100,yes,0,0,CCC_203/unpaid-invoices" in classroom.csv(table)
    page = classroom.html(table)
    assert "Bob &lt;b&gt;" in page
    assert "http" not in page.replace("http-", "")
    assert "Bob <b>" in classroom.text(table)


def test_a_folder_without_cards_is_one_sentence(tmp_path):
    """As is one that is not there."""
    with pytest.raises(InputError, match="holds no score card"):
        classroom.collect(tmp_path)
    with pytest.raises(InputError, match="is no folder"):
        classroom.collect(tmp_path / "x")
