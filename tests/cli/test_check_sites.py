"""``check --all`` and ``--profiles``: hundreds of sites in one run, each one's trouble its own."""

from __future__ import annotations

import contextlib
import gc
import html
import json
import os
import resource
import threading
import time
from pathlib import Path

import loopback
import pytest
from jsonschema import Draft202012Validator

from cccdiag.cli import main, schema
from cccdiag.client import profile_file
from cccdiag.emulator import Emulator, Fault
from cccdiag.secrets import Secret, without_secrets

PROFILE = """\
endpoint: {endpoint}
username: env:SITE_USERNAME
password: env:SITE_{password}
access_key: env:SITE_ACCESS_KEY
access_secret: env:SITE_ACCESS_SECRET
product: {product}
timeouts: {{connect: 4, read: 8, total: 10}}
"""
LOGIN = {
    "username": "site@library.example",
    "password": "Invented-Site-Passw0rd-1",
    "access_key": "INVENTEDSITEKEY01234",
    "access_secret": "invented-site-secret-" + "z" * 23,
    "product": "XYZ",
}
FAULTS = {
    "on-hold": ([Fault(code="CCC_203")], ("fail", "login.party", "on-hold")),
    "cloud": ([Fault(status=504)], ("fail", "http.answer", "http-504")),
    "broken": ([Fault(status=500)], ("fail", "http.answer", "http-500")),
}


