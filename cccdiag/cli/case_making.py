"""How ``case save`` and ``bundle`` come to the contents of a case file. Not a command of its own."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cccdiag.cases import contents, summary
from cccdiag.cases.cleaning import Cleaned
from cccdiag.cases.file import Contents
from cccdiag.cases.inputs import Named
from cccdiag.errors import InputError, ProfileError
from cccdiag.kb.index import Knowledge
from cccdiag.redact import Case

if TYPE_CHECKING:
    from cccdiag.client.profile import Profile

_LIMIT = 40.0


@dataclass(frozen=True, slots=True)
class Made:
    """Contents ready to be written, what was replaced in the inputs, and remarks on what is not in it."""

    contents: Contents
    results: tuple[Cleaned, ...]
    remarks: tuple[str, ...]


def made(
    case: Case,
    knowledge: Knowledge,
    files: list[Named],
    folder: Path,
    *,
    site: str | None,
    note: str | None,
    check: bool,
    recording: Mapping[str, Any] | None = None,
) -> Made:
    """Clean the inputs into ``folder``, triage them, look at the site if wanted, and put all documents together.

    Raises:
        InputError: an input cannot be read, or the recording is none.
        ProfileError: there is no such profile.
    """
    remarks: list[str] = []
    inputs, results = contents.collected(case, files, folder)
    documents: dict[str, Mapping[str, Any]] = {}
    if recording is not None:
        documents |= _judged(recording, knowledge, "the recording")
    elif check:
        documents |= _checked(site, knowledge, remarks)
    try:
        documents["profile"] = contents.shown_profile(site, os.environ, case)
    except ProfileError as error:
        if site is not None:
            raise
        remarks.append(f"No profile: {error}")
    if inputs:
        documents["triage"] = _triaged(inputs, folder, knowledge)
    documents["redact"] = summary.document(results)
    clean = {role: contents.without_secrets(document, case) for role, document in documents.items()}
    told = case.text(note) if note else None
    versions = contents.without_secrets(contents.versions(knowledge), case)
    return Made(Contents(clean, inputs, versions, told), tuple(results), tuple(remarks))


def _triaged(inputs: tuple[tuple[str, Path], ...], folder: Path, knowledge: Knowledge) -> dict[str, Any]:
    """The triage of the redacted inputs, under the names that they have in the case file."""
    import dataclasses

    from cccdiag.report import triage_json
    from cccdiag.triage.diagnose import triage
    from cccdiag.triage.sources import sources

    named = (
        dataclasses.replace(source, name=Path(source.name).relative_to(folder).as_posix())
        for _, path in inputs
        for source in sources([str(path)])
    )
    return triage_json.document(triage(named, knowledge))


def _checked(site: str | None, knowledge: Knowledge, remarks: list[str]) -> dict[str, Any]:
    from cccdiag.checks import core, doctor, recording
    from cccdiag.checks.site import Site
    from cccdiag.client import profile

    try:
        known: Profile = profile.load(site, os.environ, None, or_marketplace=True)
    except ProfileError as error:
        remarks.append(f"No check was run: {error}")
        return {}
    again = f"cccdiag check --profile {site}" if site else "cccdiag check"
    place = Site(profile=known, gateway=knowledge.gateway(), environ=dict(os.environ), again=again)
    checks = doctor.fitting(doctor.chosen(), place)
    results = core.run(checks, place, _LIMIT)
    return _judged(recording.record(place, checks, results, dt.datetime.now(dt.UTC)), knowledge, "the check")


def _judged(document: Mapping[str, Any], knowledge: Knowledge, where: str) -> dict[str, Any]:
    """A recording and the report on it."""
    from cccdiag.checks import doctor, model, recording

    seen = recording.replay(document, doctor.every_check(), knowledge.gateway(), where)
    report = doctor.concluded(seen.site, seen.results, knowledge)
    return {"observations": document, "check": model.document(report)}


def recorded(file: str | None) -> Mapping[str, Any] | None:
    """The recording in a file, if one was named.

    Raises:
        InputError: it cannot be read.
    """
    if file is None:
        return None
    from cccdiag.cli.check_inputs import document

    found = document(file)
    if not isinstance(found, Mapping):
        raise InputError(f"{file} is no recording of cccdiag; make one with: cccdiag check --record FILE")
    return found
