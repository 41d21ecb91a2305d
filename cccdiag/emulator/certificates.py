"""TLS certificates that are right, or wrong in one way each, made for the run by trustme (the extra ``tls``)."""

from __future__ import annotations

import datetime as dt
import ssl
import tempfile
from pathlib import Path
from typing import Literal

from cccdiag.errors import InputError
from cccdiag.records import dataclass

Certificate = Literal["valid", "expired", "self-signed", "wrong-host", "unknown-ca"]
_ELSEWHERE = "gateway.elsewhere.example"


@dataclass(frozen=True, slots=True)
class Identity:
    """What the server shows, and the authority that a client has to trust to find nothing wrong but what is wrong.

    ``authority`` is the PEM text of the CA; None where no trust would help (self-signed) or none is to be had (unknown CA).
    """

    context: ssl.SSLContext
    authority: bytes | None


def identity(kind: Certificate, host: str) -> Identity:
    """Make a certificate of that kind for a server on ``host``.

    Raises:
        InputError: the extra ``tls`` is not installed.
    """
    try:
        import trustme
    except ImportError as error:
        raise InputError("TLS needs the extra 'tls': pip install 'cccdiag[tls]'") from error
    authority = trustme.CA(organization_name="cccdiag emulator")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    if kind == "self-signed":
        _load(context, authority.cert_pem.bytes(), authority.private_key_pem.bytes())
        return Identity(context, None)
    names = (_ELSEWHERE,) if kind == "wrong-host" else (host, "localhost", "127.0.0.1", "::1")
    now = dt.datetime.now(dt.UTC)
    expiry = now - dt.timedelta(days=3) if kind == "expired" else None
    start = now - dt.timedelta(days=400) if kind == "expired" else None
    leaf = authority.issue_cert(*dict.fromkeys(names), not_after=expiry, not_before=start)
    leaf.configure_cert(context)
    return Identity(context, None if kind == "unknown-ca" else authority.cert_pem.bytes())


def _load(context: ssl.SSLContext, certificate: bytes, key: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "server.pem"
        path.touch(mode=0o600)
        path.write_bytes(key + certificate)
        context.load_cert_chain(path)
