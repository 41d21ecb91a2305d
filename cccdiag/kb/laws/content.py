"""Laws about what an article says: enough causes, steps that can be checked, honest sources, words fit for a customer."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from typing import Any

from cccdiag.kb.lint import Breach, View, law, of
from cccdiag.kb.load import Entry
from cccdiag.kb.model import Cause, Step

_FRESH_DAYS = 400
_LONGEST_TITLE = 75
_RANK = {"common": 0, "occasional": 1, "rare": 2}
_SENTENCE_END = (".", "!", "?", ".)", '."')
_JARGON = re.compile(
    r"\b(?:CCC_\d{3}|SOAP|XML|JSON|WSDL|XSD|HTTP(?! ?[Ss]\b)|TLS|DNS|API|endpoint|payload|stack ?trace|exception|regex|null|boolean|"
    r"username|localhost|stdin|stdout|cccdiag)\b"
)
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_ADDRESS = re.compile(r"\b[1-9]\d{1,2}(?:\.\d{1,3}){3}\b")  # 9.1.3.0 is a version
_BASIC = re.compile(r"(?i)\bbasic\s+[A-Za-z0-9+/]{16,}={0,2}")
_PHONE = re.compile(r"(?<![\d.-])\+?1?[ (.-]{0,2}\d{3}[). -]{1,2}\d{3}[-. ]\d{4}(?![\d-])")
_INVENTED_MAIL = re.compile(r"(?i)@(?:[\w.-]+\.)?(?:example(?:\.\w+)?|invalid|test)$|@(?:atlas-sys|copyright)\.com$")
_INVENTED_ADDRESS = re.compile(
    r"^(?:0|10|127|192\.0\.2|192\.168|198\.51\.100|203\.0\.113|169\.254|172\.(?:1[6-9]|2\d|3[01]))\."
)
_SETTING = re.compile(r"\b(?:CCC[A-Z][A-Za-z]+|Billing[A-Z]\w+|LocalInfo)\b")


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


@law("KB018", "warning", "The text for the customer is short, polite prose without jargon.")
def fit_for_a_customer(view: View) -> Iterator[Breach]:
    """It is pasted into mails as it stands."""
    for entry in view.entries:
        text = entry.article.customer_text
        place = of(entry.tree, "customer_text")
        if not 60 <= len(text) <= 900:
            yield place, f"{len(text)} characters; between 60 and 900 are read"
        for word in dict.fromkeys(_JARGON.findall(text)):
            yield place, f"{word!r} is not a word for a customer"


@law("KB019", "error", "No article holds personal data or anything that looks like a secret.")
def nothing_personal(view: View) -> Iterator[Breach]:
    """Examples use example.org, 192.0.2.1 and obviously invented names."""
    for entry in view.entries:
        for place, text in _texts(entry.tree):
            for found in [*_MAIL.findall(text)]:
                if not _INVENTED_MAIL.search(found):
                    yield place, f"the address {found} may be somebody's; write one of example.org"
            for found in _ADDRESS.findall(text):
                if not _INVENTED_ADDRESS.match(found):
                    yield place, f"the address {found} may be somebody's; write one of 192.0.2.0/24"
            for found in [*_BASIC.findall(text), *_PHONE.findall(text)]:
                yield place, f"{found!r} looks like a secret or a telephone number"


def _ended(_path: str, text: str) -> str:
    return re.sub(
        r"^((?:  )*(?:- )?(?:issue|text|verify|customer_text|looks_like): (?!['\">|]).*[^.!?\s\"'}\])])$",
        r"\1.",
        text,
        flags=re.MULTILINE,
    )


@law("KB020", "warning", "Issues, causes, steps and texts for the customer are whole sentences.", _ended)
def sentences(view: View) -> Iterator[Breach]:
    """They are read aloud over the telephone."""
    for entry in view.entries:
        article = entry.article
        told: list[tuple[tuple[str | int, ...], str]] = [
            (("issue",), article.issue),
            (("customer_text",), article.customer_text),
        ]
        for number, cause in enumerate(article.causes):
            told.append((("causes", number, "text"), cause.text))
            for place, step in enumerate(cause.steps):
                if isinstance(step, Step):
                    told.append((("causes", number, "steps", place, "text"), step.text))
        for keys, text in told:
            if not text.endswith(_SENTENCE_END):
                yield of(entry.tree, *keys), "a whole sentence ends with a full stop"


@law("KB021", "warning", "A title is short, has no full stop, and says more than the id.")
def titles(view: View) -> Iterator[Breach]:
    """It stands in lists."""
    for entry in view.entries:
        title = entry.article.title
        if len(title) > _LONGEST_TITLE:
            yield of(entry.tree, "title"), f"{len(title)} characters; {_LONGEST_TITLE} fit into a list"
        if title.endswith("."):
            yield of(entry.tree, "title"), "a title has no full stop"
        if title.casefold() == entry.article.id.casefold():
            yield of(entry.tree, "title"), "the title only repeats the id"


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


@law("KB027", "warning", "A setting that is named in the text is listed, and so are the settings that are not named.")
def settings_listed(view: View) -> Iterator[Breach]:
    """``explain CCCLocation`` and the article lead to each other."""
    known = view.loaded.things.get("setting", {})
    for entry in view.entries:
        article = entry.article
        spoken = " ".join([article.issue, *(cause.text for cause in article.causes)])
        for word in dict.fromkeys(_SETTING.findall(spoken)):
            if word in known and word not in article.settings:
                yield of(entry.tree, "causes"), f"the setting {word} is named; add it to settings"


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


def _texts(tree: Any) -> Iterator[tuple[str, str]]:
    pairs = tree.items() if isinstance(tree, Mapping) else enumerate(tree)
    for key, value in pairs:
        if isinstance(value, str):
            yield of(tree, key), value
        elif isinstance(value, (Mapping, list)):
            yield from _texts(value)


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
