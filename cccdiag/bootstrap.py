"""Run cccdiag, or its tests, from a fresh checkout: ``python3 -m cccdiag.bootstrap check --demo``, ``… test``.

It needs nothing but Python 3.11: it makes a virtual environment in ``.venv`` (so a system Python that refuses pip is left alone),
installs the package there and hands over. A second run with the same ``pyproject.toml`` starts at once. Only the standard
library is imported here.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
import venv
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HOME = ROOT / ".venv"
WHEELS = (Path("/usr/share/python-wheels"),)  # where Debian keeps the wheels that ensurepip would unpack
EVERYTHING = ("-n", "auto", "--dist", "worksteal")  # the whole suite, on all cores
USAGE = """\
usage: python3 -m cccdiag.bootstrap COMMAND [options]   sets up .venv, then runs: cccdiag COMMAND [options]
       python3 -m cccdiag.bootstrap test [options]      sets up .venv, then runs the test suite (pytest options)"""


class SetupError(Exception):
    """The environment cannot be made; the message says what to do."""


def main(arguments: list[str]) -> int:
    """Set up, run, and give the exit code of what was run; 3 when the set-up failed."""
    if sys.version_info < (3, 11):
        print(f"cccdiag needs Python 3.11 or newer; this is {sys.version.split()[0]}.", file=sys.stderr)
        return 3
    if not arguments or arguments[0] in ("-h", "--help"):
        print(USAGE)
        return 0 if arguments else 3
    if not (ROOT / "pyproject.toml").is_file():
        print(
            "cccdiag.bootstrap runs from a checkout; here cccdiag is installed already: cccdiag --help", file=sys.stderr
        )
        return 3
    testing = arguments[0] == "test"
    try:
        python = prepare("test" if testing else "")
    except (SetupError, OSError) as error:
        print(f"cccdiag could not be set up: {error}", file=sys.stderr)
        return 3
    command = ["-m", "pytest", *(arguments[1:] or EVERYTHING)] if testing else ["-m", "cccdiag", *arguments]
    try:
        return subprocess.run([str(python), *command], cwd=ROOT if testing else None, check=False).returncode
    except KeyboardInterrupt:
        return 130


def prepare(extra: str) -> Path:
    """Make ``.venv`` with the package and ``extra`` installed, unless that is done, and give its Python.

    Raises:
        SetupError: pip is not to be had, or the installation failed.
    """
    python = HOME / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    stamp = HOME / f"cccdiag-{extra or 'plain'}.stamp"
    wanted = hashlib.sha256((ROOT / "pyproject.toml").read_bytes() + sys.version.encode()).hexdigest()
    if python.exists() and stamp.exists() and stamp.read_text() == wanted:
        return python
    print("Setting up .venv (once; about a minute) …", file=sys.stderr)
    if not python.exists():
        venv.EnvBuilder(with_pip=False, clear=HOME.exists(), symlinks=os.name != "nt").create(HOME)
    with tempfile.TemporaryDirectory() as scratch:
        target = f"{ROOT}[{extra}]" if extra else str(ROOT)
        finished = subprocess.run(
            [*pip(python, Path(scratch)), "install", "--quiet", "--disable-pip-version-check", "--editable", target],
            check=False,
        )
    if finished.returncode:
        raise SetupError(
            "pip could not install what it needs (see above). Behind a proxy set HTTPS_PROXY; "
            "with a folder of wheels set PIP_NO_INDEX=1 and PIP_FIND_LINKS=FOLDER."
        )
    stamp.write_text(wanted)
    return python


def pip(python: Path, scratch: Path) -> list[str]:
    """A command line that runs pip for that Python: its own, one bundled with Python, the system's, or a wheel at hand.

    Debian splits ``ensurepip`` off and marks its own pip as not for the system; neither stops us, since a pip wheel runs
    unpacked and only ever installs into ``.venv``.
    """
    own = [str(python), "-m", "pip"]
    if subprocess.run([*own, "--version"], check=False, capture_output=True).returncode == 0:
        return own
    ensured = subprocess.run([str(python), "-m", "ensurepip"], check=False, capture_output=True)
    if ensured.returncode == 0:
        return own
    if importlib.util.find_spec("pip"):
        return [sys.executable, "-m", "pip", "--python", str(python)]
    outside = shutil.which("pip3") or shutil.which("pip")
    if outside:
        return [outside, "--python", str(python)]
    folders = [*WHEELS, *map(Path, os.environ.get("PIP_FIND_LINKS", "").split())]
    wheels = [wheel for folder in folders if folder.is_dir() for wheel in sorted(folder.glob("pip-*.whl"))]
    if wheels:
        with zipfile.ZipFile(wheels[-1]) as archive:
            archive.extractall(scratch / "pip")
        return [str(python), str(scratch / "pip" / "pip")]
    raise SetupError(
        "this Python has no pip at all. Install it (Debian: apt install python3-pip python3-venv) "
        "or put a pip wheel into a folder named by PIP_FIND_LINKS, then run this again."
    )


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
