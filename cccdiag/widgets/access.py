"""The way to a gateway that the forms of a notebook share: a profile, and the emulator behind it if there is one. No widgets here."""

from __future__ import annotations

import atexit
import functools
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from cccdiag.client.profile import SECRETS, Credentials, Profile, load
from cccdiag.errors import ProfileError
from cccdiag.report.wording import DEMO
from cccdiag.secrets import Secret
from cccdiag.widgets.form import Answer
from cccdiag.widgets.style import text

if TYPE_CHECKING:
    from cccdiag.client.gateway import GatewayClient
    from cccdiag.client.journal import Journal
    from cccdiag.emulator import Emulator

EMULATOR, ENVIRONMENT, TYPED = "emulator", "environment", "typed"
LABELS = {
    "username": "User name",
    "password": "Password",
    "access_key": "Access key",
    "access_secret": "Access secret",
}


@functools.cache
def embedded() -> Emulator:
    """The emulator of this process (DEMO), started when it is first needed and ended with the process."""
    from cccdiag.emulator import Emulator

    gateway = Emulator()
    gateway.__enter__()
    atexit.register(gateway.__exit__, None, None, None)
    return gateway


@functools.cache
def _passing_journal() -> Journal:
    """Orders of the emulator in this process end with it, and so does what is written down about them."""
    from cccdiag.client.journal import Journal

    folder = tempfile.TemporaryDirectory(prefix="cccdiag-")
    atexit.register(folder.cleanup)
    return Journal(Path(folder.name) / "journal.jsonl")


def profile_of(gateway: Emulator) -> Profile:
    """The profile of a running emulator; its credentials stay in memory."""
    credentials = Credentials(gateway.username, gateway.password, gateway.access_key, gateway.access_secret)
    expected = gateway.mode or "any"
    return Profile(
        name="emulator",
        endpoint=gateway.endpoint,
        wsdl=gateway.wsdl,
        expect_mode=expected if expected in ("DEMO", "PROD") else "any",
        product=gateway.product,
        credentials=credentials,
    )


