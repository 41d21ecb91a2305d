r"""A real JupyterLab or Voila on this machine with a home of its own, and a Chromium that looks at it.

with Lab(tmp_path) as lab, browser() as seen:
    lab.write("form.ipynb", "from cccdiag.widgets import check_desk\ncheck_desk()")
    lab.open(seen.page, "form.ipynb"); run_all(seen.page)
    ...; assert seen.elsewhere == []

The server ends with the test: by ``stop``, and by the watchdog of the system if the test runner is killed.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

import needs
import pytest

ROOT = Path(__file__).resolve().parents[2]
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync")  # fmt: skip
SETTINGS = {
    "@jupyterlab/apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
    # Cells that are off the screen stay in the page, so that tests find them.
    "@jupyterlab/notebook-extension/tracker": {"windowingMode": "none"},
    "@jupyterlab/completer-extension/manager": {"autoCompletion": False},
    "@jupyterlab/docmanager-extension/plugin": {"autosave": False},
}
SAVE_STATE = {"@jupyter-widgets/jupyterlab-manager/plugin": {"saveState": True}}
_HERE = ("http://127.0.0.1", "ws://127.0.0.1", "data:", "blob:", "about:", "chrome")
# Runs a module as ``python -m`` does; on Linux the system ends it when the thread that started it is gone (PR_SET_PDEATHSIG).
_WATCHED = """
import ctypes, runpy, signal, sys
if sys.platform == "linux":
    ctypes.CDLL(None).prctl(1, signal.SIGTERM)
