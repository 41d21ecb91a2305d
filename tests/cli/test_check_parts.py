"""``check atlas``, ``check marketplace`` and ``check --guide`` as they are used: exit codes, every form, one sentence for what is wrong."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from loopback import closed_port, front, reply
from needs import missing

import cccdiag as package
from cccdiag.checks import cloud
from cccdiag.cli import check, main

ROOT = Path(package.__file__).parents[1]
# Invented.
USER, PASSWORD = "ill@library.example", "Invented-Pass-9 "
SETTINGS = (
    f"Key,Value\nCCCUsername,{USER}\nCCCPassword,{PASSWORD}\nCCCAutoSearch,Yes\nVersion,9.2.0\nBillingCity,Boston\n"
)
SOUND = SETTINGS.replace(PASSWORD, PASSWORD.strip())
BILLING = "city: boston\n"
# No question but that about the way to Marketplace is left to anybody.
ANSWERS = {"uses-ccc": "yes", "idle": "no", "version": "yes", "web-login": "yes", "organization": "no", "two-accounts": "no", "exact-keys": "yes", "corporate": "no"}  # fmt: skip


@pytest.fixture
def files(tmp_path, monkeypatch):
    """A folder with the files of a library, and no profile anywhere."""
    monkeypatch.setattr(cloud, "_asked", {})
    for name in list(os.environ):
        if name.startswith("CCCDIAG_") or name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    for name, text in {"s.csv": SETTINGS, "sound.csv": SOUND, "b.yaml": BILLING}.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


@pytest.fixture
def said(capsys):
    def run(*arguments):
        try:
            code = main(["check", *arguments])
        except SystemExit as end:
            code = end.code
        out, err = capsys.readouterr()
        assert "Traceback" not in err
        assert PASSWORD.strip() not in out + err
        assert USER not in out + err
        return code, out, err

    return run


def schema(name):
    return Draft202012Validator(json.loads((ROOT / "cccdiag" / "schemas" / f"{name}.json").read_text("utf-8")))


@pytest.mark.parametrize(
    ("words", "code", "reason"),
    [
        (["atlas", "--illiad", "--settings", "s.csv"], 2, "login-white-space"),
        (["--illiad", "--settings", "s.csv"], 2, "login-white-space"),
        (["atlas", "--illiad", "--settings", "sound.csv"], 0, None),
        (["atlas", "--illiad", "--settings", "sound.csv", "--no-ccc"], 2, "auto-search-on"),
        (["atlas", "--illiad", "--settings", "sound.csv", "--product-version", "9.1"], 2, "old-version"),
        (["atlas", "--illiad", "--settings", "sound.csv", "--billing", "b.yaml"], 2, "spelling"),
        (["atlas", "--illiad", "--settings", "sound.csv", "--billing", "b.yaml", "--only", "atlas.settings"], 0, None),
        (["atlas", "--illiad", "--settings", "sound.csv", "--billing", "b.yaml", "--skip", "atlas.billing"], 0, None),
        (["atlas", "--illiad", "--settings", "s.csv", "--suppress", "atlas.settings:known:2999-01-01"], 0, None),
    ],
)
def test_settings_are_checked_as_anything_else_is(words, code, reason, files, said):
    """Both spellings, what the library says of itself, --only, --skip and --suppress; the document is the contract's."""
    ran, out, _ = said(*words, "--format", "json")
    document = json.loads(out)
    schema("check").validate(document)
    first = next((one for one in document["results"] if one["id"] == document["first_failure"]), None)
    assert (ran, first and first["reason"]) == (code, reason)
    assert document["endpoint"] is None


@pytest.mark.parametrize("form", check.formats())
def test_every_form_tells_settings_and_shows_no_login(form, files, said):
    """Text, JSON and all that monitors read."""
    code, out, _ = said("atlas", "--illiad", "--settings", "s.csv", "--format", form)
    assert (code, bool(out.strip())) == (2, True)


def test_a_baseline_and_a_recording_work_for_settings_too(files, said):
    """What is known does not count; what was observed is judged again."""
    words = ("atlas", "--illiad", "--settings", "s.csv")
    assert said(*words, "--format", "json", "--output", "before.json", "--record", "seen.json")[0] == 2
    assert said(*words, "--baseline", "before.json")[0] == 0
    code, out, _ = said("--replay", "seen.json", "--format", "json")
    assert (code, json.loads(out)["results"]) == (2, json.loads((files / "before.json").read_text("utf-8"))["results"])
    assert PASSWORD.strip() not in (files / "seen.json").read_text("utf-8")


