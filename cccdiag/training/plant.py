"""Set a drill up: the gateway with its fault, the profile of the library, ticket and logs in a folder."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cccdiag.client.profile import Credentials, Profile
from cccdiag.errors import InputError
from cccdiag.kb.find import knowledge
from cccdiag.secrets import Secret
from cccdiag.training import papers
from cccdiag.training.model import Drill, GatewayFault

if TYPE_CHECKING:
    from cccdiag.checks.core import Listener
    from cccdiag.checks.model import Report
    from cccdiag.checks.site import Site
    from cccdiag.emulator import Emulator
    from cccdiag.triage.model import TriageReport

PROFILE = "profile.yaml"
FILES = "files"
_SECRETS = "secrets"
_NAMES = ("username", "password", "access_key", "access_secret")
_LIMIT = 40.0
_NOTHING_TO_ASK = "In this drill there is no gateway to ask; everything lies in the ticket and its files."
_OF_SETTINGS = ("atlas.settings", "atlas.billing")


@dataclass(frozen=True, slots=True)
class Planted:
    """A drill that is set up. ``files`` are the ticket, then logs and papers; without a gateway there is no profile."""

    drill: Drill
    folder: Path
    files: tuple[Path, ...]
    profile: Profile | None = None
    profile_file: Path | None = None
    gateway: Emulator | None = None

    @property
    def ticket(self) -> Path:
        """The file of the ticket."""
        return self.files[0]

    def text(self, name: str) -> str:
        """The text of a file of the drill."""
        return papers.texts(self.drill)[name]

    def check(self, *only: str, listener: Listener | None = None) -> Report:
        """Check the library's profile, or its exported settings: all checks, or those named by id or layer with what they need.

        Raises:
            InputError: there is nothing to check in this drill, or a word names no check.
        """
        from cccdiag.checks import doctor

        site = self._site()
        asked = not only or "atlas" in only
        opted = tuple(id_ for id_ in _OF_SETTINGS if self.drill.exported and (asked or id_ in only))
        checks = doctor.chosen(only or (("atlas",) if opted else ()), (), opted)
        return doctor.examine(site, knowledge(), checks, _LIMIT, listener)

    def _site(self) -> Site:
        from cccdiag.checks.site import Site

        gateway, again, exported = knowledge().gateway(), "cccdiag drill check", self.drill.exported
        if self.profile is not None:
            return Site(profile=self.profile, gateway=gateway, again=again)
        if exported is None:
            raise InputError(_NOTHING_TO_ASK)
        from cccdiag.checks import atlas

        library = atlas.library_of(
            knowledge(),
            exported.product,
            (exported.settings, self.text(exported.settings).encode()),
            (exported.billing, self.text(exported.billing).encode()) if exported.billing else None,
            uses_ccc=exported.uses_ccc,
            countries=exported.countries,
            version=exported.version,
        )
        return Site(profile=Profile(name=exported.settings, endpoint=""), gateway=gateway, library=library, again=again)

    def triage(self) -> TriageReport:
        """What the triage says of the ticket and the files."""
        from cccdiag.triage.diagnose import triage
        from cccdiag.triage.sources import sources

        return triage(sources([str(path) for path in self.files]), knowledge())


def lay_out(drill: Drill, folder: Path) -> tuple[Path, ...]:
    """Write the ticket and the files of a drill into ``FOLDER/files``, which is made if need be.

    Raises:
        InputError: the folder cannot be written to.
    """
    try:
        (folder / FILES).mkdir(parents=True, exist_ok=True)
        paths = []
        for name, text in papers.texts(drill).items():
            path = folder / FILES / name
            path.write_text(text, encoding="utf-8", newline="\n")
            paths.append(path)
    except OSError as error:
        raise InputError(f"{folder} cannot be written to: {error.strerror or error}") from error
    return tuple(paths)


@contextmanager
def plant(drill: Drill, folder: Path | None = None) -> Iterator[Planted]:
    """Set a drill up, and put everything but ticket and files away at the end.

    Args:
        drill: which one.
        folder: where the profile goes, and below it ``files`` with the ticket and the logs; None makes one that is gone afterwards.

    Raises:
        InputError: the folder cannot be written to, or the emulator cannot be started.
    """
    with contextlib.ExitStack() as stack:
        if folder is None:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="cccdiag-drill-")))
        files = lay_out(drill, folder)
        if drill.gateway is None:
            yield Planted(drill, folder, files)
            return
        gateway = stack.enter_context(_emulator(drill.gateway))
        endpoint = stack.enter_context(_nobody()) if drill.gateway.closed else gateway.endpoint
        profile = _profile(drill.gateway, gateway, endpoint)
        # The profile speaks of a gateway of this run, so it goes with it.
        stack.callback(_remove, folder)
        written = _write_profile(profile, folder)
        yield Planted(drill, folder, files, profile, written, gateway)


def _emulator(fault: GatewayFault) -> Emulator:
    from cccdiag.emulator import Emulator

    mode = None if fault.mode == "none" else fault.mode
    return Emulator(mode=mode, scenario=fault.scenario, faults=fault.faults)


@contextmanager
def _nobody() -> Iterator[str]:
    """An address at which nothing listens, kept from others as long as it lasts."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        path = knowledge().gateway().service.endpoint_path
        yield f"http://127.0.0.1:{taken.getsockname()[1]}{path}"


def _profile(fault: GatewayFault, gateway: Emulator, endpoint: str) -> Profile:
    right = {
        "username": gateway.account(fault.account).reveal(),
        "password": gateway.password.reveal(),
        "access_key": gateway.access_key.reveal(),
        "access_secret": gateway.access_secret.reveal(),
    }
    stored = {name: _as_stored(name, text, fault) for name, text in right.items()}
    secrets = {name: Secret(text, f"file:{_SECRETS}/{name}.txt") for name, text in stored.items()}
    return Profile(
        name="drill",
        endpoint=endpoint,
        expect_mode=fault.expect_mode,
        product=fault.product or gateway.product,
        credentials=Credentials(**secrets),
        timeouts=fault.timeouts,
    )


def _as_stored(name: str, text: str, fault: GatewayFault) -> str:
    """A value as the library's settings hold it. A renewed one keeps its form, so that nothing but a try tells."""
    if name in fault.renewed:
        text = text[1:] + text[:1] if len(set(text)) > 1 else text + "x"
    return text[: fault.cut.get(name, len(text))] + fault.append.get(name, "")


def _write_profile(profile: Profile, folder: Path) -> Path:
    """The profile as a file of references, for `cccdiag check --profile`."""
    import json

    secrets = folder / _SECRETS
    fields = {"endpoint": profile.endpoint, "expect_mode": profile.expect_mode, "product": profile.product}
    waits = profile.timeouts
    try:
        secrets.mkdir(mode=0o700, exist_ok=True)
        for name in _NAMES:
            with os.fdopen(
                os.open(secrets / f"{name}.txt", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb"
            ) as file:
                file.write(getattr(profile.credentials, name).reveal().encode())
        lines = [f"{key}: {json.dumps(value)}" for key, value in fields.items()]
        lines += [f"{name}: file:{_SECRETS}/{name}.txt" for name in _NAMES]
        lines.append(f"timeouts: {{connect: {waits.connect}, read: {waits.read}, total: {waits.total}}}")
        path = folder / PROFILE
        path.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")
    except OSError as error:
        raise InputError(f"{folder} cannot be written to: {error.strerror or error}") from error
    return path


def _remove(folder: Path) -> None:
    shutil.rmtree(folder / _SECRETS, ignore_errors=True)
    (folder / PROFILE).unlink(missing_ok=True)
