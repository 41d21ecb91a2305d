"""What a walkthrough needs before it begins, looked at one by one; what is missing names the notebook or article that mends it."""

from __future__ import annotations

import http.client
import importlib.util
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cccdiag import __version__
from cccdiag.errors import CccDiagError
from cccdiag.kb.find import knowledge

if TYPE_CHECKING:
    from cccdiag.emulator import Emulator

START = "00_start_here.ipynb"
_OLDEST = (3, 11)
_SECONDS = 5.0


class NeedError(CccDiagError):
    """Something that a walkthrough needs is not there. In a notebook only the sentence is shown."""

    def _render_traceback_(self) -> list[str]:
        """IPython's own name for what is shown in place of a traceback."""
        return [f"✗ {self}"]


@dataclass(frozen=True, slots=True)
class Need:
    """One need: what it is, what was found, and what mends it (a sentence; a file name or an article's id where there is one)."""

    title: str
    found: str
    met: bool = True
    mend: str = ""
    notebook: str | None = None
    article: str | None = None


def looked_at(gateway: Callable[[], Emulator] | None, forms: bool) -> tuple[Need, ...]:
    """Every need of a walkthrough, met or not, in the order in which one would mend them.

    Args:
        gateway: starts the gateway on this machine or gives the running one; None where the walkthrough asks nobody.
        forms: whether it shows forms.
    """
    return tuple(_each(gateway, forms))


def _each(gateway: Callable[[], Emulator] | None, forms: bool) -> Iterator[Need]:
    running = ".".join(map(str, sys.version_info[:3]))
    old = sys.version_info < _OLDEST
    yield Need(
        "Python",
        running,
        not old,
        "cccdiag needs Python 3.11 or newer: choose another kernel, or install it." if old else "",
        START,
    )
    yield _knowledge()
    if forms:
        missing = [name for name in ("ipywidgets", "anywidget") if importlib.util.find_spec(name) is None]
        found = f"{', '.join(missing)} not installed" if missing else "ipywidgets, anywidget"
        mend = 'In a terminal: python -m pip install "cccdiag[lab]", then restart the kernel.' if missing else ""
        yield Need("Forms", found, not missing, mend, START)
    yield _folder()
    if gateway is not None:
        yield _gateway(gateway)


def _knowledge() -> Need:
    try:
        count = len(knowledge().article_ids())
    except CccDiagError as error:
        return Need(
            "Knowledge base",
            str(error),
            False,
            "Mend that file; `cccdiag kb lint` finds all of them.",
            "08_write_an_article.ipynb",
        )
    return Need("Knowledge base", f"{count} articles of cccdiag {__version__}")


def _folder() -> Need:
    try:
        with tempfile.TemporaryFile(dir=Path.cwd()):
            return Need("This folder", "can be written")
    except OSError as error:
        mend = "Start the lab with a folder of your own: cccdiag lab --folder DIR."
        return Need("This folder", error.strerror or str(error), False, mend, START)


def _gateway(start: Callable[[], Emulator]) -> Need:
    """Whether the gateway of this machine starts and answers: what stands in its way (a filter, a proxy) would spoil each later step."""
    title = "The gateway on this machine"
    try:
        gateway = start()
        address = gateway.wsdl.split("/")[2]
        connection = http.client.HTTPConnection(address, timeout=_SECONDS)
        try:
            connection.connect()
        finally:
            connection.close()
    except (CccDiagError, OSError) as error:
        reason = str(error) if isinstance(error, CccDiagError) else error.strerror or str(error)
        mend = "A security program or a filter keeps programs of this machine from talking to each other: allow 127.0.0.1."  # fmt: skip
        return Need(title, reason, False, mend, "06_when_the_cloud_fails.ipynb", "net-connect")
    except Exception as error:  # noqa: BLE001 - a class is told in a sentence, whatever it is
        reason = f"an error of cccdiag itself, {type(error).__name__}: {error}"
        return Need(title, reason, False, "Please report it; `cccdiag check --demo` shows whether it is the same there.", START)  # fmt: skip
    mode = f"mode {gateway.mode}" if gateway.mode else "without a mode"
    return Need(title, f"answers at {address}, {mode}; nothing that is ordered there is real")