def test_the_next_step_names_the_same_command_again(files, said):
    """With the file, so that it can be copied."""
    _, out, _ = said("--illiad", "--settings", "s.csv", "--countries", "one", "--format", "json")
    assert json.loads(out)["next_step"].endswith(
        "again: cccdiag check atlas --illiad --settings s.csv --countries one)"
    )


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["atlas"], "say whose settings they are: --illiad or --ares"),
        (["--settings", "s.csv"], "say whose settings they are: --illiad or --ares"),
        (["--ares"], "--ares needs the file of settings: --settings FILE"),
        (["atlas", "--ares", "--settings", "none.csv"], "none.csv cannot be read: No such file or directory"),
        (["atlas", "--ares", "--settings", "b.yaml"], "b.yaml holds no setting that is known: looked for CCCUsername"),
        (["atlas", "--ares", "--settings", "s.csv", "--billing", "s.csv"], None),
        (["--billing", "b.yaml"], "--billing belongs to `cccdiag check … --settings FILE`"),
        (["--url", "https://x.example"], "--url belongs to `cccdiag check … marketplace`"),
        (["--answers", "a.yaml"], "--answers belongs to `cccdiag check … --guide`"),
        (["marketplace", "--demo"], "marketplace and --demo do not go together"),
        (["--cloud", "--demo"], "--cloud asks Amazon about real sites; it does not go with --demo"),
        (["marketplace", "--guide"], "leave out the word marketplace"),
        (["marketplace", "--url", "ftp://x"], "the --url is 'ftp://x', which is not a web address"),
        (["marketplace", "--only", "login.party"], "no check is left to run; the way to Marketplace has these: network.dns"),
        (["marketplace", "--from", "none.log"], "none.log cannot be read"),
        (["--only", "atlas.settings"], "atlas.settings runs with --settings FILE only"),
        (["--guide", "--illiad"], "--guide asks questions and there is no terminal; answer them from a file"),
        (["--guide", "--answers", "none.yaml"], "none.yaml cannot be read"),
        (["--guide", "--answers", "s.csv"], "s.csv"),
        (["--guide", "--answers", "b.yaml"], "b.yaml holds 'city', which no file of answers has"),
        (["--guide", "--format", "junit"], "--guide prints Markdown or JSON, not junit"),
    ],
)  # fmt: skip
def test_what_could_not_run_is_one_sentence(words, sentence, files, said, monkeypatch):
    """Exit 3 and what to do."""
    monkeypatch.setattr(sys, "stdin", open(os.devnull))  # noqa: SIM115, PTH123 - as in a job
    code, _, err = said(*words)
    sys.stdin.close()
    if sentence is None:
        assert code in (0, 1, 2)
        return
    assert (code, sentence in err) == (3, True), err


@pytest.mark.parametrize(
    "words",
    [["atlas"], ["atlas", "--ares", "--settings", "b.yaml"], ["marketplace", "--url", "nowhere"], ["--guide", "--answers", "b.yaml"], ["marketplace", "--profile", "none.yaml"]],
    ids=" ".join,
)  # fmt: skip
def test_a_reader_of_json_gets_a_document_when_nothing_could_run(words, files, said):
    """The contract's, with the sentence in it."""
    code, out, _ = said(*words, "--format", "json")
    document = json.loads(out)
    schema("check").validate(document)
    assert (code, document["status"], document["first_failure"]) == (3, "fail", "profile.values")
    assert document["results"][0]["summary"]


