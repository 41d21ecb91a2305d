"""What the check form shows, without a kernel: the run through the engine, the strip of layers, the report as an answer."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Collection, Iterable, Mapping

from cccdiag.checks.model import Check, CheckResult, Report
from cccdiag.report import check_text, latency_svg, layers_svg, wording
from cccdiag.widgets.access import EMULATOR, Access
from cccdiag.widgets.form import Answer
from cccdiag.widgets.style import picture, prose, text

_LIMIT = 40.0
_GRAVITY = ("ok", "skip", "warn", "fail", "crash")
_keys = itertools.count(1)


def layers() -> tuple[str, ...]:
    """All layers, from this machine outwards."""
    from cccdiag.checks.doctor import LAYERS, every_check

    present = {one.layer for one in every_check()}
    return tuple(layer for layer in LAYERS if layer in present)


def examine(
    access: Access,
    only: Collection[str] = (),
    skip: Collection[str] = (),
    progress: Callable[[tuple[Check, ...], Mapping[str, CheckResult]], None] = lambda _checks, _results: None,
) -> Report:
    """Run the checks that were asked for on the connection; ``progress`` hears of each result as it comes.

    Raises:
        InputError: a word names no check and no layer.
        ProfileError: the profile cannot be read.
    """
    from cccdiag.checks import doctor
    from cccdiag.checks.core import Listener
    from cccdiag.checks.site import Site
    from cccdiag.kb.find import knowledge

    facts = knowledge()
    known = access.profile
    again = "cccdiag check --demo" if access.site == EMULATOR else f"cccdiag check --profile {known.name}"
    environ = {} if access.gateway is not None else dict(access.environ)
    site = Site(profile=known, gateway=facts.gateway(), environ=environ, again=again)
    checks = doctor.fitting(doctor.chosen(only, skip), site)
    results: dict[str, CheckResult] = {}

    def settled(result: CheckResult) -> None:
        results[result.id] = result
        progress(checks, results)

    progress(checks, results)
    return doctor.examine(site, facts, checks, _LIMIT, Listener(settled=settled))


def strip(checks: Iterable[Check], results: Mapping[str, CheckResult]) -> str:
    """The layers as a list that lights up: a mark and a word for each, whatever its colour."""
    by_layer: dict[str, list[CheckResult | None]] = {}
    for one in checks:
        by_layer.setdefault(one.layer, []).append(results.get(one.id))
    items = []
    for layer, found in by_layer.items():
        if None in found:
            items.append(f"<li>{text(layer)} …</li>")
            continue
        worst = max((each.status for each in found if each), key=_GRAVITY.index)
        items.append(f'<li class="{worst}">{wording.MARKS[worst]} {text(layer)}: {worst}</li>')
    return f'<div class="ccc"><ul class="strip" aria-label="Layers">{"".join(items)}</ul></div>'


def progress_told(checks: Collection[Check], results: Mapping[str, CheckResult]) -> str:
    """How far it is, in a sentence for the status line."""
    return f"{len(results)} of {len(checks)} checks are done …"


def answer(report: Report, demo: str | None) -> Answer:
    """Verdict, what to do first, the pictures, and every check with what it found."""
    key = f"check-{next(_keys)}"
    said = wording.DEMO if wording.is_demo(report) else demo
    parts = [f'<p class="demo">{text(said)}</p>'] if said else []
    parts.append(f'<p class="verdict">{wording.MARKS[report.status]} {text(wording.verdict(report))}</p>')
    parts.append(f'<p class="soft">{text(wording.site(report))} · mode {text(report.mode or "not said")}</p>')
    if report.next_step:
        parts.append(f'<p class="first"><strong>First:</strong> {prose(report.next_step)}</p>')
    parts.append(picture(layers_svg.draw(report, None), "Layers"))
    rows = "".join(map(_row, report.results))
    head = '<tr><th scope="col">Status</th><th scope="col">Check</th><th scope="col">What was found</th></tr>'
    parts.append(f"<table><caption>Checks</caption><thead>{head}</thead><tbody>{rows}</tbody></table>")
    if drawn := latency_svg.draw(report, key):
        parts.append(f"<details><summary>Latency by layer</summary>{picture(drawn, 'Latency by layer')}</details>")
    return Answer("\n".join(parts), check_text.render([report]), report)


def _row(result: CheckResult) -> str:
    aside = wording.aside(result)
    small = f'<br><span class="soft">{text(aside)}</span>' if aside else ""
    status = f"{wording.MARKS[result.status]} {result.status}"
    return f"<tr><td>{status}</td><td>{text(result.title)}</td><td>{text(result.summary)}{small}</td></tr>"


def to_explain(report: Report) -> tuple[CheckResult, ...]:
    """Results beside which an explanation is offered: those in trouble that an article knows, causes before consequences."""
    found = [one for one in report.results if one.article and one.status in ("warn", "fail", "crash")]
    return tuple(sorted(found, key=lambda one: one.consequence_of is not None))
