"""A library's side of CCC, judged from its exported settings and what it says of itself. Pure, and never a login's value.

Each part (version, login, search, location, addresses, addon) is judged apart: a fault of one says nothing about the others.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import urlsplit

from cccdiag.checks import form
from cccdiag.checks.settings import VERSION, Entry, Export
from cccdiag.client.profile import address_problem

Product = Literal["illiad", "ares"]
PARTS = ("version", "login", "auto-search", "location", "addresses", "addon", "keys")
_YES, _NO = ("yes", "y", "true", "1", "on"), ("no", "n", "false", "0", "off", "")
_MASKED = re.compile(r"[*•●∙·x]{3,}")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_VERSION = re.compile(r"\d{1,3}(?:\.\d{1,5}){1,4}")
_LOGIN = ("CCCUsername", "CCCPassword")


@dataclass(frozen=True, slots=True)
class Library:
    """What is known about one library.

    ``uses_ccc`` and ``countries`` are what it says of itself, None if nobody asked. ``details`` are the billing details of its
    Marketplace account. ``site`` is the NVTGC whose row of LocalInfo counts; None means all.
    """

    product: Product
    export: Export
    facts: Mapping[str, Any] = field(repr=False, hash=False)
    details: Mapping[str, str] = field(default_factory=dict, repr=False, hash=False)
    uses_ccc: bool | None = None
    countries: Literal["one", "several"] | None = None
    version: str | None = None
    site: str | None = None

    def of(self, key: str) -> tuple[Entry, ...]:
        """The entries of a key that count for the site."""
        return tuple(one for one in self.export.of(key) if not (self.site and one.site) or one.site == self.site)

    @property
    def told_version(self) -> str | None:
        """The version as it was given, or as the file has it."""
        return self.version or next((one.text.strip() for one in self.export.of(VERSION) if one.text.strip()), None)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong: in which part, a reason of ``atlas.settings``, the key and where it stands, and a sentence without its end."""

    part: str
    reason: str
    key: str
    place: str
    said: str
    article: str


def inspect(library: Library) -> tuple[Finding, ...]:
    """Everything that is wrong, part by part."""
    parts = (_version, _login, _search, _location, _addresses, _addon, _missing)
    return tuple(found for part in parts for found in part(library))


def parts(library: Library, found: tuple[Finding, ...]) -> dict[str, str]:
    """How each part stands: ``ok``, ``bad``, or ``unknown`` where there was nothing to judge."""
    bad = {one.part for one in found}
    return {part: "bad" if part in bad else "ok" if _seen(library, part) else "unknown" for part in PARTS}


def _seen(library: Library, part: str) -> bool:
    if part == "version":
        return bool(_VERSION.search(library.told_version or ""))
    if part == "login":
        values = [one for key in _LOGIN for one in library.of(key)]
        return len({one.key for one in values}) == len(_LOGIN) and not any(_is_masked(one) for one in values)
    keys = {
        "auto-search": ("CCCAutoSearch",),
        "location": ("CCCLocation",),
        "addresses": tuple(library.facts["addresses"]),
        "addon": ("IFMSpendingLimit", "Institute", "OrderSource"),
        "keys": library.export.keys,
    }[part]
    return any(library.of(key) for key in keys)


def _is_masked(entry: Entry) -> bool:
    return _MASKED.fullmatch(entry.text.strip()) is not None


def _where(entry: Entry) -> str:
    return f" ({entry.site}, {entry.place})" if entry.site else f" ({entry.place})"


def _version(library: Library) -> Iterator[Finding]:
    told = library.told_version
    numbers = _VERSION.search(told or "")
    if numbers is None:
        return
    name = {"illiad": "ILLiad", "ares": "Ares"}[library.product]
    for word, floor in library.facts["versions"][library.product].items():
        if _parts(numbers[0]) < _parts(floor["version"]):
            reason = "old-version" if word == "service" else f"old-for-{word}"
            said = f"{name} {numbers[0]} is older than {floor['version']}, {floor['said']}"
            yield Finding("version", reason, VERSION, "", said, floor["article"])
            return


