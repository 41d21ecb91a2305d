"""The knowledge base as a site of plain files: one page for each thing, indexes by code, product and actor, and a search.

Addresses are stable: a page is called as its id, a section by its heading. The search runs in the reader's browser over a list
of titles and phrases; without scripts the indexes lead everywhere.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from html import escape
from typing import Any

from cccdiag.kb.index import Knowledge
from cccdiag.kb.model import Article
from cccdiag.report import article, article_html, article_reference

_FAMILIES = {
    "gateway": "Academic Gateway (SOAP)",
    "marketplace": "Marketplace API",
    "illiad": "ILLiad",
    "ares": "Ares",
    "http": "HTTP",
    "network": "Network",
    "lookalike": "Look-alikes: not CCC",
}
_NAV = (("index.html", "All articles"), ("by-product.html", "By product"), ("by-actor.html", "By who acts"), ("reference.html", "Gateway reference"),
        ("settings.html", "Settings"), ("search.html", "Search"))  # fmt: skip
_SCRIPT = """\
const box = document.querySelector("input[type=search]"), out = document.querySelector("#found"), said = document.querySelector("#said");
const words = text => text.toLowerCase().normalize("NFD").replace(/[\\u0300-\\u036f]/g, "").match(/[a-z0-9]+/g) || [];
function look() {
  const asked = words(box.value);
  const hits = asked.length ? ENTRIES.map(e => [asked.reduce((sum, w) => {
    const own = words(e.id + " " + e.title), all = words(e.text);
    return sum + (own.includes(w) ? 6 : own.some(o => o.startsWith(w)) ? 3 : 0) + (all.includes(w) ? 2 : all.some(o => o.startsWith(w)) ? 1 : 0);
  }, 0), e]).filter(h => h[0] > 0).sort((a, b) => b[0] - a[0] || (a[1].id < b[1].id ? -1 : 1)).slice(0, 30) : [];
  out.replaceChildren(...hits.map(([, e]) => {
    const li = document.createElement("li"), a = document.createElement("a");
    a.href = e.page; a.textContent = e.id; li.append(a, " " + e.title); return li;
  }));
  said.textContent = asked.length ? hits.length + " found" : "";
}
box.addEventListener("input", look);
box.value = new URLSearchParams(location.search).get("q") || "";
look();
"""


def files(knowledge: Knowledge) -> dict[str, str]:
    """Every file of the site by its name."""
    pages = _Pages(knowledge)
    return {
        "style.css": article_html.STYLE,
        "search.js": f"const ENTRIES = {json.dumps(pages.entries(), ensure_ascii=False)};\n{_SCRIPT}",
        "index.html": pages.index(),
        "by-product.html": pages.by_product(),
        "by-actor.html": pages.by_actor(),
        "reference.html": pages.reference(),
        "settings.html": pages.settings(),
        "search.html": pages.search(),
        **pages.single(),
    }


class _Pages:
    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._articles = knowledge.articles()
        self._names: dict[str, tuple[str, str]] = {}
        for kind, id_ in knowledge.names():
            # An article keeps its address; what has the same name as one is told apart by its kind.
            self._names.setdefault(id_, (kind, _file(kind, id_)))

    def address(self, id_: str) -> str | None:
        """The page of an id, if it has one."""
        found = self._names.get(id_)
        return found[1] if found and found[0] != "right" else None

    def single(self) -> dict[str, str]:
        """A page for every article, operation, field, contradiction, setting and order of work."""
        made = {}
        for id_, (kind, name) in self._names.items():
            if kind == "right":
                continue
            page = self._page(kind, id_)
            made[name] = self._document(
                f"{page.id}: {page.title}", article_html.fragment(page, self._address_from(id_))
            )
        return made

    def _address_from(self, own: str) -> article_html.Address:
        def address(id_: str) -> str | None:
            # A field such as password or title is an ordinary word too, and prose means the word.
            is_word = id_.isalpha() and id_.islower()
            return None if id_ == own or is_word else self.address(id_)

        return address

    def _page(self, kind: str, id_: str) -> article.Page:
        if kind == "article":
            record = self._knowledge.record(id_)
            assert record is not None
            return article.page(article.resolve(self._knowledge, record))
        return article_reference.explanation(self._knowledge, kind, id_)[1]

    def index(self) -> str:
        """All articles, by id."""
        intro = "<h1>What goes wrong between a library and CCC</h1><p>Every error that cccdiag knows: what it means, why it happens and what to do.</p>"
        return self._document("cccdiag knowledge base", intro + self._table(self._articles))

    def by_product(self) -> str:
        """Articles by family."""
        parts = ["<h1>By product</h1>"]
        for family, name in _FAMILIES.items():
            found = [each for each in self._articles if each.environment.system == family]
            parts += [f'<h2 id="{family}">{escape(name)}</h2>', self._table(found)] if found else []
        return self._document("By product", "\n".join(parts))

    def by_actor(self) -> str:
        """Articles by who has to act for the first cause, and for any other."""
        parts = ["<h1>By who acts</h1>"]
        for actor, name in article.ACTORS.items():
            found = [each for each in self._articles if any(cause.actor == actor for cause in each.causes)]
            parts += (
                [f'<h2 id="{actor}">{escape(name[:1].upper() + name[1:])}</h2>', self._table(found)] if found else []
            )
        return self._document("By who acts", "\n".join(parts))

    def reference(self) -> str:
        """Operations, fields and contradictions of the gateway, and orders of work."""
        gateway = self._knowledge.gateway()
        parts = [
            "<h1>Gateway reference</h1>",
            '<h2 id="operations">Operations</h2>',
            self._rows((o.name, o.purpose) for o in gateway.operations),
        ]
        fields = {field.name: field.meaning for operation in gateway.operations for field in operation.fields}
        parts += ['<h2 id="fields">Fields</h2>', self._rows(sorted(fields.items()))]
        parts += [
            '<h2 id="rights">Rights</h2>',
            self._rows((word, right.meaning) for word, right in gateway.rights.items()),
        ]
        parts += [
            '<h2 id="guides">Orders of work</h2>',
            self._rows((id_, guide.title) for id_, guide in self._knowledge.guides().items()),
        ]
        parts += [
            '<h2 id="contradictions">Contradictions</h2>',
            self._rows((quirk.id, quirk.title) for quirk in gateway.quirks),
        ]
        return self._document("Gateway reference", "\n".join(parts))

    def settings(self) -> str:
        """All settings."""
        rows = self._rows((id_, setting.purpose) for id_, setting in self._knowledge.settings().items())
        return self._document("Settings", f"<h1>Settings</h1>{rows}")

    def search(self) -> str:
        """The search."""
        body = (
            '<h1>Search</h1><p><label for="q">A code, words of a message, or how people say it</label></p>'
            '<p><input id="q" type="search" autofocus></p><p id="said" class="sub" role="status"></p><ul id="found"></ul>'
            '<noscript><p>The search needs a script; <a href="index.html">all articles</a> do not.</p></noscript>'
        )
        return self._document("Search", body, script="search.js")

    def entries(self) -> list[dict[str, str]]:
        """What the search looks in."""
        found = []
        for each in self._articles:
            wordings = " ".join(signature.matches[0] for signature in each.signatures if signature.matches)
            text = f"{' '.join(each.phrases)} {each.looks_like or ''} {wordings} {each.issue}"
            found.append({"id": each.id, "title": each.title, "page": _file("article", each.id), "text": text})
        return found

    def _table(self, articles: Iterable[Article]) -> str:
        rows = "".join(
            f'<tr><td><a href="{_file("article", each.id)}"><code>{escape(each.id)}</code></a></td>'
            f'<td>{escape(each.title)}</td><td><span class="badge {each.severity}">{each.severity}</span></td></tr>\n'
            for each in articles
        )
        return f"<table><thead><tr><th>Id</th><th>What is wrong</th><th>Severity</th></tr></thead><tbody>\n{rows}</tbody></table>"

    def _rows(self, rows: Iterable[tuple[str, str]]) -> str:
        def name(id_: str) -> str:
            target = self.address(id_)
            return f'<a href="{target}"><code>{escape(id_)}</code></a>' if target else f"<code>{escape(id_)}</code>"

        return f"<table><tbody>\n{''.join(f'<tr><td>{name(id_)}</td><td>{escape(text)}</td></tr>{chr(10)}' for id_, text in rows)}</tbody></table>"

    def _document(self, title: str, body: str, **more: Any) -> str:
        nav = " ".join(f'<a href="{target}">{label}</a>' for target, label in _NAV)
        return article_html.document(title, body, nav, **more)


def _file(kind: str, id_: str) -> str:
    """The file of a page. File systems that know no case must not mix two of them up (field ``title``, setting ``Title``)."""
    plain = id_.replace(" ", "-").replace("/", "-")
    return f"{plain}.html" if kind in ("article", "operation", "quirk") else f"{kind}-{plain}.html"