@pytest.fixture
def environment(monkeypatch, tmp_path):
    """Nothing of this machine's profiles, and the login of all sites in variables."""
    for name in [name for name in os.environ if name.startswith("CCCDIAG_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    for key, text in LOGIN.items():
        monkeypatch.setenv(f"SITE_{key.upper()}", text)
    monkeypatch.setenv("SITE_WRONG", "not-that-password")
    return tmp_path


@pytest.fixture(scope="module")
def gateway():
    with Emulator(credentials=LOGIN, mode="DEMO") as running:
        yield running


def write(folder, name, endpoint, password="PASSWORD"):
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.yaml"
    path.write_text(PROFILE.format(endpoint=endpoint, password=password, product=LOGIN["product"]), encoding="utf-8")
    return path


def ran(capsys, *words):
    code = main(["check", *map(str, words)])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def valid(text):
    document = json.loads(text)
    Draft202012Validator(json.loads(schema.files()["checks"].read_text(encoding="utf-8"))).validate(document)
    return document


def told(document):
    """The concern of each site as (status, check, reason)."""
    return {
        report["profile"]: next(
            (
                (one["status"], one["id"], one["reason"])
                for one in report["results"]
                if one["status"] in ("fail", "crash") and one["consequence_of"] is None
            ),
            ("ok", None, None),
        )
        for report in document["reports"]
    }


def handles():
    opened = Path("/proc/self/fd")
    return len(list(opened.iterdir())) if opened.is_dir() else 0


def threads():
    """Threads that are there when those that end by themselves have ended."""
    for _ in range(100):
        found = threading.active_count()
        time.sleep(0.02)
        if threading.active_count() == found:
            break
    return threading.active_count()


def test_five_hundred_sites_with_planted_faults_are_told_apart_in_one_run(environment, capsys):
    """Each fault is found where it was planted and nowhere else; no thread, no handle and no memory stays behind."""
    folder = environment / "sites"
    with contextlib.ExitStack() as stack:
        healthy = stack.enter_context(Emulator(credentials=LOGIN, mode="DEMO"))
        expected = {}
        for word, (faults, concern) in FAULTS.items():
            running = stack.enter_context(Emulator(credentials=LOGIN, mode="DEMO", faults=faults))
            for number in range(15):
                expected[f"{word}-{number:03}"] = concern
                write(folder, f"{word}-{number:03}", running.endpoint)
        for number in range(10):
            write(folder, f"login-{number:03}", healthy.endpoint, password="WRONG")
            expected[f"login-{number:03}"] = ("fail", "login.party", "login-refused")
            write(folder, f"away-{number:03}", f"http://127.0.0.1:{loopback.closed_port()}/AcademicGateway")
            expected[f"away-{number:03}"] = ("fail", "network.tcp", "refused")
            write(folder, f"yaml-{number:03}", "http://127.0.0.1/x").write_text("endpoint: [", encoding="utf-8")
            expected[f"yaml-{number:03}"] = ("fail", "profile.values", "missing")
        assert ran(capsys, "--profiles", folder)[0] == 2  # what is made once is made now
        gc.collect()
        before = threads(), handles(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        for number in range(500 - len(expected)):
            expected[f"well-{number:03}"] = ("ok", None, None)
            write(folder, f"well-{number:03}", healthy.endpoint)
        code, out, err = ran(capsys, "--profiles", folder, "--format", "json", "--jobs", "40")
        gc.collect()
        after = threads(), handles(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    document = valid(out)
    assert (code, err, document["status"], len(expected)) == (2, "", "fail", 500)
    assert told(document) == expected
    assert (after[0] <= before[0], after[1] <= before[1]) == (True, True), (before, after)
    assert after[2] - before[2] < 150_000, "500 reports and one document of them; kibibytes"
    statuses = [report["status"] for report in document["reports"]]
    assert statuses == sorted(statuses, key=("fail", "warn", "ok").index)
    for name in ("password", "access_key", "access_secret"):
        assert LOGIN[name] not in out


def test_all_means_the_folder_of_profiles(environment, gateway, capsys):
    """One table, the worst first, what they share below it; a broken file is one line of it."""
    for name in ("one", "two"):
        write(profile_file.folder(), name, gateway.endpoint, password="WRONG")
    write(profile_file.folder(), "well", gateway.endpoint)
    write(profile_file.folder(), "zero", gateway.endpoint).write_text("endpiont: x\n", encoding="utf-8")
    code, out, err = ran(capsys, "--all")
    lines = out.splitlines()
    assert (code, err, lines[0]) == (2, "", "4 sites: 3 broken, 1 healthy")
    assert [line.split()[1] for line in lines if line.startswith(("  fail", "  ok"))] == ["zero", "one", "two", "well"]
    assert "     2 × login.party: login-refused  (one, two)  cccdiag explain CCC_200" in lines


def test_a_list_names_profiles_and_files_beside_it(environment, gateway, capsys):
    """Names are looked up in the folder of profiles, paths beside the list; the same name twice is told apart."""
    write(profile_file.folder(), "main", gateway.endpoint)
    write(environment / "lists" / "north", "main", gateway.endpoint)
    write(environment / "lists" / "north", "branch", gateway.endpoint)
    listed = environment / "lists" / "sites.yaml"
    listed.write_text("profiles: [main, north/main.yaml, north/branch.yaml, absent]\n", encoding="utf-8")
    code, out, _ = ran(capsys, "--profiles", listed, "--format", "json")
    document = valid(out)
    names = {report["profile"] for report in document["reports"]}
    assert (code, names) == (2, {"main", str(listed.parent / "north/main.yaml"), "branch", "absent"})
    assert told(document)["absent"] == ("fail", "profile.values", "missing")


def test_variables_for_one_site_do_not_make_one_of_all(environment, gateway, capsys, monkeypatch):
    """CCCDIAG_ENDPOINT goes before one profile; before many it would hide them."""
    monkeypatch.setenv("CCCDIAG_ENDPOINT", "http://127.0.0.1:1/AcademicGateway")
    write(profile_file.folder(), "main", gateway.endpoint)
    code, out, _ = ran(capsys, "--all", "--format", "json")
    assert (code, valid(out)["reports"][0]["endpoint"]) == (0, gateway.endpoint)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--all"], "there are no profiles in"),
        (["--profiles", "nowhere.yaml"], "cannot be read"),
        (["--profiles", "bare.yaml"], "must be a mapping of keys to values; such a file holds `profiles:` and a list"),
        (["--all", "--demo"], "--all and --demo do not go together"),
        (["--all", "--profile", "x"], "--all and --profile do not go together"),
        (["--all", "--profiles", "x"], "--all and --profiles do not go together"),
        (["--profiles", "x", "--record", "r.json"], "--profiles and --record do not go together"),
        (["--demo", "--jobs", "4"], "--jobs is for many sites"),
        (["--demo", "--every", "5", "--format", "html"], "--every prints what changes as text or json"),
        (["--demo", "--serve", ":0", "--format", "html"], "--serve answers over HTTP"),
    ],
)
def test_what_makes_no_sense_is_one_sentence(words, said, environment, capsys, monkeypatch):
    """Exit 3, and what to write instead."""
    monkeypatch.chdir(environment)
    (environment / "bare.yaml").write_text("- main\n", encoding="utf-8")
    code, _, err = ran(capsys, *words)
    assert (code, said in err, "Traceback" in err) == (3, True, False), err


def test_every_form_takes_many_sites(environment, gateway, capsys):
    """The forms of one site are those of many."""
    for name in ("one", "two"):
        write(profile_file.folder(), name, gateway.endpoint, password="WRONG")
    for form in ("html", "junit", "markdown", "nagios", "prometheus", "sarif", "tap"):
        code, out, _ = ran(capsys, "--all", "--format", form)
        assert (code, "one" in out, "two" in out) == (2, True, True), form


def test_hundreds_of_secrets_are_masked_as_surely_as_a_few():
    """However many are known, each one is taken out in every form, and nothing else is."""
    others = [Secret(f"invented-other-{number:04}-Pw") for number in range(300)]
    mine = Secret('invented&"mine"-Pässword')
    shown = "é ".join([html.escape(mine.reveal()), json.dumps(mine.reveal()), others[7].reveal(), others[299].reveal()])
    assert without_secrets(f"{shown} invented-other-0301-Pw", "·") == '·é "·"é ·é · invented-other-0301-Pw'


def test_a_profile_of_marketplace_alone_is_one_of_many(environment, gateway, capsys):
    """It has no gateway, and lacks nothing; what is asked of it is whether Marketplace can be reached."""
    write(profile_file.folder(), "main", gateway.endpoint)
    with loopback.server(loopback.says(200, "<h1>Marketplace</h1>")) as (port, _):
        (profile_file.folder() / "shop.yaml").write_text(f"marketplace: http://127.0.0.1:{port}/\n", encoding="utf-8")
        _, out, _ = ran(capsys, "--all", "--format", "json")
    shop = next(report for report in valid(out)["reports"] if report["profile"] == "shop")
    ran_there = {one["id"] for one in shop["results"]}
    assert ("marketplace.reach" in ran_there, "gateway.authorization" in ran_there) == (True, False)
