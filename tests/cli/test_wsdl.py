"""``cccdiag wsdl``: a copy is made, shown and compared."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

import cccdiag
from cccdiag.cli import main
from cccdiag.client.wsdl_copy import Shelf
from cccdiag.emulator import Emulator
from cccdiag.kb.find import knowledge

SCHEMA = json.loads((Path(cccdiag.__file__).parent / "schemas" / "wsdl.json").read_text(encoding="utf-8"))


@pytest.fixture(autouse=True)
def _own_cache(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))


@pytest.fixture(scope="module")
def emulator():
    with Emulator() as running:
        yield running


@pytest.fixture
def wsdl(capsys, emulator):
    """Run the command about the emulator's WSDL: (exit code, stdout, stderr)."""

    def run(*arguments):
        code = main(["wsdl", *arguments, "--url", emulator.wsdl])
        return code, *capsys.readouterr()

    return run


def test_a_copy_is_made_shown_and_compared(wsdl):
    """The emulator publishes what cccdiag knows."""
    assert wsdl("show")[0] == 3
    code, out, _ = wsdl("refresh")
    assert (code, "the first copy was made" in out) == (0, True)
    assert "less than 7 days ago" in wsdl("refresh")[1]
    assert "has not changed" in wsdl("refresh", "--force")[1]
    code, out, _ = wsdl("show")
    assert code == 0
    assert all(f"\n{operation.name}: username string" in out for operation in knowledge().gateway().operations)
    code, out, _ = wsdl("diff")
    assert (code, "no difference" in out) == (0, True)


def test_documents_keep_their_schema_and_a_difference_is_exit_1(wsdl, emulator):
    """Field by field."""
    code, out, _ = wsdl("refresh", "--format", "json")
    document = json.loads(out)
    Draft202012Validator(SCHEMA).validate(document)
    assert (code, document["state"], document["drift"]) == (0, "new", [])
    shelf = Shelf()
    copy = shelf.load(emulator.wsdl)
    changed = copy.schema.replace(b'name="courseName" type="xs:string"', b'name="courseTitle" type="xs:int"')
    object.__setattr__(copy, "schema", changed)
    shelf.save(copy)
    code, out, _ = wsdl("diff", "--format", "json")
    document = json.loads(out)
    Draft202012Validator(SCHEMA).validate(document)
    assert (code, document["state"]) == (1, "kept")
    assert "createOrderHeader: courseName is not published" in document["drift"]
    assert "createOrderHeader: courseTitle is published and not known here" in document["drift"]


@pytest.mark.parametrize("url", ["nonsense", "http://user:pass@127.0.0.1/x"])
def test_an_address_that_is_none_is_told(url, capsys):
    """Exit 3, one sentence."""
    assert main(["wsdl", "refresh", "--url", url]) == 3
    assert "The address of the WSDL" in capsys.readouterr().err


def test_a_site_that_does_not_answer_is_told(capsys):
    """Exit 3, one sentence."""
    assert main(["wsdl", "refresh", "--url", "http://127.0.0.1:1/x.wsdl"]) == 3
    assert "refuses connections" in capsys.readouterr().err