def test_the_way_to_marketplace_is_checked_at_every_address(files, said):
    """Of the command line, of the settings, of a log; the first shut one is named."""
    with front(None, lambda _r: reply(302, "", "Location: /home")) as (port, _):
        good = f"http://127.0.0.1:{port}/"
        code, out, _ = said("marketplace", "--url", good, "--format", "json")
        schema("check").validate(json.loads(out))
        assert (code, [one["id"] for one in json.loads(out)["results"]]) == (
            0, ["network.dns", "network.tcp", "network.proxy", "network.tls", "marketplace.reach"],
        )  # fmt: skip
        (files / "ares.csv").write_text(
            f"Key,Value\nCCCMarketplaceUrl,http://127.0.0.1:{closed_port()}/x?a=1\nCCCECCGatewayURL,nowhere\n"
        )
        code, out, err = said("marketplace", "--url", good, "--settings", "ares.csv", "--format", "json")
        reached = json.loads(out)["results"][-1]
    assert (code, [one["outcome"] for one in reached["evidence"]["addresses"]]) == (2, ["reached", "tcp"])
    assert "CCCECCGatewayURL (row 3) is 'nowhere', which is not a web address; it is not looked at" in err


@pytest.mark.parametrize(
    "words",
    [["marketplace", "--url", "http://127.0.0.1:{closed}/"], ["--illiad", "--settings", "s.csv"]],
    ids=["way", "settings"],
)
def test_a_recording_of_a_part_prints_the_same_again(words, files, said):
    """Elsewhere, in the recording's own schema."""
    words = [word.replace("{closed}", str(closed_port())) for word in words]
    code, out, _ = said(*words, "--record", "seen.json")
    schema("observations").validate(json.loads((files / "seen.json").read_text("utf-8")))
    again = said("--replay", "seen.json")
    assert again[:2] == (code, out)


def test_a_profile_that_holds_marketplace_only_is_enough(files, said):
    """For `check marketplace` and for `check` alike, alone and among many."""
    with front(None, lambda _r: reply(503, "no")) as (port, _):
        (files / "m.yaml").write_text(f"marketplace: http://127.0.0.1:{port}/\n")
        (files / "list.yaml").write_text("profiles: [m.yaml]\n")
        for words in (["marketplace", "--profile", "m.yaml"], ["--profile", "m.yaml"], ["--profiles", "list.yaml"]):
            code, out, _ = said(*words, "--format", "json")
            document = json.loads(out)
            document = document.get("reports", [document])[0]
            assert (code, document["first_failure"], document["results"][-1]["reason"]) == (
                2,
                "marketplace.reach",
                "http-503",
            )


def test_hosts_of_a_log_are_found_in_packed_logs_too(files):
    """As the triage reads them; nothing of the log but hosts is kept."""
    import argparse
    import gzip

    from cccdiag.cli import check_marketplace

    (files / "client.log.gz").write_bytes(gzip.compress(b"GET https://api.copyright.com/v1?key=SECRET failed\n"))
    given = argparse.Namespace(
        url=None, profile=None, settings=None, log="client.log.gz", knowledge=None, cloud=False, demo=False, only=[]
    )
    seen = check_marketplace.site(given)
    assert seen.profile.marketplace == ("https://marketplace.copyright.com", "https://api.copyright.com")
    assert "SECRET" not in repr(seen.profile)


def test_the_cloud_is_asked_for_a_word(files, said, monkeypatch):
    """--cloud, from wherever the list is read."""
    feed = b"\xfe\xff" + json.dumps([{"status": "1", "service_name": "Example", "region_name": "Nowhere"}]).encode(
        "utf-16-be"
    )
    with (
        front(None, lambda _r: reply(200, "ok")) as (port, _),
        front(None, lambda _r: reply(200, feed)) as (list_port, asked),
    ):
        monkeypatch.setenv("CCCDIAG_CLOUD_EVENTS", f"http://127.0.0.1:{list_port}/")
        url = f"http://127.0.0.1:{port}/"
        assert "cloud.events" not in said("marketplace", "--url", url, "--format", "json")[1]
        code, out, _ = said("marketplace", "--url", url, "--cloud")
    assert (code, "Example in Nowhere" in out, len(asked)) == (0, True, 1)


def test_what_takes_no_gateway_takes_no_profile(files, said, monkeypatch):
    """--only cloud reads the list at a machine where no site is described; the demonstration never does."""
    with front(None, lambda _r: reply(200, b"\xfe\xff" + "[]".encode("utf-16-be"))) as (port, asked):
        monkeypatch.setenv("CCCDIAG_CLOUD_EVENTS", f"http://127.0.0.1:{port}/")
        code, out, _ = said("--only", "cloud", "--format", "json")
        assert (code, [one["reason"] for one in json.loads(out)["results"]], len(asked)) == (0, ["quiet"], 1)
        code, out, _ = said("--demo", "--only", "cloud", "--format", "json")
    assert (code, [one["reason"] for one in json.loads(out)["results"]], len(asked)) == (0, ["not-needed"], 1)


