"""What ``cccdiag lab`` adds to the Jupyter server: saves that keep no secret, and an end when the launcher ends.

Loaded inside the server's process only. Secrets come here over loopback from the kernels (:mod:`cccdiag.training.lab_kernel`) and
stay in memory.
"""

from __future__ import annotations

import os
import sys
import threading
from typing import Any

from jupyter_server.auth.decorator import authorized
from jupyter_server.base.handlers import APIHandler
from jupyter_server.services.contents.largefilemanager import AsyncLargeFileManager
from jupyter_server.utils import url_path_join
from tornado import web

from cccdiag.client.profile import SECRETS, VARIABLES
from cccdiag.secrets import Secret, known_secrets, without_secrets
from cccdiag.training.lab_settings import WATCHED

PATH = "cccdiag/known-secrets"

_LARGEST = 64 * 1024
_SHORTEST = 4


class GuardedContents(AsyncLargeFileManager):
    """Files of the seat. A notebook is stored without the state of its widgets, and not at all while a secret shows in it.

    It stands here and not in a pre-save hook's setting, because a hook that cannot be loaded is logged and left out.
    """

    def run_pre_save_hooks(self, model: dict[str, Any], path: str, **kwargs: Any) -> None:
        """Drop the widgets' state and look for secrets before anything is written.

        Raises:
            HTTPError: 400 with a sentence; JupyterLab shows it and keeps the notebook open, unsaved.
        """
        super().run_pre_save_hooks(model=model, path=path, **kwargs)  # type: ignore[no-untyped-call]
        if model.get("type") == "notebook" and isinstance(model.get("content"), dict):
            clean(model["content"])
            if where := shows_secret(model["content"]):
                raise web.HTTPError(400, refusal(where), reason=refusal(where))


def clean(notebook: dict[str, Any]) -> None:
    """Take out what widgets would leave in a file: their state holds whatever was typed into them."""
    notebook.get("metadata", {}).pop("widgets", None)


def shows_secret(notebook: dict[str, Any]) -> str | None:
    """Where a known secret stands in a notebook: ``the output of cell 3``, ``cell 3``, ``its metadata``; None if nowhere."""
    if _holds(notebook.get("metadata", {})):
        return "its metadata"
    for number, cell in enumerate(notebook.get("cells", ()), start=1):
        if _holds(cell.get("outputs", ())):
            return f"the output of cell {number}"
        if _holds({name: value for name, value in cell.items() if name != "outputs"}):
            return f"cell {number}"
    return None


def refusal(where: str) -> str:
    """What the user is told."""
    return (
        f"Not saved: {where} shows a password or key of this session. Clear it there (Edit, Clear Cell Output; or delete "
        "what was typed), then save again."
    )


def _holds(part: Any) -> bool:
    return any(without_secrets(text) != text for text in _texts(part)) if known_secrets() else False


def _texts(part: Any) -> list[str]:
    """Every text in a part of a notebook; lists of lines are read as one text, for a secret may be cut by a line's end."""
    if isinstance(part, str):
        return [part]
    if isinstance(part, dict):
        return [text for item in part.items() for one in item for text in _texts(one)]
    if isinstance(part, list) and part and all(isinstance(one, str) for one in part):
        return ["".join(part)]
    return [text for one in part for text in _texts(one)] if isinstance(part, (list, tuple)) else []


class KnownSecrets(APIHandler):
    """Where kernels say what must not be saved. Nothing can be read here."""

    auth_resource = "contents"

    @web.authenticated
    @authorized
    async def post(self) -> None:
        """Keep one secret in memory."""
        if len(self.request.body) > _LARGEST:
            raise web.HTTPError(413)
        text = (self.get_json_body() or {}).get("secret")
        if isinstance(text, str) and len(text) >= _SHORTEST:
            Secret(text, "kernel")
        self.set_status(204)
        self.finish()


def _load_jupyter_server_extension(app: Any) -> None:
    """Jupyter's own name for the door of an extension."""
    for name in SECRETS:
        given = os.environ.get(VARIABLES[name], "")
        # A plain word is no secret that could be looked for: it would stand in every second notebook.
        if len(given) >= _SHORTEST and not given.isalpha():
            Secret(given, VARIABLES[name])
    base = app.web_app.settings["base_url"]
    app.web_app.add_handlers(".*$", [(url_path_join(base, PATH), KnownSecrets)])
    if os.environ.get(WATCHED):
        threading.Thread(target=_end_with_launcher, args=(app,), name="cccdiag-lab-watch", daemon=True).start()


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": __name__}]


def _end_with_launcher(app: Any) -> None:
    """The launcher holds the other end of stdin: when it is gone, however it ended, so are server and kernels."""
    sys.stdin.read()
    app.io_loop.add_callback_from_signal(app.stop)
