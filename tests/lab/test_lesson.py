"""The stage of a walkthrough: worlds that can be planted, orders that are kept for a seat, questions with folded answers."""

from __future__ import annotations

import pytest

from cccdiag.client.gateway import GatewayClient
from cccdiag.client.journal import Journal
from cccdiag.emulator import scenarios
from cccdiag.errors import GatewayError, InputError, ProtocolError
from cccdiag.kb.find import knowledge
from cccdiag.training import lesson, needs
from cccdiag.training.lesson import Stage, World
from cccdiag.widgets.lesson import Lesson

COURSE = {"edInstitution": "Example College", "courseName": "Optics", "startOfTerm": "01/18/2027"}


@pytest.fixture
def stage(monkeypatch):
    """Make stages that end with the test."""
    monkeypatch.delenv(lesson.PLANTED, raising=False)
    made = []

    def make(*words):
        made.append(Stage(*words))
        return made[-1]

    yield make
    for one in made:
        one.close()


def test_a_world_is_one_word():
    """Nothing, a scenario, an account, a mode, a value that is wrong."""
    assert lesson.world("") == World()
    assert lesson.world("http-504") == World(scenario="http-504")
    assert lesson.world("account:on-hold") == World(account="on-hold")
    assert lesson.world("mode:none") == World(mode="none")
    assert lesson.world("key:wrong") == World(wrong="key")
    assert all(lesson.world(name).sentence for name in (*scenarios.names(), "", "mode:PROD", "password:wrong"))


@pytest.mark.parametrize(
    ("word", "told"),
    [("http-5o4", "did you mean"), ("mode:TEST", "mode:DEMO|LOCAL|PROD|none"), ("password:right", "password:wrong")],
)
def test_a_world_that_is_none_is_a_sentence(word, told):
    """With what there is."""
    with pytest.raises(InputError, match=told.replace("|", r"\|")):
        lesson.world(word)


def test_a_class_plants_by_environment(stage, monkeypatch):
    """The variable counts more than what the notebook says."""
    monkeypatch.setenv(lesson.PLANTED, "account:on-hold")
    planted = stage("a", "password:wrong")
    assert planted.world == World(account="on-hold")
    with GatewayClient(planted.profile, knowledge().gateway()) as client, pytest.raises(GatewayError) as refused:
        client.check_order_detail_status(order_detail_id=1)
    assert refused.value.codes == ("CCC_203",)


def test_what_is_planted_can_be_healed_and_the_mode_stays(stage):
    """A running gateway cannot say another mode; everything else comes and goes."""
    running = stage("b")
    with pytest.raises(InputError, match="begin the lesson with world='mode:PROD'"):
        running.plant("mode:PROD")
    for word, codes in (("http-500", ()), ("password:wrong", ("CCC_200",)), ("", ("CCC_206",))):
        running.plant(word)
        with (
            GatewayClient(running.profile, knowledge().gateway(), attempts=1) as client,
            pytest.raises((GatewayError, ProtocolError)) as met,
        ):
            client.check_order_detail_status(order_detail_id=1)
        assert getattr(met.value, "codes", ()) == codes


def test_a_seat_keeps_its_orders(stage, monkeypatch, tmp_path):
    """What was ordered before a kernel was restarted is there after it, in the store of the seat and nowhere else."""
    monkeypatch.setenv(lesson.STORE, str(tmp_path))
    journal = Journal(tmp_path / "journal.jsonl")
    first = stage("c")
    with GatewayClient(first.profile, knowledge().gateway(), journal=journal) as client:
        header = client.call("createOrderHeader", COURSE).result.id
    first.close()
    assert (tmp_path / "c.sqlite").exists()
    with GatewayClient(stage("c").profile, knowledge().gateway(), journal=journal) as client:
        assert client.call("modifyOrderHeader", {"orderHeaderId": header, "courseName": "Light"}).result.id == header


def test_every_need_is_looked_at_and_what_is_missing_is_mended_somewhere(monkeypatch):
    """A missing library names its command and its notebook; a gateway that breaks down is a sentence too."""
    import importlib.util

    found = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "anywidget" else found(name))

    def broken():
        raise ZeroDivisionError("of a test")

    seen = {need.title: need for need in needs.looked_at(broken, forms=True)}
    assert [title for title, need in seen.items() if not need.met] == ["Forms", "The gateway on this machine"]
    assert seen["Forms"].found == "anywidget not installed"
    assert 'pip install "cccdiag[lab]"' in seen["Forms"].mend
    assert "ZeroDivisionError: of a test" in seen["The gateway on this machine"].found
    assert all(need.mend and need.notebook for need in seen.values() if not need.met)


def test_a_question_folds_its_answers_and_reads_without_a_kernel():
    """Each choice opens to say why; the text shows choices and no answer; what holds markup is shown as it is."""
    asked = Lesson("d", gateway=False).question("A <b> or b?", {"a": "because", "b": "not"}, right="a")
    assert asked.html.count("<details>") == 2
    assert "<summary>a</summary><p>✓ Right. because</p>" in asked.html
    assert "<summary>b</summary><p>✗ No. not</p>" in asked.html
    assert "A &lt;b&gt; or b?" in asked.html
    assert asked.text == "A <b> or b?\n  ( ) a\n  ( ) b\n"
    with pytest.raises(InputError, match="the right answer 'c' is none of the choices"):
        Lesson("d", gateway=False).question("?", {"a": "b"}, right="c")
