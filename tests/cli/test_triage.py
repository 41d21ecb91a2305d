"""``cccdiag triage`` with a library's own knowledge: its articles are found, and what it suppressed is set aside, never hidden."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from cccdiag.cli import main
from cccdiag.kb.find import forget

ROOT = Path(__file__).resolve().parents[2]
LOG = """\
2026-01-31 09:14:09,001 [1] ERROR AtlasSystems.ILLiad.Client.Controls.CopyrightSearch - CCC refused the blue form
2026-01-31 09:14:10,001 [1] ERROR AtlasSystems.ILLiad.Client.Copyright.OrderSubmitter - CCC_203
2026-01-31 09:14:11,001 [1] ERROR AtlasSystems.ILLiad.Client.Copyright.OrderSubmitter - CCC_203
"""
OWN = """\
  - pattern: 'refused the (?:blue|green) form'
    matches: ['CCC refused the blue form']
    ignores: []
"""


@pytest.fixture
def own(tmp_path):
    """A library's own knowledge: one article and one suppression."""
    text = (ROOT / "knowledge/articles/network/net-dns.yaml").read_text(encoding="utf-8")
    head, rest = text.split("\nsignatures:\n", 1)
    folder = tmp_path / "own"
    (folder / "articles/network").mkdir(parents=True)
    (folder / "articles/network/local-form.yaml").write_text(
        head.replace("id: net-dns", "id: local-form", 1)
        + "\nsignatures:\n"
        + OWN
        + "phrases:"
        + rest.split("\nphrases:", 1)[1],
        encoding="utf-8",
    )
    return folder


@pytest.fixture
def log(tmp_path):
    path = tmp_path / "client.log"
    path.write_text(LOG, encoding="utf-8")
    return path


@pytest.fixture
def triage(capsys):
    def run(*words):
        code = main(["triage", *map(str, words), "--format", "json"])
        out, err = capsys.readouterr()
        return code, {each["id"]: each["records"] for each in json.loads(out)["diagnoses"]}, err

    yield run
    forget()


def test_a_librarys_own_article_is_found(triage, own, log, monkeypatch):
    """By --knowledge and by the environment, beside the built-in ones."""
    assert triage(log)[:2] == (1, {"CCC_203": 2})
    assert triage(log, "--knowledge", own)[:2] == (1, {"CCC_203": 2, "local-form": 1})
    monkeypatch.setenv("CCCDIAG_KNOWLEDGE", str(own))
    assert triage(log)[:2] == (1, {"CCC_203": 2, "local-form": 1})


def test_a_folder_that_is_not_there_is_told(capsys, log):
    """Not a traceback, and not the built-in knowledge in silence."""
    assert main(["triage", str(log), "--knowledge", "/nowhere"]) == 3
    assert (
        capsys.readouterr().err
        == "cccdiag: /nowhere:1:1: is no folder of knowledge (CCCDIAG_KNOWLEDGE or --knowledge names it)\n"
    )


def test_what_is_suppressed_is_set_aside_with_its_reason(triage, own, log):
    """Until the day that the library named, that day included; a remark says what was left out and why."""
    today = time.strftime("%Y-%m-%d")
    (own / "articles/network/local-form.yaml").unlink()
    (own / "suppress.yaml").write_text(f'CCC_203: {{reason: CCC knows, until: "{today}"}}\n', encoding="utf-8")
    code, found, err = triage(log, "--knowledge", own)
    assert (code, found) == (0, {})
    assert f"CCC_203 was found in 2 records and is not shown, because it is suppressed until {today}: CCC knows" in err
    forget()
    (own / "suppress.yaml").write_text('CCC_203: {reason: CCC knows, until: "2026-01-31"}\n', encoding="utf-8")
    assert triage(log, "--knowledge", own)[:2] == (1, {"CCC_203": 2})
