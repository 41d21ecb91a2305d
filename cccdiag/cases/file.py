"""The case file: one zip that holds what was seen, what was concluded and what with, each part with its checksum.

::

    manifest.json       schema, versions, when, a note, and every member with role, bytes and sha256
    observations.json   what the probes of a check saw (cccdiag check --replay reads it)
    check.json triage.json redact.json profile.json
    inputs/…            logs and mails, redacted

Programs read members by role; names may change.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import tempfile
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from cccdiag.errors import InputError
from cccdiag.triage.packed import damage

SCHEMA = "cccdiag.case/1"
MANIFEST = "manifest.json"
INPUTS = "inputs/"
ROLES = ("observations", "check", "triage", "redact", "profile")
_PIECE = 1 << 20
_LARGEST_DOCUMENT = 64 << 20


@dataclass(frozen=True, slots=True)
class Member:
    """One part of a case file."""

    name: str
    role: str
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A case file that was read: its manifest, its documents by role, and the names of its inputs."""

    name: str
    created: str
    note: str | None
    versions: Mapping[str, str]
    members: tuple[Member, ...]
    documents: Mapping[str, Any]

    @property
    def inputs(self) -> tuple[Member, ...]:
        """The redacted inputs."""
        return tuple(member for member in self.members if member.role == "input")


@dataclass(frozen=True, slots=True)
class Contents:
    """What goes into a case file; everything in it is redacted already."""

    documents: Mapping[str, Mapping[str, Any]]
    inputs: tuple[tuple[str, Path], ...]
    versions: Mapping[str, str]
    note: str | None = None


def write(path: Path, contents: Contents, now: dt.datetime) -> CaseFile:
    """Write a case file, whole or not at all, and never over another one.

    Raises:
        InputError: it cannot be written, or is there already.
    """
    if path.exists():
        raise InputError(f"{path} is there already; name another file")
    members: list[Member] = []
    try:
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".case-", delete=False) as file:
            temporary = Path(file.name)
            try:
                with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
                    for role, document in contents.documents.items():
                        members.append(_document(archive, f"{role}.json", role, document))
                    for name, source in contents.inputs:
                        with source.open("rb") as stream:
                            members.append(_stream(archive, f"{INPUTS}{name}", "input", stream))
                    _document(archive, MANIFEST, "manifest", _manifest(contents, members, now))
                file.close()
                temporary.replace(path)
            except BaseException:
                temporary.unlink(missing_ok=True)
                raise
    except OSError as error:
        raise InputError(f"{path} cannot be written: {error.strerror or error}") from error
    return read(path)


def _manifest(contents: Contents, members: Iterable[Member], now: dt.datetime) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "created": now.astimezone(dt.UTC).isoformat(timespec="seconds"),
        "note": contents.note,
        "versions": dict(contents.versions),
        "members": [{"name": one.name, "role": one.role, "bytes": one.bytes, "sha256": one.sha256} for one in members],
    }


def _document(archive: zipfile.ZipFile, name: str, role: str, document: Mapping[str, Any]) -> Member:
    data = (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode("utf-8", "backslashreplace")
    archive.writestr(name, data)
    return Member(name, role, len(data), hashlib.sha256(data).hexdigest())


def _stream(archive: zipfile.ZipFile, name: str, role: str, stream: IO[bytes]) -> Member:
    size, digest = 0, hashlib.sha256()
    with archive.open(name, "w", force_zip64=True) as out:
        while piece := stream.read(_PIECE):
            out.write(piece)
            digest.update(piece)
            size += len(piece)
    return Member(name, role, size, digest.hexdigest())


def read(path: Path) -> CaseFile:
    """Read a case file and compare every checksum.

    Raises:
        InputError: it is no case file, or something in it was changed, added or lost.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            manifest = json.loads(_bounded(archive, MANIFEST))
            if manifest["schema"] != SCHEMA:
                raise InputError(f"{path} is a case file of another version ({manifest['schema']})")
            members = tuple(
                Member(one["name"], one["role"], one["bytes"], one["sha256"]) for one in manifest["members"]
            )
            _compare(path, archive, members)
            documents = {one.role: json.loads(_bounded(archive, one.name)) for one in members if one.role in ROLES}
            versions = {str(name): str(version) for name, version in manifest["versions"].items()}
            return CaseFile(str(path), str(manifest["created"]), manifest["note"], versions, members, documents)
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror or error}") from error
    except damage(KeyError, TypeError, AttributeError) as error:
        raise InputError(f"{path} is no case file of cccdiag; make one with: cccdiag case save") from error


def _bounded(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as stream:
        data = stream.read(_LARGEST_DOCUMENT + 1)
    if len(data) > _LARGEST_DOCUMENT:
        raise ValueError(name)
    return data


def _compare(path: Path, archive: zipfile.ZipFile, members: tuple[Member, ...]) -> None:
    listed, there = {one.name for one in members} | {MANIFEST}, set(archive.namelist())
    if listed != there or len(archive.namelist()) != len(there):
        odd = sorted(listed ^ there) or ["a name twice"]
        raise InputError(f"{path} was changed after it was written: {odd[0]}")
    for one in members:
        digest, size = hashlib.sha256(), 0
        with archive.open(one.name) as stream:
            while (piece := stream.read(_PIECE)) and size <= one.bytes:
                digest.update(piece)
                size += len(piece)
        if digest.hexdigest() != one.sha256:
            raise InputError(f"{path} was changed after it was written: {one.name}")
