"""What every form does: it shows and keeps what goes wrong, leaks no value, and leaves an answer that needs no kernel."""

from __future__ import annotations

import subprocess
import sys

import pytest

from cccdiag.errors import InputError
from cccdiag.secrets import Secret
from cccdiag.widgets import (
    article_editor,
    billing_desk,
    check_desk,
    connection,
    explain_desk,
    form,
    guide_desk,
    order_desk,
    triage_desk,
)
from cccdiag.widgets.form import Answer, Form

TALKING = (connection, check_desk, triage_desk, order_desk, guide_desk)
SILENT = (explain_desk, billing_desk, article_editor)


class Small(Form):
    name, title = "small", "A <small> form"

    def run(self, fails=None):
        with self.working("Working …"):
            if fails:
                raise fails
            return self.show(Answer('<p id="a" aria-labelledby="a b">fine</p>', "fine", 1))


def test_an_error_of_a_click_is_shown_and_kept_and_one_from_code_is_raised_too():
    """Nothing is swallowed, whoever calls; the next run that works takes it away."""
    small, trouble = Small(), InputError("there is no <tray>")
    small.guarded(lambda: small.run(trouble))()
    assert small.last_error is trouble
    assert '<p class="banner" role="alert">✗ there is no &lt;tray&gt;</p>' in small.banner.value
    assert small.status.text == "It did not work; the reason stands above."
    with pytest.raises(InputError):
        small.run(trouble)
    small.guarded(lambda: 1 // 0)()
    assert isinstance(small.last_error, ZeroDivisionError)
    assert "This form itself broke down (ZeroDivisionError: " in small.banner.value
    assert small.run() is small.answer
    assert (small.last_error, small.banner.value) == (None, "")


def test_no_secret_stands_in_an_error_a_status_or_an_answer():
    """Every way out of a form is masked."""
    small, secret = Small(), Secret("invented-heron-4711")
    small.guarded(lambda: small.run(InputError(f"wrong: {secret.reveal()}")))()
    small.say(secret.reveal())
    answer = Answer(f"<p>{secret.reveal()}</p>", secret.reveal())
    seen = (small.banner.value, small.status.text, answer.html, answer.text, repr(answer), repr(small))
    assert [text for text in seen if secret.reveal() in text] == []


def test_an_answer_is_html_and_text_whose_ids_are_its_own_wherever_it_stands():
    """The same answer may stand in a page three times: in the form, beside it, and as the value of a cell."""
    small = Small()
    answer = small.run()
    bundles = (answer._repr_mimebundle_(), answer._repr_mimebundle_(), small._saved())
    assert {bundle["text/plain"] for bundle in bundles} == {"fine"}
    assert len({bundle["text/html"].partition('<p id="')[2] for bundle in bundles}) == 3
    assert 'aria-labelledby="a-saved b-saved"' in bundles[2]["text/html"]


def test_the_kept_answer_is_hidden_by_the_living_form_only():
    """Its class is hidden by a style that stands in the widget, and nowhere in what is kept."""
    small = Small()
    small.run()
    heading, kept = small.box.children[0].value, small._saved()["text/html"]
    assert f".{small._key}{{display:none}}" in heading
    assert f'<div class="ccc {small._key}">' in kept
    assert f"{small._key}{{" not in kept
    assert "A &lt;small&gt; form" in heading


@pytest.mark.parametrize("desk", [*TALKING, *SILENT])
def test_a_form_as_text_says_its_name_and_nothing_else(desk):
    """What a notebook saves of a widget holds no value of a field."""
    made = desk()
    bundle = made._repr_mimebundle_()
    assert set(bundle) == {"text/plain", "application/vnd.jupyter.widget-view+json"}
    assert bundle["text/plain"] == f"cccdiag form: {made.name}"


@pytest.mark.parametrize("desk", TALKING)
def test_a_demonstration_is_announced_before_anything_else(desk):
    """In each form that talks to a gateway, before the first click."""
    assert "DEMO: this gateway serves development" in desk().notice.value


def test_the_form_of_a_cell_is_the_same_when_the_cell_runs_again(monkeypatch):
    """With its values; another cell, and a second form of the same cell, have their own."""
    monkeypatch.setattr(form, "_forms", {})
    monkeypatch.setattr(form, "_asked", {})
    cell = ["one", "first"]
    monkeypatch.setattr(form, "_cell", lambda: tuple(cell))
    first, beside = explain_desk(), explain_desk()
    cell[1] = "second"
    assert (explain_desk(), explain_desk()) == (first, beside)
    cell[:] = ["two", "third"]
    assert explain_desk() not in {first, beside}


def test_nothing_heavy_is_imported_before_a_form_is_made():
    """Neither ipywidgets nor lxml nor requests: a notebook's first cell is quick."""
    code = "import sys, cccdiag.widgets; print([n for n in ('ipywidgets', 'anywidget', 'requests', 'lxml') if n in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
