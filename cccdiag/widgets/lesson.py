"""What the notebooks say in their second cell: the needs of a walkthrough, its gateway, its questions, what is planted and healed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal

from cccdiag.errors import InputError
from cccdiag.training import needs
from cccdiag.training.lesson import Stage, production
from cccdiag.widgets.access import Access
from cccdiag.widgets.form import Answer
from cccdiag.widgets.style import text

if TYPE_CHECKING:
    from cccdiag.checks.model import Report
    from cccdiag.client.journal import Entry
    from cccdiag.client.profile import Profile
    from cccdiag.emulator import Emulator

_PASTED = "pasted settings"
_LIMIT = 10.0
_stages: dict[str, Stage] = {}


class Lesson:
    """One walkthrough. A cell that runs again finds the same gateway, with its orders.

    Args:
        name: the notebook's name without its ending.
        world: what is wrong from the start (see :mod:`cccdiag.training.lesson`).
        gateway: whether a gateway on this machine is wanted.
    """

    def __init__(self, name: str, *, world: str = "", gateway: bool = True) -> None:
        self.name = name
        self._wanted = gateway
        if name not in _stages:
            _stages[name] = Stage(name, world)
        self._stage = _stages[name]

    def __repr__(self) -> str:
        return f"lesson {self.name}"

    def needs(self) -> Answer:
        """Look at everything that this walkthrough needs.

        Raises:
            NeedError: something is missing; only its sentence is shown.
        """
        found = needs.looked_at((lambda: self._stage.gateway) if self._wanted else None, forms=True)
        answer = _needs(found)
        missing = [need for need in found if not need.met]
        if missing:
            from IPython.display import display

            display(answer)  # type: ignore[no-untyped-call]
            raise needs.NeedError(f"{missing[0].title}: {missing[0].found}. {missing[0].mend}{_ways(missing[0])}")
        return answer

    @property
    def gateway(self) -> Emulator:
        """The gateway of this walkthrough."""
        return self._stage.gateway

    @property
    def profile(self) -> Profile:
        """How the library is set up, for a client of your own."""
        return self._stage.profile

    @property
    def connection(self) -> Access:
        """What forms are given, so that they ask this gateway with the library's login."""
        return Access(self._stage.profile, self._stage.gateway)

    @property
    def production(self) -> Access:
        """A site that may be production; nothing listens there."""
        return Access(production())

    def plant(self, world: str) -> Answer:
        """Let something go wrong from now on.

        Raises:
            InputError: there is no such world.
        """
        planted = self._stage.plant(world)
        return Answer(f'<p class="soft">Planted: {text(planted.sentence)}</p>', f"Planted: {planted.sentence}\n")

    def heal(self) -> Answer:
        """Everything works again."""
        self._stage.plant("")
        return Answer(
            '<p class="soft">Healed: the gateway answers as it should.</p>',
            "Healed: the gateway answers as it should.\n",
        )

    def settings(self, product: Literal["illiad", "ares"], pasted: str, **told: Any) -> Answer:
        """Judge the settings of ILLiad or Ares as they were exported or copied; nothing is asked of anybody.

        Args:
            product: whose settings they are.
            pasted: the customization table as CSV, tab-separated or copied text.
            told: what the library says of itself, such as ``version="9.2.1"`` or ``uses_ccc=False``.

        Raises:
            InputError: nothing that was looked for stands in the text.
        """
        from cccdiag.checks import atlas, doctor
        from cccdiag.checks.site import Site
        from cccdiag.client.profile import Profile
        from cccdiag.kb.find import knowledge

        facts = knowledge()
        library = atlas.library_of(facts, product, (_PASTED, pasted.encode()), **told)
        again = f"cccdiag check atlas --{product} --settings FILE"
        site = Site(profile=Profile(name=_PASTED, endpoint=""), gateway=facts.gateway(), library=library, again=again)
        wanted = ("atlas.settings", "atlas.billing")
        return _judged(doctor.examine(site, facts, doctor.chosen(("atlas",), (), wanted), _LIMIT))

    def journal(self) -> Answer:
        """What was written down before it was sent, and what is known about it."""
        with self.connection.client() as client:
            entries = client.journal.read().entries
        rows = [(entry.operation, entry.values.get("orderDetailId", ""), _became(entry)) for entry in entries]
        return _table("The journal of this kernel", ("operation", "order detail", "what is known"), rows)

    def reconcile(self) -> Answer:
        """Ask the gateway, read-only, about each call of which nobody knows what became of it."""
        from cccdiag.client.reconcile import find_out

        with self.connection.client() as client:
            unknown = [entry for entry in client.journal.read().entries if entry.is_open]
            found = [find_out(entry, client, dt.datetime.now(dt.UTC)) for entry in unknown]
            for one in found:
                if one.verdict:
                    client.journal.settle(one.entry.id, one.verdict, one.sentence)
        rows = [(one.entry.operation, one.verdict or "still open", one.sentence) for one in found]
        return _table("Open outcomes, asked about", ("operation", "verdict", "what the gateway says"), rows)

    def question(self, asked: str, choices: Mapping[str, str], *, right: str) -> Answer:
        """A question with its answers folded up: each choice opens to say why it is right or not.

        Args:
            asked: the question.
            choices: each choice with what there is to say about it.
            right: the choice that is right.

        Raises:
            InputError: the right one is none of them.
        """
        if right not in choices:
            raise InputError(f"the right answer {right!r} is none of the choices")
        folded = "".join(
            f"<details><summary>{text(choice)}</summary><p>{'✓ Right. ' if choice == right else '✗ No. '}{text(why)}</p></details>"
            for choice, why in choices.items()
        )
        told = "".join(f"  ( ) {choice}\n" for choice in choices)
        html = f'<div class="card info"><p><strong>{text(asked)}</strong></p>{folded}<p class="soft">Choose first, then open what you chose.</p></div>'
        return Answer(html, f"{asked}\n{told}")


