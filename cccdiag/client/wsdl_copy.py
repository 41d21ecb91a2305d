"""The local copy of the published WSDL and its schema, as the reference asks for one: asked for weekly, never on the way of a call.

A question carries what the last answer said about its age, so that an unchanged description is not sent again; only a description
that can be read replaces one that could.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import json
import os
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urljoin, urlsplit

from cccdiag.client.profile import Credentials, Profile
from cccdiag.client.transport import HttpTransport, Request, Transport
from cccdiag.errors import InputError, ProtocolError
from cccdiag.soap import wsdl_reader
from cccdiag.soap.wsdl_reader import Published
from cccdiag.spec.model import Gateway

WEEK = dt.timedelta(days=7)
State = Literal["new", "updated", "unchanged", "recent"]
_ABOUT = "about.json"
_PARTS = {"wsdl": "service.wsdl", "schema": "schema.xsd"}
_VALIDATORS = {"etag": "If-None-Match", "last-modified": "If-Modified-Since"}


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy as it lies on the disk. ``checked`` is when the site was last asked; ``validators`` are its own words about each part."""

    url: str
    folder: Path
    wsdl: bytes
    schema: bytes | None
    fetched: dt.datetime
    checked: dt.datetime
    validators: Mapping[str, Mapping[str, str]]

    def published(self) -> Published:
        """What the copy describes.

        Raises:
            ProtocolError: it is not what it should be.
        """
        return wsdl_reader.read(self.wsdl, self.schema)


def address(profile: Profile, gateway: Gateway) -> str:
    """Where the WSDL is: as the profile says, else beside the endpoint."""
    return profile.wsdl or urljoin(profile.endpoint, gateway.service.wsdl_path)


class Shelf:
    """The folder of copies, one for each address."""

    def __init__(self, folder: Path | None = None) -> None:
        if folder is None:
            import platformdirs

            folder = Path(platformdirs.user_cache_path("cccdiag", appauthor=False)) / "wsdl"
        self._folder = folder

    def path(self, url: str) -> Path:
        """The folder of one address."""
        return self._folder / hashlib.sha256(url.encode()).hexdigest()[:16]

    def load(self, url: str) -> Copy | None:
        """The copy for an address; None if there is none, or one that is not whole."""
        folder = self.path(url)
        try:
            about = json.loads((folder / _ABOUT).read_bytes())
            parts = {part: (folder / name).read_bytes() for part, name in _PARTS.items() if about["sha256"].get(part)}
            whole = {part: hashlib.sha256(raw).hexdigest() for part, raw in parts.items()} == about["sha256"]
            times = dt.datetime.fromisoformat(about["fetched"]), dt.datetime.fromisoformat(about["checked"])
            validators = {part: dict(about["validators"].get(part, {})) for part in _PARTS}
            found = Copy(url, folder, parts["wsdl"], parts.get("schema"), *times, validators)
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return None
        return found if whole and about.get("url") == url else None

    def save(self, copy: Copy) -> None:
        """Keep a copy; its description is written last, so that half a copy is none.

        Raises:
            InputError: it cannot be written.
        """
        parts = {part: raw for part, raw in (("wsdl", copy.wsdl), ("schema", copy.schema)) if raw is not None}
        about = {
            "url": copy.url,
            "fetched": copy.fetched.isoformat(),
            "checked": copy.checked.isoformat(),
            "validators": copy.validators,
            "sha256": {part: hashlib.sha256(raw).hexdigest() for part, raw in parts.items()},
        }
        try:
            copy.folder.mkdir(parents=True, exist_ok=True)
            for part, raw in parts.items():
                _replace(copy.folder / _PARTS[part], raw)
            _replace(copy.folder / _ABOUT, json.dumps(about, indent=1).encode())
        except OSError as error:
            raise InputError(f"The copy {copy.folder} cannot be written: {error.strerror or error}.") from None


def refresh(
    profile: Profile,
    gateway: Gateway,
    shelf: Shelf,
    now: dt.datetime,
    environ: Mapping[str, str],
    *,
    force: bool = False,
) -> tuple[State, Copy]:
    """Ask for the description if the last question is a week old, or with ``force``.

    Raises:
        TransportError: no answer came.
        ProtocolError: what came is not a WSDL with its schema; the copy that was there stays.
        InputError: the copy cannot be written.
    """
    url = address(profile, gateway)
    kept = shelf.load(url)
    if kept and not force and now - kept.checked < WEEK:
        return "recent", kept
    nobody = dataclasses.replace(profile, credentials=Credentials())
    with HttpTransport(nobody, environ) as send:
        made = _fetch(send, url, kept, shelf.path(url), now)
    state: State = "new"
    if kept:
        same = (kept.wsdl, kept.schema) == (made.wsdl, made.schema)
        state = "unchanged" if same else "updated"
        made = dataclasses.replace(made, fetched=kept.fetched) if same else made
    shelf.save(made)
    return state, made


def _fetch(send: Transport, url: str, kept: Copy | None, folder: Path, now: dt.datetime) -> Copy:
    wsdl, about_wsdl = _part(send, url, kept.wsdl if kept else None, kept.validators["wsdl"] if kept else {})
    location = next(iter(wsdl_reader.read(wsdl).schemas), None)
    schema, about_schema = None, dict[str, str]()
    if location is not None:
        place = urljoin(url, location)
        if urlsplit(place)[:2] != urlsplit(url)[:2]:
            raise ProtocolError(f"The WSDL {url} names a schema on another host ({place}), and that is not asked.")
        known = kept.schema if kept else None
        schema, about_schema = _part(send, place, known, kept.validators["schema"] if kept and known else {})
        wsdl_reader.read(wsdl, schema)
    return Copy(url, folder, wsdl, schema, now, now, {"wsdl": about_wsdl, "schema": about_schema})


def _part(
    send: Transport, url: str, known: bytes | None, validators: Mapping[str, str]
) -> tuple[bytes, dict[str, str]]:
    """One file: as it was if the site says so, else as it is now; and what the site says about its age."""
    asked = {_VALIDATORS[name]: value for name, value in validators.items() if known is not None}
    answer = send(Request(url, headers=asked, method="GET"))
    told: dict[str, Any] = {name: answer.headers[name] for name in _VALIDATORS if name in answer.headers}
    if answer.status == 304 and known is not None and asked:
        return known, {**validators, **told}
    if answer.status != 200 or not answer.complete:
        cut = "" if answer.complete else ", cut short"
        raise ProtocolError(
            f"{url} was answered with HTTP {answer.status}{cut}; no WSDL was read.", status=answer.status
        )
    return answer.body, told


def _replace(path: Path, raw: bytes) -> None:
    # Checks of many sites may keep the copy of one address at the same time.
    beside = path.with_name(f".{path.name}.{os.getpid()}-{threading.get_ident()}.new")
    beside.write_bytes(raw)
    beside.replace(path)
