"""The page for people at ``/``: plain HTML, no script, nothing fetched from elsewhere. Buttons are forms to the control address."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

Data = Mapping[str, Any]

_STYLE = """
:root { color-scheme: light dark; --line: #767676; --soft: color-mix(in srgb, currentColor 8%, transparent); }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 72rem; margin: 0 auto; padding: 1rem; overflow-wrap: anywhere; }
h1 { font-size: 1.5rem; margin: 0 0 .25rem; } h2 { font-size: 1.2rem; margin: 2rem 0 .5rem; }
table { border-collapse: collapse; width: 100%; margin: 0 0 1rem; }
caption { text-align: left; font-weight: 600; padding: .25rem 0; }
th, td { text-align: left; padding: .25rem .5rem; border-bottom: 1px solid var(--line); }
.number { text-align: right; font-variant-numeric: tabular-nums; }
ul.faults { list-style: none; padding: 0; display: grid; grid-template-columns: repeat(auto-fill, minmax(min(16rem, 100%), 1fr)); gap: .5rem; }
button { font: inherit; padding: .3rem .7rem; cursor: pointer; white-space: normal; max-width: 100%; }
ul.faults :is(li, form) { display: flex; flex: 1; }
ul.faults button { width: 100%; min-height: 2.75rem; text-align: left; }
button[aria-pressed=true] { font-weight: 700; outline: 3px solid currentColor; }
:focus-visible { outline: 3px solid #1a5fb4; outline-offset: 2px; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; background: var(--soft); padding: .5rem; }
.wide { overflow-x: auto; } .wide :is(th, td) { overflow-wrap: normal; }
"""


def written(data: Data, control: str) -> str:
    """The page for a state as :meth:`cccdiag.emulator.control.Control.state` gives it; ``control`` is the path of the buttons."""
    mode = f"mode {data['mode']}" if data["mode"] else "without a mode"
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Emulated Academic Gateway</title>
<style>{_STYLE}</style>
</head>
<body>
<header>
<h1>Emulated Academic Gateway</h1>
<p>{escape(data["endpoint"])}, {escape(mode)}. Nothing that is ordered here is real.</p>
<form action="/"><button>Refresh</button></form>
</header>
<main>
{_faults(data, control)}
{_orders(data["orders"], control)}
{_exchanges(data["exchanges"])}
</main>
</body>
</html>
"""


def _faults(data: Data, control: str) -> str:
    action = escape(f"{control}/scenario")
    named = next((scene["title"] for scene in data["scenarios"] if scene["name"] == data["scenario"]), None)
    count = len(data["faults"])
    told = (
        f"In force: {named}." if named else f"In force: {count} faults of your own." if count else "Nothing goes wrong."
    )
    buttons = "\n".join(_switch(scene, data["scenario"], action) for scene in data["scenarios"] if scene["switchable"])
    heal = f'<form method="post" action="{action}"><button name="name" value="">Let nothing go wrong</button></form>'
    return f"""<section aria-labelledby="faults">
<h2 id="faults">What goes wrong</h2>
<p role="status">{escape(told)}</p>
{heal}
<ul class="faults">
{buttons}
</ul>
</section>"""


def _switch(scene: Data, current: str | None, action: str) -> str:
    pressed = "true" if scene["name"] == current else "false"
    button = f'<button name="name" value="{escape(scene["name"])}" aria-pressed="{pressed}" title="{escape(scene["shows"])}">'
    return f'<li><form method="post" action="{action}">{button}{escape(scene["title"])}</button></form></li>'


def _orders(orders: Data, control: str) -> str:
    if not orders["latest"]:
        return '<section aria-labelledby="orders">\n<h2 id="orders">Orders</h2>\n<p>Nothing has been ordered yet.</p>\n</section>'
    tables = "\n".join(_header(header, control) for header in orders["latest"])
    shown = len(orders["latest"])
    newest = f", the newest {shown} of them below" if shown < orders["headers"] else ""
    return f"""<section aria-labelledby="orders">
<h2 id="orders">Orders</h2>
<p>Order headers: {orders["headers"]}, details: {orders["details"]}{newest}.</p>
{tables}
</section>"""


def _header(header: Data, control: str) -> str:
    caption = f"Header {header['id']}: {header['course']} (account {header['account']}, product {header['product']})"
    rows = "\n".join(_detail(detail, control) for detail in header["details"])
    if not rows:
        return f"<p><strong>{escape(caption)}</strong>: no details.</p>"
    columns = ("Detail", "State", "Work", "Copies", "Right", "Fee", "Action")
    head = "".join(f'<th scope="col">{column}</th>' for column in columns)
    return f"""<div class="wide" role="region" aria-label="Header {header["id"]}" tabindex="0"><table>
<caption>{escape(caption)}</caption>
<thead><tr>{head}</tr></thead>
<tbody>
{rows}
</tbody>
</table></div>"""


def _detail(detail: Data, control: str) -> str:
    number = detail["id"]
    action = "none"
    if detail["state"] == "committed":
        button = f'<button name="orderDetailId" value="{number}">Invoice {number}</button>'
        action = f'<form method="post" action="{escape(control)}/invoice">{button}</form>'
    work = f"{detail['work']} ({detail['work_name']})"
    fee = "none" if detail["fee"] is None else detail["fee"]
    return (
        f'<tr><th scope="row">{number}</th><td>{escape(detail["state"])}</td><td>{escape(work)}</td>'
        f'<td class="number">{detail["copies"]}</td><td>{escape(detail["right"] or "not yet")}</td>'
        f'<td class="number">{escape(fee)}</td><td>{action}</td></tr>'
    )


def _exchanges(exchanges: list[Data]) -> str:
    if not exchanges:
        return '<section aria-labelledby="exchanges">\n<h2 id="exchanges">Last exchanges</h2>\n<p>No call yet.</p>\n</section>'
    listed = "\n".join(map(_exchange, exchanges))
    return f'<section aria-labelledby="exchanges">\n<h2 id="exchanges">Last exchanges</h2>\n{listed}\n</section>'


def _exchange(exchange: Data) -> str:
    status = "no status" if exchange["status"] is None else f"HTTP {exchange['status']}"
    called = exchange["operation"] or "unreadable"
    summary = f"{exchange['number']}. {called}: {exchange['outcome']} ({status}, {exchange['milliseconds']} ms)"
    note = f"<p>{escape(exchange['note'])}</p>" if exchange["note"] else ""
    return f"""<details><summary>{escape(summary)}</summary>{note}
<h3>Request</h3>
<pre>{escape(exchange["request"] or "(not read)")}</pre>
<h3>Answer</h3>
<pre>{escape(exchange["answer"] or "(empty)")}</pre>
</details>"""
