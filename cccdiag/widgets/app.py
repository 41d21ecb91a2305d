"""The triage desk and the health check as a page without notebook or code: ``python -m cccdiag.widgets.app`` (extra ``app``: Voila).

It listens on this machine only, wants the token that it prints, and ends kernels that nobody uses any more. Voila's own template
links a style sheet on another machine's server; here its lines are left out, so nothing is asked of any network.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import re
import secrets
import subprocess
import sys
import tempfile
from pathlib import Path

from cccdiag.errors import CccDiagError, InputError
from cccdiag.kb.find import cache_folder

_TITLE = "# CCC: what is wrong?"
_CELLS = (
    "from cccdiag.widgets import check_desk, connection, triage_desk\n\ntriage_desk(connection())",
    "check_desk(connection())",
)
_ELSEWHERE = re.compile(r"""^.*<(?:link|script)\b[^>]*\b(?:href|src)=["']https?://.*\n""", re.MULTILINE)
_IDLE, _INTERVAL = 600, 30


def main(arguments: list[str] | None = None) -> int:
    """Serve the desks until interrupted; 3 when that is not possible."""
    parser = argparse.ArgumentParser(prog="python -m cccdiag.widgets.app", description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--port", type=int, default=8866, help="where to listen on 127.0.0.1 (default 8866)")
    parser.add_argument(
        "--idle",
        type=int,
        default=_IDLE,
        metavar="SECONDS",
        help=f"end a kernel unused for that long (default {_IDLE})",
    )
    args = parser.parse_args(arguments)
    try:
        folder = _folder()
        command = prepare(folder, args.port, args.idle)
    except CccDiagError as error:
        sys.stderr.write(f"cccdiag app: {error}\n")
        return 3
    token = os.environ.get("JUPYTER_TOKEN") or secrets.token_urlsafe(24)
    sys.stdout.write(f"http://127.0.0.1:{args.port}/?token={token}\n")
    sys.stdout.flush()
    paths = os.pathsep.join(filter(None, (str(folder), os.environ.get("JUPYTER_PATH"))))
    environ = {**os.environ, "JUPYTER_TOKEN": token, "JUPYTER_PATH": paths}
    if os.name == "posix":
        os.execve(sys.executable, command, environ)  # noqa: S606 - no shell; whoever ends this program ends the server
    return subprocess.call(command, env=environ)  # noqa: S603 - Voila of this environment


def _folder() -> Path:
    """Where notebook and template lie: the same place each time, or a new one where that cannot be written."""
    folder = Path(cache_folder()) / "app"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return Path(tempfile.mkdtemp(prefix="cccdiag-app-"))
    return folder


def prepare(folder: Path, port: int, idle: int) -> list[str]:
    """Write notebook and template into a folder; the command that serves them.

    Raises:
        InputError: Voila is not installed, or its template is not what it was.
    """
    if importlib.util.find_spec("voila") is None:
        raise InputError("Voila is not installed; pip install 'cccdiag[app]'")
    notebook = folder / "desks.ipynb"
    notebook.write_text(json.dumps(_notebook()), encoding="utf-8")
    template = folder / "voila" / "templates" / "cccdiag"
    template.mkdir(parents=True, exist_ok=True)
    (template / "conf.json").write_text('{"base_template": "lab"}', encoding="utf-8")
    (template / "index.html.j2").write_text(_own_template(), encoding="utf-8")
    return [
        sys.executable, "-m", "voila", str(notebook), "--no-browser", "--token", "--template=cccdiag",
        "--Voila.ip=127.0.0.1", f"--port={port}", "--Voila.port_retries=0", "--VoilaConfiguration.show_tracebacks=False",
        f"--MappingKernelManager.cull_idle_timeout={idle}", f"--MappingKernelManager.cull_interval={min(_INTERVAL, max(idle // 5, 1))}",
    ]  # fmt: skip


def _own_template() -> str:
    """Voila's template for a page in the style of JupyterLab, without what it takes from other machines."""
    path = Path(sys.prefix) / "share" / "jupyter" / "voila" / "templates" / "lab" / "index.html.j2"
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise InputError(f"Voila's template {path} cannot be read: {error.strerror or error}") from None
    return _ELSEWHERE.sub("", text)


def _notebook() -> dict[str, object]:
    cells: list[dict[str, object]] = [{"cell_type": "markdown", "id": "title", "metadata": {}, "source": _TITLE}]
    for number, source in enumerate(_CELLS, start=1):
        code = {"cell_type": "code", "id": f"desk-{number}", "metadata": {}, "source": source}
        cells.append({**code, "execution_count": None, "outputs": []})
    kernel = {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}
    return {"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}


if __name__ == "__main__":
    sys.exit(main())