del sys.argv[0]
runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
"""


def free_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


def environment(home):
    """The environment of a server whose files all lie in ``home``."""
    places = {"HOME": "", "JUPYTER_CONFIG_DIR": "config", "JUPYTER_DATA_DIR": "data", "JUPYTER_RUNTIME_DIR": "run", "IPYTHONDIR": "ipython",
              "JUPYTERLAB_SETTINGS_DIR": "lab-settings", "JUPYTERLAB_WORKSPACES_DIR": "lab-workspaces", "XDG_CONFIG_HOME": "xdg"}  # fmt: skip
    for place in places.values():
        (home / place).mkdir(parents=True, exist_ok=True)
    mine = {name: str(home / place) for name, place in places.items()}
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("CCCDIAG_", "JUPYTER"))}
    path = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
    cache = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return {
        **kept,
        **mine,
        "XDG_CACHE_HOME": cache,
        "JUPYTER_PLATFORM_DIRS": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONPATH": path,
    }


class Server:
    """A server process: started by ``with``, its output in ``log``; ``environ`` is added to its environment."""

    app = ""
    ready = ""

    def __init__(self, root, *extra, environ=None):
        self.root = Path(root)
        self.port = free_port()
        self.token = "test" + os.urandom(12).hex()
        self.url = f"http://127.0.0.1:{self.port}"
        self.home = self.root / ".home"
        self.extra = extra
        self.environ = {**environment(self.home), "JUPYTER_TOKEN": self.token, **(environ or {})}
        self.log = self.root / f"{self.app}.log"
        self.process = None

    def command(self):
        raise NotImplementedError

    def __enter__(self):
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-c", _WATCHED, *self.command()],
                env=self.environ,
                cwd=self.root,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        try:
            self._wait()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_error):
        self.stop()

    def _wait(self):
        for _ in range(1200):
            if self.process.poll() is not None:
                pytest.fail(f"{self.app} ended at once: {self.log.read_text()[-2000:]}")
            try:
                self.get(self.ready)
            except urllib.error.HTTPError:
                return
            except OSError:
                time.sleep(0.1)
            else:
                return
        pytest.fail(f"{self.app} did not answer: {self.log.read_text()[-2000:]}")

    def get(self, path, method="GET"):
        """What the server says to a request of its owner, as text."""
        request = urllib.request.Request(
            f"{self.url}/{path}", method=method, headers={"Authorization": f"token {self.token}"}
        )
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.read().decode()

    def kernels(self):
        return json.loads(self.get("api/kernels"))

    def stop(self):
        """SIGTERM: the server stops its kernels."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(15)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()

    def write(self, name, *cells):
        """A notebook of code cells; returns its path."""
        import nbformat
        from nbformat.v4 import new_code_cell, new_notebook

        about = {
            "kernelspec": {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"},
            "language_info": {"name": "python"},
        }
        notebook = new_notebook(metadata=about)
        notebook.cells = [new_code_cell(source, id=f"cell-{place}") for place, source in enumerate(cells)]
        path = self.root / name
        nbformat.write(notebook, path)
        return path


class Lab(Server):
    """JupyterLab. ``settings`` go over :data:`SETTINGS`."""

    app = "lab"
    ready = "api/status"

    def __init__(self, root, *extra, settings=None, environ=None):
        super().__init__(root, *extra, environ=environ)
        for name, value in {**SETTINGS, **(settings or {})}.items():
            file = self.home / "lab-settings" / f"{name}.jupyterlab-settings"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(json.dumps(value))

    def command(self):
        return ["jupyterlab", "--no-browser", "--ip=127.0.0.1", f"--port={self.port}", "--ServerApp.port_retries=0",
                f"--ServerApp.root_dir={self.root}", "--allow-root", "--ServerApp.terminals_enabled=False", "--LabApp.extension_manager=readonly",
                "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate", "--LabApp.news_url=None", *self.extra]  # fmt: skip

    def open(self, page, name):
        """Show a notebook and wait until its kernel is connected."""
        page.goto(f"{self.url}/lab/tree/{name}?token={self.token}&reset")
        page.locator(".jp-NotebookPanel .jp-Notebook").wait_for()
        page.locator("#jupyterlab-splash").wait_for(state="detached")
        # The dot of the toolbar is there too early: what is run then is lost.
        page.locator("#jp-main-statusbar").get_by_text("| Idle").wait_for()


class Voila(Server):
    """Voila serving one notebook, or, without one, the desks as ``python -m cccdiag.widgets.app`` serves them."""

    app = "voila"
    ready = "voila/static/voila.js"  # every GET of the notebook itself starts a kernel

    def __init__(self, root, notebook=None, *extra, environ=None):
        super().__init__(root, *extra, environ=environ)
        self.notebook = notebook

    def command(self):
        if self.notebook is None:
            return ["cccdiag.widgets.app", f"--port={self.port}", *self.extra]
        return ["voila", str(self.notebook), "--no-browser", "--Voila.ip=127.0.0.1", f"--port={self.port}",
                "--Voila.port_retries=0", "--token", *self.extra]  # fmt: skip


@dataclass
class Seen:
    """A page, and every request of it that went to another machine."""

    page: object
    elsewhere: list = field(default_factory=list)

    def axe(self, selector):
        """What axe finds wrong inside the selector: (rule, the elements)."""
        from axe_core_python.sync_playwright import Axe

        found = Axe().run(self.page, context={"include": [[selector]]}, options={"resultTypes": ["violations"]})
        return [(each["id"], [node["html"][:200] for node in each["nodes"]]) for each in found["violations"]]


@contextlib.contextmanager
def browser(width=1280, height=900):
    """A fresh Chromium with one page; requests to other machines are noted and refused."""
    from playwright.sync_api import sync_playwright

    path = needs.chromium()
    with sync_playwright() as play, tempfile.TemporaryDirectory(prefix="chromium-") as profile:
        context = play.chromium.launch_persistent_context(
            profile, executable_path=path, headless=True, args=FLAGS, viewport={"width": width, "height": height}
        )
        seen = Seen(context.new_page())
        seen.page.set_default_timeout(60_000)

        def note(request):
            if not request.url.startswith(_HERE):
                seen.elsewhere.append(request.url)

        context.on("request", note)
        context.route(lambda url: not url.startswith(_HERE), lambda route: route.abort())
        try:
            yield seen
        finally:
            context.close()


def run_all(page):
    """Run all cells, and see that it began."""
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    page.locator(".jp-CodeCell .jp-InputPrompt", has_text=re.compile(r"\[(\*|\d+)\]")).first.wait_for()


def save(page):
    """Save the notebook that is open, and wait until the disk has it."""
    with page.expect_response(lambda answer: "/api/contents/" in answer.url and answer.request.method == "PUT"):
        page.get_by_role("menuitem", name="File", exact=True).click()
        page.get_by_role("menuitem", name=re.compile("^Save Notebook(?! As)")).click()
