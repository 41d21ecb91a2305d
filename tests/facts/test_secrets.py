"""A secret shows itself to nobody, and whoever guards an exit hears of each one once."""

from __future__ import annotations

import copy
import pickle

import pytest

from cccdiag import secrets
from cccdiag.secrets import Secret, known_secrets, tell_of_secrets, without_secrets

DOTS = "••••••"


def test_a_secret_is_dots_wherever_python_prints_it():
    """Only ``reveal`` gives the text."""
    secret = Secret("heron-canary-1", "the environment")
    assert (str(secret), f"{secret}", f"{secret:>8}", repr(secret)) == (DOTS, DOTS, f"  {DOTS}", f"Secret({DOTS})")
    assert (secret.reveal(), secret.source, len(secret), bool(secret)) == (
        "heron-canary-1",
        "the environment",
        14,
        True,
    )
    assert not Secret("")


def test_a_secret_is_compared_and_never_written_down():
    """Equal texts are equal secrets; no copy of one goes to a disk."""
    secret, same, other = Secret("heron-canary-2"), Secret("heron-canary-2", "elsewhere"), Secret("heron-canary-3")
    assert {secret, same, other} == {secret, other}
    assert (secret == same, secret == other, secret == "heron-canary-2") == (True, False, False)
    for write in (pickle.dumps, copy.copy):
        with pytest.raises(TypeError):
            write(secret)


def test_a_guard_hears_of_each_secret_once(monkeypatch):
    """Of those that are known already, and of each new one."""
    monkeypatch.setattr(secrets, "_listeners", [])
    Secret("heron-canary-4")
    heard: list[str] = []
    tell_of_secrets(heard.append)
    tell_of_secrets(heard.append)
    for text in ("heron-canary-5", "heron-canary-4", "heron-canary-5", ""):
        Secret(text)
    assert [text for text in heard if text in ("heron-canary-4", "heron-canary-5")] == [
        "heron-canary-4",
        "heron-canary-5",
    ]
    assert len(set(heard)) == len(heard)
    assert set(heard) <= set(known_secrets())


@pytest.mark.parametrize("more", [0, 40])
def test_texts_are_masked_however_many_secrets_there_are(more):
    """Longest first; two letters are no secret that could be told from a word."""
    for number in range(more):
        Secret(f"stork-canary-{number:02}")
    for text in ("xy", "heron-canary-6", "heron-canary-66&"):
        Secret(text)
    assert without_secrets("xy heron-canary-6, heron-canary-66&amp; and heron-canary-66&") == (
        f"xy {DOTS}, {DOTS} and {DOTS}"
    )
    assert without_secrets("stork-canary-07", "*") == ("*" if more else "stork-canary-07")
