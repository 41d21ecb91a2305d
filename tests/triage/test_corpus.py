"""The labelled corpus: what the triage reaches is held as a floor; no case is treated specially, the file name is never looked at."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import pytest
import yaml

from cccdiag.kb.find import knowledge
from cccdiag.report import triage_json
from cccdiag.triage.diagnose import triage
from cccdiag.triage.sources import sources

CORPUS = Path(__file__).parents[1] / "corpus"
sys.path.insert(0, str(CORPUS))
import score  # noqa: E402 - the scorer stands beside the cases and is no package

CASES = yaml.load((CORPUS / "labels.yaml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
FLOORS = {"recall": 0.98, "precision": 0.98, "top1": 0.97, "counts": 0.98}
NEVER = ("false_alarms", "forbidden", "leaks", "crashes")


def judged(case):
    """One case as :mod:`score` judges it, without starting a program for each."""
    report = triage(sources([str(CORPUS / case["file"])]), knowledge())
    document = triage_json.document(report)
    shown = json.dumps(document, ensure_ascii=False) + "\n" + "\n".join(score.strings(document))
    ids = [entry["id"] for entry in document["diagnoses"]]
    records = {entry["id"]: entry["records"] for entry in document["diagnoses"]}
    must, may, never = set(case["must_find"]), set(case["may_find"]), case["must_not_find"]
    top = [case["top"]] if isinstance(case["top"], str) else case["top"]
    extra = [id_ for id_ in ids if id_ not in must | may]
    counts = {id_: [count, records.get(id_)] for id_, count in case["record_counts"].items()}
    return {
        "file": case["file"], "kind": case["kind"], "ids": ids, "missed": sorted(must - set(ids)), "extra": extra,
        "n_must": len(must), "n_found": len(must & set(ids)), "n_rep": len(ids), "n_good": len(ids) - len(extra),
        "top": bool(ids) and ids[0] in top if top else None,
        "n_cnt": len(counts), "n_cnt_ok": sum(a == b for a, b in counts.values()), "counts": counts,
        "neg": never == "*", "false": never == "*" and bool(extra),
        "forbidden": [] if never == "*" else [id_ for id_ in ids if id_ in never],
        "n_can": len(case["canaries"]), "leaks": sorted({c for n, c in score.needles(case["canaries"]).items() if n in shown}),
        "crash": None, "timeout": False, "seconds": 0.0,
    }  # fmt: skip


@pytest.fixture(scope="module")
def results():
    return [judged(case) for case in CASES]


def test_the_corpus_is_read_as_well_as_ever(results):
    """Recall, precision, the first place and the counts stay above their floors; nothing false, forbidden or leaked."""
    reached = score.summary(results)
    faults = [
        {key: entry[key] for key in ("file", "missed", "extra", "ids")}
        for entry in results
        if entry["missed"]
        or entry["extra"]
        or entry["top"] is False
        or entry["n_cnt"] != entry["n_cnt_ok"]
        or entry["leaks"]
    ]
    assert {name: reached[name] for name in NEVER} == dict.fromkeys(NEVER, 0), faults
    assert [name for name, floor in FLOORS.items() if reached[name] < floor] == [], (reached, faults)


def test_every_case_is_there_and_labelled_once():
    """Labels and files are the same set."""
    labelled = [case["file"] for case in CASES]
    assert sorted(labelled) == sorted(f"cases/{path.name}" for path in (CORPUS / "cases").iterdir())


def test_the_name_of_a_file_says_nothing(tmp_path):
    """Under another name the same bytes give the same diagnoses."""
    for case in CASES[::9]:
        path = CORPUS / case["file"]
        if path.suffix in (".eml", ".gz", ".zip"):
            continue
        other = tmp_path / f"x{path.suffix if path.suffix == '.eml' else ''}"
        shutil.copyfile(path, other)
        first, second = (triage(sources([str(name)]), knowledge()) for name in (path, other))
        assert [(one.id, one.records, one.why) for one in first.diagnoses] == [
            (one.id, one.records, one.why) for one in second.diagnoses
        ]
