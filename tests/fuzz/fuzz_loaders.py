"""Laws of the loaders of articles, profiles and log formats: FactError or ProfileError with a place, and no secret in either."""

# ruff: noqa: PT017 - a law about what an error says, where there may be none

from __future__ import annotations

import contextlib
import re
import tempfile
from pathlib import Path

from cccdiag import facts, secrets
from cccdiag.client import profile_file
from cccdiag.errors import FactError, ProfileError
from cccdiag.kb.model import Article
from cccdiag.triage import formats

_PLACE = re.compile(r"fuzz\.yaml:\d+:\d+")
_PLANTED = "Fake-Planted-Value-31415"


def fuzz_articles(data: bytes) -> None:
    """A file of facts is read or refused with its place; an article that was read is the same after a way through JSON."""
    text = data.decode("utf-8", "replace")
    try:
        tree = facts.parse_yaml(text, "fuzz.yaml")
    except FactError as error:
        assert _PLACE.fullmatch(error.where), error.where
        return
    problems: list[FactError] = []
    article = facts.build(Article, tree, "", problems)
    assert all(_PLACE.match(problem.where) for problem in problems)
    if not problems:
        assert facts.build(Article, facts.plain(article)) == article
    with contextlib.suppress(FactError):
        formats.load(tree).sniff(text.encode())


def fuzz_profiles(data: bytes) -> None:
    """A profile is read or refused; a password that stands in it is refused and not repeated, whatever stands around it."""
    known, written = set(secrets._known), dict(secrets._written)
    try:
        for text in (data, data + f"\npassword: {_PLANTED}\n".encode(), f"password: {_PLANTED}\n".encode() + data):
            _read(text)
    finally:
        secrets._known.clear()
        secrets._known.update(known)
        secrets._written.clear()
        secrets._written.update(written)


def _read(text: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "fuzz.yaml"
        path.write_bytes(text)
        try:
            read = profile_file.read(path)
        except ProfileError as error:
            assert _PLANTED not in str(error)
            assert "\n" not in str(error)
        else:
            assert read.password != _PLANTED
