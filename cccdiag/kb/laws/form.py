"""Laws about files: that they can be read, where they lie, and that all of them look alike."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

from cccdiag.facts import Marked, Sequenced
from cccdiag.kb.lint import Breach, View, law, of
from cccdiag.kb.overlay import LOCAL

_ORDER = """
id title environment severity issue looks_like causes signatures phrases tickets retry customer_text escalate guide explains see
settings provoke sources since reviewed retired replaced_by overrides
"""
ORDER = tuple(_ORDER.split())
_ARTICLE_ID = re.compile(r"CCC_\d{3}|[a-z][a-z0-9]*(?:-[a-z0-9]+)+")
_KEBAB = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_TOP_KEY = re.compile(r"^([A-Za-z_]+):")
_BLANKS = re.compile(r"[ \t]+(?=\r?$)", re.MULTILINE)


@law(
    "KB001",
    "error",
    "A file is readable, strict YAML in the shape of its schema, and its steps, sources and operations exist.",
)
def readable(view: View) -> Iterator[Breach]:
    """Everything that the loader refuses."""
    for problem in view.loaded.problems:
        yield problem.where, problem.problem


@law("KB002", "error", "Articles, settings and guides that are named exist.")
def linked(view: View) -> Iterator[Breach]:
    """Everything that the loader tolerates while articles are being written."""
    for problem in view.loaded.dangling:
        yield problem.where, problem.problem


@law("KB003", "error", "An article's file is called as its id.")
def named_as_its_id(view: View) -> Iterator[Breach]:
    """So that a person finds it."""
    for entry in view.entries:
        stem = PurePosixPath(entry.path).stem
        if stem != entry.article.id:
            yield of(entry.tree, "id"), f"the id is {entry.article.id!r}, the file is called {stem!r}"


@law("KB004", "error", "An article lies in the folder of its family.")
def in_its_family(view: View) -> Iterator[Breach]:
    """A library's own articles may lie in any folder."""
    for entry in view.entries:
        folder = PurePosixPath(entry.path).parent.name
        if folder != entry.article.environment.system and not entry.local:
            yield (
                of(entry.tree, "environment"),
                f"the system is {entry.article.environment.system!r}, the folder is {folder!r}",
            )


def modeline(path: str) -> str:
    """The first line by which an editor finds the schema."""
    below = PurePosixPath(path).parts[PurePosixPath(path).parts.index("articles") :]
    return f"# yaml-language-server: $schema={'../' * (len(below) - 1)}article.schema.json"


def _with_modeline(path: str, text: str) -> str:
    lines = [line for line in text.split("\n") if not line.startswith("# yaml-language-server:")]
    return "\n".join([modeline(path), *lines])


@law("KB005", "warning", "An article begins with the line by which editors find its schema.", _with_modeline)
def for_editors(view: View) -> Iterator[Breach]:
    """Completion and validation come with it."""
    for entry in view.entries:
        if not entry.local and view.texts[entry.path].split("\n", 1)[0] != modeline(entry.path):
            yield f"{entry.path}:1:1", f"the first line must be: {modeline(entry.path)}"


def _in_order(_path: str, text: str) -> str:
    head: list[str] = []
    blocks: dict[str, list[str]] = {}
    into = head
    for line in text.split("\n"):
        if found := _TOP_KEY.match(line):
            into = blocks.setdefault(found[1], [])
        into.append(line)
    last = blocks[next(reversed(blocks))] if blocks else head
    end = [last.pop()] if last and last[-1] == "" else []
    known = [key for key in ORDER if key in blocks] + [key for key in blocks if key not in ORDER]
    return "\n".join([*head, *(line for key in known for line in blocks[key]), *end])


@law("KB006", "warning", "The keys of an article stand in the fixed order.", _in_order)
def in_order(view: View) -> Iterator[Breach]:
    """All articles read alike."""
    for entry in view.entries:
        keys = [key for key in entry.tree if key in ORDER]
        wanted = sorted(keys, key=ORDER.index)
        for key, right in zip(keys, wanted, strict=True):
            if key != right:
                line, column = entry.tree.keys_at[key]
                yield f"{entry.path}:{line}:{column}", f"{key!r} stands where {right!r} belongs"
                break


@law("KB007", "warning", "No line ends in blanks.", lambda _path, text: _BLANKS.sub("", text))
def no_blanks_at_line_ends(view: View) -> Iterator[Breach]:
    """They are invisible, and in a pattern they count."""
    for path, text in view.texts.items():
        for number, line in enumerate(text.split("\n"), start=1):
            bare = line.removesuffix("\r")
            if bare != bare.rstrip(" \t"):
                yield f"{path}:{number}:{len(bare.rstrip()) + 1}", "the line ends in blanks"


