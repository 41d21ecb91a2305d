"""What goes into a case file: inputs cleaned into a folder, documents without secrets, versions, the profile as far as it may be seen."""

from __future__ import annotations

import platform
from collections.abc import Mapping
from importlib import metadata
from pathlib import Path
from typing import IO, Any

from cccdiag import __version__
from cccdiag.cases import inputs
from cccdiag.cases.cleaning import Cleaned
from cccdiag.cases.inputs import Named
from cccdiag.client import profile
from cccdiag.kb.index import Knowledge
from cccdiag.redact import Case

_LIBRARIES = ("requests", "lxml", "truststore", "urllib3", "cryptography", "hyperscan")


def without_secrets(document: Any, case: Case) -> Any:
    """A document with every text in it redacted; its keys are a contract and stay."""
    if isinstance(document, str):
        return case.text(document)
    if isinstance(document, Mapping):
        return {key: without_secrets(value, case) for key, value in document.items()}
    return [without_secrets(value, case) for value in document] if isinstance(document, (list, tuple)) else document


def collected(case: Case, files: list[Named], folder: Path) -> tuple[tuple[tuple[str, Path], ...], list[Cleaned]]:
    """Clean files into a folder: the names that they get in the case file, where they lie, and what was replaced.

    Raises:
        InputError: a file cannot be read.
    """
    kept: dict[str, Path] = {}

    def keep(one: Named, done: Cleaned, content: IO[bytes]) -> None:
        if not done.texts:
            return
        name = _free(inputs.safe_place(case, one.place), kept)
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as out:
            while piece := content.read(1 << 20):
                out.write(piece)
        kept[name] = path

    results = inputs.cleaned(case, files, keep)
    return tuple(kept.items()), results


def _free(name: str, taken: Mapping[str, Path]) -> str:
    """The name, numbered when two inputs have the same; letters of either case are the same to Windows."""
    folded = {one.casefold() for one in taken}
    candidate, number = name, 1
    while candidate.casefold() in folded:
        number += 1
        path = Path(name)
        candidate = path.with_name(f"{path.stem}-{number}{path.suffix}").as_posix()
    return candidate


def versions(knowledge: Knowledge) -> dict[str, str]:
    """What this was made with and on."""
    found = {
        "cccdiag": __version__,
        "articles": str(len(knowledge.article_ids())),
        "python": platform.python_version(),
        "system": platform.platform(),
    }
    for name in _LIBRARIES:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            found[name] = "not installed"
    return found


def shown_profile(name: str | None, environ: Mapping[str, str], case: Case) -> dict[str, Any]:
    """The profile without its secrets: of those, only where they come from and whether they are there.

    Raises:
        ProfileError: there is no such profile.
    """
    shown, _, values = profile.settle(name, environ)
    fields = {
        key: {
            "source": value.source,
            "problem": value.problem,
            **({} if key in profile.SECRETS else {"value": value.text}),
        }
        | ({"given": bool(value.text)} if key in profile.SECRETS else {})
        for key, value in values.items()
    }
    return {"schema": "cccdiag.profile/1", "name": shown, "fields": without_secrets(fields, case)}
