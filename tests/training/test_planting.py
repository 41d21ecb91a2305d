"""What the trainee gets: logs that look like those of the products, a profile with the fault in it, and nothing left behind."""

from __future__ import annotations

import dataclasses
import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cccdiag import facts
from cccdiag.errors import InputError
from cccdiag.kb.find import knowledge
from cccdiag.secrets import Secret
from cccdiag.training import drills, logs, papers
from cccdiag.training.model import Drill, GatewayFault, Paper
from cccdiag.training.plant import plant
from cccdiag.training.writing import yaml
from cccdiag.triage.diagnose import triage
from cccdiag.triage.sources import sources

BLANK = drills.named("blank-at-the-end")
CUT = drills.named("key-with-a-lost-end")


def with_gateway(**changes):
    return dataclasses.replace(BLANK, gateway=GatewayFault(**changes))


def test_the_same_drill_gives_the_same_bytes():
    """Two trainees talk about the same line."""
    assert papers.texts(BLANK) == papers.texts(drills.named("blank-at-the-end"))


@pytest.mark.parametrize("name", logs.shapes())
def test_what_a_program_writes_all_day_is_no_trouble(name, tmp_path):
    """The harmless records of a shape show nothing to the triage, whatever else stands there."""
    log = dataclasses.replace(BLANK.logs[0], shape=name, harmless=60, name="a.log")
    quiet = dataclasses.replace(log.entries[0], text="Nothing to tell", logger="Other.Program")
    drill = dataclasses.replace(BLANK, logs=(dataclasses.replace(log, entries=(quiet, quiet)),))
    path = tmp_path / "a.log"
    path.write_text(papers.texts(drill)["a.log"], encoding="utf-8")
    report = triage(sources([str(path)]), knowledge())
    assert (report.diagnoses, report.unrecognised.records, report.stats.records) == ((), 0, 182)


def test_records_follow_one_another_in_time():
    """As in a log."""
    for drill in drills.every():
        for log in drill.logs:
            heads = [record.split(" [")[0] for record in logs.records(drill, log)]
            assert heads == sorted(heads), f"{drill.id}: {log.name}"


def test_a_telling_line_is_its_whole_record():
    """Whoever names a further line of it has seen it."""
    drill = drills.named("order-in-the-cloud")
    lines = papers.lines_with(drill, "ILLiadClient.log", "(504) Gateway Timeout")
    assert len(lines) == 8
    assert papers.lines_with(drill, "ILLiadClient.log", "nowhere") == frozenset()


@pytest.mark.parametrize(
    ("fault", "reasons"),
    [
        ({}, {"credentials.form": "well-formed", "gateway.authorization": "open", "login.party": "open"}),
        ({"append": {"password": " "}}, {"credentials.form": "white-space", "login.party": "login-refused"}),
        ({"renewed": ("password",)}, {"credentials.form": "well-formed", "login.party": "login-refused"}),
        ({"renewed": ("access_key",)}, {"gateway.authorization": "key-refused"}),
        ({"cut": {"access_secret": 37}}, {"gateway.authorization": "key-refused"}),
        ({"account": "on-hold"}, {"login.party": "on-hold"}),
        ({"mode": "PROD", "expect_mode": "DEMO"}, {"gateway.mode": "production"}),
        ({"mode": "none", "expect_mode": "DEMO"}, {"gateway.mode": "absent"}),
        ({"closed": True}, {"network.tcp": "refused"}),
        ({"scenario": "http-503"}, {"http.answer": "http-503"}),
    ],
    ids=str,
)
def test_a_fault_is_planted_as_it_is_described(fault, reasons):
    """In the profile or at the gateway, and a check sees it."""
    with plant(with_gateway(**fault)) as planted:
        results = {one.id: one.reason for one in planted.check().results}
    assert {id_: results[id_] for id_ in reasons} == reasons


def test_nothing_is_left_behind_but_the_files(tmp_path):
    """The profile speaks of a gateway that is gone; secrets never stay on the disk."""
    with plant(BLANK, tmp_path) as planted:
        assert sorted(path.name for path in (tmp_path / "secrets").iterdir()) == [
            "access_key.txt", "access_secret.txt", "password.txt", "username.txt",
        ]  # fmt: skip
        if os.name == "posix":
            assert all(path.stat().st_mode & 0o077 == 0 for path in (tmp_path / "secrets").iterdir())
        assert planted.profile.credentials.password.reveal() not in planted.profile_file.read_text(encoding="utf-8")
    assert sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*")) == [
        "files", "files/courseshelf.log", "files/ticket.txt",
    ]  # fmt: skip


def test_a_drill_without_a_gateway_has_nothing_to_check():
    """And says so."""
    with plant(drills.named("after-lunch")) as planted:
        assert (planted.profile, planted.profile_file, planted.gateway) == (None, None, None)
        assert planted.triage().diagnoses[0].id == "illiad-ccc-idle-session"
        with pytest.raises(InputError, match="no gateway to ask"):
            planted.check()


def test_exported_settings_are_judged_without_a_gateway():
    """By the same checks, with what the library says of itself."""
    with plant(drills.named("new-building")) as planted:
        assert (planted.profile, planted.gateway) == (None, None)
        assert [(one.id, one.reason) for one in planted.check().results] == [
            ("atlas.settings", "missing-keys"), ("atlas.billing", "other"),
        ]  # fmt: skip
        assert [one.id for one in planted.check("atlas.billing").results] == ["atlas.billing"]


def test_a_secret_of_a_drill_prints_nowhere():
    """Neither the values as they are stored nor those of the gateway."""
    with plant(CUT) as planted:
        given = planted.profile.credentials
        assert all(isinstance(value, Secret) for value in (given.username, given.password, given.access_secret))
        assert given.access_secret.reveal() not in repr(planted)
        assert len(given.access_secret) == 37


def test_a_folder_that_cannot_be_written_is_one_sentence(tmp_path):
    """A file stands in its place."""
    (tmp_path / "x").write_text("", encoding="utf-8")
    with pytest.raises(InputError, match="cannot be written to"), plant(BLANK, tmp_path / "x"):
        pass


@pytest.mark.parametrize("drill", drills.every(), ids=lambda drill: drill.id)
def test_a_drill_is_written_so_that_it_reads_back(drill):
    """Every one that there is."""
    assert facts.build(Drill, facts.parse_yaml(yaml(drill), "x")) == drill


@settings(max_examples=150)
@given(st.text(max_size=60), st.text(max_size=200))
def test_any_text_is_written_so_that_it_reads_back(title, text):
    """Line breaks, quotes, invisible characters, whatever a log holds; halves of pairs are no text."""
    if any("\ud800" <= character <= "\udfff" for character in title + text):
        return
    drill = dataclasses.replace(BLANK, title=title, ticket=text, papers=(Paper("a.txt", text),))
    drill = dataclasses.replace(drill, proof=(drill.proof[0],), why_not=(drill.why_not[1],))
    assert facts.build(Drill, facts.parse_yaml(yaml(drill), "x")) == drill
