"""Healthy logs stay silent: what looks like trouble and is none must never send anybody looking for it."""

from __future__ import annotations

import gzip
from pathlib import Path

import healthy_logs
import pytest

from cccdiag.kb.find import knowledge
from cccdiag.triage.diagnose import triage
from cccdiag.triage.sources import sources

CLEAN = Path(__file__).parent / "clean"


def said(*paths):
    """What the triage says about files: articles with their first proof, groups of what it does not know, and records."""
    report = triage(sources(map(str, paths)), knowledge())
    found = {each.id: each.evidence[0].text for each in report.diagnoses}
    return found, report.unrecognised.groups, report.stats.records


def test_the_clean_logs_fire_nothing():
    """Twenty logs and more, of twenty thousand records and more, show no article and no unknown trouble."""
    found, groups, records = said(CLEAN)
    assert (found, groups) == ({}, ())
    assert records >= 20_000
    assert len(list(CLEAN.iterdir())) >= 20


def test_each_clean_log_is_read_as_a_log_of_its_layout():
    """No log is silent only because nobody could tell its records apart."""
    report = triage(sources([str(CLEAN)]), knowledge())
    unread = {Path(entry.name).name for entry in report.inputs if entry.format is None or entry.note is not None}
    assert unread == set()
    assert len({entry.format for entry in report.inputs if entry.format}) >= 7


def test_a_day_that_nobody_wrote_down_is_silent_too(tmp_path):
    """Other seeds, other numbers at other places: still nothing."""
    healthy_logs.write(tmp_path, seed=7, count=150)
    found, groups, records = said(tmp_path)
    assert (found, groups, records) == ({}, (), 150 * len(healthy_logs.LOGS))


def told(path):
    """What a log says; how gzip heads its files differs from Python to Python."""
    data = path.read_bytes()
    return gzip.decompress(data) if path.suffix == ".gz" else data


def test_the_clean_logs_are_what_the_generator_writes(tmp_path):
    """Whoever changes a sentence writes the logs again, so that the two never differ."""
    assert [path.name for path in healthy_logs.write(tmp_path) if told(path) != told(CLEAN / path.name)] == []


@pytest.mark.parametrize(
    ("name", "encoding", "record", "article"),
    [
        ("illiadclient-desk1.txt", "utf-8", "2026-03-09 09:02:11,004 [1] ERROR AtlasSystems.ILLiad.Client.Copyright.OrderSubmitter - CCC_203\r\n", "CCC_203"),
        ("courseshelf.log", "utf-8", "2026-03-09 09:02:11,004 [1] ERROR CourseShelf.Rights.GatewayProxy [staff07] - (504) Gateway Timeout\n", "http-504"),
        ("illiadclient-desk2.txt", "utf-16-le", "3/9/2026 9:02:11 AM [1] ERROR AtlasSystems.ILLiad.Client.Copyright.OrderSubmitter - CCC_200\r\n", "CCC_200"),
    ],
)  # fmt: skip
def test_one_bad_record_among_the_good_ones_is_heard(tmp_path, name, encoding, record, article):
    """Silence is worth something only where a true record breaks it."""
    path = tmp_path / name
    path.write_bytes((CLEAN / name).read_bytes() + record.encode(encoding))
    assert list(said(path)[0]) == [article]
