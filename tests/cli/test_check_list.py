"""``check --list``: every check once, the same in both forms."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema

import cccdiag
from cccdiag.checks import doctor
from cccdiag.cli import main

SCHEMA = json.loads((Path(cccdiag.__file__).parent / "schemas" / "check-list.json").read_text(encoding="utf-8"))


def test_the_list_as_json_keeps_its_schema_and_names_what_the_text_does(capsys):
    """What a check needs is a check of the list; reasons are its closed list."""
    assert main(["check", "--list", "--format", "json"]) == 0
    document = json.loads(capsys.readouterr().out)
    jsonschema.validate(document, SCHEMA)
    names = [one["id"] for one in document["checks"]]
    assert names == [one.id for one in doctor.every_check()]
    assert {need for one in document["checks"] for need in one["needs"]} <= set(names)
    assert all(one["reasons"] for one in document["checks"])
    assert main(["check", "--list"]) == 0
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == names


def test_a_list_is_no_result(capsys):
    """Forms that are for results are refused in one sentence."""
    assert main(["check", "--list", "--format", "junit"]) == 3
    assert "--list goes with --format text or json" in capsys.readouterr().err
