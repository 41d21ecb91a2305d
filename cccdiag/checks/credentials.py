"""The form of what a person typed or pasted: white space, invisible characters, lengths, leftovers. Never the values.

Nothing is mended: a blank at the end of a password is the fault that is looked for, so it is shown by name and position.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import asdict, dataclass

from cccdiag.checks.core import check
from cccdiag.checks.model import Observation, Verdict
from cccdiag.checks.site import Site
from cccdiag.secrets import Secret
from cccdiag.spec.model import Gateway

# The gravest first: the report names the first of these that was seen.
GRAVITY = (
    "missing",
    "placeholder",
    "line-break",
    "too-long",
    "wrong-length",
    "invisible",
    "white-space",
    "look-alike",
    "length-hint",
)
_INVISIBLE = {"Cf", "Cc", "Zl", "Zp", "Co", "Cn"}
_PLACEHOLDER = re.compile(
    r"(?i)^(?:<.*>|\{\{.*\}\}|\$\{.*\}|%\w+%|x{4,}|\*{3,}|change[-_ ]?me|your[-_ ].*|todo|tbd|example|(?:my)?(?:password|username|user|secret|key)|"
    r"access[-_ ]?(?:key|secret)|n/?a|none|null|test123?)$"
)
_QUOTES = "\u2018\u2019\u201c\u201d\u201a\u201e\u00ab\u00bb"


@dataclass(frozen=True, slots=True)
class Finding:
    """One oddity: the field, a word of :data:`GRAVITY`, where (1-based, 0 for the whole value) and its name."""

    field: str
    problem: str
    position: int
    name: str


def findings(
    field: str, text: str, *, longest: int | None = None, exact: int | None = None, hint: int | None = None
) -> Iterator[Finding]:
    """Everything that is odd about one value; ``longest`` and ``exact`` are limits, ``hint`` is a usual length (D16)."""
    if not text:
        yield Finding(field, "missing", 0, "the value is empty")
        return
    if _PLACEHOLDER.match(text.strip()):
        yield Finding(field, "placeholder", 0, "a placeholder that was never filled in")
    for position, character in enumerate(text, start=1):
        yield from _odd_character(field, position, character, len(text))
    if longest is not None and len(text) > longest:
        yield Finding(field, "too-long", 0, f"{len(text)} characters, the gateway takes {longest} at most")
    if exact is not None and len(text) != exact:
        yield Finding(field, "wrong-length", 0, f"{len(text)} characters, the gateway takes exactly {exact}")
    if hint is not None and len(text) != hint:
        yield Finding(
            field, "length-hint", 0, f"{len(text)} characters; the reference speaks of {hint}, its own sample differs"
        )


def _odd_character(field: str, position: int, character: str, length: int) -> Iterator[Finding]:
    name = unicodedata.name(character, f"U+{ord(character):04X}")
    category = unicodedata.category(character)
    if character in "\r\n":
        yield Finding(field, "line-break", position, "CARRIAGE RETURN" if character == "\r" else "LINE FEED")
    elif character == " " or (category == "Cc" and character == "\t"):
        place = "at the start" if position == 1 else "at the end" if position == length else "inside"
        yield Finding(field, "white-space", position, f"{'SPACE' if character == ' ' else 'TAB'} {place}")
    elif category in _INVISIBLE or category == "Zs":
        yield Finding(field, "invisible", position, name)
    elif character in _QUOTES or (ord(character) > 127 and category.startswith("L") and not name.startswith("LATIN")):
        yield Finding(field, "look-alike", position, name)


def inspect(site: Site) -> tuple[Finding, ...]:
    """The findings on all values of a profile, in the order of the fields."""
    given = site.profile.credentials
    fields = _limits(site.gateway)
    found: list[Finding] = []
    for name, secret in (("username", given.username), ("password", given.password)):
        found += findings(name, _text(secret), longest=fields[name])
    found += findings("product", site.profile.product or "", exact=fields["prdAbrv"])
    lengths = site.gateway.service
    found += findings("access_key", _text(given.access_key), hint=lengths.access_key_length)
    found += findings("access_secret", _text(given.access_secret), hint=lengths.access_secret_length)
    return tuple(found)


def _text(secret: Secret | None) -> str:
    return secret.reveal() if secret else ""


def _limits(gateway: Gateway) -> dict[str, int | None]:
    operation = gateway.operation("createOrderHeader")
    assert operation is not None
    kinds = {field.name: gateway.type_of(field) for field in operation.fields}
    return {name: kinds[name].exact_length or kinds[name].max_length for name in ("username", "password", "prdAbrv")}


@check(
    id="credentials.form",
    layer="credentials",
    title="Form of the credentials",
    needs=("profile.values",),
    verdicts={
        "well-formed": Verdict("ok", "The credentials are well formed."),
        "length-hint": Verdict("ok", "The credentials are well formed (a length differs from the usual one: {said})."),
        "missing": Verdict("fail", "A value is empty: {said}.", "CCC_100"),
        "placeholder": Verdict("fail", "A value was never filled in: {said}.", "CCC_200"),
        "line-break": Verdict("fail", "A value holds a line break: {said}.", "http-401"),
        "too-long": Verdict("fail", "A value is longer than the gateway takes: {said}.", "CCC_102"),
        "wrong-length": Verdict("fail", "A value has the wrong length: {said}.", "CCC_101"),
        "invisible": Verdict("warn", "A value holds a character that cannot be seen: {said}.", "CCC_200"),
        "white-space": Verdict("warn", "A value holds white space that was probably pasted along: {said}.", "CCC_200"),
        "look-alike": Verdict("warn", "A value holds a character that only looks like another: {said}.", "CCC_200"),
    },
)
def form(site: Site) -> Observation:
    """Look at the form of every value; the evidence holds names and positions, never values."""
    found = inspect(site)
    worst = min(found, key=lambda f: GRAVITY.index(f.problem), default=None)
    if worst is None:
        return Observation("well-formed", {"findings": [], "sources": _sources(site)})
    place = f", character {worst.position}" if worst.position else ""
    said = f"{worst.field}{place}: {worst.name}"
    return Observation(worst.problem, {"findings": [asdict(f) for f in found], "sources": _sources(site), "said": said})


def _sources(site: Site) -> dict[str, str]:
    given = site.profile.credentials
    named = {
        "username": given.username,
        "password": given.password,
        "access_key": given.access_key,
        "access_secret": given.access_secret,
    }
    return {name: secret.source for name, secret in named.items() if secret}
