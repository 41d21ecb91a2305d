"""Laws about what an article says: enough causes, steps that can be checked, honest sources, words fit for a customer."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from cccdiag.kb.lint import Breach, View, law, of
from cccdiag.kb.load import Entry
from cccdiag.kb.model import Cause, Step

_FRESH_DAYS = 400
_RANK = {"common": 0, "occasional": 1, "rare": 2}


@law("KB012", "error", "An article has two causes or more, and each has an id of its own.")
def several_causes(view: View) -> Iterator[Breach]:
    """With a single cause there is nothing to diagnose."""
    for entry in view.entries:
        causes = entry.article.causes
        if len(causes) < 2:
            yield of(entry.tree, "causes"), f"{len(causes)} cause; two are the least, a rare one may be inferred"
        seen: set[str] = set()
        for number, cause in enumerate(causes):
            if cause.id in seen:
                yield of(entry.tree, "causes", number, "id"), f"the cause {cause.id!r} stands in this article already"
            seen.add(cause.id)


@law("KB013", "error", "Every cause has steps, and at least one of them says how one sees that it worked.")
def steps_with_a_proof(view: View) -> Iterator[Breach]:
    """A step without an end is done forever."""
    for entry, number, cause in _causes(view):
        steps = _steps(view, cause)
        if not steps:
            yield of(entry.tree, "causes", number, "steps"), f"the cause {cause.id!r} has no step"
        elif not any(step.verify for step in steps):
            yield (
                of(entry.tree, "causes", number, "steps"),
                f"no step of {cause.id!r} says how one sees that it worked (verify)",
            )


@law("KB014", "warning", "The first cause is as likely as any other.")
def likeliest_first(view: View) -> Iterator[Breach]:
    """People begin at the top."""
    for entry in view.entries:
        ranks = [_RANK[cause.likelihood] for cause in entry.article.causes]
        if ranks and ranks[0] > min(ranks):
            yield (
                of(entry.tree, "causes", 0, "likelihood"),
                f"the first cause is {entry.article.causes[0].likelihood}, another is likelier",
            )


@law("KB015", "error", "No cause stands where it cannot occur.")
def reachable_causes(view: View) -> Iterator[Breach]:
    """A cause of an operation that the article does not cover is never shown."""
    for entry, number, cause in _causes(view):
        covered = entry.article.environment.operations or (view.loaded.operations or cause.operations)
        for place, operation in enumerate(cause.operations):
            if operation not in covered:
                yield (
                    of(entry.tree, "causes", number, "operations", place),
                    f"the article does not cover {operation}, so this cause is never reached",
                )


@law("KB016", "error", "What is inferred or generic says where it comes from, and sources are as sure as they are.")
def honest_sources(view: View) -> Iterator[Breach]:
    """Our conclusions are never passed off as the vendor's word."""
    for entry in view.entries:
        article = entry.article
        if not article.sources:
            yield of(entry.tree, "sources"), "an article needs a source"
        for number, source in enumerate(article.sources):
            wanted = (
                "generic"
                if source.document.startswith("generic-")
                else "inferred"
                if source.document == "cccdiag-reading"
                else None
            )
            if wanted and source.confidence != wanted:
                yield (
                    of(entry.tree, "sources", number, "confidence"),
                    f"what comes from {source.document!r} is {wanted}, not {source.confidence}",
                )
        kinds = {source.confidence for source in article.sources}
        for number, cause in enumerate(article.causes):
            if cause.confidence == "inferred" and not kinds & {"inferred", "generic"}:
                yield (
                    of(entry.tree, "causes", number),
                    f"{cause.id!r} is inferred, but no source is (document cccdiag-reading or generic-…)",
                )


@law("KB017", "warning", "A documented statement about the gateway names its sections.")
def sections(view: View) -> Iterator[Breach]:
    """The reference has 60 pages."""
    for entry in view.entries:
        for number, source in enumerate(entry.article.sources):
            if source.document == "academic-gateway-2.2" and source.confidence == "documented" and not source.sections:
                yield of(entry.tree, "sources", number), "which sections of the reference?"


@law("KB022", "error", "Days and versions are ones: reviewed is a day that has come, since a version that exists.")
def dates(view: View) -> Iterator[Breach]:
    """A review of the future was none."""
    for entry in view.entries:
        reviewed = _day(entry.article.reviewed)
        if reviewed is None:
            yield of(entry.tree, "reviewed"), f"{entry.article.reviewed!r} is no day such as 2026-11-21"
        elif reviewed > view.today:
            yield of(entry.tree, "reviewed"), f"{entry.article.reviewed} has not come yet"
        for key, version in (("since", entry.article.since), ("retired", entry.article.retired)):
            if version is None or entry.local:
                continue
            if not re.fullmatch(r"\d+(?:\.\d+)+", version):
                yield of(entry.tree, key), f"{version!r} is no version such as 0.1"
            elif _parts(version) > _parts(view.version):
                yield of(entry.tree, key), f"version {version} does not exist yet; this is {view.version}"


@law("KB023", "warning", "An article has been reviewed within the last thirteen months.")
def fresh(view: View) -> Iterator[Breach]:
    """Products change every year."""
    for entry in view.entries:
        reviewed = _day(entry.article.reviewed)
        if reviewed and not entry.article.retired and (view.today - reviewed).days > _FRESH_DAYS:
            yield (
                of(entry.tree, "reviewed"),
                f"last reviewed {(view.today - reviewed).days} days ago; read it again and set today's date",
            )


@law("KB024", "error", "A retired article says what replaces it, and what replaces it lives.")
def retired(view: View) -> Iterator[Breach]:
    """An old id still leads somewhere."""
    for entry in view.entries:
        article = entry.article
        if article.retired and not article.replaced_by:
            yield of(entry.tree, "retired"), "say what replaces it (replaced_by)"
        if article.replaced_by and not article.retired:
            yield of(entry.tree, "replaced_by"), "say since which version it is retired (retired)"
        heir = view.loaded.entries.get(article.replaced_by or "")
        if heir is not None and heir.article.retired:
            yield of(entry.tree, "replaced_by"), f"{heir.article.id} is retired itself"


@law("KB025", "error", "Whoever may retry later is told what may have happened meanwhile.")
def honest_retry(view: View) -> Iterator[Breach]:
    """A mutating call without an answer has an unknown outcome."""
    for entry in view.entries:
        retry = entry.article.retry
        if (
            entry.article.environment.system in ("gateway", "http", "network")
            and retry.when == "later"
            and not retry.note
        ):
            yield of(entry.tree, "retry"), "a call that changes something may have happened; say so in a note"


@law("KB026", "error", "An escalation says what to attach.")
def attachments(view: View) -> Iterator[Breach]:
    """Otherwise the first answer is a question."""
    for entry in view.entries:
        if not entry.article.escalate.attach:
            yield of(entry.tree, "escalate"), "nothing to attach"


def _causes(view: View) -> Iterator[tuple[Entry, int, Cause]]:
    for entry in view.entries:
        for number, cause in enumerate(entry.article.causes):
            yield entry, number, cause


def _steps(view: View, cause: Cause) -> list[Step]:
    shared = view.loaded.things.get("step", {})
    return [
        shared[step].value if isinstance(step, str) else step
        for step in cause.steps
        if not isinstance(step, str) or step in shared
    ]


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def _parts(version: str) -> tuple[int, ...]:
    parts = [int(part) for part in version.split(".")]
    while parts and parts[-1] == 0:
        parts.pop()
    return tuple(parts)
