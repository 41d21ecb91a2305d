"""What the billing form shows, without a kernel: five details on both sides, and what to do about each that differs."""

from __future__ import annotations

from collections.abc import Mapping

from cccdiag.checks import billing
from cccdiag.kb.find import knowledge
from cccdiag.widgets.form import Answer
from cccdiag.widgets.style import text

HERE, THERE = "In ILLiad or Ares", "In the CCC account"


def compare(here: Mapping[str, str], there: Mapping[str, str]) -> Answer:
    """Both sides beside each other; the value is the tuple of comparisons (:func:`cccdiag.checks.billing.compare`)."""
    rows = tuple(billing.compare(here, there, billing.Words.of(knowledge().document("billing"))))
    differing = [row for row in rows if not row.equal]
    verdict = f"{len(differing)} of {len(rows)} differ" if differing else "All five are the same, letter by letter."
    body = "".join(_row(row) for row in rows)
    head = "".join(f'<th scope="col">{each}</th>' for each in ("Detail", HERE, THERE, "What it comes to"))
    html = f'<p class="verdict">{text(verdict)}</p><table><caption>Billing details on both sides</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'
    told = "".join(f"  {_mark(row)} {row.field}: {row.here!r} here, {row.there!r} there. {row.said}\n" for row in rows)
    return Answer(html, f"{verdict}\n{told}", rows)


def _mark(row: billing.Comparison) -> str:
    return "✓ same" if row.equal else "! spelled differently" if row.same_thing else "✗ different"


def _shown(value: str | None) -> str:
    """A value with the blanks at its ends made visible: they are a difference too."""
    if not value:
        return "—"
    inner = value.strip()
    before, after = value[: len(value) - len(value.lstrip())], value[len(value.rstrip()) :]
    return f"<code>{'␣' * len(before)}{text(inner)}{'␣' * len(after)}</code>"


def _row(row: billing.Comparison) -> str:
    return (
        f'<tr><th scope="row">{text(row.field)}</th><td>{_shown(row.here)}</td><td>{_shown(row.there)}</td>'
        f"<td>{_mark(row)}<br>{text(row.said)}</td></tr>"
    )
