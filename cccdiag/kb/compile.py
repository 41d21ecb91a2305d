"""From loaded knowledge to one SQLite index, the same bytes for the same facts.

::

    meta(key, value)                     format, fingerprint
    document(name, json)                 gateway, cues, sources, settings, guides, logformats, worlds/default …
    article(id, family, title, json)     all fields of every article
    step(id, json)
    signature(article, name, literals, pattern, conditions, rule)    conditions: about words; rule: all of them, as JSON
    description(article, system, related, texts)    how people put it: title, phrases, tickets
    weight(term, weights)                what a word of a letter weighs (cccdiag.triage.wording)
    name(key, kind, id)                  what `explain` is asked for: codes, bare numbers, operations, fields, quirks, settings
    search(title, phrases, wording, body)    full text; rowid is the article's
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from cccdiag import facts
from cccdiag.kb.index import FORMAT, key_of
from cccdiag.kb.literals import choices, required, weight
from cccdiag.kb.load import Loaded
from cccdiag.kb.model import Article, Step

if TYPE_CHECKING:
    from sqlite3 import Connection

_TABLES = """
CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE document(name TEXT PRIMARY KEY, json TEXT NOT NULL);
CREATE TABLE article(id TEXT PRIMARY KEY, family TEXT NOT NULL, title TEXT NOT NULL, json TEXT NOT NULL);
CREATE TABLE step(id TEXT PRIMARY KEY, json TEXT NOT NULL);
CREATE TABLE signature(article TEXT NOT NULL, name TEXT, literals TEXT NOT NULL, pattern TEXT NOT NULL, conditions TEXT, rule TEXT NOT NULL);
CREATE TABLE description(article TEXT PRIMARY KEY, system TEXT NOT NULL, related TEXT NOT NULL, texts TEXT NOT NULL);
CREATE TABLE weight(term TEXT PRIMARY KEY, weights TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE name(key TEXT, kind TEXT, id TEXT, PRIMARY KEY(key, kind, id)) WITHOUT ROWID;
CREATE VIRTUAL TABLE search USING fts5(title, phrases, wording, body, content='', tokenize='porter unicode61 remove_diacritics 2');
"""
# A document of thousands of lines of which few are asked for.
_WEIGHED = "wording"
_NUMBER = re.compile(r"[_-](\d{3})$")
_EXPRESSION = re.compile(r"[\\(]")  # what is none is a word or a name
_MARKUP = re.compile(r"\(\?[a-z]+\)|\\[a-zA-Z]|\\x[0-9a-f]{2}|[\\^$.|?*+()\[\]{}]")


def write(connection: Connection, loaded: Loaded, fingerprint: str) -> None:
    """Fill an empty database with the index."""
    connection.executescript(f"PRAGMA page_size=4096; PRAGMA journal_mode=OFF; {_TABLES}")
    connection.executemany("INSERT INTO meta VALUES(?, ?)", [("fingerprint", fingerprint), ("format", str(FORMAT))])
    connection.executemany("INSERT INTO document VALUES(?, ?)", _documents(loaded))
    connection.executemany("INSERT INTO weight VALUES(?, ?)", _weights(loaded.documents.get(_WEIGHED) or {}))
    steps = loaded.all("step")
    connection.executemany("INSERT INTO step VALUES(?, ?)", ((id_, _json(step)) for id_, step in steps.items()))
    for rowid, entry in enumerate(loaded.entries.values(), start=1):
        article = entry.article
        row = (rowid, article.id, article.environment.system, article.title, _json(article))
        connection.execute("INSERT INTO article(rowid, id, family, title, json) VALUES(?, ?, ?, ?, ?)", row)
        connection.execute(
            "INSERT INTO search(rowid, title, phrases, wording, body) VALUES(?, ?, ?, ?, ?)",
            (rowid, *_search_texts(article, steps)),
        )
        connection.executemany("INSERT INTO signature VALUES(?, ?, ?, ?, ?, ?)", _signatures(article))
        if article.retired is None:
            connection.execute("INSERT INTO description VALUES(?, ?, ?, ?)", _description(article))
    connection.executemany("INSERT OR IGNORE INTO name VALUES(?, ?, ?)", sorted(_names(loaded)))
    connection.execute("INSERT INTO search(search) VALUES('optimize')")
    connection.commit()
    connection.execute("VACUUM")


def _json(value: Any) -> str:
    return json.dumps(facts.plain(value, whole=True), ensure_ascii=False, separators=(",", ":"))


def _documents(loaded: Loaded) -> Iterator[tuple[str, str]]:
    documents = {
        **loaded.documents,
        "sources": loaded.all("source"),
        "settings": loaded.all("setting"),
        "guides": loaded.all("guide"),
        "suppress": loaded.all("suppression"),
    }
    if "tickets" in documents:
        documents["cues"] = dict(_cues(documents["tickets"], str(documents["tickets"].get("topic"))))
    for name in sorted(documents.keys() - {_WEIGHED}):
        yield name, _json(documents[name])


def _weights(wording: Mapping[str, Any]) -> Iterator[list[str]]:
    """Term and weights of each line in the document ``wording``."""
    for line in str(wording.get("terms", "")).split("\n"):
        term, equals, weights = line.partition(" = ")
        if equals:
            yield [term, weights]


def _cues(value: Any, topic: str) -> Iterator[tuple[str, list[tuple[str, ...]]]]:
    """Every expression in the document ``tickets``, with sets of texts: one of each set is in whatever it matches. Small sets first."""
    if isinstance(value, str):
        if _EXPRESSION.search(value):
            pattern = value.replace("{topic}", topic)
            telling = {texts for texts in choices(pattern) if weight(texts) > 1}
            yield pattern, sorted(telling, key=lambda texts: (len(texts), texts))
        return
    for each in value.values() if isinstance(value, Mapping) else value if isinstance(value, (list, tuple)) else ():
        yield from _cues(each, topic)


def _signatures(article: Article) -> Iterator[tuple[str | None, ...]]:
    for signature in article.signatures:
        words = {"all": signature.when.all, "any": signature.when.any, "none": signature.when.none}
        conditions = json.dumps(words) if any(words.values()) else None
        literals = json.dumps(required(signature.pattern))
        yield article.id, signature.id, literals, signature.pattern, conditions, _json(signature.when)


def _description(article: Article) -> tuple[str, str, str, str]:
    texts = (article.title, *article.phrases, *article.tickets.ranks)
    return article.id, article.environment.system, json.dumps(article.see), json.dumps(texts, ensure_ascii=False)


def _search_texts(article: Article, steps: Mapping[str, Step]) -> tuple[str, str, str, str]:
    """Title, words of people, words of programs, and all the rest."""
    wording = [article.id.replace("_", " ").replace("-", " "), article.looks_like or ""]
    wording += [_MARKUP.sub(" ", signature.pattern) for signature in article.signatures]
    body = [article.issue, article.customer_text, *article.settings]
    for cause in article.causes:
        body.append(cause.text)
        body += [step.text if isinstance(step, Step) else steps[step].text for step in cause.steps]
    return article.title, " . ".join(article.phrases), " . ".join(wording), " . ".join(body)


def _names(loaded: Loaded) -> Iterator[tuple[str, str, str]]:
    for entry in loaded.entries.values():
        id_ = entry.article.id
        yield key_of(id_), "article", id_
        number = _NUMBER.search(id_)
        if number:
            yield number[1], "article", id_
    for id_, setting in loaded.all("setting").items():
        for spelling in (id_, *setting.aliases):
            yield key_of(spelling), "setting", id_
    for id_ in loaded.all("guide"):
        yield key_of(id_), "guide", id_
    yield from _gateway_names(loaded.documents.get("gateway") or {})


def _gateway_names(gateway: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    for quirk in _mappings(gateway.get("quirks")):
        yield key_of(str(quirk.get("id"))), "quirk", str(quirk.get("id"))
    for operation in _mappings(gateway.get("operations")):
        yield key_of(str(operation.get("name"))), "operation", str(operation.get("name"))
        for field in _mappings(operation.get("fields")):
            yield key_of(str(field.get("name"))), "field", str(field.get("name"))
    for word in gateway.get("rights") or {}:
        yield key_of(word), "right", word
    for name, parameter in (gateway.get("parameters") or {}).items():
        for alias in (parameter or {}).get("aliases", ()):
            yield key_of(alias), "field", name


def _mappings(value: Any) -> Iterable[Mapping[str, Any]]:
    return [item for item in value or () if isinstance(item, Mapping)]
