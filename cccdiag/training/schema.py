"""JSON Schemas of a drill's file and of what drills print, made from the dataclasses."""

from __future__ import annotations

from typing import Any

from cccdiag.kb import schema
from cccdiag.training.classroom import ClassTable
from cccdiag.training.model import Drill
from cccdiag.training.scorecard import ScoreCard
from cccdiag.training.standing import DrillList, Standing


def drill_file() -> dict[str, Any]:
    """The schema of a file ``knowledge/drills/<id>.yaml``."""
    return schema.file_of("drill-file", "A drill of cccdiag", Drill)


def outputs() -> dict[str, dict[str, Any]]:
    """Schemas of what ``cccdiag drill`` prints, by the name that ``cccdiag schema`` takes."""
    return {
        "drill": schema.output_of("drill", "A drill that was begun", Standing),
        "drills": schema.output_of("drills", "The drills that there are", DrillList),
        "scorecard": schema.output_of("scorecard", "The score card of a drill", ScoreCard),
        "scorecards": schema.output_of("scorecards", "The score cards of a class", ClassTable),
    }
