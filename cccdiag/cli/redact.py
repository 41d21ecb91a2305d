"""Take passwords, keys, tokens, names and addresses out of logs, mails, XML, JSON, archives and folders, so that they can be shared.

Every value becomes a token such as ‹password:3f9a›; the same value gives the same token. Order numbers, codes, locations and
line numbers stay. One text goes to stdout; archives, folders and several inputs need --output DIR.
Exit code 0: done; with --check 1: something would be replaced; 3: an input could not be read, or was left out.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import sys
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from cccdiag.cli import console, triage_work
from cccdiag.errors import InputError
from cccdiag.secrets import Secret

if TYPE_CHECKING:
    from cccdiag.cases.cleaning import Cleaned
    from cccdiag.cases.inputs import Named
    from cccdiag.redact import Case
    from cccdiag.triage.work import Crew

_COULD_NOT_RUN = 3
_PIECE = 1 << 20
# From so many bytes on, further processes are worth their start: two that look for what this one takes out.
_LARGE = 1 << 25
_SEVERAL = 3
_PASSPHRASE = "CCCDIAG_MAP_PASSPHRASE"  # noqa: S105 - the name of a variable


def configure(parser: argparse.ArgumentParser) -> None:
    """Options of ``cccdiag redact``."""
    parser.add_argument(
        "inputs",
        nargs="*",
        metavar="INPUT",
        help="a file, a folder, a pattern such as logs/*.txt, or - for standard input",
    )
    parser.add_argument(
        "--output", metavar="DIR", help="write the redacted files into this folder, under their own names"
    )
    parser.add_argument(
        "--check", action="store_true", help="write nothing; say what would be replaced (exit code 1 if anything)"
    )
    parser.add_argument(
        "--format", choices=("text", "json"), default="text", help="how to print the report; json prints nothing else"
    )
    parser.add_argument("--profile", metavar="NAME|FILE", help="a profile whose secrets are to be found everywhere")
    parser.add_argument(
        "--optional", action="store_true", help="use the rules that are off by default too (IP addresses)"
    )
    parser.add_argument(
        "--case-key",
        metavar="FILE",
        help="keep the key of the tokens here, so that later redactions agree with this one",
    )
    parser.add_argument(
        "--reverse-map",
        metavar="FILE",
        help=f"also write an encrypted list of tokens and values (passphrase: {_PASSPHRASE})",
    )
    parser.add_argument(
        "--jobs",
        type=triage_work.number,
        metavar="N",
        help="clean with so many processes; 0: one for each core (default: 3 for 32 MiB and more, else 1). The result is the same",
    )
    parser.add_argument("--look-up", metavar="TOKEN", help="print what a token of --reverse-map FILE stands for")
    parser.add_argument("--knowledge", metavar="DIR", type=Path, help="further rules, in a file redaction.yaml")


def run(args: argparse.Namespace) -> int:
    """Redact and report."""
    if args.look_up:
        return _look_up(args)
    if not args.inputs:
        raise InputError("name a file, a folder, or - for standard input; see: cccdiag redact --help")
    from cccdiag.cases import inputs, opening, spool, summary
    from cccdiag.kb.find import knowledge

    passphrase = _passphrase() if args.reverse_map else None
    case = opening.opened(
        knowledge(args.knowledge),
        os.environ,
        site=args.profile,
        key_file=args.case_key,
        optional=args.optional,
        keep=bool(args.reverse_map),
    )
    with contextlib.ExitStack() as kept:
        files = list(inputs.named(args.inputs, kept))
        if not (args.check or args.output or args.format == "json"):
            _refuse_for_stdout(files)
        results = inputs.cleaned(
            case,
            files,
            lambda one, done, content: _keep(args, case, one, done, content),
            _crew(args.jobs, files),
            only_looking=args.check,
            target=spool.drafts(Path(args.output)) if args.output else spool.aside,
        )
    _say(args, summary.document(results), summary.text(results))
    if passphrase and not args.check:
        from cccdiag.cases import reverse

        console.emit_json(reverse.sealed(case.tokens.values or {}, passphrase), args.reverse_map, private=True)
    if any(done.left_out for done in results):
        return _COULD_NOT_RUN
    return 1 if args.check and any(done.replaced for done in results) else 0


def _crew(jobs: int | None, files: list[Named]) -> Crew | None:
    cores = os.cpu_count() or 1
    if jobs is None:
        jobs = _SEVERAL if cores > 1 and sum(one.size for one in files) >= _LARGE else 1
    # This process takes out what the others find.
    others = (jobs or cores) - 1
    if others < 1:
        return None
    from cccdiag.triage.work import processes

    return processes(others, patient=True)


def _refuse_for_stdout(files: list[Named]) -> None:
    if len(files) != 1:
        raise InputError(f"{len(files)} files do not go to one stdout; give --output DIR, or --check to only look")
    with files[0].open() as source:
        head = source.read(4)
    if head.startswith((b"PK\x03\x04", b"\x1f\x8b")):
        raise InputError(f"{files[0].name} is an archive; give --output DIR, or --check to only look")


def _keep(args: argparse.Namespace, case: Case, one: Named, done: Cleaned, content: IO[bytes]) -> None:
    from cccdiag.cases import inputs

    if args.check or not done.texts:
        return
    if args.output:
        _write(Path(args.output, inputs.safe_place(case, one.place)), content)
    elif args.format == "text":
        _print(content, done.texts[0][1])


def _print(content: IO[bytes], encoding: str) -> None:
    import codecs

    decoder = codecs.getincrementaldecoder("utf-8-sig" if encoding == "utf-8" else encoding)("replace")
    while piece := content.read(_PIECE):
        console.emit(decoder.decode(piece))
    console.emit(decoder.decode(b"", final=True))


def _write(path: Path, content: IO[bytes]) -> None:
    """Whole or not at all, and never over what is there."""
    import tempfile

    from cccdiag.cases.spool import Draft

    if path.exists():
        raise InputError(f"{path} is there already; name another folder")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, Draft) and content.becomes(path, console.mode_of(path)):
            return
        handle, name = tempfile.mkstemp(prefix=".redacting-", dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                while piece := content.read(_PIECE):
                    file.write(piece)
            Path(name).chmod(console.mode_of(path))
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise InputError(f"{path} cannot be written: {error.strerror or error}") from error


def _say(args: argparse.Namespace, document: dict[str, Any], text: str) -> None:
    if args.format == "json":
        console.emit_json(document)
    elif args.check or args.output:
        console.emit(text)
    else:
        console.remark(text.rstrip("\n"))


def _passphrase() -> Secret:
    given = os.environ.get(_PASSPHRASE)
    if not given and sys.stdin and sys.stdin.isatty():
        from getpass import getpass

        given = getpass("Passphrase of the reverse map: ")
    if not given:
        raise InputError(f"a reverse map needs a passphrase; set {_PASSPHRASE}")
    return Secret(given, _PASSPHRASE)


def _look_up(args: argparse.Namespace) -> int:
    """The one way back: asked for by name, with the file and its passphrase."""
    from cccdiag.cases import reverse

    if not args.reverse_map or args.inputs:
        raise InputError("--look-up TOKEN goes with --reverse-map FILE only")
    try:
        document = json.loads(Path(args.reverse_map).read_text("utf-8"))
    except OSError as error:
        raise InputError(f"{args.reverse_map} cannot be read: {error.strerror or error}") from error
    except ValueError:
        raise InputError(f"{args.reverse_map} is no reverse map of cccdiag") from None
    values = reverse.opened(document, _passphrase(), args.reverse_map)
    token = args.look_up if args.look_up.startswith("‹") else f"‹{args.look_up}›"
    if token not in values:
        raise InputError(f"{args.reverse_map} holds no token {token}")
    console.emit(f"{values[token]}\n")
    return 0
