"""What the article form does, without a kernel: from a record and a few words to an article, its faults, and whether it finds the record."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cccdiag import __version__, facts
from cccdiag.errors import CccDiagError, FactError, InputError
from cccdiag.kb import draft, find, lint
from cccdiag.kb.draft import CauseDraft, Draft
from cccdiag.widgets.form import Answer
from cccdiag.widgets.style import text

_FOLDER = "articles/local"
_LIKELIHOODS = ("common", "occasional")


@dataclass(frozen=True, slots=True)
class Written:
    """An article: its id and text, what the laws of the knowledge base find in it, and whether it finds the record (None: no record)."""

    id: str
    yaml: str
    problems: tuple[str, ...]
    matched: bool | None
    record: str


def redacted(record: str) -> str:
    """A record without secrets: it becomes an example that others read."""
    from cccdiag.redact import load, redact

    return redact(record, load(find.knowledge().document("redaction"))).text.strip()


def write(values: Mapping[str, Any], record: str = "") -> Written:
    """Write the article, let every law look at it, and triage the record with it.

    Args:
        values: ``id`` (local-…), ``family``, ``title``, ``severity``, ``issue``, ``looks_like``, ``wording``, ``pattern``,
            ``ignores`` and ``phrases`` (lines), ``customer_text``, and of two causes ``cause1 actor1 step1 verify1`` and so on;
            what is missing stands there as TODO.
        record: the record to start from and to try it on.

    Raises:
        InputError: the id is not one of a library's own, or there are neither record nor wording.
    """
    id_ = str(values.get("id") or "local-new").strip()
    if not id_.startswith("local-") or not id_.replace("-", "").isalnum() or id_ != id_.lower():
        raise InputError(f"{id_!r} is no id of an article of your own: local-, then lower-case words with hyphens")
    safe = redacted(record)
    wording = str(values.get("wording") or "").strip() or _first_line(safe)
    if not wording:
        raise InputError("there is nothing to recognise it by yet: paste a record, or write its wording")
    today = dt.datetime.now(tz=dt.UTC).date()
    family = str(values.get("family") or "illiad")
    written = draft.text(_filled(values, Draft(id_, family, safe or wording, wording, today.isoformat(), __version__)))
    problems, matched = _judged(id_, written, record, today)
    return Written(id_, written, problems, matched, safe)


def _first_line(record: str) -> str:
    """The message of a record: what stands behind its head, in its first line."""
    line = next((line.strip() for line in record.splitlines() if line.strip()), "")
    return line.rpartition(" - ")[2]


def _filled(values: Mapping[str, Any], empty: Draft) -> Draft:
    import dataclasses

    plain = ("title", "severity", "issue", "looks_like", "pattern", "false_positives", "customer_text")
    given: dict[str, Any] = {name: str(values[name]).strip() for name in plain if values.get(name)}
    for name in ("ignores", "phrases", "attach"):
        lines = values.get(name) or ()
        listed = lines.splitlines() if isinstance(lines, str) else lines
        if kept := tuple(line.strip() for line in listed if line.strip()):
            given[name] = kept
    causes = [_cause(values, number, empty.causes[number - 1]) for number in (1, 2)]
    return dataclasses.replace(empty, causes=tuple(causes), **given)


def _cause(values: Mapping[str, Any], number: int, empty: CauseDraft) -> CauseDraft:
    def of(name: str, otherwise: str) -> str:
        return str(values.get(f"{name}{number}") or otherwise).strip()

    likelihood = of("likelihood", _LIKELIHOODS[number - 1])
    actor, step = of("actor", empty.actor), of("step", empty.step)
    return CauseDraft(empty.id, of("cause", empty.text), likelihood, actor, step, of("verify", empty.verify))


def _judged(id_: str, written: str, record: str, today: dt.date) -> tuple[tuple[str, ...], bool | None]:
    from cccdiag.triage.diagnose import triage
    from cccdiag.triage.sources import text_source

    with tempfile.TemporaryDirectory(prefix="cccdiag-") as folder:
        own = Path(folder)
        path = own / _FOLDER / f"{id_}.yaml"
        path.parent.mkdir(parents=True)
        path.write_text(written, encoding="utf-8", newline="\n")
        seen = lint.view(facts.knowledge_dir(), own, today=today, version=__version__)
        start = own.as_posix()
        problems = tuple(
            f"line {each.where.rsplit(':', 2)[1]}: {each.text} ({each.law})"
            for each in lint.lint(seen)
            if each.where.startswith(start)
        )
        if not record.strip():
            return problems, None
        try:
            with_it = find.open_folder(facts.knowledge_path(), folder)
        except FactError as error:
            return (*problems, str(error).removeprefix(start)), False
        try:
            report = triage(text_source("record", record.encode("utf-8", "surrogatepass")), with_it)
        except CccDiagError as error:
            return (*problems, str(error)), False
        finally:
            with_it.close()
    return problems, id_ in [diagnosis.id for diagnosis in report.diagnoses]


def save(written: Written, folder: Path) -> Path:
    """Put the article into a library's own folder of knowledge (``--knowledge``); nothing that is there is written over.

    Raises:
        InputError: there is such a file already, or it cannot be written.
    """
    path = folder / _FOLDER / f"{written.id}.yaml"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(written.yaml)
    except FileExistsError:
        raise InputError(f"{path} is there already and stays as it is; give the article another id") from None
    except OSError as error:
        raise InputError(f"{path} cannot be written: {error.strerror or error}") from None
    return path


def answer(written: Written) -> Answer:
    """The text of the article, with what is still wrong and whether it finds the record."""
    found = {
        None: "No record was given to try it on.",
        True: "✓ The triage finds the record with this article.",
        False: "✗ The triage does not find the record with this article: look at the wording and the pattern.",
    }[written.matched]
    todo = f"{len(written.problems)} to mend" if written.problems else "Valid: every law of the knowledge base holds."
    listed = "".join(f"<li>{text(problem)}</li>" for problem in written.problems)
    lines = "\n".join(line[: len(line) - len(line.lstrip())] + text(line) for line in written.yaml.splitlines())
    html = f'<p class="verdict">{text(todo)}</p><p>{text(found)}</p>{f"<ul>{listed}</ul>" if listed else ""}<pre>{lines}</pre>'
    told = "".join(f"  {problem}\n" for problem in written.problems)
    return Answer(html, f"{todo}\n{told}{found}\n\n{written.yaml}", written)
