"""Who may come in: the access key and secret of the run, and the logins of the world's accounts."""

from __future__ import annotations

import base64
import binascii
import hmac
import secrets
import string
from collections.abc import Mapping

from cccdiag.emulator.world import Account, World
from cccdiag.errors import InputError
from cccdiag.records import dataclass
from cccdiag.secrets import Secret

MAIN = Account("main", note="The account of the run.")
_LETTERS = string.ascii_letters + string.digits
_KEY_LENGTH = 20
_SECRET_LENGTH = 44
_PASSWORD_LENGTH = 20
_LONGEST = {"username": 80, "password": 25}
_NAMES = ("username", "password", "access_key", "access_secret", "product")


@dataclass(frozen=True, slots=True)
class RunCredentials:
    """The credentials of one run. Nothing is fixed in the code: what was not given is made anew."""

    username: Secret
    password: Secret
    access_key: Secret
    access_secret: Secret
    product: str


def for_run(given: Mapping[str, str | Secret | None], world: World) -> RunCredentials:
    """Complete what was given with random values.

    Raises:
        InputError: an unknown name, or a value that the gateway itself could never accept.
    """
    if unknown := sorted(set(given) - set(_NAMES)):
        raise InputError(f"the emulator has no credential {unknown[0]!r}; it has {', '.join(_NAMES)}")
    known = {name: value.reveal() if isinstance(value, Secret) else value for name, value in given.items()}
    product = known.get("product") or world.products[0]
    if len(product) != 3:
        raise InputError("the product of the emulator must have exactly three characters (CCCDIAG_PRODUCT)")
    for name, longest in _LONGEST.items():
        if len(known.get(name) or "") > longest:
            raise InputError(f"the {name} of the emulator may have {longest} characters at most, as at the gateway")
    if ":" in (known.get("access_key") or ""):
        raise InputError("the access key of the emulator must not hold a colon: HTTP Basic ends the key there")
    return RunCredentials(
        username=Secret(known.get("username") or f"emulated-{_random(8).lower()}"),
        password=Secret(known.get("password") or _random(_PASSWORD_LENGTH)),
        access_key=Secret(known.get("access_key") or _random(_KEY_LENGTH)),
        access_secret=Secret(known.get("access_secret") or _random(_SECRET_LENGTH)),
        product=product,
    )


class Doors:
    """The two locks: HTTP Basic for the access key and secret, username and password for an account (D59)."""

    def __init__(self, credentials: RunCredentials, world: World) -> None:
        key, secret = credentials.access_key.reveal(), credentials.access_secret.reveal()
        self._pair = f"{key}:{secret}".encode()
        self._token = base64.b64encode(self._pair)
        self._password = credentials.password.reveal().encode()
        self._accounts = {login(credentials, account.name): account for account in (MAIN, *world.accounts)}

    def admits(self, authorization: bytes | None) -> bool:
        """Whether an ``Authorization`` header opens the first lock."""
        scheme, _, token = (authorization or b"").partition(b" ")
        if scheme.lower() != b"basic":
            return False
        token = token.strip()
        if hmac.compare_digest(token, self._token):
            return True
        try:
            return hmac.compare_digest(base64.b64decode(token, validate=True), self._pair)
        except binascii.Error:
            return False

    def account(self, username: str, password: str) -> Account | None:
        """The account that a login opens, or None."""
        account = self._accounts.get(username)
        right = hmac.compare_digest(password.encode("utf-8", "surrogatepass"), self._password)
        return account if right else None


def login(credentials: RunCredentials, account: str) -> str:
    """The username of an account of the world: the run's own, with ``+name`` for every account but the main one."""
    own = credentials.username.reveal()
    return own if account == MAIN.name else f"{own[: _LONGEST['username'] - len(account) - 1]}+{account}"


def _random(length: int) -> str:
    return "".join(secrets.choice(_LETTERS) for _ in range(length))
