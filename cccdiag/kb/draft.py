"""The text of a new article: what is known of it filled in, what a person has to think of marked TODO."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass

from cccdiag.kb.laws.form import modeline
from cccdiag.kb.overlay import LOCAL
from cccdiag.kb.patterns import compiled

FAMILIES = {"CCC_": "gateway", "gateway-": "gateway", "marketplace-": "marketplace", "illiad-": "illiad", "ares-": "ares",
            "http-": "http", "net-": "network", "lookalike-": "lookalike"}  # fmt: skip
_LONGEST_PATTERN = 12  # words
_PROVOKED = ("gateway", "http", "network")


@dataclass(frozen=True, slots=True)
class CauseDraft:
    """One cause with its one step."""

    id: str
    text: str
    likelihood: str
    actor: str
    step: str
    verify: str = "TODO How one sees that it worked."


@dataclass(frozen=True, slots=True)
class Draft:
    """An article that is being written. ``record`` is a whole record as an example, ``wording`` the message in it; both without secrets.

    An empty ``pattern`` is made from the wording. ``today`` is YYYY-MM-DD, ``since`` the version.
    """

    id: str
    family: str
    record: str
    wording: str
    today: str
    since: str
    title: str = "TODO what is wrong, in a few words"
    severity: str = "error"
    issue: str = "TODO What does it mean? One or two whole sentences."
    looks_like: str = "TODO What does a person see, and where?"
    causes: tuple[CauseDraft, ...] = (
        CauseDraft("first-cause", "TODO The likeliest reason.", "common", "library", "TODO What to do."),
        CauseDraft("second-cause", "TODO Another reason.", "occasional", "ccc", "TODO What to do about that."),
    )
    pattern: str = ""
    ignores: tuple[str, ...] = (
        "TODO a text that resembles it and is harmless",
        "TODO another one",
        "TODO the same about another host or product",
    )
    false_positives: str = "TODO where it may be wrong"
    phrases: tuple[str, ...] = tuple(f"todo {number} TODO how people say it" for number in range(1, 7))
    customer_text: str = "TODO What the library is told, politely and without jargon, and what it will be asked to do."
    attach: tuple[str, ...] = ("TODO what to attach",)


def text(draft: Draft) -> str:
    """The article as YAML, keys in the order of the house."""
    suggested, core = pattern_of(draft.wording)
    wrapped = core.replace(" ", "\n", 1) if " " in core else f"{core}\n"
    matches = list(dict.fromkeys([core, draft.record, f"> {wrapped}" if "\n" in wrapped else wrapped]))
    while len(matches) < 3:
        matches.append(f"{core} (again)")
    local = draft.id.startswith(LOCAL)
    first = "# An article of our own." if local else modeline(f"knowledge/articles/{draft.family}/{draft.id}.yaml")
    provoke = "provoke: {note: TODO how to make it happen}\n" if draft.family in _PROVOKED else ""
    return f"""\
{first}
id: {draft.id}
title: {_plain(draft.title)}
environment: {{system: {draft.family}}}
severity: {draft.severity}
issue: {_plain(draft.issue)}
looks_like: {_plain(draft.looks_like)}
causes:
{"".join(map(_cause, draft.causes))}signatures:
  - pattern: {_single(draft.pattern or suggested)}
    matches:
{_items(matches, 6)}
    ignores:
{_items(draft.ignores, 6)}
    false_positives: {_plain(draft.false_positives)}
phrases:
{_items(draft.phrases, 2)}
retry: {{when: after-fix}}
customer_text: {_plain(draft.customer_text)}
escalate: {{to: ccc, attach: [{", ".join(_single(each) if "," in each else _plain(each) for each in draft.attach)}]}}
{provoke}sources:
  - {{document: cccdiag-reading, confidence: inferred, note: "from a record of our own"}}
since: {_single(".".join(draft.since.split(".")[:2]))}
reviewed: "{draft.today}"
"""


def _cause(cause: CauseDraft) -> str:
    return f"""\
  - id: {cause.id}
    text: {_plain(cause.text)}
    likelihood: {cause.likelihood}
    actor: {cause.actor}
    steps:
      - text: {_plain(cause.step)}
        verify: {_plain(cause.verify)}
"""


def pattern_of(wording: str) -> tuple[str, str]:
    """A pattern for the words of a message, and the part of the message that it covers."""
    words = wording.split()
    ends = next((place for place, word in enumerate(words) if "‹" in word or not word.isascii()), len(words))
    chosen = words[: min(max(1, ends), _LONGEST_PATTERN)]
    escaped = [re.sub(r"\d+", r"[0-9]{1,20}", re.sub(r"([.^$|?*+()\[\]{}\\])", r"\\\1", word)) for word in chosen]
    pattern = "(?i)" + " ".join(escaped)
    core = " ".join(chosen)
    if not pattern.isascii() or not compiled(pattern).search(core.encode()):
        return "(?i)TODO a pattern", core
    return pattern, core


_NEEDS_NO_QUOTES = re.compile(r"[A-Za-z][\w ,.;/()?!’'“”…-]*[\w.?!)…]")
_MEANS_SOMETHING = frozenset(("true", "false", "yes", "no", "on", "off", "null", "none", "y", "n"))


def _plain(text_: str) -> str:
    """The text without quotes where YAML reads it back as it is."""
    line = " ".join(text_.split())
    if _NEEDS_NO_QUOTES.fullmatch(line) and line.casefold() not in _MEANS_SOMETHING:
        return line
    return _quoted(line)


def _single(text_: str) -> str:
    return "'" + text_.replace("'", "''") + "'"


def _quoted(text_: str) -> str:
    return (
        json.dumps(text_, ensure_ascii=False)
        if "\n" in text_ or "\t" in text_ or not text_.isprintable()
        else _single(text_)
    )


def _items(texts: Iterable[str], indent: int) -> str:
    return "\n".join(f"{' ' * indent}- {_quoted(each)}" for each in texts)
