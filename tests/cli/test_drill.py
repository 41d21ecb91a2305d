"""``cccdiag drill``: a drill is played on the command line, in one window or command by command."""

from __future__ import annotations

import io
import json
from pathlib import Path

import jsonschema
import pytest

from cccdiag import facts
from cccdiag.cli import drill as command
from cccdiag.cli import main
from cccdiag.cli import schema as schemas

CORPUS = Path(__file__).parents[1] / "corpus" / "cases"
CASE = CORPUS / "049-log-order-http504.log"


@pytest.fixture(autouse=True)
def _here(tmp_path, monkeypatch):
    """A folder of its own, as a trainee would have it."""
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def drill(capsys):
    """Run ``cccdiag drill …``: exit code, stdout, stderr."""

    def run(*argv):
        code = main(["drill", *argv])
        return (code, *capsys.readouterr())

    return run


def valid(name, text):
    document = json.loads(text)
    jsonschema.validate(document, json.loads(schemas.files()[name].read_text(encoding="utf-8")))
    return document


def test_the_list_names_drills_and_not_their_answers(drill):
    """Filtered by family and level."""
    code, out, _ = drill("list", "--family", "ares", "--level", "1", "--format", "json")
    found = valid("drills", out)["drills"]
    assert code == 0
    assert {(one["family"], one["level"]) for one in found} == {("ares", 1)}
    assert "ares-" not in out
    assert [line.split()[0] for line in drill("list", "--family", "ares", "--level", "1")[1].splitlines()] == [
        one["id"] for one in found
    ]


def test_a_drill_is_played_command_by_command(drill, tmp_path):
    """Started, checked, hinted, answered; the folder keeps it, the card lies in it."""
    code, out, _ = drill("start", "nobody-may-order", "--trainee", "Desk 3", "--format", "json")
    begun = valid("drill", out)
    assert (code, begun["files"], begun["gateway"], begun["hints_left"]) == (0, ["ticket.txt"], True, 2)

    code, out, _ = drill("check", "--only", "login", "--format", "json")
    assert (code, valid("check", out)["first_failure"]) == (2, "login.party")
    code, out, _ = drill("hint")
    assert (code, out.endswith("(1 more hint)\n")) == (0, True)
    code, out, _ = drill("answer", "CCC_203")
    assert code == 0
    assert "login-of-the-wrong-account" in out

    code, out, err = drill("answer", "CCC_203", "--cause", "unpaid-invoices", "--actor", "library",
                           "--step", "settle-open-invoices", "--proof", "ticket.txt:5", "--format", "json")  # fmt: skip
    card = valid("scorecard", out)
    assert (code, card["points"], card["trainee"], card["correct"], err) == (0, 95, "Desk 3", True, "")
    kept = json.loads((tmp_path / "drill-nobody-may-order" / "scorecard.json").read_text(encoding="utf-8"))
    assert kept == card
    assert drill("answer", "CCC_203", "--cause", "unpaid-invoices")[0] == 3

    code, out, _ = drill("cards", ".", "--format", "json")
    assert (code, valid("scorecards", out)["trainees"]) == (
        0, [{"name": "Desk 3", "drills": 1, "right": 1, "mean_points": 95}],
    )  # fmt: skip


def test_a_wrong_answer_exits_1_and_says_why_not(drill):
    """On stdout, with the right one."""
    drill("start", "the-old-client")
    code, out, err = drill("answer", "net-connect", "--cause", "refused")
    assert code == 1
    assert "Why not your answer:\n  A blocked way would have begun with a change on the network" in out
    assert "illiad-unsupported-version" in out
    assert err.endswith("scorecard.json\n")


def test_a_drill_begun_before_is_not_written_over(drill):
    """Unless it is said."""
    assert drill("start", "after-lunch")[0] == 0
    code, out, err = drill("start", "after-lunch")
    assert (code, out) == (3, "")
    assert "give --again to begin anew" in err
    assert drill("start", "after-lunch", "--again")[0] == 0