def _judged(report: Report) -> Answer:
    """A report on settings, in which there is no way to draw."""
    from cccdiag.report import wording

    rows = [
        (f"{wording.MARKS[one.status]} {one.status}", one.title, f"{one.summary} {wording.aside(one)}".strip())
        for one in report.results
    ]
    table = _table("What the settings say", ("status", "what was looked at", "what was found"), rows)
    first = f"First: {report.next_step}" if report.next_step else ""
    next_step = f'<p class="first">{text(first)}</p>' if first else ""
    verdict = wording.verdict(report)
    html = f'<p class="verdict">{text(verdict)}</p>{next_step}{table.html}'
    return Answer(html, f"{verdict}\n{first}\n{table.text}", report)


def _needs(found: tuple[needs.Need, ...]) -> Answer:
    rows = "".join(
        f'<tr><td>{"✓" if need.met else "✗"} {"ok" if need.met else "missing"}</td><th scope="row">{text(need.title)}</th>'
        f"<td>{text(need.found)}{f'<br><b>{text(need.mend)}</b>{_ways(need, html=True)}' if not need.met else ''}</td></tr>"
        for need in found
    )
    html = f"<table><caption>What this walkthrough needs</caption><tbody>{rows}</tbody></table>"
    told = "".join(f"{'ok     ' if need.met else 'MISSING'}  {need.title}: {need.found}\n" for need in found)
    return Answer(html, told)


def _ways(need: needs.Need, *, html: bool = False) -> str:
    """Where the mending is taught."""
    notebook = f'<a href="{need.notebook}">{need.notebook}</a>' if html else need.notebook
    ways = [f"notebook {notebook}"] if need.notebook else []
    ways += [f"article {need.article}"] if need.article else []
    return f" See {' and '.join(ways)}." if ways else ""


def _became(entry: Entry) -> str:
    if entry.is_open:
        return "OPEN: nobody knows what became of it"
    said = entry.verdict or entry.outcome or ""
    return f"{said} {', '.join(entry.codes)}".strip()


def _table(caption: str, heads: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> Answer:
    if not rows:
        return Answer(f'<p class="soft">{text(caption)}: nothing.</p>', f"{caption}: nothing.\n")
    head = "".join(f'<th scope="col">{text(name)}</th>' for name in heads)
    body = "".join(f"<tr>{''.join(f'<td>{text(cell)}</td>' for cell in row)}</tr>" for row in rows)
    told = "".join(f"  {' | '.join(row)}\n" for row in (heads, *rows))
    return Answer(
        f"<table><caption>{text(caption)}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>",
        f"{caption}\n{told}",
    )
