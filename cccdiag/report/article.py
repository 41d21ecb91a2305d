"""An article as a page: the fixed headings under which every face (text, terminal, site, notebook) shows it.

Built from plain data, because ``cccdiag explain`` in a pipe is over before dataclasses would have been imported.
"""

from __future__ import annotations

from cccdiag.report.confirm import command

TYPE_CHECKING = False  # typing costs 4 ms at every start; checkers know this name
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    from cccdiag.kb.index import Knowledge

MEANS = "What it means"
LOOKS = "How it looks"
WHY = "Why it happens"
DO = "What to do (who)"
CONFIRM = "How to confirm"
RETRY = "When to retry"
TELL = "What to tell the library"
SOURCES = "Sources"
HEADINGS = (MEANS, LOOKS, WHY, DO, CONFIRM, RETRY, TELL, SOURCES)

ACTORS = {
    "library": "the library",
    "atlas": "Atlas Systems",
    "ccc": "CCC",
    "network": "the network administrator",
    "cloud": "the cloud provider",
    "caller": "the calling program",
}
PRODUCTS = {"illiad": "ILLiad", "ares": "Ares"}
RETRIES = {
    "no": "Do not repeat the call: the answer stays the same.",
    "later": "The same call may be repeated later.",
    "after-fix": "Repeat the call after the cause has been removed.",
    "after-release": "Repeat the call after CCC has released the account.",
    "after-status-check": "The outcome may be unknown: look with checkOrderDetailStatus first, repeat only what did not happen.",
}
MARKS = {
    "inferred": "our own conclusion; no page of CCC or Atlas says so",
    "generic": "general knowledge, not tied to CCC by any of its pages",
}
_GIST = 8  # words that call a step back to mind


class Block:
    """A paragraph (``style`` text), a quotation (quote), or an entry of a list (item, number) with what belongs under it."""

    __slots__ = ("inner", "label", "marks", "style", "text")

    def __init__(
        self, style: str, text: str, label: str = "", marks: Iterable[str] = (), inner: Iterable[Block] = ()
    ) -> None:
        self.style = style
        self.text = text
        self.label = label
        self.marks = tuple(marks)
        self.inner = tuple(inner)


class Section:
    """A heading and what stands under it."""

    __slots__ = ("blocks", "heading")

    def __init__(self, heading: str, blocks: Iterable[Block]) -> None:
        self.heading = heading
        self.blocks = tuple(blocks)


class Page:
    """An id, a title, a line about where it applies, sections in their fixed order, and closing remarks."""

    __slots__ = ("id", "remarks", "sections", "severity", "subtitle", "title")

    def __init__(
        self,
        id_: str,
        title: str,
        subtitle: str,
        sections: Iterable[Section],
        *,
        remarks: Iterable[str] = (),
        severity: str = "info",
    ) -> None:
        self.id = id_
        self.title = title
        self.subtitle = subtitle
        self.sections = tuple(section for section in sections if section.blocks)
        self.remarks = tuple(remarks)
        self.severity = severity


def resolve(knowledge: Knowledge, record: dict[str, Any], today: str = "") -> dict[str, Any]:
    """The record with steps, guide, sources and neighbours in full: what ``explain --format json`` prints.

    Step ids become the steps that they name, with the cause's actor where a step has none. ``today`` (YYYY-MM-DD) decides
    whether a library's suppression of the article still holds.
    """
    guides = knowledge.document("guides") if record["guide"] else {}
    guide = guides.get(record["guide"])
    wanted = [step for cause in record["causes"] for step in cause["steps"] if isinstance(step, str)]
    wanted += [step for step in (guide or {}).get("steps", ()) if isinstance(step, str)]
    shared = knowledge.step_records(wanted)
    documents = knowledge.document("sources")
    titles = knowledge.titles([*record["see"], *record["explains"]])
    return {
        **record,
        "causes": [{**cause, "steps": _steps(cause["steps"], shared, cause["actor"])} for cause in record["causes"]],
        "guide": guide and {"id": record["guide"], **guide, "steps": _steps(guide["steps"], shared, None)},
        "sources": [{**source, "title": documents[source["document"]]["title"],
                     "address": documents[source["document"]]["address"]} for source in record["sources"]],
        "see": [{"id": id_, "title": titles.get(id_)} for id_ in record["see"]],
        "explains": [{"id": id_, "title": titles.get(id_)} for id_ in record["explains"]],
        "suppressed": knowledge.suppressed(today).get(record["id"]),
    }  # fmt: skip


def _steps(steps: list[Any], shared: dict[str, Any], actor: str | None) -> list[dict[str, Any]]:
    resolved = []
    for step in steps:
        whole = {"id": step, **shared[step]} if isinstance(step, str) else {"id": None, **step}
        resolved.append({**whole, "actor": whole["actor"] or actor})
    return resolved


def page(article: dict[str, Any]) -> Page:
    """The page of a resolved article."""
    sections = (
        Section(MEANS, _means(article)),
        Section(LOOKS, _looks(article)),
        Section(WHY, map(_cause, article["causes"])),
        Section(DO, _do(article)),
        Section(CONFIRM, _confirm(article)),
        Section(RETRY, _retry(article["retry"])),
        Section(TELL, [Block("quote", article["customer_text"])]),
        Section(SOURCES, map(_source, article["sources"])),
    )
    remarks, severity = _remarks(article), article["severity"]
    return Page(article["id"], article["title"], _subtitle(article), sections, remarks=remarks, severity=severity)


