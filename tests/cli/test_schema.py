"""``cccdiag schema`` prints every schema that is shipped."""

from __future__ import annotations

import json

import pytest

from cccdiag.cli import main, schema


@pytest.mark.parametrize("name", schema.files())
def test_each_schema_is_printed_as_it_is_shipped(name, capsys):
    """The file and nothing else."""
    assert main(["schema", name]) == 0
    out, err = capsys.readouterr()
    assert (out, err) == (schema.files()[name].read_text(encoding="utf-8"), "")
    assert json.loads(out)["title"]


def test_without_a_name_all_are_listed(capsys):
    """One a line, with what it describes."""
    assert main(["schema"]) == 0
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == list(schema.files())


def test_the_outputs_of_the_contract_are_among_them():
    """Every document that begins with a schema has one."""
    assert {"article", "call", "check", "checks", "emulator", "search", "triage"} <= set(schema.files())


def test_an_unknown_name_is_one_sentence_with_the_known_ones(capsys):
    """Exit 3."""
    assert main(["schema", "trige"]) == 3
    out, err = capsys.readouterr()
    assert (out, err) == ("", f"cccdiag: there is no schema 'trige'; there are: {', '.join(schema.files())}\n")