def _parts(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


def _login(library: Library) -> Iterator[Finding]:
    article = f"{library.product}-ccc-authentication"
    entries = [one for key in _LOGIN for one in library.of(key)]
    if library.uses_ccc is False:
        if library.product == "ares" and (left := [one for one in entries if one.text.strip()]):
            said = f"the library does not use CCC, and {left[0].key} still holds a value{_where(left[0])}"
            yield Finding("login", "login-left", left[0].key, left[0].place, said, "ares-ccc-not-used")
        return
    for one in entries:
        yield from _oddities(one, article)
    for user in library.of("CCCUsername"):
        if user.text.strip() and "@" not in user.text:
            said = f"CCCUsername is no e-mail address, as Marketplace logins are{_where(user)}"
            yield Finding("login", "login-no-address", user.key, user.place, said, article)
        for password in library.of("CCCPassword"):
            if password.site == user.site:
                for odd in form.between(user.text, password.text, "", "", usual_key=None):
                    yield Finding(
                        "login", "login-swapped", password.key, password.place, f"{odd.name}{_where(password)}", article
                    )


def _oddities(entry: Entry, article: str) -> Iterator[Finding]:
    if not entry.text.strip():
        said = f"{entry.key} is empty{_where(entry)}; if the library does not order through CCC, say so with --no-ccc"
        yield Finding("login", "login-empty", entry.key, entry.place, said, article)
        return
    if _is_masked(entry):
        return
    for odd in form.findings(entry.key, entry.text):
        if odd.problem != "inner-space":
            at = f", character {odd.position}" if odd.position else ""
            said = f"{entry.key}{at}: {odd.name}{_where(entry)}"
            yield Finding("login", f"login-{odd.problem}", entry.key, entry.place, said, article)


def _search(library: Library) -> Iterator[Finding]:
    if library.product != "illiad":
        return
    article = "illiad-ccc-not-used"
    found = library.of("CCCAutoSearch")
    for one in found:
        value = one.text.strip().casefold()
        if value not in (*_YES, *_NO):
            said = f"CCCAutoSearch is neither Yes nor No{_where(one)}"
            yield Finding("auto-search", "no-switch", one.key, one.place, said, article)
        elif library.uses_ccc is False and value in _YES:
            said = f"the library does not use CCC, and CCCAutoSearch is on{_where(one)}: every click asks CCC without a login"
            yield Finding("auto-search", "auto-search-on", one.key, one.place, said, article)
    if library.uses_ccc is False and not found:
        said = "the library does not use CCC, and CCCAutoSearch is not in the file; it is on unless it is No"
        yield Finding("auto-search", "auto-search-on", "CCCAutoSearch", "", said, article)


def _location(library: Library) -> Iterator[Finding]:
    article = "ares-ambiguous-location"
    found = library.of("CCCLocation")
    filled = [one for one in found if one.text.strip()]

    def told(reason: str, said: str, entry: Entry | None = None) -> Finding:
        return Finding("location", reason, "CCCLocation", entry.place if entry else "", said, article)

    if library.product == "illiad":
        if filled:
            yield told(
                "location-foreign",
                f"CCCLocation is documented for Ares only and holds a value{_where(filled[0])}",
                filled[0],
            )
        return
    if filled and library.countries == "one":
        said = f"CCCLocation is set{_where(filled[0])}, and the institution works in a single country"
        yield told("location-needless", said, filled[0])
    elif filled and library.countries is None:
        said = f"CCCLocation is set{_where(filled[0])}, which is right for institutions in several countries only; say --countries one or several"
        yield told("location-set", said, filled[0])
    elif library.countries == "several":
        empty = [one for one in found if not one.text.strip()]
        if empty or not found:
            where = _where(empty[0]) if empty else " (the key is not in the file)"
            yield told(
                "location-missing",
                f"the institution works in several countries, and CCCLocation is empty{where}",
                empty[0] if empty else None,
            )
        elif len(filled) > 1 and len({one.text.strip() for one in filled}) == 1:
            yield told("location-same", "CCCLocation is the same at all sites, and each needs its own", filled[0])


def _addresses(library: Library) -> Iterator[Finding]:
    article = f"{library.product}-ccc-authentication"
    for key in library.facts["addresses"]:
        values = [one for one in library.of(key) if one.text]
        for one in values:
            if problem := _address_trouble(one.text, library.facts["hosts"]):
                yield Finding(
                    "addresses",
                    "address-edited",
                    key,
                    one.place,
                    f"{key} {problem}{_where(one)}; it is shipped and not to be edited",
                    article,
                )
        if len({one.text for one in values}) > 1:
            said = f"{key} is not the same at all sites; it is shipped and not to be edited"
            yield Finding("addresses", "address-edited", key, values[0].place, said, article)


def _address_trouble(text: str, hosts: list[str]) -> str | None:
    if problem := address_problem(text):
        return problem
    host = urlsplit(text).hostname or ""
    if any(host == known or host.endswith(f".{known}") for known in hosts):
        return None
    return f"names {host}, which is none of CCC's hosts ({', '.join(hosts)})"


def _addon(library: Library) -> Iterator[Finding]:
    for one in library.of("IFMSpendingLimit"):
        if one.text.strip() and not _NUMBER.fullmatch(one.text.strip()):
            said = f"IFMSpendingLimit of the Get It Now addon is no plain number{_where(one)}"
            yield Finding("addon", "addon-number", one.key, one.place, said, "illiad-get-it-now")


def _missing(library: Library) -> Iterator[Finding]:
    required = [
        key for key in library.facts["required"][library.product] if library.uses_ccc is not False or key not in _LOGIN
    ]
    missing = [key for key in required if not library.of(key)]
    if missing:
        site = f" for {library.site}" if library.site else ""
        said = f"{', '.join(missing)} {'is' if len(missing) == 1 else 'are'} not in the file{site}: looked for {', '.join(required)}, found {', '.join(library.export.keys)}"
        yield Finding("keys", "missing-keys", missing[0], "", said, f"{library.product}-ccc-authentication")
