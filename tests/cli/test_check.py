"""``cccdiag check`` as it is used: exit codes, one JSON document in every case, DEMO said plainly."""

from __future__ import annotations

import html
import json
import os
import subprocess
import sys
import time
import zlib
from urllib.parse import quote

import pytest
from jsonschema import Draft202012Validator
from loopback import filtered, front, reply

from cccdiag.emulator import Emulator, Fault


@pytest.fixture
def cccdiag(tmp_path):
    def run(*arguments, cwd=None, **variables):
        environ = {name: text for name, text in os.environ.items() if not name.startswith("CCCDIAG_")}
        environ |= {"HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path), "PYTHONIOENCODING": "utf-8"} | variables
        return subprocess.run(
            [sys.executable, "-m", "cccdiag", *arguments],
            env=environ,
            capture_output=True,
            encoding="utf-8",
            errors="backslashreplace",
            timeout=60,
            cwd=cwd,
            check=False,
        )

    return run


def variables(gateway, **changed):
    given = {
        "CCCDIAG_ENDPOINT": gateway.endpoint,
        "CCCDIAG_USERNAME": gateway.username.reveal(),
        "CCCDIAG_PASSWORD": gateway.password.reveal(),
        "CCCDIAG_ACCESS_KEY": gateway.access_key.reveal(),
        "CCCDIAG_ACCESS_SECRET": gateway.access_secret.reveal(),
        "CCCDIAG_PRODUCT": gateway.product,
    }
    return given | changed


@pytest.fixture(scope="module")
def gateway():
    with Emulator() as running:
        yield running


def valid(cccdiag, text):
    document = json.loads(text)
    schema = json.loads(cccdiag("schema", "check").stdout)
    Draft202012Validator(schema).validate(document)
    return document


def test_the_demonstration_is_healthy_and_says_demo(cccdiag):
    """The main job on a machine that has nothing else."""
    ran = cccdiag("check", "--demo")
    assert ran.returncode == 0
    assert (
        "DEMO: this gateway serves development, demonstration and testing only. No permission is granted." in ran.stdout
    )
    assert "Healthy" in ran.stdout
    assert "Traceback" not in ran.stderr


def test_the_demonstration_as_json_is_the_contract(cccdiag):
    """One document, valid against the schema that ships."""
    ran = cccdiag("check", "--demo", "--format", "json")
    document = valid(cccdiag, ran.stdout)
    assert (ran.returncode, document["schema"], document["profile"], document["mode"], document["status"]) == (
        0,
        "cccdiag.check/1",
        "demo",
        "DEMO",
        "ok",
    )
    assert document["first_failure"] is None


def test_without_profile_and_variables_it_could_not_run_and_names_two_ways_on(cccdiag):
    """Never the demonstration by itself: a monitor would be green."""
    ran = cccdiag("check")
    assert (ran.returncode, ran.stdout) == (3, "")
    assert "profile init" in ran.stderr
    assert "check --demo" in ran.stderr
    as_json = cccdiag("check", "--format", "json")
    document = valid(cccdiag, as_json.stdout)
    assert (as_json.returncode, document["status"], document["first_failure"]) == (3, "fail", "profile.values")


def test_the_environment_is_profile_enough(cccdiag, gateway):
    """CCCDIAG_* variables describe a site; a wrong password is exit 2 and named."""
    assert cccdiag("check", **variables(gateway)).returncode in (0, 1)
    ran = cccdiag("check", "--format", "json", **variables(gateway, CCCDIAG_PASSWORD="not-that-one"))
    document = valid(cccdiag, ran.stdout)
    assert (ran.returncode, document["first_failure"]) == (2, "login.party")
    assert document["next_step"]


def test_an_unknown_check_could_not_run(cccdiag, gateway):
    """A sentence with what was meant."""
    ran = cccdiag("check", "--only", "network.tpc", **variables(gateway))
    assert ran.returncode == 3
    assert "did you mean 'network.tcp'?" in ran.stderr


def test_a_report_goes_into_a_file(cccdiag, tmp_path):
    """--output, in UTF-8, whole."""
    target = tmp_path / "report.json"
    assert cccdiag("check", "--demo", "--format", "json", "--output", str(target)).returncode == 0
    assert json.loads(target.read_text(encoding="utf-8"))["status"] == "ok"


def test_a_console_that_cannot_show_a_character_gets_an_escape(cccdiag):
    """cp1252 and ASCII consoles never kill the program."""
    for encoding in ("cp1252", "ascii"):
        ran = cccdiag("check", "--demo", "--format", "json", PYTHONIOENCODING=encoding)
        assert ran.returncode == 0
        assert json.loads(ran.stdout)["status"] == "ok"


FORMS = ("text", "json", "html", "junit", "markdown", "nagios", "prometheus", "sarif", "tap")


@pytest.mark.parametrize("form", FORMS)
def test_a_replay_prints_the_same_bytes_in_every_form(form, cccdiag, tmp_path):
    """Recorded here, judged elsewhere: the report is the same, and so is the exit code."""
    with Emulator(faults=[Fault(code="CCC_203")]) as broken:
        given = variables(broken)
        first = cccdiag("check", "--record", "seen.json", "--format", form, **given, cwd=tmp_path)
    again = cccdiag("check", "--replay", "seen.json", "--format", form, cwd=tmp_path)
    assert (again.stdout, again.returncode) == (first.stdout, first.returncode)
    assert (first.returncode, "CCC_203" in first.stdout) == (2, True)
    kept = (tmp_path / "seen.json").read_text(encoding="utf-8")
    for secret in (
        given["CCCDIAG_PASSWORD"],
        given["CCCDIAG_ACCESS_KEY"],
        given["CCCDIAG_ACCESS_SECRET"],
        given["CCCDIAG_USERNAME"],
    ):
        assert secret not in kept + first.stdout + first.stderr


@pytest.mark.parametrize("form", FORMS)
def test_no_form_shows_a_secret_however_it_is_written(form, cccdiag, tmp_path):
    """Credentials that need escaping in XML, HTML, JSON and Markdown, pasted with a blank: neither in the report nor in the recording."""
    made = {
        "username": "canary.user+1@college.example",
        "password": 'Canary&<pa"ss>|`7é',
        "access_key": "CANARYKEY0123456789X",
    }
    made |= {"access_secret": "canarySecret/+0123456789abcdefghijklmnopqrst="}
    with Emulator(credentials=made) as running:
        given = variables(running, CCCDIAG_PASSWORD=made["password"] + " ")
        ran = cccdiag("check", "--format", form, "--record", "seen.json", **given, cwd=tmp_path)
    shown = ran.stdout + ran.stderr + (tmp_path / "seen.json").read_text(encoding="utf-8")
    written = {way(text) for text in made.values() for way in (str, html.escape, lambda t: json.dumps(t)[1:-1], quote)}
    assert (ran.returncode, [text for text in written if text in shown]) == (2, [])


@pytest.mark.skipif(not hasattr(os, "wait4"), reason="memory of one process is told by POSIX systems only")
def test_memory_does_not_grow_with_what_a_server_sends(cccdiag, gateway):
    """An answer that unpacks to a gigabyte costs no more than 64 MiB over a healthy one."""
    packer = zlib.compressobj(wbits=31)
    bomb = b"".join(packer.compress(bytes(2**20)) for _ in range(1024)) + packer.flush()
    with front(gateway.endpoint, lambda _request: reply(200, bomb, "Content-Encoding: gzip")) as (port, _):
        healthy, bombed = (
            peak(variables(gateway, **given)) for given in ({}, {"CCCDIAG_ENDPOINT": f"http://127.0.0.1:{port}/"})
        )
    assert bombed - healthy < 64 * 1024


def peak(given):
    """The most memory that a check took, in KiB."""
    environ = {name: text for name, text in os.environ.items() if not name.startswith("CCCDIAG_")} | given
    process = subprocess.Popen(
        [sys.executable, "-m", "cccdiag", "check"], env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode in (0, 2)
    return usage.ru_maxrss


def test_a_monitor_reads_the_line_and_the_exit_code(cccdiag, gateway):
    """OK 0, CRITICAL 2, UNKNOWN 3 with a line of its own."""
    well = cccdiag("check", "--format", "nagios", **variables(gateway))
    bad = cccdiag("check", "--format", "nagios", **variables(gateway, CCCDIAG_PASSWORD="not-that-one"))
    none = cccdiag("check", "--format", "nagios")
    assert [(ran.returncode, ran.stdout.split(" - ")[0]) for ran in (well, bad, none)] == [
        (0, "CCC OK"),
        (2, "CCC CRITICAL"),
        (3, "CCC UNKNOWN"),
    ]


def test_a_suppressed_failure_is_shown_and_does_not_count(cccdiag, gateway, tmp_path):
    """On the command line or in a YAML file; after its day it counts again and says so."""
    given = variables(gateway, CCCDIAG_PASSWORD="not-that-one")
    line = cccdiag("check", "--suppress", "login.party:new password ordered:2999-12-31", **given)
    assert (line.returncode, "Not counted: login.party (suppressed)" in line.stdout) == (0, True)
    (tmp_path / "known.yaml").write_text(
        "suppress:\n  - {id: login.party, reason: new password ordered, until: 2999-12-31}\n", encoding="utf-8"
    )
    filed = cccdiag("check", "--suppress", "known.yaml", **given, cwd=tmp_path)
    assert filed.returncode == 0
    over = cccdiag("check", "--suppress", "login.party:new password ordered:2020-01-31", **given)
    assert (over.returncode, "ended on 2020-01-31" in over.stderr) == (2, True)


def test_only_what_is_new_counts_against_a_baseline(cccdiag, gateway, tmp_path):
    """The failure of yesterday is known, a healthy site's is new."""
    given = variables(gateway, CCCDIAG_PASSWORD="not-that-one")
    cccdiag("check", "--format", "json", "--output", "before.json", **given, cwd=tmp_path)
    same = cccdiag("check", "--baseline", "before.json", "--format", "json", **given, cwd=tmp_path)
    assert (same.returncode, valid(cccdiag, same.stdout)["status"]) == (0, "ok")
    cccdiag("check", "--format", "json", "--output", "before.json", **variables(gateway), cwd=tmp_path)
    assert cccdiag("check", "--baseline", "before.json", **given, cwd=tmp_path).returncode == 2


def test_several_profiles_are_one_report(cccdiag, gateway, tmp_path):
    """cccdiag.checks/1, worst status overall; a site that cannot be looked at is a failure among them."""
    text = "endpoint: env:CCCDIAG_ENDPOINT\nproduct: env:CCCDIAG_PRODUCT\nusername: env:CCCDIAG_USERNAME\npassword: env:{}\n"
    text += "access_key: env:CCCDIAG_ACCESS_KEY\naccess_secret: env:CCCDIAG_ACCESS_SECRET\n"
    (tmp_path / "good.yaml").write_text(text.format("CCC_WORD"), encoding="utf-8")
    (tmp_path / "lacking.yaml").write_text(text.format("CCC_NOT_SET"), encoding="utf-8")
    given = variables(gateway, CCC_WORD=gateway.password.reveal())
    del given["CCCDIAG_PASSWORD"]
    names = ("--profile", str(tmp_path / "good.yaml"), "--profile", str(tmp_path / "lacking.yaml"))
    ran = cccdiag("check", *names, "--format", "json", **given)
    document = json.loads(ran.stdout)
    Draft202012Validator(json.loads(cccdiag("schema", "checks").stdout)).validate(document)
    assert [one["status"] for one in document["reports"]] == ["ok", "fail"]
    assert (ran.returncode, document["status"]) == (2, "fail")


def test_the_demonstration_makes_an_order_on_request(cccdiag):
    """--roundtrip adds the one check that writes."""
    ran = cccdiag("check", "--demo", "--roundtrip", "--format", "json")
    last = valid(cccdiag, ran.stdout)["results"][-1]
    assert (ran.returncode, last["id"], last["status"], last["reason"]) == (0, "gateway.roundtrip", "ok", "completed")


def test_a_dead_network_ends_within_the_limit(cccdiag, gateway, tmp_path):
    """--timeout holds for the whole check and its end, however patient the profile is; the check that hangs is named."""
    patient = "timeouts: {connect: 120, read: 120, total: 120}\nusername: env:CCCDIAG_USERNAME\nendpoint: env:CCCDIAG_ENDPOINT\n"
    (tmp_path / "patient.yaml").write_text(patient, encoding="utf-8")
    with filtered() as port:
        given = variables(
            gateway, CCCDIAG_ENDPOINT=f"http://127.0.0.1:{port}/", CCCDIAG_PROFILE=str(tmp_path / "patient.yaml")
        )
        begin = time.monotonic()
        ran = cccdiag("check", "--timeout", "1.5", "--format", "json", **given)
        took = time.monotonic() - begin
    document = valid(cccdiag, ran.stdout)
    assert (ran.returncode, document["first_failure"]) == (2, "network.tcp")
    hung = next(one for one in document["results"] if one["id"] == "network.tcp")
    assert (hung["reason"], 1 < hung["seconds"] < 60) == ("time-limit", True)
    # Starting Python on a busy machine comes on top; a thread that is waited for would take 120.
    assert took < 90


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--suppress", "login.party:forever"), "ID:REASON:UNTIL"),
        (("--suppress", "login:why:2999-01-01"), "no check 'login'"),
        (("--suppress", "no-such.yaml"), "no-such.yaml"),
        (("--baseline", "no-such.json"), "no-such.json cannot be read"),
        (("--replay", "no-such.json"), "no-such.json cannot be read"),
        (("--replay", "x.json", "--demo"), "--replay judges what was recorded"),
        (("--only", "gateway.roundtrip"), "--roundtrip"),
        (("--timeout", "soon"), "no time limit"),
    ],
)
def test_what_cannot_be_run_is_one_sentence_and_exit_3(words, said, cccdiag):
    """On stderr for a person, as a document for a program."""
    ran = cccdiag("check", *words)
    assert (ran.returncode, ran.stdout) == (3, "")
    assert said in ran.stderr
    assert "Traceback" not in ran.stderr
    if words[0] != "--timeout":
        assert said in valid(cccdiag, cccdiag("check", *words, "--format", "json").stdout)["results"][0]["summary"]
