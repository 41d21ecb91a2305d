"""The ways in which one text is written down: plain, and as JSON, XML, addresses, base64, UTF-16 and hexadecimal digits have it."""

from __future__ import annotations

import base64
import json
from typing import Literal

from cccdiag.expressions import expression

# Shorter than this, what is left of a value in base64 or hexadecimal digits could be anything.
SHORTEST = 6
_DOTNET_JSON = expression(r"[&'+<>`\"\u007f-\uffff]")
_PERCENT = expression(r"%[0-9A-F]{2}")

_UMLAUTS = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss", "å": "aa", "ø": "oe", "æ": "ae"}
)


def unescaped(value: bytes, how: Literal["xml", "json", "url"]) -> bytes:
    """The value itself, from the way in which it is written; as it stands where it is not written so."""
    text = value.decode("utf-8", "surrogateescape")
    if how == "xml":
        import html

        text = html.unescape(text)
    elif how == "url":
        import urllib.parse

        text = urllib.parse.unquote(text, errors="surrogateescape")
    else:
        try:
            text = str(json.loads(f'"{text}"', strict=False))
        except ValueError:
            return value
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:  # half of a pair, as only JSON can write it
        return value


def written(value: str) -> tuple[bytes, ...]:
    """Every form in which the value could stand in a text, as bytes of UTF-8, longest first."""
    raw = value.encode("utf-8", "surrogatepass")
    texts = {value, *_json(value), *_markup(value), *_addresses(value, raw), repr(value)[1:-1]}
    found = {text.encode("utf-8", "surrogatepass") for text in texts}
    wide = value.encode("utf-16-le", "surrogatepass")
    if len(raw) >= SHORTEST:
        other = value.encode("utf-16-be", "surrogatepass")
        # UTF-16 in a text of another encoding: as bytes, and as what Windows-1252 or Latin-1 made of them.
        found |= {wide, other, *(text.decode("latin-1").encode() for text in (wide, other))}
        found |= {raw.hex().encode(), raw.hex().upper().encode()}
        found |= _base64(raw) | _base64(wide)
    return tuple(sorted(found, key=lambda form: (-len(form), form)))


def misspelt(value: str) -> frozenset[bytes]:
    """A password as people repeat it: its first letter, or all of them, small or capital, and an umlaut as two letters."""
    if not any(map(str.isalpha, value)) or value.isalpha():
        return frozenset()
    cases = {value[0].swapcase() + value[1:], value.lower(), value.upper(), value.translate(_UMLAUTS)} - {value}
    return frozenset(text.encode("utf-8", "surrogatepass") for text in cases)


def _json(value: str) -> set[str]:
    once = {json.dumps(value)[1:-1], json.dumps(value, ensure_ascii=False)[1:-1]}
    once.add(value.replace("/", "\\/"))
    once.add(_DOTNET_JSON.sub(lambda found: f"\\u{ord(found[0]):04x}", value.replace("\\", "\\\\")))
    once.add(_DOTNET_JSON.sub(lambda found: f"\\u{ord(found[0]):04X}", value.replace("\\", "\\\\")))
    if len(value) >= SHORTEST and value.isprintable() and max(value) < "\U00010000":
        once.add("".join(f"\\u{ord(letter):04x}" for letter in value))
    return once | {json.dumps(text)[1:-1] for text in once if "\\" in text}


def _markup(value: str) -> set[str]:
    import html

    plain = value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    quoted = plain.replace('"', "&quot;")
    once = {plain, quoted, quoted.replace("'", "&apos;"), quoted.replace("\r", "&#13;"), html.escape(value)}
    once.add(quoted.replace("'", "&#39;"))
    once.add("".join(letter if letter.isascii() else f"&#{ord(letter)};" for letter in html.escape(value)))
    return once | {text.replace("&", "&amp;") for text in once if "&" in text}


def _addresses(value: str, raw: bytes) -> set[str]:
    import urllib.parse

    once = {urllib.parse.quote(raw, safe=safe) for safe in ("", "/", "!()*", "!()*'", "@:/")} | {
        urllib.parse.quote_plus(raw)
    }
    lower = {_PERCENT.sub(lambda found: found[0].lower(), text) for text in once}
    twice = {text.replace("%", "%25") for text in once if "%" in text}
    return once | lower | twice | ({value.replace(" ", "+")} if " " in value else set())


def _base64(raw: bytes) -> set[bytes]:
    """What stays the same of the value inside base64, wherever in the encoded text it begins; both alphabets."""
    found = set()
    for before in range(3):
        encoded = base64.b64encode(bytes(before) + raw)
        core = encoded[-(-before * 8 // 6) : (before + len(raw)) * 8 // 6]
        if len(core) >= SHORTEST:
            found |= {core, core.replace(b"+", b"-").replace(b"/", b"_")}
    return found
