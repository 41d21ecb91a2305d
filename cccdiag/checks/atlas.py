"""The checks of a library's own settings in ILLiad or Ares, from a file that it exported. No network, and never a login's value."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

from cccdiag.checks import billing
from cccdiag.checks.core import check
from cccdiag.checks.library import Finding, Library, Product, inspect, parts
from cccdiag.checks.model import NOT_NEEDED, Observation, Verdict
from cccdiag.checks.settings import Names, read, read_details
from cccdiag.checks.site import Site
from cccdiag.kb.index import Knowledge

OPTION = "--settings FILE"
_RETYPE = "In the Customization Manager clear the value, type it by hand, and restart the Client."
_SHOWN = 3
_ABSENT = Verdict("skip", "Not looked at: {said}.")
_NO_FILE = {"said": "no file of settings was given (--settings FILE)"}


def _verdict(status: str, cause: str | None = None, step: str | None = None) -> Verdict:
    return Verdict(status, "{said}.", "{article}", cause, step=step)  # type: ignore[arg-type]


# The gravest first: the report names the first of these that was found.
_VERDICTS = {
    "old-version": _verdict("fail", step="Have the Client updated; CCC has closed the service that this version calls."),
    "login-empty": _verdict("fail", "keys-wrong", _RETYPE),
    "login-line-break": _verdict("fail", "keys-wrong", _RETYPE),
    "login-invisible": _verdict("fail", "keys-wrong", _RETYPE),
    "login-white-space": _verdict("fail", "keys-wrong", _RETYPE),
    "auto-search-on": _verdict("fail", "auto-search-on"),
    "location-needless": _verdict("fail", "location-set-needlessly"),
    "location-missing": _verdict("fail", "location-not-set"),
    "login-swapped": _verdict("warn", "keys-wrong"),
    "login-placeholder": _verdict("warn", "keys-wrong", _RETYPE),
    "login-label": _verdict("warn", "keys-wrong", _RETYPE),
    "login-look-alike": _verdict("warn", "keys-wrong", _RETYPE),
    "login-no-address": _verdict("warn", "keys-wrong"),
    "login-left": _verdict("warn", "leftover-of-a-former-account"),
    "address-edited": _verdict("warn", "service-address-edited", "Compare the address with an untouched installation, or ask Atlas Support for it, and put it back."),
    "location-same": _verdict("warn", "wrong-id"),
    "location-set": _verdict("warn", "location-set-needlessly"),
    "location-foreign": _verdict("warn", step="Ask Atlas Support whether ILLiad reads CCCLocation at all, before anything is changed in it."),
    "no-switch": _verdict("warn", "auto-search-on"),
    "old-for-special-requests": _verdict("warn"),
    "addon-number": _verdict("warn", "spending-limit"),
    "missing-keys": _verdict("warn", step="Export the whole customization table, or copy the keys that are missing out of the Customization Manager."),
}  # fmt: skip


@check(
    id="atlas.settings",
    layer="atlas",
    title="Exported settings",
    verdicts={
        **_VERDICTS,
        "sound": Verdict("ok", "Nothing is wrong with {judged} in {file}.{left_over}"),
        NOT_NEEDED: _ABSENT,
    },
    opt_in=OPTION,
)
def settings(site: Site) -> Observation:
    """Judge each part of the settings; the evidence holds keys, places and names of characters, never a login."""
    library = site.library
    if library is None:
        return Observation(NOT_NEEDED, _NO_FILE)
    found = sorted(inspect(library), key=lambda one: tuple(_VERDICTS).index(one.reason))
    standing = parts(library, tuple(found))
    seen = [part for part, stands in standing.items() if stands != "unknown" and part != "keys"]
    unseen = [part for part, stands in standing.items() if stands == "unknown" and part != "addon"]
    evidence: dict[str, Any] = {
        "product": library.product,
        "file": library.export.name,
        "kind": library.export.kind,
        "headings": list(library.export.headings),
        "keys": list(library.export.keys),
        "sites": list(library.export.sites),
        "version": library.told_version,
        "parts": standing,
        "findings": [_plain(one) for one in found],
        "get_it_now": [key for key in library.export.keys if key in library.facts["addon"]],
        "judged": ", ".join(seen) or "what could be judged",
        "left_over": f" Not judged, since nothing was given: {', '.join(unseen)}." if unseen else "",
    }
    if not found:
        return Observation("sound", evidence)
    more = f" and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
    evidence["said"] = "; ".join(_capital(one.said) for one in found[:_SHOWN]) + more
    return Observation(found[0].reason, evidence | {"article": found[0].article})


def _plain(finding: Finding) -> dict[str, str]:
    return {name: value for name, value in dataclasses.asdict(finding).items() if value}


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _billing(status: str, said: str) -> Verdict:
    return Verdict(status, said, "{article}", "billing-differs")  # type: ignore[arg-type]


@check(
    id="atlas.billing",
    layer="atlas",
    title="Billing details on both sides",
    verdicts={
        "other": _billing("fail", "{said}."),
        "missing": _billing("fail", "{said}."),
        "not-given": _billing("warn", "{said}. What was not given could not be compared."),
        "spelling": _billing(
            "fail", "{said}. The same place, spelled differently, and it must be equal letter by letter."
        ),
        "equal": Verdict("ok", "The five billing fields of LocalInfo equal the Marketplace billing details{of_sites}."),
        NOT_NEEDED: _ABSENT,
    },
    opt_in=OPTION,
)
def address(site: Site) -> Observation:
    """Compare the five fields of each row of LocalInfo with the billing details; addresses of institutions are shown."""
    library = site.library
    if library is None:
        return Observation(NOT_NEEDED, _NO_FILE)
    if lacking := _lacking(library):
        return Observation(NOT_NEEDED, {"said": lacking, "keys": list(library.export.keys)})
    words = library.facts["words"]
    rows = [(where, one) for where, here in _rows(library) for one in billing.compare(here, library.details, words)]
    differing = [(where, one) for where, one in rows if not one.equal]
    evidence: dict[str, Any] = {
        "fields": [
            {"site": where, "field": one.field, "here": one.here, "there": one.there, "kinds": list(one.kinds)}
            for where, one in rows
        ],
        "must_be_equal": list(billing.FIELDS),
        "article": "illiad-order-submission",
    }
    if not differing:
        sites = [where for where, _ in _rows(library) if where]
        return Observation("equal", evidence | {"of_sites": f" ({', '.join(sites)})" if sites else ""})
    evidence["said"] = " ".join(f"{f'{where}: ' if where else ''}{one.said}" for where, one in differing).rstrip(".")
    kinds = {kind for _, one in differing for kind in one.kinds}
    if kinds <= {"not-here", "not-there"}:
        return Observation("not-given", evidence)
    if "other" in kinds:
        return Observation("other", evidence)
    return Observation("missing" if kinds & {"missing-here", "missing-there"} else "spelling", evidence)


def _lacking(library: Library) -> str | None:
    """Why there is nothing to compare, if so: what was looked for and what was found."""
    if library.product == "ares":
        return "the billing fields of LocalInfo are ILLiad's; no article names any for Ares"
    if not any(library.of(field) for field in billing.FIELDS):
        of_site = f" for {library.site}" if library.site else ""
        return f"no column of LocalInfo is in the file{of_site}: looked for {', '.join(billing.FIELDS)}, found {', '.join(library.export.keys)}"
    if not library.details:
        return "nothing says what the billing details on Marketplace are (--billing FILE, or a section Marketplace in the same file)"
    return None


def _rows(library: Library) -> Iterator[tuple[str, dict[str, str | None]]]:
    """The billing fields by site."""
    entries = [one for field in billing.FIELDS for one in library.of(field)]
    for where in dict.fromkeys(one.site for one in entries):
        yield where, {one.key: one.text for one in entries if one.site == where}


def library_of(knowledge: Knowledge, product: Product, settings: tuple[str, bytes], details: tuple[str, bytes] | None = None,
               **told: Any) -> Library:  # fmt: skip
    """A library from its files.

    Args:
        knowledge: what keys there are and what is known about the products.
        product: ``illiad`` or ``ares``.
        settings: name and bytes of the exported settings.
        details: name and bytes of the billing details on Marketplace, if they stand in a file of their own.
        told: the other fields of :class:`Library`.

    Raises:
        InputError: a file cannot be read, or holds nothing that was looked for.
    """
    names = Names.of(knowledge)
    export = read(*settings, names)
    there = read_details(*details, names) if details else export.details
    facts = {**knowledge.document("products"), "addon": names.addon, "words": names.words}
    return Library(product, export, facts, there, **told)
