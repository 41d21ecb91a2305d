"""What follows from what: one trouble is one failure, however many checks it runs into. Pure.

Two things are told apart. A result may have been *caused* by what an earlier check found odd (a blank in the password explains
the refused login): then that oddity is the failure. Or a check may have run into the trouble of a lower *layer* (a filter's page
where the gateway should have answered): then that layer's check takes the failure over, since what it saw earlier no longer holds.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping

from cccdiag.checks.model import Check, CheckResult

_TROUBLE = ("fail", "warn")


def consequences(order: Iterable[Check], done: Mapping[str, CheckResult]) -> tuple[CheckResult, ...]:
    """The results in order, each failure that another one explains with the id of that other one."""
    checks = tuple(order)
    results = dict(done)
    for one in checks:
        if results[one.id].status in _TROUBLE and results[one.id].layer != one.layer:
            _hand_down(one, checks, results)
    for one in checks:
        if results[one.id].status in _TROUBLE and results[one.id].consequence_of is None:
            _blame(one, results)
    return tuple(_rooted(results[one.id], results) for one in checks)


def _hand_down(one: Check, checks: tuple[Check, ...], results: dict[str, CheckResult]) -> None:
    """Let the check of the layer at fault take the failure over, if that layer was looked at and seemed sound."""
    met = results[one.id]
    for owner in checks:
        held = results[owner.id]
        if owner.layer == met.layer and owner.id != one.id and held.status in ("ok", "warn"):
            evidence = {**held.evidence, **met.evidence, "met_by": one.id}
            results[owner.id] = dataclasses.replace(
                held, status=met.status, reason=met.reason, summary=met.summary, article=met.article, evidence=evidence
            )
            results[one.id] = dataclasses.replace(met, layer=one.layer, consequence_of=owner.id)
            return


def _blame(one: Check, results: dict[str, CheckResult]) -> None:
    result = results[one.id]
    for cause in one.caused_by:
        trouble = results.get(cause)
        if trouble is None or not one.explained(result, trouble):
            continue
        results[one.id] = dataclasses.replace(result, consequence_of=trouble.consequence_of or trouble.id)
        if result.status == "fail" and trouble.status != "fail":
            results[cause] = dataclasses.replace(trouble, status="fail", article=result.article or trouble.article)
        return


def _rooted(result: CheckResult, results: Mapping[str, CheckResult]) -> CheckResult:
    """The result with the first link of its chain of consequences."""
    root, seen = result.consequence_of, {result.id}
    while root and root not in seen and (above := results.get(root)) and above.consequence_of:
        seen.add(root)
        root = above.consequence_of
    return result if root == result.consequence_of else dataclasses.replace(result, consequence_of=root)
