"""Why an article was not found, for people and programs. Pure."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

from cccdiag.report import findings as told
from cccdiag.triage.whynot import WORDS, Refused, WhyNot

_CONDITIONS = {
    "context": "it counts only in a text of this kind: {}",
    "level": "the record is below level {}",
    "all": "this must be there too and is not: {}",
    "any": "one of these must be there too and none is: {}",
    "none": "this must not be there and is: {}",
    "after_idle": "it counts only after {} minutes without a word of CCC",
    "about": "the record is not about CCC: it names another host, logger or service, or none",
    "product": "the input shows no sign of the product {}",
    "not_product": "the input shows signs of the product {}, which has an article of its own",
    "similarity": "it does not read enough like what people write about this: {}",
    "at_least": "it counts only from {} records on",
}
# Only what words show is left out for what the whole letter reads like; what is suppressed is told by a remark.
_LEFT_OUT = "left out, because the letter as a whole reads like one about something else or like no report (or it is suppressed)"


def document(reason: WhyNot | None) -> dict[str, Any]:
    """What is added to the JSON of a triage: the key ``why_not``, or nothing."""
    if reason is None:
        return {}
    plain = dataclasses.asdict(reason)
    return {"why_not": {**plain, "refused": list(plain["refused"])}}


def render(reason: WhyNot, *, shown: bool) -> str:
    """The answer as text; ``shown``: the article is among the diagnoses."""
    return "\n".join(_lines(reason, shown=shown)) + "\n"


def _lines(reason: WhyNot, *, shown: bool) -> Iterator[str]:
    yield f"Why not {reason.id} ({told.one_line(reason.title)})?"
    if reason.fits:
        where = "see above, or among the symptoms" if shown else _LEFT_OUT
        yield f"   It fits in {told.counted(reason.fits)}: {where}."
        return
    for each in reason.refused:
        yield from _refused(each)
    near = reason.nearest
    if not reason.refused or near is not None:
        if near is None:
            yield "   No record holds the pattern of one of its signatures, and no line comes near."
        else:
            place = told.place(near.source, near.line)
            yield f"   No record holds the pattern of one of its signatures; nearest is {place}, {told.share(near.share)} of the words:"
            yield f"      | {told.one_line(near.text)[:200]}"


def _refused(each: Refused) -> Iterator[str]:
    name, _, rest = each.condition.partition(": ")
    said = _CONDITIONS.get(name, "").format(rest) if name in _CONDITIONS else each.condition
    place = told.place(each.source, each.line)
    if each.signature == WORDS:
        yield f"   The words of the letter at {place} were compared with what people write about it, but"
    else:
        yield f"   Signature {each.signature} fits in {told.counted(each.records)}, first at {place}, but"
    yield f"      {told.one_line(said)[:400]}"
    yield f"      | {told.one_line(each.text)[:200]}"
