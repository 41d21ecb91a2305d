"""The way back from tokens to values: a file that only a passphrase opens, and that nobody gets who did not ask for it."""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Mapping
from typing import Any

from cccdiag.errors import InputError
from cccdiag.secrets import Secret

SCHEMA = "cccdiag.reverse-map/1"
_COST = {"n": 1 << 15, "r": 8, "p": 1}
_SHORTEST = 12


def sealed(values: Mapping[str, str], passphrase: Secret) -> dict[str, Any]:
    """Tokens and their values as a document that says nothing without the passphrase (scrypt, AES in Fernet).

    Raises:
        InputError: the passphrase is too short to protect anything.
    """
    from cryptography.fernet import Fernet

    if len(passphrase) < _SHORTEST:
        raise InputError(f"the passphrase of a reverse map has at least {_SHORTEST} characters")
    salt = os.urandom(16)
    plain = json.dumps(dict(values), ensure_ascii=False).encode("utf-8", "surrogatepass")
    return {
        "schema": SCHEMA,
        "kdf": {"name": "scrypt", "salt": base64.b64encode(salt).decode("ascii"), **_COST},
        "data": Fernet(_key(passphrase, salt)).encrypt(plain).decode("ascii"),
    }


def opened(document: Any, passphrase: Secret, where: str) -> dict[str, str]:
    """The values by their tokens.

    Raises:
        InputError: it is no reverse map, or the passphrase is another one.
    """
    from cryptography.fernet import Fernet, InvalidToken

    try:
        made_by_us = document["schema"] == SCHEMA and {name: document["kdf"][name] for name in _COST} == _COST
        salt, data = base64.b64decode(document["kdf"]["salt"], validate=True), document["data"].encode("ascii")
        plain = Fernet(_key(passphrase, salt)).decrypt(data) if made_by_us else b""
        return dict(json.loads(plain.decode("utf-8", "surrogatepass")))
    except InvalidToken:
        raise InputError(f"{where} does not open with this passphrase, or was changed") from None
    except (KeyError, TypeError, ValueError, AttributeError):
        raise InputError(f"{where} is no reverse map of cccdiag") from None


def _key(passphrase: Secret, salt: bytes) -> bytes:
    from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

    made = Scrypt(salt=salt, length=32, **_COST).derive(passphrase.reveal().encode("utf-8", "surrogatepass"))
    return base64.urlsafe_b64encode(made)