def _with_one_end(_path: str, text: str) -> str:
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").rstrip("\n") + "\n"


@law("KB008", "warning", "A file has plain line ends, no byte order mark, and ends with one line end.", _with_one_end)
def plain_line_ends(view: View) -> Iterator[Breach]:
    """The index must not depend on the machine that wrote a file."""
    for path, text in view.texts.items():
        if text != _with_one_end(path, text):
            reason = (
                "a byte order mark"
                if text.startswith("\ufeff")
                else "line ends of Windows"
                if "\r" in text
                else "not one line end at its end"
            )
            yield f"{path}:1:1", f"the file has {reason}"


@law("KB009", "warning", "A mapping in braces stands on one line.")
def braces_on_one_line(view: View) -> Iterator[Breach]:
    """Over several lines the indented form reads better and gives better diffs."""
    for path, tree in view.loaded.trees.items():
        lines = view.texts[path].split("\n")
        for _, value, (line, column) in _walk(tree):
            if (
                isinstance(value, Marked)
                and lines[line - 1][column - 1 : column] == "{"
                and _opens_only(lines[line - 1][column - 1 :])
            ):
                yield f"{path}:{line}:{column}", "the braces close on another line; write it indented"


def _opens_only(text: str) -> bool:
    return "}" not in text


def _walk(tree: Any) -> Iterator[tuple[str, Any, tuple[int, int]]]:
    """Every value below a tree with the key that it stands under and its place."""
    pairs = tree.items() if isinstance(tree, Marked) else enumerate(tree)
    for key, value in pairs:
        yield str(key), value, tree.at[key]
        if isinstance(value, (Marked, Sequenced)):
            yield from _walk(value)


def _is_misread(value: Any, raw: str) -> bool:
    if isinstance(value, bool):
        return not raw.startswith(("true", "false"))
    return isinstance(value, (float, dt.date))


def _quoted(path: str, text: str) -> str:
    from cccdiag import facts

    lines = text.split("\n")
    for _, value, (line, column) in sorted(
        _walk(facts.parse_yaml(text, path)), key=lambda found: found[2], reverse=True
    ):
        raw = lines[line - 1][column - 1 :]
        if _is_misread(value, raw) and (word := re.match(r"[^\s,\]}#]+", raw)):
            lines[line - 1] = f'{lines[line - 1][: column - 1]}"{word[0]}"{raw[word.end() :]}'
    return "\n".join(lines)


@law("KB010", "error", "Words like yes and no, versions and days stand in quotes.", _quoted)
def quoted(view: View) -> Iterator[Breach]:
    """YAML reads them as truth values, numbers and dates."""
    for path, tree in view.loaded.trees.items():
        lines = view.texts[path].split("\n")
        for _, value, (line, column) in _walk(tree):
            raw = lines[line - 1][column - 1 :]
            if _is_misread(value, raw):
                yield (
                    f"{path}:{line}:{column}",
                    f"{re.split(r'[ ,}#]|]', raw)[0].strip()} must stand in quotes; YAML reads it as {type(value).__name__} {value}",
                )


@law("KB011", "error", "Ids are CCC_nnn or lower-case words with hyphens, the family first.")
def well_named(view: View) -> Iterator[Breach]:
    """They stand in tickets, links and tests for years."""
    families = {"gateway", "marketplace", "illiad", "ares", "http", "network", "lookalike"}
    starts = {family: ("net-" if family == "network" else f"{family}-") for family in families}
    for entry in view.entries:
        id_, system = entry.article.id, entry.article.environment.system
        if not _ARTICLE_ID.fullmatch(id_):
            yield of(entry.tree, "id"), f"{id_!r} is no id: CCC_nnn, or lower-case words with hyphens"
        elif not id_.startswith((starts[system], LOCAL)) and not (system == "gateway" and id_.startswith("CCC_")):
            yield of(entry.tree, "id"), f"the id of a {system} article begins with {starts[system]!r}"
        for number, cause in enumerate(entry.article.causes):
            if not _KEBAB.fullmatch(cause.id):
                yield of(entry.tree, "causes", number, "id"), f"{cause.id!r} is no id: lower-case words with hyphens"
    for kind in ("step", "source", "guide"):
        for id_, thing in view.loaded.things.get(kind, {}).items():
            if not _KEBAB.fullmatch(id_.replace(".", "-")):
                yield thing.place, f"{id_!r} is no id: lower-case words with hyphens"
