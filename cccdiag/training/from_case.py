"""A drill made of a solved case: its redacted files, what check and triage said of them, and what it turned out to be."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from cccdiag.errors import InputError
from cccdiag.kb.model import Actor, Article, Cause
from cccdiag.training import choices
from cccdiag.training.model import TICKET, Answer, Drill, Paper, Proof, WhyNot

_AROUND = 60
_MOST_LINES = 400
_LONGEST_FILE = 400_000
_LONGEST_LINE = 160
_CHECKED = "check-report.txt"
_TICKET = (
    "A library has trouble with CCC. What it sent lies beside this ticket. Find out what it is and who has to act next."
)
_SEVERITY = {"certain": 0, "likely": 1, "possible": 2}


@dataclass(frozen=True, slots=True)
class Solved:
    """A case as its file holds it: a note, texts by name, the documents of check and triage; and the answer as far as it is given."""

    id: str
    note: str | None
    files: tuple[tuple[str, str], ...]
    check: Mapping[str, Any] | None
    triage: Mapping[str, Any] | None
    article: str | None = None
    cause: str | None = None
    actor: Actor | None = None
    title: str | None = None


def drill(case: Solved) -> Drill:
    """The drill of a case.

    Raises:
        InputError: the case concludes nothing and no article is given, or nothing in it proves the article.
    """
    article = choices.the_article(case.article or _concluded(case))
    cause = _cause(case, article)
    papers, names = _papers(case, article.id)
    proof = tuple(_proof(case, article, papers, names))
    if not proof:
        raise InputError(f"nothing in the case shows {article.id}; a drill needs evidence")
    return Drill(
        id=case.id,
        family=article.environment.system,
        level=2,
        title=case.title or "A case from the desk",
        ticket=f"{(case.note or _TICKET).strip()}\n",
        answer=Answer(article.id, cause.id, case.actor or cause.actor),
        proof=proof,
        hints=tuple(_hints(article, proof)),
        why_not=tuple(_why_not(case, article, cause)),
        papers=papers,
    )


def _concluded(case: Solved) -> str:
    if case.triage and case.triage["diagnoses"]:
        return str(case.triage["diagnoses"][0]["id"])
    failed = _failures(case)
    if failed and failed[0]["article"]:
        return str(failed[0]["article"])
    raise InputError("the case concludes nothing; say what it was with --article")


def _failures(case: Solved) -> list[Mapping[str, Any]]:
    results = case.check["results"] if case.check else []
    return [one for one in results if one["status"] in ("fail", "warn") and not one["consequence_of"]]


def _cause(case: Solved, article: Article) -> Cause:
    named = case.cause
    if named is None:
        diagnoses = case.triage["diagnoses"] if case.triage else []
        named = next((one["causes"][0]["id"] for one in diagnoses if one["id"] == article.id), article.causes[0].id)
    found = next((cause for cause in article.causes if cause.id == named), None)
    if found is None:
        known = ", ".join(cause.id for cause in article.causes)
        raise InputError(f"{article.id} has no cause {named!r}; there are: {known}")
    return found


def _evidence(case: Solved, article: str) -> Iterator[Mapping[str, Any]]:
    for one in case.triage["diagnoses"] if case.triage else []:
        if one["id"] == article:
            yield from one["evidence"]


def _papers(case: Solved, article: str) -> tuple[tuple[Paper, ...], dict[str, str]]:
    """The files, long ones cut down to what surrounds the evidence; and the new name of each old one."""
    papers: list[Paper] = []
    names: dict[str, str] = {}
    for name, text in case.files:
        lines = {one["line"] for one in _evidence(case, article) if _same(one["source"], name)}
        names[name] = _free(_named(name), {paper.name.casefold() for paper in papers} | {TICKET, _CHECKED})
        papers.append(Paper(names[name], _cut(text[:_LONGEST_FILE], lines)))
    if case.check:
        rows = [f"{one['id']} {one['status']} {one['reason']}: {one['summary']}" for one in case.check["results"]]
        papers.append(Paper(_CHECKED, "\n".join(" ".join(row.split()) for row in rows) + "\n"))
    return tuple(papers), names


def _same(source: str, name: str) -> bool:
    """Whether the triage's name of a source is that of a file; what was packed or attached has its own behind a mark."""
    return source == name or source.removeprefix("inputs/") == name or source.endswith(f"/{name}")


def _named(name: str) -> str:
    """A name that a drill's file may have."""
    last = re.split(r"[/\\!]", name)[-1]
    clean = re.sub(r"[^A-Za-z0-9._-]+", "-", last).strip("-._") or "file.txt"
    stem, dot, suffix = clean.rpartition(".")
    good = bool(dot and re.fullmatch(r"[A-Za-z0-9]{1,8}", suffix))
    return f"{stem[:60]}.{suffix}" if good else f"{clean[:60]}.txt"


def _free(name: str, taken: set[str]) -> str:
    stem, _, suffix = name.rpartition(".")
    number, candidate = 1, name
    while candidate.casefold() in taken:
        number += 1
        candidate = f"{stem}-{number}.{suffix}"
    return candidate


def _cut(text: str, lines: Iterable[int]) -> str:
    every = [line.rstrip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    if len(every) > _MOST_LINES:
        near = {line for one in lines for line in range(one - _AROUND, one + _AROUND)} or set(range(_MOST_LINES))
        every = [line for number, line in enumerate(every, start=1) if number in near][:_MOST_LINES]
    return "\n".join(every).strip("\n") + "\n"


def _proof(case: Solved, article: Article, papers: tuple[Paper, ...], names: Mapping[str, str]) -> Iterator[Proof]:
    says = f"This record shows it: {article.title}."
    texts = {paper.name: paper.text for paper in papers}
    told: set[tuple[str, str]] = set()
    for one in _evidence(case, article.id):
        new = next((new for old, new in names.items() if _same(one["source"], old)), None)
        line = _line_of(one["text"], texts.get(new or "", ""))
        if new and line and (new, line) not in told and len(told) < 2:
            told.add((new, line))
            yield Proof(says, file=new, line=line)
    for one in _failures(case):
        if one["article"] == article.id:
            yield Proof(
                f"The check {one['id']} says so.", file=_CHECKED, line=f"{one['id']} {one['status']} {one['reason']}"
            )


def _line_of(record: str, text: str) -> str | None:
    """The first line of a record that stands in the text, cut to a readable length."""
    for line in record.splitlines():
        words = line.strip()[:_LONGEST_LINE].rstrip()
        if words and words in text:
            return words
    return None


def _hints(article: Article, proof: tuple[Proof, ...]) -> Iterator[str]:
    yield f"Look in {proof[0].file} first."
    yield f"The trouble belongs to the family {article.environment.system}."
    yield f"This line tells: {proof[0].line}"


def _why_not(case: Solved, article: Article, cause: Cause) -> Iterator[WhyNot]:
    """The other findings of the triage, and the other causes of the article."""
    others = sorted(case.triage["diagnoses"] if case.triage else [], key=lambda one: _SEVERITY[one["certainty"]])
    told = next((one for one in others if one["id"] == article.id), None)
    for one in others:
        if one["id"] != article.id:
            symptom = bool(told) and one["id"] in (told or {})["explains"]
            text = (
                f"It is a symptom of {article.title}."
                if symptom
                else "It is in the case too, and did not turn out to be the reason."
            )
            yield WhyNot(one["id"], text)
    for other in article.causes:
        if other.id != cause.id:
            yield WhyNot(article.id, f"It turned out to be another cause: {cause.text}", other.id)
