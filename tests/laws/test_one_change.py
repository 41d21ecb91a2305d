"""Laws of README's table "one change, one place": each row is done in a scratch copy of the house, and everything follows from the one file."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FAULT = "2026-01-31 09:14:07,123 [7] ERROR AtlasSystems.ILLiad.Client.Controls.CopyrightSearch - CCC said: the moon is not licensed"

SITE = {
    "CCCDIAG_ENDPOINT": "http://127.0.0.1:9/AcademicGateway",
    **{f"CCCDIAG_{name}": "invented-1" for name in ("USERNAME", "PASSWORD", "ACCESS_KEY", "ACCESS_SECRET")},
    "CCCDIAG_PRODUCT": "ABC",
}


@pytest.fixture
def house(tmp_path):
    """A copy of code and knowledge, in which something may be changed."""
    for part in ("cccdiag", "knowledge"):
        shutil.copytree(ROOT / part, tmp_path / "before" / part, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(tmp_path / "before", tmp_path / "house")
    return tmp_path / "house"


def run(house, *words, stdin=""):
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("CCCDIAG_")},
        "PYTHONPATH": str(house),
        "XDG_CACHE_HOME": str(house.parent / "cache"),
        "PYTHONDONTWRITEBYTECODE": "1",
        **SITE,
    }
    command = [sys.executable, "-m", "cccdiag", *words]
    done = subprocess.run(
        command, cwd=house.parent, env=environment, input=stdin, capture_output=True, text=True, check=False
    )
    assert ("Traceback" in done.stderr, bool(done.stdout)) == (False, True), done.stderr
    return done.returncode, done.stdout


def changed(house):
    """Files that differ from the house as it was."""
    before = contents(house.parent / "before")
    return sorted(name for name, data in contents(house).items() if before.get(name) != data)


def contents(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def replaced(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert text.count(old) >= 1, f"{path.name} has no {old!r}"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def found(house, text):
    _, out = run(house, "triage", "-", "--format", "json", stdin=text + "\n")
    return [one["id"] for one in json.loads(out)["diagnoses"]]


def test_an_article_is_one_file(house):
    """Explained, searched, found in a log."""
    text = (ROOT / "knowledge" / "articles" / "gateway" / "CCC_203.yaml").read_text(encoding="utf-8")
    article = house / "knowledge" / "articles" / "illiad" / "illiad-moon.yaml"
    article.write_text(
        "id: illiad-moon\ntitle: The moon is not licensed\nenvironment: {system: illiad}\nseverity: error\nissue: CCC licenses nothing of the moon.\n"
        "looks_like: An error in the log.\n"
        "causes:\n  - id: far-away\n    text: It is far away.\n    likelihood: common\n    actor: library\n    steps: [{text: Look for a nearer work., verify: It can be ordered.}]\n"
        "signatures:\n  - pattern: '(?i)the moon is not licensed'\n    matches: ['the moon is not licensed']\n    ignores: ['the moon is licensed']\n"
        "phrases: [we cannot order the moon]\nretry: {when: after-fix}\ncustomer_text: The moon cannot be ordered.\n"
        "escalate: {to: ccc, attach: [the log]}\n"
        "sources: [{document: cccdiag-reading, confidence: inferred}]\nsince: '0.1'\n"
        + "".join(line + "\n" for line in text.splitlines() if line.startswith("reviewed:")),
        encoding="utf-8",
    )
    code, out = run(house, "explain", "illiad-moon")
    assert (code, "The moon is not licensed" in out, found(house, FAULT)) == (0, True, ["illiad-moon"])
    assert changed(house) == ["knowledge/articles/illiad/illiad-moon.yaml"]


def test_a_wording_is_a_signature_in_its_article(house):
    """The triage finds it, nothing else has to know."""
    file = house / "knowledge" / "articles" / "gateway" / "CCC_203.yaml"
    replaced(
        file,
        "\nsignatures:\n",
        "\nsignatures:\n  - id: moon\n    pattern: '(?i)the moon is not licensed'\n    matches: ['the moon is not licensed']\n    ignores: ['the sun']\n",
    )
    assert (found(house, FAULT), changed(house)) == (["CCC_203"], ["knowledge/articles/gateway/CCC_203.yaml"])


def test_a_log_format_is_an_entry(house):
    """Sniffed by its own look; its records are counted."""
    file = house / "knowledge" / "logformats.yaml"
    replaced(
        file,
        "\nformats:\n",
        "\nformats:\n  - id: moonlog\n    title: the log of the moon\n    layouts:\n      - header: '@@MOON (?P<time>{iso}) (?P<level>{level}) :: (?P<message>)'\n        examples: ['@@MOON 2026-01-31 09:14:07 ERROR :: it is dark']\n        ignores: ['MOON 2026-01-31 it is dark']\n",
    )
    lines = "".join(
        f"@@MOON 2026-01-31 09:14:{second:02} ERROR :: CCC refused the login, CCC_200\n" for second in range(20)
    )
    _, out = run(house, "triage", "-", "--format", "json", stdin=lines)
    report = json.loads(out)
    assert [(one["format"], one["records"]) for one in report["inputs"]] == [("moonlog", 20)]
    assert [(one["id"], one["records"]) for one in report["diagnoses"]] == [("CCC_200", 20)]
    assert changed(house) == ["knowledge/logformats.yaml"]


def test_a_check_is_one_decorated_function(house):
    """Listed, ordered, run, and in every form of the report."""
    file = house / "cccdiag" / "checks" / "machine.py"
    file.write_text(
        file.read_text(encoding="utf-8")
        + '\n\n@check(id="machine.moon", layer="clock", title="Phase of the moon", verdicts={"full": Verdict("ok", "The moon is full.")})\n'
        "def moon(site: Site) -> Observation:\n"
        '    """Look up."""\n    del site\n    return Observation("full", {})\n',
        encoding="utf-8",
    )
    assert "machine.moon" in run(house, "check", "--list")[1]
    forms = {form: run(house, "check", "--demo", "--format", form) for form in ("json", "junit", "tap", "text")}
    assert {form: (code, "moon" in out.lower()) for form, (code, out) in forms.items()} == dict.fromkeys(
        forms, (0, True)
    )
    assert changed(house) == ["cccdiag/checks/machine.py"]


def test_an_output_format_is_one_module(house):
    """``--format`` offers it because it is there."""
    shutil.copy(house / "cccdiag" / "report" / "check_tap.py", house / "cccdiag" / "report" / "check_moon.py")
    code, out = run(house, "check", "--demo", "--format", "moon")
    assert (code, out.splitlines()[0], changed(house)) == (0, "TAP version 14", ["cccdiag/report/check_moon.py"])


def test_a_limit_is_a_number_in_gateway_yaml(house):
    """The client refuses by it."""
    words = ["call", "createOrderDetail", "--author", "A" * 40, "--dry-run", "--format", "json"]
    before = refused(run(house, *words)[1])
    replaced(
        house / "knowledge" / "gateway.yaml",
        'Text: {kind: string, xsd: "xs:string", max_length: 255}',
        'Text: {kind: string, xsd: "xs:string", max_length: 39}',
    )
    after = refused(run(house, *words)[1])
    assert (after - before, changed(house)) == ({("author", "CCC_102")}, ["knowledge/gateway.yaml"])


def refused(out):
    return {(one["field"], one["code"]) for one in json.loads(out)["violations"]}


def test_a_fault_is_one_scenario(house):
    """The emulator plays it by its name."""
    file = house / "knowledge" / "scenarios" / "moon.yaml"
    file.write_text(
        "name: moon\ntitle: The moon is in the way\nshows: Every call is answered with HTTP 503.\narticle: http-503\nfaults:\n  - {status: 503}\n",
        encoding="utf-8",
    )
    played = (
        "from cccdiag.emulator import Emulator\nimport requests\n"
        "with Emulator(scenario='moon') as gateway:\n    print(requests.post(gateway.endpoint, timeout=9).status_code)\n"
    )
    environment = {
        **os.environ,
        "PYTHONPATH": str(house),
        "XDG_CACHE_HOME": str(house.parent / "cache"),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    done = subprocess.run(
        [sys.executable, "-c", played], env=environment, cwd=house.parent, capture_output=True, text=True, check=True
    )
    assert (done.stdout.strip(), changed(house)) == ("503", ["knowledge/scenarios/moon.yaml"])
