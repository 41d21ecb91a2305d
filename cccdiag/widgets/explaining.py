"""What the explain form shows, without a kernel: what words may mean, and one thing as a page."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from typing import Any

from cccdiag.errors import InputError
from cccdiag.kb.find import knowledge
from cccdiag.report import article, article_html, article_reference, article_text
from cccdiag.widgets.form import Answer
from cccdiag.widgets.style import text

_LISTED = 8
_IDS = re.compile(r' id="[^"]*"')


@dataclass(frozen=True, slots=True)
class Meaning:
    """One thing that words may mean: ``kind`` is article, operation, field, right, quirk, setting or guide."""

    kind: str
    id: str
    title: str

    @property
    def label(self) -> str:
        """How it stands in a list."""
        return f"{self.id}: {self.title}" if self.kind == "article" else f"{self.id} ({self.kind})"


def meanings(words: str) -> tuple[Meaning, ...]:
    """What the words may mean, likeliest first: by name, by the very wording, else by what resembles them."""
    facts = knowledge()
    if not words.strip():
        return ()
    titles: dict[str, str] = {}
    found: dict[tuple[str, str], None] = dict.fromkeys(facts.named(words))
    found.update(dict.fromkeys(("article", id_) for id_ in facts.worded(words)))
    for hit in facts.search(words, limit=_LISTED):
        found.setdefault(("article", hit.id))
    listed = list(found)[:_LISTED]
    titles = facts.titles([id_ for kind, id_ in listed if kind == "article"])
    return tuple(Meaning(kind, id_, titles.get(id_, "")) for kind, id_ in listed)


def page(id_: str, kind: str = "article") -> Answer:
    """One thing explained; the value is the document of ``cccdiag explain --format json``.

    Raises:
        InputError: nothing is known under that id.
    """
    document, shown = _explanation(id_, kind)
    fragment = _IDS.sub("", article_html.fragment(shown))
    for old, new in (("h1", "h3"), ("h2", "h4")):
        fragment = fragment.replace(f"<{old}", f"<{new}").replace(f"</{old}>", f"</{new}>")
    return Answer(fragment, article_text.render(shown), document)


def _explanation(id_: str, kind: str) -> tuple[dict[str, Any], article.Page]:
    facts = knowledge()
    if kind != "article":
        return article_reference.explanation(facts, kind, id_)
    record = facts.record(id_)
    if record is None:
        raise InputError(f"there is no article {id_!r}")
    whole = article.resolve(facts, record, time.strftime("%Y-%m-%d"))
    return {"schema": "cccdiag.article/1", **whole}, article.page(whole)


def listing(words: str, found: tuple[Meaning, ...]) -> Answer:
    """What the words may mean, as a list."""
    if not found:
        return Answer(f"<p>Nothing is known about “{text(words)}”.</p>", f"Nothing is known about {words!r}.\n", found)
    rows = "".join(f"<li>{text(each.label)}</li>" for each in found)
    told = "".join(f"  {each.label}\n" for each in found)
    return Answer(f"<ol>{rows}</ol>", f"It may mean, likeliest first:\n{told}", found)