def _subtitle(article: dict[str, Any]) -> str:
    environment = article["environment"]
    parts = [article["severity"], environment["system"], environment["versions"], environment["component"]]
    return " · ".join(
        [*filter(None, parts), *([", ".join(environment["operations"])] if environment["operations"] else [])]
    )


def _means(article: dict[str, Any]) -> Iterator[Block]:
    if article["retired"]:
        now = f"; see {article['replaced_by']}" if article["replaced_by"] else ""
        yield Block(
            "text",
            f"This article is retired since {article['retired']}{now}. It is kept so that old references still lead somewhere.",
        )
    if article["overrides"]:
        yield Block(
            "text",
            f"This is the library's own article. It stands in place of the built-in one because: {article['overrides']}",
        )
    if article["suppressed"]:
        until, reason = article["suppressed"]["until"], article["suppressed"]["reason"]
        yield Block("text", f"This library is not told of it up to {until}. The reason: {reason}")
    yield Block("text", article["issue"])


def _looks(article: dict[str, Any]) -> Iterator[Block]:
    if article["looks_like"]:
        yield Block("text", article["looks_like"])
    for example in list(dict.fromkeys(signature["matches"][0] for signature in article["signatures"]))[:3]:
        yield Block("quote", example)
    if not article["signatures"]:
        yield Block("text", "There is no fixed text; it is recognised by what people say about it.")


def _cause(cause: dict[str, Any]) -> Block:
    where = f" Only {', '.join(cause['operations'])}." if cause["operations"] else ""
    return Block("number", cause["text"] + where, marks=(cause["likelihood"], *_marks(cause["confidence"])))


def _marks(confidence: str | None) -> tuple[str, ...]:
    return (confidence,) if confidence in MARKS else ()


def _do(article: dict[str, Any]) -> Iterator[Block]:
    guide = article["guide"]
    if guide:
        yield Block(
            "text",
            f"{guide['title']}: {len(guide['steps'])} steps in the order that settles it soonest, shown by: cccdiag explain {guide['id']}",
        )
    told: dict[str, str] = {}
    for number, cause in enumerate(article["causes"], start=1):
        steps = [
            _step(step, told, f"step {place} of cause {number}") for place, step in enumerate(cause["steps"], start=1)
        ]
        yield Block("text", "", label=f"For cause {number}:", inner=steps)
    escalate = article["escalate"]
    text = f"hand it to {ACTORS[escalate['to']]} with: {'; '.join(escalate['attach'])}. {escalate['note'] or ''}"
    yield Block("text", text.strip(), label="If that does not help:")


def _step(step: dict[str, Any], told: dict[str, str], here: str) -> Block:
    who = f"{_capital(ACTORS[step['actor']])}:"
    before = told.setdefault(step["id"] or here, here)
    if before != here:
        return Block("number", f"as in {before}: {' '.join(step['text'].split()[:_GIST])} …", who)
    inner = [Block("text", step["verify"], label="Done when:")] if step["verify"] else []
    return Block("number", step["text"], who, _marks(step["confidence"]), inner)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _confirm(article: dict[str, Any]) -> Iterator[Block]:
    proofs: dict[str, list[int]] = {}
    for number, cause in enumerate(article["causes"], start=1):
        for check in [cause["confirm"], *(step["confirm"] for step in cause["steps"])]:
            if command(check) and number not in proofs.setdefault(check, []):
                proofs[check].append(number)
    for check, numbers in proofs.items():
        named = (
            f"cause {numbers[0]}"
            if len(numbers) == 1
            else f"causes {', '.join(map(str, numbers[:-1]))} and {numbers[-1]}"
        )
        yield Block("item", f"proves or refutes {named}: {command(check)}", label=check)
    if not proofs:
        yield Block(
            "text", "No automatic check can prove it; the steps above say how each of them shows that it worked."
        )


def _retry(retry: dict[str, Any]) -> Iterator[Block]:
    yield Block("text", f"{RETRIES[retry['when']]} {retry['note'] or ''}".strip())


def _source(source: dict[str, Any]) -> Block:
    places = f", {', '.join(source['sections'])}" if source["sections"] else ""
    note = f". {_capital(source['note'])}" if source["note"] else ""
    return Block("item", f"{source['title']}{places}{note}", marks=_marks(source["confidence"]))


def _remarks(article: dict[str, Any]) -> Iterator[str]:
    if article["settings"]:
        yield f"Settings: {', '.join(article['settings'])}"
    if article["see"]:
        yield "See also: " + "; ".join(
            f"{other['id']} ({other['title']})" if other["title"] else other["id"] for other in article["see"]
        )
    if article["explains"]:
        yield "Where it is found, it explains: " + ", ".join(other["id"] for other in article["explains"])
    yield f"Since {article['since']}, reviewed {article['reviewed']}"
    for mark, meaning in MARKS.items():
        if mark in _all_marks(article):
            yield f"[{mark}] = {meaning}"


def _all_marks(article: dict[str, Any]) -> set[str | None]:
    marks = {source["confidence"] for source in article["sources"]}
    for cause in article["causes"]:
        marks |= {cause["confidence"], *(step["confidence"] for step in cause["steps"])}
    return marks