def test_what_was_begun_last_is_meant(drill):
    """And said, where there are several."""
    drill("start", "after-lunch")
    drill("start", "the-old-client")
    code, out, err = drill("hint")
    assert (code, "all workstations" in out) == (0, True)
    assert "The newest of 2 drills here: drill-the-old-client" in err
    assert "times of the records" in drill("hint", "--folder", "drill-after-lunch")[1]


@pytest.mark.parametrize(
    ("argv", "complaint"),
    [
        (("start", "after-lunsh"), "there is no drill 'after-lunsh'; did you mean 'after-lunch'?"),
        (("start", "nowhere.yaml"), "nowhere.yaml:1:1: cannot be read"),
        (("check",), "no drill was begun here; begin one with: cccdiag drill start ID"),
        (("hint", "--folder", "x"), "x holds no drill"),
        (("answer", "CCC_203", "--cause", "x"), "no drill was begun here"),
        (("cards", "x"), "x is no folder"),
        (("cards", "."), "holds no score card"),
        (("new", "--from", "x.zip"), "x.zip cannot be read"),
        (("list", "--drills", "x"), "x is no folder of drills"),
    ],
    ids=str,
)
def test_what_cannot_be_done_is_one_sentence(drill, argv, complaint):
    """Exit 3, nothing on stdout."""
    code, out, err = drill(*argv)
    assert (code, out, err.count("\n")) == (3, "", 1)
    assert complaint in err


def test_a_drill_without_a_gateway_is_not_checked(drill):
    """It says where to look."""
    drill("start", "after-lunch")
    code, out, err = drill("check")
    assert (code, out) == (3, "")
    assert "no gateway to ask" in err


def test_settings_are_checked_without_a_gateway(drill):
    """The check is evidence as any other is."""
    drill("start", "pasted-from-a-mail")
    code, out, _ = drill("check", "--format", "json")
    assert (code, valid("check", out)["first_failure"]) == (2, "atlas.settings")
    code, out, _ = drill("answer", "illiad-ccc-authentication", "--cause", "keys-wrong", "--actor", "library",
                         "--step", "retype-illiad-keys", "--format", "json")  # fmt: skip
    assert (code, valid("scorecard", out)["points"]) == (0, 100)


def play(monkeypatch, *lines):
    monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in lines)))


def test_a_drill_is_played_in_one_window(drill, monkeypatch, tmp_path):
    """Files with line numbers, check, hint, proof, and lists to choose from by number."""
    play(monkeypatch, "show ticket.txt", "check login", "nonsense", "", "triage", "explain CCC_203", "hint",
         "proof ticket.txt:5", "answer", "CCC_203", "7", "1", "1", "settle-open-invoices")  # fmt: skip
    code, out, err = drill("play", "nobody-may-order", "--trainee", "Ann")
    assert code == 0
    assert "   1  Subject: all orders refused" in out
    assert "'nonsense' is no word of a drill" in out
    assert "Give a number from 1 to 3." in out
    assert "95 of 100 points. Right." in out
    assert "cccdiag check --profile" in out
    assert err.endswith("scorecard.json\n")
    assert sorted(path.name for path in (tmp_path / "drill-nobody-may-order").iterdir()) == [
        "drill.json", "files", "scorecard.json",
    ]  # fmt: skip


def test_a_window_that_is_closed_marks_nothing(drill, monkeypatch):
    """Exit 3; an answer without a cause is none."""
    play(monkeypatch, "answer CCC_203", "", "", "", "quit")
    code, out, err = drill("play", "nobody-may-order")
    assert (code, "No cause, no answer; go on." in out) == (3, True)
    assert err.endswith("Stopped without an answer; nothing was marked.\n")
    play(monkeypatch)
    assert drill("play", "after-lunch")[0] == 3


