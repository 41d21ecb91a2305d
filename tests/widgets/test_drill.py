"""The drill form: begun, worked on in any order, answered once, marked; everything that goes wrong is told."""

from __future__ import annotations

import gc
import html
import re
import threading

import pytest

from cccdiag.errors import InputError
from cccdiag.training import scorecard
from cccdiag.widgets import drill_desk
from cccdiag.widgets.drilling import Play, offered


@pytest.fixture
def form(tmp_path):
    made = drill_desk(folder=tmp_path / "cards")
    yield made
    made.play.close()


def shown(widget):
    return html.unescape(re.sub(r"<[^>]+>", " ", widget.value))


def test_a_drill_is_played_from_code(form, tmp_path):
    """As a walkthrough does: each step answers, the last one with the score card, which is kept as a file."""
    ticket = form.begin("blank-at-the-end", "Desk 3")
    assert "DEMO" in ticket.text
    assert "the same password lets her in" in ticket.text
    assert "10  2026-10-05" in form.show_file("courseshelf.log").text
    assert form.triage().value.diagnoses[0].id == "CCC_200"
    assert form.check(("credentials",)).value.first_concern.id == "credentials.form"
    assert form.hint().value == form.play.begun.drill.hints[:1]
    assert form.cite("ticket.txt:5").value == ("ticket.txt:5",)
    answer = form.run("CCC_200", "pasted-along", "library", "inspect-credential-form")
    card = answer.value
    assert (card.points, card.correct, card.trainee) == (95, True, "Desk 3")
    assert answer is form.answer
    kept = list((tmp_path / "cards").iterdir())
    assert [scorecard.read(path) for path in kept] == [card]
    assert kept[0].name.startswith("blank-at-the-end-Desk-3-")


def test_a_drill_is_played_by_clicks(form):
    """The same, with what a trainee sees and clicks."""
    form.drill.value = "nobody-may-order"
    form.start.click()
    assert "All real" not in shown(form.ticket)
    assert "from Tuesday noon on no order goes through" in shown(form.ticket)
    assert (form.work.layout.display, form.answering.layout.display) == (None, None)
    form.layer.value = "login"
    form.checks.click()
    assert "on hold" in shown(form.found)
    form.lines.value = (5,)
    form.name_lines.click()
    assert "ticket.txt:5" in shown(form.found)
    form.article.value = "ccc_203"
    assert [key for _, key in form.cause.options] == [
        None, "unpaid-invoices", "stopped-by-ccc", "login-of-the-wrong-account",
    ]  # fmt: skip
    form.cause.value, form.actor.value, form.step.value = "unpaid-invoices", "library", "settle-open-invoices"
    form.finish.click()
    assert form.last_error is None
    assert "100 of 100 points. Right." in shown(form.results)
    assert form.work.layout.display == "none"


def test_a_wrong_answer_says_why_not(form):
    """In the form and in what a saved notebook keeps."""
    form.begin("the-old-client")
    answer = form.run("net-connect", "refused")
    assert not answer.value.correct
    assert "A blocked way would have begun with a change on the network" in answer.text
    assert "Why not your answer" in answer.html


def test_a_drill_without_a_gateway_offers_no_checks(form):
    """And is no demonstration."""
    form.begin("after-lunch")
    assert (form.checks.disabled, form.notice.value) == (True, "")
    with pytest.raises(InputError, match="no gateway to ask"):
        form.check()
    assert "no gateway to ask" in form.banner.value


def test_exported_settings_are_checked_by_a_click(form):
    """There is no gateway, and no layer to choose."""
    form.begin("a-library-without-ccc")
    assert (form.layer.disabled, form.checks.disabled, form.notice.value) == (True, False, "")
    form.checks.click()
    assert "CCCAutoSearch is on" in shown(form.found)


@pytest.mark.parametrize(
    ("act", "complaint"),
    [
        (lambda form: form.check(), "no drill was begun"),
        (lambda form: form.hint(), "no drill was begun"),
        (lambda form: form.run("CCC_203"), "no drill was begun"),
        (lambda form: form.begin("nothing"), "there is no drill 'nothing'"),
        (lambda form: (form.begin("after-lunch"), form.cite("x:1")), "names no file of this drill"),
        (lambda form: (form.begin("after-lunch"), form.cite()), "choose the lines that prove it first"),
        (lambda form: (form.begin("after-lunch"), form.run("")), "name the article first"),
        (lambda form: (form.begin("after-lunch"), form.run("CCC_203", "x")), "has no cause 'x'"),
        (lambda form: (form.begin("after-lunch"), form.show_file("x")), "has no file 'x'"),
    ],
    ids=range(9),
)
def test_what_goes_wrong_is_said(form, act, complaint):
    """From code it is raised."""
    with pytest.raises(InputError, match=complaint):
        act(form)


def test_a_click_that_fails_is_told_and_nothing_is_raised(form):
    """In the banner, and kept."""
    form.start.click()
    form.finish.click()
    assert "name the article first" in form.banner.value
    form.article.value = "CCC_999"
    assert "there is no article" in form.banner.value
    assert isinstance(form.last_error, InputError)


def test_a_drill_that_has_its_answer_is_begun_anew(form):
    """There is one answer for each attempt; checks afterwards are none."""
    form.begin("nobody-may-order")
    form.run("CCC_203", "unpaid-invoices")
    with pytest.raises(InputError, match="has its answer already"):
        form.check()
    form.begin("nobody-may-order")
    assert form.play.begun.answer is None


def test_every_drill_can_be_chosen_and_a_file_of_ones_own(tmp_path):
    """The list shows family, level and title, and no answer."""
    assert len(offered()) >= 24
    assert all(re.fullmatch(r"[a-z]+, level [123]: .+", label) for label, _ in offered())


def test_no_gateway_is_left_running():
    """Another drill, an answer or the end takes it away."""
    before = threading.active_count()
    play = Play()
    for _ in range(3):
        play.begin("nobody-may-order")
    play.close()
    play.close()
    gc.collect()
    assert threading.active_count() == before


def test_nothing_of_the_form_names_a_secret(form):
    """Neither credentials nor where they lie are anywhere in its state."""
    form.begin("blank-at-the-end")
    form.check()
    secret = form.play._planted.profile.credentials.password.reveal()
    state = "".join(str(widget.get_state()) for widget in _widgets(form.box))
    assert secret not in state
    assert repr(form) == "cccdiag form: drill"


def _widgets(box):
    yield box
    for child in getattr(box, "children", ()):
        yield from _widgets(child)


def test_every_field_and_button_has_a_name(form):
    """For whoever does not see it."""
    for widget in _widgets(form.box):
        if hasattr(widget, "description") and type(widget).__name__ != "HTML":
            assert widget.description, type(widget).__name__
