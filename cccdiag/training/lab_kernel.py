"""What ``cccdiag lab`` loads into each of its kernels: the server learns of every secret, so that it can refuse to save one."""

from __future__ import annotations

import http.client
import os
from typing import Any

from cccdiag.secrets import tell_of_secrets

SERVER = "CCCDIAG_LAB_SERVER"
_PATH = "/cccdiag/known-secrets"
_SECONDS = 5


def load_ipython_extension(_shell: Any) -> None:
    """IPython's own name for the door of an extension."""
    if os.environ.get(SERVER):
        tell_of_secrets(_tell)


def _tell(secret: str) -> None:
    """Post one secret to the server of this kernel, on loopback and past every proxy; it is kept in memory there."""
    import json

    address, token = os.environ[SERVER], os.environ.get("JUPYTER_TOKEN", "")
    connection = http.client.HTTPConnection(address, timeout=_SECONDS)
    try:
        headers = {"Authorization": f"token {token}", "Content-Type": "application/json"}
        connection.request("POST", _PATH, json.dumps({"secret": secret}), headers)
        connection.getresponse().read()
    except OSError:
        # A server that is going away saves nothing any more.
        return
    finally:
        connection.close()
