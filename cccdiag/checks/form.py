"""The form of what a person typed or pasted: white space, invisible characters, lengths, leftovers. Pure, and never the values.

Nothing is mended: a blank at the end of a password is the fault that is looked for, so it is named with its position.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

# The gravest first: the report names the first of these that was seen.
GRAVITY = (
    "missing",
    "line-break",
    "too-long",
    "wrong-length",
    "swapped",
    "placeholder",
    "label",
    "invisible",
    "white-space",
    "look-alike",
    "no-product",
    "inner-space",
    "length-hint",
)
# What is said and explains no refusal: a length that is only usual (D16), and what concerns no lock.
HARMLESS = ("length-hint", "no-product")
_INVISIBLE = {"Cf", "Cc", "Zl", "Zp", "Co", "Cn", "Cs"}
_PLACEHOLDER = re.compile(
    r"(?i)^(?:<.*>|\{\{.*\}\}|\[.*\]|\$\{.*\}|\$[A-Z_]+|%\w+%|x{4,}|\*{3,}|•{3,}|\.{3,}|change[-_ ]?(?:me|it)|your[-_ ].*|insert[-_ ].*|"
    r"todo|tbd|example|(?:my)?(?:password|username|user|secret|key)|access[-_ ]?(?:key|secret)|n/?a|none|null|undefined|test123?)$"
)
_LABEL = re.compile(
    r"(?i)^\W{0,3}(?:user ?-?name|user|login|password|passwd|access[ _-]?key|access[ _-]?secret|secret|key|basic|bearer)(?:\s*[:=]|\s+\S)"
)
_WRAPPED = {'"': '"', "'": "'", "`": "`", "“": "”", "‘": "’", "„": "“", "«": "»", "<": ">"}
_ENTITY = re.compile(r"&(?:amp|lt|gt|quot|apos|#\d{1,5}|#x[0-9a-fA-F]{1,5});")
_QUOTES = "\u2018\u2019\u201a\u201b\u201c\u201d\u201e\u201f\u00ab\u00bb\u2032\u2033\u00b4\u02bc"
_MATHEMATICAL = "\u2212\u2215\u2217\u223c\u2236"


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
    yield from _leftovers(field, text)
    for position, character in enumerate(text, start=1):
        yield from _odd_character(field, position, character, text)
    if longest is not None and len(text) > longest:
        yield Finding(field, "too-long", 0, f"{len(text)} characters, the gateway takes {longest} at most")
    if exact is not None and len(text) != exact:
        yield Finding(field, "wrong-length", 0, f"{len(text)} characters, the gateway takes exactly {exact}")
    if hint is not None and len(text) != hint:
        yield Finding(
            field, "length-hint", 0, f"{len(text)} characters; the reference speaks of {hint}, its own sample differs"
        )


def _leftovers(field: str, text: str) -> Iterator[Finding]:
    """What a person left in or copied along: a placeholder, quotation marks, a label, XML's way of writing."""
    bare = text.strip()
    if _PLACEHOLDER.match(bare):
        yield Finding(field, "placeholder", 0, "a placeholder that was never filled in")
    elif len(bare) > 2 and _WRAPPED.get(bare[0]) == bare[-1]:
        yield Finding(field, "label", 0, "quotation marks around the value")
    elif _LABEL.match(bare):
        yield Finding(field, "label", 1, "a label in front of the value")
    if found := _ENTITY.search(text):
        yield Finding(field, "label", found.start() + 1, "a character that is written the XML way")
    if field == "access_key" and ":" in text:
        yield Finding(field, "label", text.index(":") + 1, "a colon, which separates key and secret in the header")


def _odd_character(field: str, position: int, character: str, text: str) -> Iterator[Finding]:
    name = unicodedata.name(character, f"U+{ord(character):04X}")
    category = unicodedata.category(character)
    if character in "\r\n":
        yield Finding(field, "line-break", position, "CARRIAGE RETURN" if character == "\r" else "LINE FEED")
    elif character in " \t":
        yield _white_space(field, position, character, text)
    elif category == "Cs":
        yield Finding(field, "invisible", position, "a byte that is no text in UTF-8")
    elif category in _INVISIBLE or category == "Zs":
        yield Finding(field, "invisible", position, name)
    elif _only_looks_like_another(character, category, name):
        yield Finding(field, "look-alike", position, name)


def _white_space(field: str, position: int, character: str, text: str) -> Finding:
    edge = "at the start" if not text[:position].strip() else "at the end" if not text[position - 1 :].strip() else ""
    name = f"{'SPACE' if character == ' ' else 'TAB'} {edge or 'inside'}"
    return Finding(field, "white-space" if edge or character == "\t" else "inner-space", position, name)


def _only_looks_like_another(character: str, category: str, name: str) -> bool:
    if character in _QUOTES or character in _MATHEMATICAL:
        return True
    if ord(character) < 128:
        return False
    # Accents that stand as characters of their own come from a Mac's file or a PDF; the gateway compares characters.
    return category in ("Pd", "Mn") or (category[0] in "LN" and not name.startswith("LATIN"))


def between(username: str, password: str, key: str, secret: str, *, usual_key: int | None) -> Iterator[Finding]:
    """What is odd about the values beside each other: key and secret swapped, one value in both locks."""
    if usual_key and len(secret) == usual_key < len(key):
        yield Finding("access_key", "swapped", 0, "the access key is as long as a secret, and the secret as a key")
    if key and secret and key == secret:
        yield Finding("access_secret", "swapped", 0, "the access key stands in the place of the secret too")
    if username and password and "@" in password and "." in password.rpartition("@")[2] and "@" not in username:
        yield Finding("password", "swapped", 0, "the password looks like a user name, and the user name does not")
    for one, other, text in (("username", "access_key", key), ("password", "access_secret", secret)):
        if text and text == {"username": username, "password": password}[one]:
            yield Finding(one, "swapped", 0, f"the same value as the {other}; the two locks have different ones")
