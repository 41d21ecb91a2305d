"""The settings with which ``cccdiag lab`` starts JupyterLab: nothing leaves the machine, and no save keeps what was typed.

All of them are files in a hidden folder of the seat, so that nothing of the user's own Jupyter is read or changed.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

# Beside the notebooks; Jupyter neither lists nor serves what begins with a dot.
HIDDEN = ".cccdiag-lab"
FIRST = "00_start_here.ipynb"
KERNEL_EXTENSION = "cccdiag.training.lab_kernel"
SERVER_EXTENSION = "cccdiag.training.lab_server"
STORE = "CCCDIAG_LAB_STORE"
WATCHED = "CCCDIAG_LAB_WATCH"  # the launcher holds the server's stdin, and its end is the server's end

_SAVE_NO_WIDGETS: dict[str, dict[str, Any]] = {"@jupyter-widgets/jupyterlab-manager/plugin": {"saveState": False}}
_NO_CALLS: dict[str, dict[str, Any]] = {
    "@jupyterlab/apputils-extension/notification": {
        "fetchNews": "false",
        "checkForUpdates": False,
        "doNotDisturbMode": True,
    }
}
# What the server keeps of a closed tab's kernel: an hour is a lunch break, not a night.
_IDLE_SECONDS = 3600


def server(folder: Path, port: int, *, browser: bool, root: bool) -> dict[str, Any]:
    """The configuration of the server. The token is not in it: it travels in the environment, which others cannot read."""
    return {
        "ServerApp": {
            "ip": "127.0.0.1",
            "port": port,
            "port_retries": 0,
            "open_browser": browser,
            "root_dir": str(folder),
            "allow_root": root,
            "allow_remote_access": False,
            "log_level": "WARN",
            "contents_manager_class": f"{SERVER_EXTENSION}.GuardedContents",
            "jpserver_extensions": {SERVER_EXTENSION: True},
        },
        "LabApp": {
            "default_url": f"/lab/tree/{FIRST}",
            "extension_manager": "readonly",
            "check_for_updates_class": "jupyterlab.NeverCheckForUpdate",
            "news_url": None,
        },
        "MappingKernelManager": {"cull_idle_timeout": _IDLE_SECONDS},
    }


def kernel() -> dict[str, Any]:
    """The configuration of kernels: what is typed into a cell is kept in no history."""
    return {
        "HistoryManager": {"enabled": False, "hist_file": ":memory:"},
        "IPKernelApp": {"extensions": [KERNEL_EXTENSION]},
    }


def write(
    folder: Path, port: int, *, browser: bool = False, lab: Mapping[str, Mapping[str, Any]] | None = None
) -> dict[str, str]:
    """Write every setting of a seat and give the variables that make JupyterLab read them.

    Args:
        folder: the seat's folder of notebooks.
        port: where the server shall listen.
        browser: whether the server opens a browser when it is ready.
        lab: further settings of JupyterLab by plugin, over ours.
    """
    home = folder / HIDDEN
    places = {
        "JUPYTER_CONFIG_DIR": home / "config",
        "JUPYTER_DATA_DIR": home / "data",
        "JUPYTER_RUNTIME_DIR": home / "runtime",
        "JUPYTERLAB_SETTINGS_DIR": home / "settings",
        "JUPYTERLAB_WORKSPACES_DIR": home / "workspaces",
        "IPYTHONDIR": home / "ipython",
        STORE: home / "orders",
    }
    for place in places.values():
        place.mkdir(parents=True, exist_ok=True)
    home.chmod(0o700)
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    _write(home / "config" / "jupyter_server_config.json", server(folder, port, browser=browser, root=root))
    _write(home / "ipython" / "profile_default" / "ipython_kernel_config.json", kernel())
    for plugin, values in {**_SAVE_NO_WIDGETS, **_NO_CALLS, **(lab or {})}.items():
        _write(home / "settings" / f"{plugin}.jupyterlab-settings", values)
    return {name: str(place) for name, place in places.items()}


def _write(path: Path, document: Mapping[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
