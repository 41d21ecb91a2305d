"""The house: a module imports from lower floors or its own room, and each outside library has one home."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import cccdiag

PACKAGE = Path(cccdiag.__file__).parent
FLOORS = [
    {"digests", "errors", "expressions", "facts", "labels", "records", "secrets"},
    {"spec", "redact"},
    {"kb"},
    {"soap", "triage"},
    {"client", "emulator", "history"},
    {"checks"},
    {"cases", "training", "report"},
    {"widgets", "cli"},
]
FLOOR_OF = {room: number for number, rooms in enumerate(FLOORS, start=1) for room in rooms}
# The root holds what starts the program; bootstrap runs before anything is installed.
TOP = {"__init__", "__main__", "bootstrap"}
HOMES = {
    "yaml": {"facts"},
    "lxml": {"soap"},
    "requests": {"client"},
    "urllib3": {"client"},
    "truststore": {"client"},
    "tenacity": {"client"},
    "keyring": {"client"},
    "uvicorn": {"emulator"},
    "hyperscan": {"cases", "triage"},
    "isal": {"triage"},
    "olefile": {"triage"},
    "rich": {"report", "cli"},
    "junitparser": {"report"},
    "prometheus_client": {"report"},
    "openpyxl": {"checks"},
    "sqlite3": {"emulator", "history", "kb"},
    "platformdirs": {"kb", "client", "triage", "cli"},
    "cryptography": {"cases", "checks"},
    "ipywidgets": {"widgets"},
    "anywidget": {"widgets"},
    "traitlets": {"widgets"},
    "IPython": {"widgets"},
    "jupyter_server": {"training"},
    "tornado": {"training"},
    "trustme": {"emulator"},
    "hatchling": {"kb"},
    "dask": {"triage"},
    "fsspec": {"triage"},
    "zstandard": {"triage"},
}
MODULES = sorted(PACKAGE.rglob("*.py"))


def room(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports(path: Path) -> set[str]:
    """Every absolute module name that the file imports anywhere, lazily too; imports for annotations only do not count."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    annotations = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and ast.unparse(node.test) in ("TYPE_CHECKING", "typing.TYPE_CHECKING")
        for inner in ast.walk(node)
    }
    found: set[str] = set()
    for node in ast.walk(tree):
        if id(node) in annotations:
            continue
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import; say where it comes from"
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_a_module_imports_from_lower_floors_or_its_own_room(path):
    """No arrow points up, and neighbours never visit."""
    mine = room(path)
    if mine in TOP:
        return
    assert mine in FLOOR_OF, f"{mine} stands on no floor: give it one here and in the README"
    for name in imports(path):
        if not name.startswith("cccdiag."):
            continue
        theirs = name.split(".")[1]
        if theirs in FLOOR_OF and theirs != mine:
            same_ground = FLOOR_OF[theirs] == 1 and FLOOR_OF[mine] == 1
            assert same_ground or FLOOR_OF[theirs] < FLOOR_OF[mine], f"{mine} imports {name}"


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_an_outside_library_has_one_home(path):
    """Whoever wants to replace a library opens one room."""
    for name in imports(path):
        library = name.split(".")[0]
        if library in HOMES and room(path) not in TOP:
            assert room(path) in HOMES[library], f"{library} lives in {sorted(HOMES[library])}"


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_a_module_is_small_enough_to_read_in_one_sitting(path):
    """60 to 250 lines is the aim, 300 the ceiling, and no module is named after nothing."""
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 300
    assert path.stem not in {"utils", "util", "helpers", "helper", "manager", "common", "misc"}


def test_pure_rooms_do_no_io():
    """spec, redact, soap and report neither open files nor talk to anybody."""
    effects = {
        "pathlib",
        "os",
        "socket",
        "subprocess",
        "tempfile",
        "shutil",
        "sqlite3",
        "requests",
        "threading",
        "time",
    }
    for path in MODULES:
        if room(path) in {"spec", "redact", "soap", "report"}:
            used = {name.split(".")[0] for name in imports(path)} & effects
            assert not used, f"{path.relative_to(PACKAGE)} imports {sorted(used)}"
            calls = [
                node
                for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
                if isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id in ("open", "print", "input")
            ]
            assert not calls, f"{path.relative_to(PACKAGE)} calls {calls[0].func.id}"
