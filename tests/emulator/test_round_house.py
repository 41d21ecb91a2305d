"""The round house of faults: what the emulator plays, the health check finds as itself, and the knowledge base explains."""

from __future__ import annotations

import json

import pytest

from cccdiag.cli import main
from cccdiag.emulator import Emulator, scenarios
from cccdiag.kb.find import knowledge

CREDENTIALS = ("username", "password", "access_key", "access_secret")


def strikes_every_status_check(scene) -> bool:
    """Whether the read-only probe of the health check must meet it."""
    return scene.tls is not None or any(
        fault.operation in ("*", "checkOrderDetailStatus") and not fault.calls and fault.percent == 100
        for fault in scene.faults
    )


FOUND = [scene.name for scene in scenarios.every() if scene.article and strikes_every_status_check(scene)]


@pytest.mark.parametrize("name", FOUND)
def test_a_fault_goes_round(name, capsys, monkeypatch):
    """Played over real HTTP, found by the check under the scenario's article, explained with causes and steps."""
    scene = scenarios.named(name)
    with Emulator(scenario=name) as gateway:
        monkeypatch.setenv("CCCDIAG_ENDPOINT", gateway.endpoint)
        monkeypatch.setenv("CCCDIAG_PRODUCT", gateway.product)
        for field in CREDENTIALS:
            monkeypatch.setenv(f"CCCDIAG_{field.upper()}", getattr(gateway, field).reveal())
        assert main(["check", "--format", "json", "--timeout", "8"]) in (1, 2)
        results = json.loads(capsys.readouterr().out)["results"]
    bad = [result for result in results if result["status"] in ("warn", "fail")]
    assert scene.article in {result["article"] for result in bad}, bad
    assert [result for result in results if result["status"] == "crash"] == []
    article = knowledge().article(scene.article)
    assert article.causes
    assert all(cause.steps for cause in article.causes)
