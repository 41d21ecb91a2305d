"""Laws about how an article speaks: to customers, without secrets, in whole sentences, with titles that fit."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from cccdiag.kb.lint import Breach, View, law, of
from cccdiag.kb.model import Step

_LONGEST_TITLE = 75
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
                yield place, f"{found.strip()!r} looks like a secret or a telephone number"


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


@law("KB028", "error", "No open point is left.")
def nothing_open(view: View) -> Iterator[Breach]:
    """``kb new`` leaves a TODO wherever a person has to think."""
    for entry in view.entries:
        for place, text in _texts(entry.tree):
            if "TODO" in text:
                yield place, f"an open point: {' '.join(text.split())[:60]}"


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


def _texts(tree: Any) -> Iterator[tuple[str, str]]:
    pairs = tree.items() if isinstance(tree, Mapping) else enumerate(tree)
    for key, value in pairs:
        if isinstance(value, str):
            yield of(tree, key), value
        elif isinstance(value, (Mapping, list)):
            yield from _texts(value)
