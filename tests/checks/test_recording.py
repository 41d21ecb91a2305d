"""Record and replay: the same observations give the same report, elsewhere, later, without a network."""

from __future__ import annotations

import copy
import datetime as dt
import json
import socket
import threading
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

import cccdiag
from cccdiag.checks import core, doctor, recording
from cccdiag.checks.model import Observation, Verdict, document
from cccdiag.checks.site import Site
from cccdiag.emulator import Emulator, Fault
from cccdiag.errors import InputError
from cccdiag.kb.find import knowledge

SCHEMA = Draft202012Validator(
    json.loads((Path(cccdiag.__file__).parent / "schemas" / "observations.json").read_text("utf-8"))
)
NOW = dt.datetime(2026, 11, 21, 12, tzinfo=dt.UTC)


@pytest.fixture
def recorded():
    """Run a site and give (report, recording as JSON text)."""

    def run(profile, checks=None, limit=20):
        checks = checks or doctor.chosen()
        site = Site(profile=profile, gateway=knowledge().gateway())
        results = core.run(checks, site, limit)
        report = doctor.concluded(site, results, knowledge())
        return report, json.dumps(recording.record(site, checks, results, NOW))

    return run


def replayed(text, known=None):
    read = recording.replay(json.loads(text), known or doctor.every_check(), knowledge().gateway(), "FILE")
    return doctor.concluded(read.site, read.results, knowledge()), read


def shown(report):
    return json.dumps(document(report), indent=2)


@pytest.mark.parametrize(
    "faults",
    [[], [Fault(code="CCC_203")], [Fault(status=401)], [Fault(status=503)], [Fault(body="login-page")], [Fault(operation="wsdl", status=404)]],
    ids=str,
)  # fmt: skip
def test_a_replay_is_byte_identical(faults, recorded, profile_of, monkeypatch):
    """Healthy or broken: the report on the recording is the report on the run, seconds included, and no socket is opened."""
    with Emulator(faults=faults) as running:
        report, text = recorded(profile_of(running))
    SCHEMA.validate(json.loads(text))
    monkeypatch.setattr(socket, "socket", None)
    again, read = replayed(text)
    assert shown(again) == shown(report)
    assert read.day == NOW.date()


def test_credentials_that_were_odd_replay_as_the_failure(recorded, profile_of, gateway):
    """Consequences are judged again, not copied."""
    import dataclasses

    from cccdiag.secrets import Secret

    profile = profile_of(gateway)
    spoilt = dataclasses.replace(
        profile.credentials, password=Secret(profile.credentials.password.reveal() + " ", "test")
    )
    report, text = recorded(dataclasses.replace(profile, credentials=spoilt))
    again, _ = replayed(text)
    assert shown(again) == shown(report)
    assert again.first_failure.id == "credentials.form"
    assert profile.credentials.password.reveal() not in text


def test_a_crash_and_a_hanging_check_are_part_of_the_recording(recorded, profile_of, gateway):
    """They have no observation; their end is kept, and what waited for them is skipped again."""
    never = threading.Event()

    def one(name, probe, needs=()):
        verdicts = {"good": Verdict("ok", "good")}
        return core.Check(name, "http", name, needs, (), verdicts, probe, core.as_observed)

    checks = (
        one("crashes", lambda _site: 1 / 0),
        one("hangs", lambda _site: (never.wait(30), Observation("good"))[1]),
        one("waits", lambda _site: Observation("good"), ("hangs",)),
        one("runs", lambda _site: Observation("good")),
    )
    report, text = recorded(profile_of(gateway), checks, limit=0.3)
    never.set()
    SCHEMA.validate(json.loads(text))
    again, _ = replayed(text, checks)
    assert [one.reason for one in again.results] == ["crash", "time-limit", "needs", "good"]
    assert shown(again) == shown(report)


def test_a_recording_holds_observations_and_no_judgement(recorded, profile_of, gateway):
    """No status, no article: what is learnt later changes the verdict on what was seen then."""
    _, text = recorded(profile_of(gateway))
    read = json.loads(text)
    assert read["schema"] == "cccdiag.observations/1"
    assert {key for one in read["observations"] for key in one} == {"id", "seconds", "outcome", "evidence"}


@pytest.mark.parametrize(
    "spoil",
    [
        lambda d: d.update(schema="cccdiag.check/1"),
        lambda d: d.pop("profile"),
        lambda d: d.pop("recorded"),
        lambda d: d["observations"][0].pop("id"),
        lambda d: d["observations"][0].pop("evidence"),
        lambda d: d["observations"][0].update(id="network.tpc"),
        lambda d: d["observations"][0].update(outcome="unheard-of"),
        lambda d: d.update(observations=3),
    ],
)
def test_a_recording_that_cannot_be_read_is_refused_in_one_sentence(spoil, recorded, profile_of, gateway):
    """Another schema, a missing part, a check or a word that this version does not know."""
    _, text = recorded(profile_of(gateway))
    spoilt = copy.deepcopy(json.loads(text))
    spoil(spoilt)
    with pytest.raises(InputError, match="FILE"):
        replayed(json.dumps(spoilt))