def test_a_solved_case_becomes_a_drill_that_is_played(drill, capsys, tmp_path):
    """Its proof solves it; nothing is written over."""
    assert main(["case", "save", "march.zip", str(CASE), "--note", "Orders fail at all desks."]) == 0
    capsys.readouterr()
    code, out, _ = drill("new", "--from", "march.zip", "--output", "mine", "--id", "orders-in-march")
    assert code == 0
    assert "http-504, cloud-outage, for cloud" in out
    assert drill("new", "--from", "march.zip", "--output", "mine", "--id", "orders-in-march")[0] == 3
    assert "orders-in-march" in drill("list", "--drills", "mine")[1]

    made = tmp_path / "mine" / "orders-in-march.yaml"
    assert drill("start", str(made))[0] == 0
    folder = tmp_path / "drill-orders-in-march"
    name, text = next((path.name, path.read_text(encoding="utf-8")) for path in (folder / "files").glob("*.log"))
    line = next(n for n, record in enumerate(text.splitlines(), start=1) if "504 : Gateway Timeout" in record)
    code, out, _ = drill("answer", "http-504", "--cause", "cloud-outage", "--actor", "cloud", "--proof",
                         f"{name}:{line}", "--format", "json")  # fmt: skip
    assert (code, valid("scorecard", out)["points"]) == (0, 75)


@pytest.mark.parametrize(
    ("name", "answer", "files"),
    [
        ("257-t-mail-attached.eml", "illiad-credit-card-payment", {"257-t-mail-attached.eml", "ILLiadClient.txt"}),
        ("057-logs-bundle.zip", "http-504", {"ILLiadClient.txt", "ILLiadClient.txt.1", "CustomizationManager.txt"}),
        ("024-log-ereserve.log", "CCC_102", {"024-log-ereserve.log"}),
    ],
)
def test_mails_archives_and_other_encodings_become_plain_files(drill, capsys, name, answer, files):
    """As the triage unpacks them."""
    main(["case", "save", "case.zip", str(CORPUS / name)])
    capsys.readouterr()
    code, out, err = drill("new", "--from", "case.zip", "--id", "packed")
    assert (code, err) == (0, "")
    begun = json.loads(drill("start", "packed.yaml", "--format", "json")[1])
    assert (answer in out, set(begun["files"])) == (True, {"ticket.txt", *files})


def test_every_form_of_the_cards_is_written_to_a_file(drill, tmp_path):
    """UTF-8, whole."""
    drill("start", "the-old-client", "--trainee", "Zoë")
    drill("answer", "illiad-unsupported-version", "--cause", "below-9-1-4", "--format", "html", "--output", "card.html")
    assert (tmp_path / "card.html").read_text(encoding="utf-8").startswith("<section>")
    for form in ("text", "csv", "html"):
        assert drill("cards", ".", "--format", form, "--output", f"table.{form}")[:2] == (0, "")
        assert "Zoë" in (tmp_path / f"table.{form}").read_text(encoding="utf-8")


def test_drills_of_a_librarys_own_knowledge_stand_beside_the_built_in_ones(drill, tmp_path, monkeypatch):
    """In the folder that CCCDIAG_KNOWLEDGE names."""
    built_in = json.loads(drill("list", "--format", "json")[1])["drills"]
    own = tmp_path / "own" / "drills"
    own.mkdir(parents=True)
    text = (facts.knowledge_dir() / "drills" / "after-lunch.yaml").read_text(encoding="utf-8")
    (own / "after-tea.yaml").write_text(text.replace("id: after-lunch", "id: after-tea"), encoding="utf-8")
    monkeypatch.setenv("CCCDIAG_KNOWLEDGE", str(own.parent))
    listed = json.loads(drill("list", "--format", "json")[1])["drills"]
    assert {one["id"] for one in listed} - {one["id"] for one in built_in} == {"after-tea"}
    assert drill("start", "after-tea")[0] == 0


def test_help_names_every_action(capsys):
    """Each with its own options."""
    for action in command._ACTIONS:
        with pytest.raises(SystemExit):
            main(["drill", action, "--help"])
        assert "usage: cccdiag drill" in capsys.readouterr().out
