"""A page as HTML: a document of its own for the site, or a fragment for a notebook. No script is needed to read it."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape

from cccdiag.report.article import Block, Page

STYLE = """\
:root{color-scheme:light dark;--ink:#1c2330;--soft:#556070;--paper:#fff;--panel:#f3f5f8;--line:#d5dae1;--link:#0b57a4;--error:#a3161f;--warning:#8a5a00;--info:#0b5c6b}
@media(prefers-color-scheme:dark){:root{--ink:#e8ebf0;--soft:#a7b0bd;--paper:#14181f;--panel:#1d232d;--line:#364050;--link:#8cc2ff;--error:#ff9a9f;--warning:#f3c370;--info:#7fd6e6}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
a{color:var(--link)}
header,main,footer{max-width:52rem;margin:0 auto;padding:0 1.25rem}
header nav{display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;padding:.9rem 0;border-bottom:1px solid var(--line);font-size:.95rem}
h1{font-size:1.6rem;line-height:1.25;margin:1.6rem 0 .2rem}
h1 code{font-size:.85em}
h2{font-size:1.12rem;margin:1.9rem 0 .4rem;padding-top:.2rem}
p{margin:.5rem 0}
p,li{overflow-wrap:anywhere}
.sub{color:var(--soft);margin:0 0 .5rem}
.badge{display:inline-block;padding:0 .5rem;border:1px solid currentColor;border-radius:.7rem;font-size:.82rem}
.badge.error{color:var(--error)}.badge.warning{color:var(--warning)}.badge.info{color:var(--info)}
blockquote{margin:.6rem 0;padding:.55rem .9rem;background:var(--panel);border-left:3px solid var(--line);white-space:pre-wrap;overflow-wrap:anywhere}
li{margin:.35rem 0}
.mark{color:var(--soft);font-size:.85rem}
table{border-collapse:collapse;width:100%;font-size:.95rem}
th,td{text-align:left;vertical-align:top;padding:.35rem .6rem;border-bottom:1px solid var(--line)}
@media(min-width:44rem){td:first-child{white-space:nowrap}}
input[type=search]{width:100%;padding:.55rem .7rem;font:inherit;color:inherit;background:var(--panel);border:1px solid var(--soft);border-radius:.4rem}
footer{margin-top:2.5rem;padding-bottom:2rem;color:var(--soft);font-size:.9rem}
footer p{border-top:1px solid var(--line);padding-top:.6rem}
code{font-family:ui-monospace,Consolas,monospace;overflow-wrap:anywhere}
"""
_WEB = re.compile(r"https?://[^\s<>\"')\]]*[^\s<>\"')\].,;:]")
Address = Callable[[str], str | None]


def slug(heading: str) -> str:
    """The anchor of a heading: lower-case words with hyphens; it stays as long as the heading does."""
    return "-".join(re.findall(r"[a-z]+", heading.lower()))


def fragment(page: Page, address: Address = lambda _id: None) -> str:
    """The page's own content. ``address`` gives the address of another page by its id, None where there is none."""
    parts = [f"<h1><code>{escape(page.id)}</code> {escape(page.title)}</h1>"]
    if page.subtitle:
        severity, _, rest = page.subtitle.partition(" · ")
        if severity == page.severity:
            parts.append(f'<p class="sub"><span class="badge {severity}">{severity}</span> {escape(rest)}</p>')
        else:
            parts.append(f'<p class="sub">{escape(page.subtitle)}</p>')
    for section in page.sections:
        parts.append(f'<section><h2 id="{slug(section.heading)}">{escape(section.heading)}</h2>')
        parts += _blocks(section.blocks, address)
        parts.append("</section>")
    if page.remarks:
        parts.append("<hr>")
        parts += [f'<p class="sub">{_linked(remark, address)}</p>' for remark in page.remarks]
    return "\n".join(parts)


def document(title: str, body: str, nav: str = "", *, style: str = "style.css", script: str = "") -> str:
    """A whole HTML document around some content."""
    loaded = f'<script src="{script}" defer></script>\n' if script else ""
    return (
        f'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>{escape(title)}</title>\n'
        f'<link rel="stylesheet" href="{style}">\n{loaded}</head>\n<body>\n<header><nav aria-label="Indexes">{nav}</nav></header>\n'
        f"<main>\n{body}\n</main>\n<footer><p>Written by cccdiag from its knowledge base. "
        f"It is no publication of Copyright Clearance Center, OCLC or Atlas Systems.</p></footer>\n</body>\n</html>\n"
    )


def _blocks(blocks: tuple[Block, ...], address: Address) -> list[str]:
    parts: list[str] = []
    open_list = ""
    for block in blocks:
        kind = {"number": "ol", "item": "ul"}.get(block.style, "")
        if kind != open_list:
            parts += [f"</{open_list}>"] if open_list else []
            parts += [f"<{kind}>"] if kind else []
            open_list = kind
        parts.append(_block(block, kind, address))
    return [*parts, *([f"</{open_list}>"] if open_list else [])]


def _block(block: Block, kind: str, address: Address) -> str:
    label = f"<strong>{_linked(block.label, address)}</strong> " if block.label else ""
    marks = "".join(f' <span class="mark">[{escape(mark)}]</span>' for mark in block.marks)
    text = f"{label}{_linked(block.text, address)}{marks}"
    inner = "\n".join(_blocks(block.inner, address))
    if kind:
        return f"<li>{text}{inner}</li>"
    if block.style == "quote":
        return f"<blockquote>{text}</blockquote>"
    return f"<p>{text}</p>{inner}" if inner else f"<p>{text}</p>"


def _linked(text: str, address: Address) -> str:
    """The text with web addresses and ids of other pages as links."""
    parts, last = [], 0
    for found in re.finditer(rf"{_WEB.pattern}|[A-Za-z][\w.-]*[\w]", text):
        word = found[0]
        target = word if _WEB.fullmatch(word) else address(word)
        if target is not None:
            parts += [escape(text[last : found.start()]), f'<a href="{escape(target)}">{escape(word)}</a>']
            last = found.end()
    return "".join([*parts, escape(text[last:])])