def answers(files, **changed):
    text = {"product": "illiad", "answers": {**ANSWERS, **changed}}
    (files / "a.json").write_text(json.dumps(text))
    return ("--guide", "--answers", "a.json")


def test_the_guide_from_a_file_comes_to_a_result(files, said):
    """The same file, the same bytes; the check answers the question that the file leaves to it."""
    with front(None, lambda _r: reply(200, "ok")) as (port, _):
        words = (*answers(files), "--url", f"http://127.0.0.1:{port}/")
        code, out, err = said(*words, "--summary", "ticket.md")
        again = said(*words)[1]
        document = json.loads(said(*words, "--format", "json")[1])
    assert (code, again) == (0, out)
    assert (files / "ticket.md").read_text("utf-8") == out
    assert "An individual account cannot be billed for a library" in out
    assert "yes, says marketplace.reach" in err
    schema("walk").validate(document)
    assert (document["outcome"]["article"], document["outcome"]["settled"]) == ("illiad-ccc-authentication", True)


def test_checks_answer_for_settings_and_billing(files, said):
    """The blank in the password and the city's small letter are found, and their steps are on the way."""
    asked = dict.fromkeys(("version", "exact-keys"))
    left = {
        key: value
        for key, value in {
            **ANSWERS,
            "corporate": "yes",
            "reach": "unknown",
            "log": "no",
            "reset-helped": "yes",
        }.items()
        if key not in asked
    }
    (files / "a.yaml").write_text(
        "product: illiad\nanswers:\n" + "".join(f"  {key}: {value}\n" for key, value in left.items())
    )
    code, out, _ = said(
        "--guide", "--answers", "a.yaml", "--settings", "s.csv", "--billing", "b.yaml", "--format", "json"
    )
    document = json.loads(out)
    told = {one["question"]: (one["answer"], one["by"]) for one in document["answers"]}
    assert code == 0
    assert (told["version"], told["exact-keys"], told["billing"]) == (
        ("yes", "atlas.settings"), ("no", "atlas.settings"), ("no", "atlas.billing"),
    )  # fmt: skip
    assert {"keys-wrong", "billing-differs"} <= {one["id"] for one in document["causes"] if one["standing"] == "likely"}


def test_a_file_that_leaves_a_question_open_stops_there(files, said):
    """Exit 1, with the next question; the summary says how far it got."""
    (files / "a.yaml").write_text("product: ares\nanswers: {uses-ccc: yes}\n")
    code, out, err = said("--guide", "--answers", "a.yaml")
    assert code == 1
    assert "the next question is version" in err
    assert "Not at its end." in out
    (files / "a.yaml").write_text("product: ares\nanswers: {uses: yes}\n")
    code, _, err = said("--guide", "--answers", "a.yaml")
    assert (code, "answers 'uses', and the guide has no such question" in err) == (3, True)


def test_a_person_is_led_at_a_terminal(files):
    """Questions to the terminal, one step back, a word that is no answer; the summary alone on stdout."""
    try:
        import pty
        import termios  # noqa: F401 - there where terminals are
    except ImportError:
        missing("this system has no pseudo-terminals")
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "cccdiag", "check", "--guide", "--skip", "marketplace"]
    environ = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
    with subprocess.Popen(
        command, stdin=theirs, stderr=theirs, stdout=subprocess.PIPE, env=environ, cwd=files
    ) as running:
        os.close(theirs)
        os.write(ours, b"illiad\nperhaps\nyes\nb\ny\nyes\n")
        out = running.stdout.read().decode()
        code = running.wait(30)
    shown = b""
    while True:
        try:
            part = os.read(ours, 65536)
        except OSError:
            break
        if not part:
            break
        shown += part
    os.close(ours)
    assert code == 0
    assert "Article: `illiad-ccc-idle-session`" in out
    assert "Please answer yes, no, ? (cannot tell)" in shown.decode()
    assert "Causes left: 8 of 9; ruled out now: no-ccc-account" in shown.decode()
    assert "Causes left" not in out
