"""A small knowledge folder to break in every way."""

from __future__ import annotations

from pathlib import Path

import pytest

from cccdiag.kb import find

ROOT = Path(__file__).resolve().parents[2]

ARTICLE = """\
# yaml-language-server: $schema=../../article.schema.json
id: net-slow
title: The line is slow
environment: {system: network}
severity: warning
issue: Answers take long.
causes:
  - id: far-away
    text: The line is long.
    likelihood: common
    actor: network
    steps: [measure-the-line, {text: Shorten it., verify: It is shorter.}]
    confirm: network.tcp
  - id: busy
    text: Others use it too.
    likelihood: rare
    actor: library
    steps: [measure-the-line]
    confidence: inferred
signatures:
  - pattern: '(?i)the line is (?:very )?slow'
    matches:
      - The line is slow
      - '2026-01-31 09:14:07,123 [1] WARN Some.Logger - the line is very slow today'
      - "the line\\n is slow"
    ignores:
      - The lion is slow
      - The line is short
      - A slow line
    when: {about: ccc}
    rejects: ['OCLC: the line is slow']
    false_positives: A report about another line.
phrases:
  - everything crawls
  - takes ages to answer
  - waiting forever
  - the internet is tired today
  - we wait minutes
  - snail pace
  - alles dauert ewig
retry: {when: later, note: A change may have been made.}
customer_text: The way to CCC is slow at the moment. Please try again in an hour.
escalate: {to: network, attach: [the times of three attempts]}
provoke: {note: pull the cable}
sources:
  - {document: a-book, confidence: inferred, sections: ["1.2"]}
since: "0.1"
reviewed: "2026-11-21"
"""

FILES = {
    "articles/network/net-slow.yaml": ARTICLE,
    "steps/network.yaml": "measure-the-line:\n  text: Measure how long an answer takes.\n  actor: network\n  verify: A number is known.\n",
    "sources.yaml": "a-book:\n  title: A book about lines\n",
    "settings.yaml": (
        "LineLength:\n  places: {ILLiad: the cable}\n  values: metres\n  purpose: Length of the line.\n"
        "  aliases: [CableLength]\n  see: [net-slow]\n  sources: [{document: a-book, confidence: documented}]\n"
    ),
    "guides.yaml": "slow-lines:\n  title: What to do about slow lines\n  steps: [measure-the-line, {text: Wait.}]\n",
    "worlds/default.yaml": "works: []\n",
}


def gateway():
    """The real gateway with one of its contradictions: reading all of them takes a third of a second."""
    text = (ROOT / "knowledge/gateway.yaml").read_text(encoding="utf-8")
    head, rest = text.split("\nquirks:\n", 1)
    quirks, tail = rest.split("\nerror_levels:", 1)
    kept = next(quirk for quirk in quirks.split("  - id: ") if quirk.startswith("D22\n"))
    return f"{head}\nquirks:\n  - id: {kept}\nerror_levels:{tail}"


def write(folder, files):
    """Put files into a folder, UTF-8, and give the folder back."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    return folder


@pytest.fixture
def folder(tmp_path):
    """A sound knowledge folder."""
    return write(tmp_path / "knowledge", {**FILES, "gateway.yaml": gateway()})


@pytest.fixture
def cache(tmp_path, monkeypatch):
    """An empty cache folder of the platform, and no index kept open from before or for after."""
    find.forget()
    path = tmp_path / "cache"
    monkeypatch.setattr(find, "cache_folder", lambda: str(path))
    yield path
    find.forget()
