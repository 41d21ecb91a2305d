"""Questions to the compiled knowledge. An answer is read when it is asked for, so that one article costs the same beside any number."""

from __future__ import annotations

import json

TYPE_CHECKING = False  # typing costs 4 ms at every start; checkers know this name
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from sqlite3 import Connection
    from typing import Any

    from cccdiag.kb.model import Article, Cause, Guide, Hit, Setting, Step
    from cccdiag.spec.model import Gateway

FORMAT = 5  # of the index; another number makes every older one be built anew
_PORTION = 500


def key_of(term: str) -> str:
    """How a name is looked up: ``CCC_204``, ``ccc-204`` and ``Ccc 204`` are one key."""
    return "".join(character for character in term.casefold() if character.isalnum())


class Knowledge:
    """The compiled facts. Values are built once and kept; ``record`` and ``document`` give plain data without building."""

    def __init__(self, connection: Connection, reopen: Callable[[], Connection] | None = None) -> None:
        self._connection = connection
        self._reopen = reopen
        self._kept: dict[str, Any] = {}

    def close(self) -> None:
        """Let the index go; nothing can be asked afterwards."""
        self._connection.close()

    def _rows(self, query: str, *values: str | int) -> list[tuple[Any, ...]]:
        import sqlite3

        try:
            return self._connection.execute(query, values).fetchall()
        except sqlite3.DatabaseError:
            # A cache file that went bad on the disk: once it is built anew, then the error counts.
            if self._reopen is None:
                raise
            self._connection.close()
            self._connection, self._reopen = self._reopen(), None
            return self._connection.execute(query, values).fetchall()

    def _keep(self, name: str, make: Callable[[], Any]) -> Any:
        if name not in self._kept:
            self._kept[name] = make()
        return self._kept[name]

    def document(self, name: str) -> Any:
        """The plain data of a YAML file by its path without ``.yaml``: ``logformats``, ``worlds/default``, ….

        Raises:
            KeyError: there is no such file.
        """
        rows = self._rows("SELECT json FROM document WHERE name = ?", name)
        if not rows:
            raise KeyError(name)
        return json.loads(rows[0][0])

    def weights(self, terms: Iterable[str]) -> dict[str, str]:
        """What the words of a letter weigh, of those terms that are known (:mod:`cccdiag.triage.wording`)."""
        asked = json.dumps(list(terms))
        return dict(
            self._rows("SELECT term, weights FROM weight WHERE term IN (SELECT value FROM json_each(?))", asked)
        )

    def document_names(self) -> tuple[str, ...]:
        """Names of all documents, sorted."""
        return tuple(name for (name,) in self._rows("SELECT name FROM document ORDER BY name"))

    def gateway(self) -> Gateway:
        """What the gateway is."""

        def make() -> Gateway:
            from cccdiag import spec

            return spec.load(self.document("gateway"), checked=True)

        gateway: Gateway = self._keep("gateway", make)
        return gateway

    def article_ids(self) -> tuple[str, ...]:
        """Ids of all articles, sorted."""
        return tuple(id_ for (id_,) in self._rows("SELECT id FROM article ORDER BY id"))

    def record(self, id_: str) -> dict[str, Any] | None:
        """All fields of an article as plain data, step ids left as they are; None if there is no such article."""
        rows = self._rows("SELECT json FROM article WHERE id = ?", id_)
        return json.loads(rows[0][0]) if rows else None

    def article(self, id_: str) -> Article | None:
        """The article of that id, or None."""
        return next((article for article in self.articles() if article.id == id_), None)

    def articles(self) -> tuple[Article, ...]:
        """All articles, sorted by id."""

        def make() -> tuple[Article, ...]:
            from cccdiag import facts
            from cccdiag.kb.model import Article

            rows = self._rows("SELECT id, json FROM article ORDER BY id")
            return tuple(facts.build(Article, json.loads(text), id_) for id_, text in rows)

        articles: tuple[Article, ...] = self._keep("articles", make)
        return articles

    def step_records(self, ids: Iterable[str]) -> dict[str, dict[str, Any]]:
        """Shared steps as plain data, by id."""
        wanted = tuple(dict.fromkeys(ids))
        marks = ",".join("?" * len(wanted))
        rows = self._rows(f"SELECT id, json FROM step WHERE id IN ({marks})", *wanted)  # noqa: S608 - only question marks
        return {id_: json.loads(text) for id_, text in rows}

    def steps(self) -> Mapping[str, Step]:
        """All shared steps by id."""

        def make() -> dict[str, Step]:
            from cccdiag import facts
            from cccdiag.kb.model import Step

            rows = self._rows("SELECT id, json FROM step ORDER BY id")
            return {id_: facts.build(Step, json.loads(text), id_) for id_, text in rows}

        steps: dict[str, Step] = self._keep("steps", make)
        return steps

    def resolve(self, cause: Cause | Guide) -> tuple[Step, ...]:
        """The steps of a cause or a guide, ids replaced by the steps that they name."""
        from cccdiag import facts
        from cccdiag.kb.model import Step

        named = {step for step in cause.steps if isinstance(step, str)}
        known: dict[str, Step] = self._keep("known steps", dict)
        if missing := named - known.keys():
            # One cause names a few of a hundred.
            known.update((id_, facts.build(Step, record, id_)) for id_, record in self.step_records(missing).items())
        return tuple(known[step] if isinstance(step, str) else step for step in cause.steps)

    def suppressed(self, day: str) -> dict[str, dict[str, str]]:
        """Articles that a library does not want to be told of on that day (YYYY-MM-DD), with reason and end."""
        return {id_: each for id_, each in self.document("suppress").items() if day <= each["until"]}

    def settings(self) -> Mapping[str, Setting]:
        """All documented settings by id."""
        from cccdiag import facts
        from cccdiag.kb.model import Setting

        return {id_: facts.build(Setting, value, id_) for id_, value in self.document("settings").items()}

    def guides(self) -> Mapping[str, Guide]:
        """All orders of work by id."""
        from cccdiag import facts
        from cccdiag.kb.model import Guide

        return {id_: facts.build(Guide, value, id_) for id_, value in self.document("guides").items()}

    def named(self, term: str) -> tuple[tuple[str, str], ...]:
        """What a name stands for, as (kind, id): ``article operation field right quirk setting guide``."""
        return tuple(self._rows("SELECT kind, id FROM name WHERE key = ? ORDER BY kind, id", key_of(term)))

    def names(self) -> tuple[tuple[str, str], ...]:
        """Every name that can be asked for, as (kind, id)."""
        return tuple(self._rows("SELECT DISTINCT kind, id FROM name ORDER BY kind, id"))

    def titles(self, ids: Iterable[str]) -> dict[str, str]:
        """Titles of articles by id; unknown ids are left out."""
        wanted = tuple(dict.fromkeys(ids))
        marks = ",".join("?" * len(wanted))
        return dict(self._rows(f"SELECT id, title FROM article WHERE id IN ({marks}) ORDER BY id", *wanted))  # noqa: S608

    def signatures(self) -> Iterator[tuple[str, str | None, list[str], str, dict[str, Any]]]:
        """Every signature of every article that is not retired: article, name, texts one of which must occur, pattern, conditions.

        They are read in portions: ten thousand at once would take more memory than all that is made of them.
        """
        active = "SELECT article FROM description"
        portion = f"SELECT rowid, article, name, literals, pattern, rule FROM signature WHERE rowid > ? AND article IN ({active}) ORDER BY rowid LIMIT ?"  # noqa: S608
        last = 0
        while rows := self._rows(portion, last, _PORTION):
            for _, article, name, literals, pattern, rule in rows:
                yield article, name, json.loads(literals), pattern, json.loads(rule)
            last = rows[-1][0]

    def descriptions(self) -> list[tuple[str, str, list[str], list[str]]]:
        """How people put each article that is not retired: its id, system, related ids, and title, phrases and tickets."""
        rows = self._rows("SELECT article, system, related, texts FROM description")
        return [(article, system, json.loads(related), json.loads(texts)) for article, system, related, texts in rows]

    def search(self, words: str, limit: int = 10) -> tuple[Hit, ...]:
        """Articles whose titles, phrases, wordings and texts fit the words best, best first (full text, stemmed, ranked)."""
        from cccdiag.kb import ask

        return ask.search(self._rows, words, limit)

    def worded(self, text: str) -> tuple[str, ...]:
        """Ids of the articles one of whose signatures matches the text; sorted.

        Of the conditions only those about the words count: whoever asks has no record, no product and no host.
        """
        from cccdiag.kb import ask

        return ask.worded(self._rows, text)
