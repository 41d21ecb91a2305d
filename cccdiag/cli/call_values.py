"""The values of one call: options made from the spec, and a file of values beneath them."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn

from cccdiag import facts
from cccdiag.errors import FactError, InputError
from cccdiag.secrets import Secret
from cccdiag.spec.model import Field, FieldType, Gateway
from cccdiag.spec.names import to_kebab, to_wire

FROM_PROFILE = ("username", "password")
_NEVER_OPTIONS = (
    *FROM_PROFILE,
    "access-key",
    "access_key",
    "accessKey",
    "access-secret",
    "access_secret",
    "accessSecret",
)
_LARGEST = 1024 * 1024
_PREFIX = "field:"


class _NeverHere(argparse.Action):
    """A secret typed as an option is refused, unlike an unknown option, without being repeated."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: Any,
        option_string: str | None = None,
    ) -> NoReturn:
        del namespace
        Secret(str(values), "command line")
        parser.error(
            f"{option_string} never stands on a command line, where others can read it; a profile refers to it"
        )


def add_options(parser: argparse.ArgumentParser, gateway: Gateway) -> None:
    """One option for each field of the spec, with its limits and the operations that take it."""
    for name in _NEVER_OPTIONS:
        parser.add_argument(f"--{name}", nargs="?", action=_NeverHere, help=argparse.SUPPRESS)
    group = parser.add_argument_group("fields", "each with its limits and the operations that take it")
    taking: dict[str, list[str]] = {}
    fields: dict[str, Field] = {}
    for operation in gateway.operations:
        for field in operation.fields:
            taking.setdefault(field.name, []).append(operation.name)
            fields.setdefault(field.name, field)
    for name, field in fields.items():
        if name in FROM_PROFILE:
            continue
        kind = gateway.type_of(field)
        told = f"{field.meaning}; {limits(field, kind)} ({', '.join(taking[name])})".lstrip("; ")
        spellings = dict.fromkeys((f"--{to_kebab(name)}", f"--{name}"))
        metavar = "N" if kind.kind == "integer" else "TEXT"
        group.add_argument(*spellings, dest=_PREFIX + name, metavar=metavar, help=told.replace("%", "%%"))


def limits(field: Field, kind: FieldType) -> str:
    """The limits of a field in words."""
    told = []
    if kind.exact_length is not None:
        told.append(f"exactly {kind.exact_length} characters")
    if kind.max_length is not None:
        told.append(f"at most {kind.max_length} characters")
    if kind.format == "date":
        told.append(f"MM/DD/YYYY, years {kind.minimum} to {kind.maximum}")
    elif kind.minimum is not None and kind.maximum is not None:
        told.append(f"{kind.minimum} to {kind.maximum}")
    told += [f"{number} = {word.replace('_', ' ')}" for word, number in field.sentinels.items()]
    return ", ".join(told) or "any text"


def collect(args: argparse.Namespace) -> dict[str, str | int | None]:
    """The values of the file, and over them those of the options; names in wire spelling.

    Raises:
        InputError: the file is not a mapping of fields to texts and whole numbers, or holds a login.
    """
    values = read(args.values) if args.values else {}
    typed = {key.removeprefix(_PREFIX): value for key, value in vars(args).items() if key.startswith(_PREFIX)}
    return {**values, **{name: value for name, value in typed.items() if value is not None}}


def read(source: str) -> dict[str, str | int | None]:
    """Read a mapping in JSON or YAML from a file, or from stdin for ``-``.

    Raises:
        InputError: see :func:`collect`.
    """
    name = "<stdin>" if source == "-" else source
    try:
        raw = sys.stdin.buffer.read(_LARGEST + 1) if source == "-" else _bytes_of(Path(source))
        text = raw.decode("utf-16" if raw.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig")
    except OSError as error:
        raise InputError(f"{name} cannot be read: {error.strerror or error}") from None
    except UnicodeDecodeError:
        raise InputError(f"{name} is not text in UTF-8 or UTF-16") from None
    if len(raw) > _LARGEST:
        raise InputError(f"{name} is larger than {_LARGEST:,} bytes; it holds the values of one call")
    mapping = _from_json(text, name) if text.lstrip().startswith("{") else None
    if mapping is None:
        try:
            mapping = facts.parse_yaml(text, name)
        except FactError as error:
            raise InputError(str(error)) from None
    return {to_wire(key): _scalar(name, key, value) for key, value in mapping.items()}


def _bytes_of(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_LARGEST + 1)


def _from_json(text: str, name: str) -> Mapping[str, Any] | None:
    """The object, or None if it is not JSON: braces open a mapping in YAML too."""

    def once(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
        mapping = dict(pairs)
        if len(mapping) < len(pairs):
            names = [key for key, _ in pairs]
            twice = next(key for key in names if names.count(key) > 1)
            raise InputError(f"{name}: the key {twice!r} stands here twice")
        return mapping

    try:
        mapping = json.loads(text, object_pairs_hook=once)
    except (ValueError, RecursionError):
        return None
    return mapping if isinstance(mapping, dict) else None


def _scalar(name: str, key: str, value: Any) -> str | int | None:
    if to_wire(key) in FROM_PROFILE:
        Secret(str(value), name)
        raise InputError(f"{name}: {key} does not belong into a file of values; a profile refers to it")
    if value is None or (isinstance(value, str | int) and not isinstance(value, bool)):
        return value
    raise InputError(f"{name}: {key} must be a text or a whole number; put it in quotes")