class Access:
    """Whom to ask, as whom.

    Args:
        profile: a profile, its name or file, or None for an emulator.
        gateway: a running emulator; None means :func:`embedded` where no profile is given.
        environ: the environment to read profiles with; the process's own if None.
    """

    def __init__(
        self,
        profile: Profile | str | None = None,
        gateway: Emulator | None = None,
        environ: Mapping[str, str] | None = None,
    ) -> None:
        self._environ = environ
        self._gateway = gateway
        self._profile = profile if isinstance(profile, Profile) else None
        self.given = self._profile
        self._said_demo: str | None = None
        self.site = profile if isinstance(profile, str) else profile.name if profile else EMULATOR

    @property
    def environ(self) -> Mapping[str, str]:
        """The environment, for profiles, proxies and certificates."""
        return os.environ if self._environ is None else self._environ

    @property
    def gateway(self) -> Emulator | None:
        """The emulator behind it, if it is one."""
        if self.site != EMULATOR or self.given is not None:
            return self._gateway
        return self._gateway or embedded()

    @property
    def profile(self) -> Profile:
        """The profile in force.

        Raises:
            ProfileError: it cannot be read, or lacks a value.
        """
        if self._profile is None:
            self.choose(self.site)
            assert self._profile is not None
        return self._profile

    def choose(
        self, site: str, typed: Mapping[str, str] | None = None, secrets: Mapping[str, Secret | None] | None = None
    ) -> Profile:
        """Settle on a site.

        Args:
            site: ``emulator``, ``environment``, ``typed``, or the name or file of a profile.
            typed: endpoint, expect_mode and product, for ``typed``.
            secrets: what was typed in; used for ``typed``, and where a profile says ``prompt``.

        Raises:
            ProfileError: something is missing or wrong.
        """
        known = secrets or {}
        if self.given is not None and site == self.given.name:
            chosen = self.given
        elif site == EMULATOR:
            chosen = profile_of(self._gateway or embedded())
        elif site == TYPED:
            chosen = _typed(typed or {}, known)
        else:
            chosen = load(None if site == ENVIRONMENT else site, self.environ, lambda asked: _asked(asked, known))
        self.site, self._profile = site, chosen
        return chosen

    def demo(self) -> str | None:
        """The sentence to show with all that this gateway says, if it is known to be a demonstration."""
        from cccdiag.kb.find import knowledge

        if self.site == EMULATOR and self.given is None and self._gateway is None:
            return DEMO  # known without starting it
        if self.gateway is not None:
            return DEMO if self.gateway.mode == "DEMO" else None
        published = knowledge().gateway().service.published.items()
        demo = {urlsplit(address).hostname for word, address in published if word == "DEMO"}
        expected = self.profile.expect_mode == "DEMO"
        return DEMO if expected or urlsplit(self.profile.endpoint).hostname in demo else None

    def client(self, *, allow_prod: bool = False) -> GatewayClient:
        """A client; whoever asks closes it."""
        from cccdiag.client.gateway import GatewayClient
        from cccdiag.kb.find import knowledge

        journal = _passing_journal() if self.gateway is not None else None
        allow_prod = allow_prod or self._said_demo == self.profile.endpoint
        return GatewayClient(
            self.profile, knowledge().gateway(), journal=journal, allow_prod=allow_prod, environ=self.environ
        )

    def heard(self, mode: str | None) -> None:
        """Remember that this gateway itself has said DEMO, or said something else since: then orders are held back again."""
        demo = mode is not None and mode.strip().casefold() == "demo"
        self._said_demo = self.profile.endpoint if demo else None

    def answer(self) -> Answer:
        """Address, expected mode, and where each part of the login came from; never the login."""
        profile = self.profile
        rows = [
            ("Site", profile.name),
            ("Address", profile.endpoint),
            ("Mode that is expected", profile.expect_mode),
            ("Product", profile.product or "none given"),
            *((LABELS[key], _source(getattr(profile.credentials, key))) for key in SECRETS),
            *(("Remark", remark) for remark in profile.remarks),
        ]
        demo = self.demo()
        table = "".join(f'<tr><th scope="row">{text(name)}</th><td>{text(value)}</td></tr>' for name, value in rows)
        head = f'<p class="demo">{text(demo)}</p>' if demo else ""
        html = f"{head}<table><caption>The connection; what is secret stays in memory</caption><tbody>{table}</tbody></table>"
        told = "\n".join(f"{name + ':':<23}{value}" for name, value in rows)
        return Answer(html, f"{demo}\n{told}\n" if demo else f"{told}\n", profile)


def _source(secret: Secret | None) -> str:
    return f"set, from {secret.source}" if secret else "not set"


def _asked(asked: str, secrets: Mapping[str, Secret | None]) -> str:
    secret = secrets.get(asked.split(maxsplit=1)[0])
    if secret is None:
        raise EOFError
    return secret.reveal()


def _typed(typed: Mapping[str, str], secrets: Mapping[str, Secret | None]) -> Profile:
    from cccdiag.client.profile import address_problem

    endpoint = typed.get("endpoint", "").strip()
    if not endpoint or (problem := address_problem(endpoint)):
        raise ProfileError(f"The address {problem if endpoint else 'is missing'}; it looks like https://host/path.")
    missing = [key for key in SECRETS if not secrets.get(key)]
    if missing:
        listed = ", ".join(LABELS[key].lower() for key in missing)
        raise ProfileError(f"Not given yet: {listed}. Type each into its field and press Use.", missing)
    return Profile(
        name="typed",
        endpoint=endpoint,
        expect_mode=typed.get("expect_mode", "any"),
        product=typed.get("product", "").strip() or None,
        credentials=Credentials(**{key: secrets[key] for key in SECRETS}),
    )


@functools.cache
def shared() -> Access:
    """The connection of all forms that were given none."""
    return Access()


def access_of(connection: object) -> Access:
    """The access behind what a form was given: a connection form, an access, a profile, or nothing."""
    if connection is None:
        return shared()
    if isinstance(connection, Access):
        return connection
    if isinstance(connection, Profile):
        return Access(connection)
    found = getattr(connection, "access", None)
    if not isinstance(found, Access):
        raise ProfileError("a form wants what connection() gives, a client profile, or nothing at all")
    return found
