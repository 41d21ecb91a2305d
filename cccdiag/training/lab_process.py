"""A JupyterLab of one seat as a process: started on loopback with a token, watched until it answers, ended with its kernels."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import cccdiag
from cccdiag.errors import InputError
from cccdiag.training import lab_settings
from cccdiag.training.lab_kernel import SERVER

LOOPBACK = "127.0.0.1"
_USUAL_PORT = 8888
_PORTS = 200
_STARTS_WITHIN = 90
_ENDS_WITHIN = 15
# Another configuration of Jupyter on this machine must neither weaken nor break this one.
_FOREIGN = ("JUPYTER_TOKEN_FILE", "JUPYTER_CONFIG_PATH", "JUPYTER_PATH", "JUPYTER_PREFER_ENV_PATH", "JPY_SESSION_NAME", "JPY_PARENT_PID")  # fmt: skip


class LabProcess:
    """A running JupyterLab; :meth:`stop` ends it and every kernel of it.

    Args:
        folder: a furnished seat (:func:`cccdiag.training.seat.furnish`).
        port: a port that is free.
        browser: let JupyterLab open a browser; it does so without the token in any command line.
        lab: further settings of JupyterLab by plugin.
    """

    def __init__(
        self, folder: Path, port: int, *, browser: bool = False, lab: Mapping[str, Mapping[str, Any]] | None = None
    ) -> None:
        self.folder, self.port = folder.resolve(), port
        self.token = secrets.token_urlsafe(24)
        self.log = self.folder / lab_settings.HIDDEN / "lab.log"
        variables = lab_settings.write(self.folder, port, browser=browser, lab=lab)
        kept = {name: value for name, value in os.environ.items() if name not in _FOREIGN}
        own = {"JUPYTER_TOKEN": self.token, SERVER: f"{LOOPBACK}:{port}", lab_settings.WATCHED: "1"}
        with self.log.open("wb") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "jupyterlab"],
                cwd=self.folder,
                env={**kept, **variables, **own, **_importable()},
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=subprocess.STDOUT,
                # Ctrl-C is for the launcher: Jupyter would ask the terminal whether it is meant.
                **_apart(),
            )

    @property
    def address(self) -> str:
        """Where the first notebook is, with the token; for the person who started it."""
        return f"http://{LOOPBACK}:{self.port}/lab/tree/{lab_settings.FIRST}?token={self.token}"

    def wait(self) -> None:
        """Return when it answers.

        Raises:
            InputError: it ended, or does not answer in time; the sentence has its last words.
        """
        until = time.monotonic() + _STARTS_WITHIN
        while time.monotonic() < until:
            if self._process.poll() is not None:
                raise InputError(f"JupyterLab ended at once: {self._last_words()} (more: {self.log})")
            with contextlib.suppress(OSError, http.client.HTTPException):
                if self.ask("GET", "/api/status", seconds=2) == 200:
                    return
            time.sleep(0.1)
        self.stop()
        raise InputError(
            f"JupyterLab did not answer within {_STARTS_WITHIN} s: {self._last_words()} (more: {self.log})"
        )

    @property
    def is_running(self) -> bool:
        """Whether the server is there."""
        return self._process.poll() is None

    def ask(self, method: str, path: str, *, seconds: float = 5) -> int:
        """Send a request to the server as its owner, past every proxy, and give the status."""
        connection = http.client.HTTPConnection(LOOPBACK, self.port, timeout=seconds)
        try:
            connection.request(method, path, headers={"Authorization": f"token {self.token}"})
            answer = connection.getresponse()
            answer.read()
            return answer.status
        finally:
            connection.close()

    def stop(self) -> None:
        """End kernels and server; what does not end when asked is ended."""
        if self._process.poll() is None:
            with contextlib.suppress(OSError, http.client.HTTPException):
                self.ask("POST", "/api/shutdown")
            try:
                self._process.wait(_ENDS_WITHIN)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        if self._process.stdin:
            with contextlib.suppress(OSError):
                self._process.stdin.close()

    def _last_words(self) -> str:
        lines = self.log.read_text(encoding="utf-8", errors="replace").split("\n")
        return next((line.strip() for line in reversed(lines) if line.strip()), "it said nothing")


def free_ports(wanted: int | None, count: int) -> list[int]:
    """So many free ports, beginning with the one that was asked for or Jupyter's usual one.

    Raises:
        InputError: the port that was asked for is taken or no port, or not enough are free.
    """
    first = wanted or _USUAL_PORT
    if not 1 <= first <= 65535:
        raise InputError(f"--port takes a number from 1 to 65535, not {first}")
    if wanted and not _is_free(wanted):
        raise InputError(f"port {wanted} is taken by another program; leave --port out, or name another")
    free = [port for port in range(first, min(first + _PORTS, 65536)) if _is_free(port)][:count]
    if len(free) < count:
        raise InputError(f"only {len(free)} of {count} ports are free from {first} on; name another --port")
    return free


def is_answering(port: int) -> bool:
    """Whether somebody listens at a port of this machine."""
    with contextlib.suppress(OSError), socket.create_connection((LOOPBACK, port), timeout=1):
        return True
    return False


def recorded_port(folder: Path) -> int | None:
    """The port of the last start of a seat."""
    try:
        text = (folder / lab_settings.HIDDEN / "config" / "jupyter_server_config.json").read_text(encoding="utf-8")
        return int(json.loads(text)["ServerApp"]["port"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _is_free(port: int) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        if sys.platform != "win32":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
        return True


def _importable() -> dict[str, str]:
    """In a checkout the package may have been found by the working folder, which is another one in the lab."""
    home = Path(cccdiag.__file__).parent.parent
    if not (home / "pyproject.toml").is_file():
        return {}
    return {"PYTHONPATH": os.pathsep.join(filter(None, (str(home), os.environ.get("PYTHONPATH"))))}


def _apart() -> dict[str, Any]:
    if sys.platform == "win32":
        return {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}
    return {"start_new_session": True}


def stop_signals() -> list[signal.Signals]:
    """The signals that mean: end now."""
    return [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGBREAK", "SIGHUP") if hasattr(signal, name)]
