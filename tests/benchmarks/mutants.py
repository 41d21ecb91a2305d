"""How many small slips in a room its tests notice: a seeded sample of mutants, made and tried by mutmut in a copy of HEAD.

Run by hand, with mutmut installed beside the project (``pip install mutmut``; it is no dependency)::

    python tests/benchmarks/mutants.py spec --sample 200 --seed 1
    python tests/benchmarks/mutants.py triage --sample 150 --seed 2 --keep /tmp/mutants

Told are the figures and every survivor with its change. A survivor is then looked at: no law could tell it from the code as it
is (a sum of performance, a default that nobody asks for), or a law is missing, or the code has no effect and can go. mutmut makes
the mutants and finds out which tests come by which function; they are tried here, each in a copy of one process that has the
tests ready, the fastest test first, for so many seconds of processor time. The corpus, the letters and what starts processes of
its own are left out of the tests of the triage: they would take minutes for each mutant. With ``--keep`` the copy stays, and
another sample out of it does without the first and longer half of the work.
"""

from __future__ import annotations

import argparse
import ast
import difflib
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LEFT_OUT = {
    "triage": (
        "--ignore=tests/triage/test_corpus.py",
        "--ignore=tests/triage/test_letters.py",
        "--ignore=tests/triage/test_tickets_of_articles.py",
        "--deselect=tests/triage/test_scan.py::test_no_candidate_is_missed_on_the_corpus",
        *(
            f"--deselect=tests/triage/test_parts.py::test_{law}"
            for law in (
                "a_cluster_of_dask_gives_what_one_process_gives",
                "a_part_that_kills_every_worker_is_named",
                "processes_give_what_one_process_gives",
                "what_a_dead_worker_had_is_done_again",
                "interrupted_work_leaves_no_process_behind",
            )
        ),
        *(
            f"--deselect=tests/triage/test_follow.py::test_{law}"
            for law in (
                "findings_are_told_when_their_records_are_complete",
                "the_whole_answer_counts_what_was_followed",
                "one_file_is_followed",
            )
        ),
    ),
    "redact": ("--deselect=tests/redact/test_stream.py::test_time_grows_with_the_text_and_no_faster",),
}
SETTINGS = """
[tool.mutmut]
source_paths = ["cccdiag"]
only_mutate = ["cccdiag/{room}/*"]
pytest_add_cli_args_test_selection = ["tests/{room}"]
pytest_add_cli_args = {options}
also_copy = ["knowledge", "tests", "README.md", "CHANGELOG.md", "SECURITY.md"]
"""
# What the tests of one sample are told by: names of mutants, a file for what became of them, seconds for each.
TOLD = "CCCDIAG_MUTANTS"
UNTRIED = -1


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> bool | None:
    """In place of running all tests: a copy of this process for each mutant, which ends with the first test that fails."""
    if TOLD not in os.environ:
        return None
    names, result, seconds = json.loads(os.environ[TOLD])
    known = json.loads(Path("mutmut-stats.json").read_text(encoding="utf-8"))
    took, became = known["duration_by_test"], {}
    for name in names:
        coming_by = frozenset(known["tests_by_mangled_function_name"].get(name.rpartition("__mutmut_")[0], ()))
        # Tests that are newer than the measurement are tried as well.
        mine = [item for item in session.items if item.nodeid in coming_by or item.nodeid not in took]
        mine.sort(key=lambda item: took.get(item.nodeid, 0.0))
        sys.stdout.flush()
        process = os.fork()
        if process == 0:
            _try(session, name, mine, seconds)
        became[name] = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]) if mine else UNTRIED
    Path(result).write_text(json.dumps(became), encoding="utf-8")
    return True


def _try(session: pytest.Session, name: str, items: list[pytest.Item], seconds: float) -> None:
    os.environ["MUTANT_UNDER_TEST"] = name
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        for item, following in zip(items, [*items[1:], None], strict=True):
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            if session.testsfailed:
                os._exit(1)
    except BaseException:  # noqa: BLE001 - whatever ends the tests has noticed the mutant
        os._exit(1)
    os._exit(0)


def copied(room: str, folder: Path) -> Path:
    """A clone of HEAD that is set up for mutmut."""
    copy = folder / room
    if not copy.exists():
        subprocess.run(["git", "clone", "-q", str(ROOT), str(copy)], check=True)
        options = json.dumps(["-p", "no:cacheprovider", *LEFT_OUT.get(room, ())])
        with (copy / "pyproject.toml").open("a", encoding="utf-8") as file:
            file.write(SETTINGS.format(room=room, options=options))
    return copy


def made(copy: Path, room: str) -> list[str]:
    """The names of all mutants of the room; made, and measured which tests come by which function, if that was not done yet."""
    # The compiled facts of the copy are its own: other copies would sweep them away.
    os.environ["XDG_CACHE_HOME"] = str(copy.parent / "cache")
    metas = copy / "mutants" / "cccdiag" / room
    if not (copy / "mutants" / "mutmut-stats.json").exists():
        with (copy / "mutmut.log").open("wb") as log:
            # Nothing has such a name: mutmut ends where it would begin to try.
            command = [sys.executable, "-m", "mutmut", "run", "--max-children", "1", "none"]
            subprocess.run(command, cwd=copy, stdout=log, stderr=log, check=False)
    names: list[str] = []
    for path in sorted(metas.glob("*.meta")):
        names += json.loads(path.read_text(encoding="utf-8"))["exit_code_by_key"]
    if not names:
        sys.exit(f"mutmut made no mutants:\n{(copy / 'mutmut.log').read_text(errors='replace')[-2000:]}")
    return sorted(names)


def tried(copy: Path, room: str, names: list[str], seconds: float) -> dict[str, int]:
    """What became of each: 0 where no test failed, below where the time was over or no test comes by."""
    result = copy / "became.json"
    result.unlink(missing_ok=True)
    environ = {
        **os.environ,
        "MUTANT_UNDER_TEST": "",
        "PYTHONPATH": os.pathsep.join((".", str(Path(__file__).parent))),
        TOLD: json.dumps((names, str(result), seconds)),
    }
    options = ["-p", "mutants", "-p", "no:cacheprovider", "-q", *LEFT_OUT.get(room, ()), f"tests/{room}"]
    subprocess.run([sys.executable, "-m", "pytest", *options], cwd=copy / "mutants", env=environ, check=False)
    became: dict[str, int] = json.loads(result.read_text(encoding="utf-8"))
    return became


def change(copy: Path, name: str) -> str:
    """What a mutant changes, line by line."""
    module, _, function = name.rpartition(".")
    text = (copy / "mutants" / f"{module.replace('.', '/')}.py").read_text(encoding="utf-8")
    wanted = {f"{function.rpartition('_')[0]}_orig", function}
    found = {
        node.name: ast.unparse(node).splitlines()[1:]
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name in wanted
    }
    lines = difflib.unified_diff(*(found[each] for each in sorted(wanted, key=len, reverse=True)), n=0, lineterm="")
    return "\n".join(f"    {line}" for line in lines if not line.startswith(("---", "+++", "@@", "-def", "+def")))


def main() -> None:
    """Sample, try, tell."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("room", choices=("spec", "soap", "triage", "redact"))
    parser.add_argument("--sample", type=int, default=150)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=30.0, help="of processor time, for each mutant")
    parser.add_argument("--keep", type=Path, help="a folder in which the copy stays")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as passing:
        copy = copied(args.room, (args.keep or Path(passing)).resolve())
        every = made(copy, args.room)
        names = random.Random(args.seed).sample(every, min(args.sample, len(every)))
        became = tried(copy, args.room, names, args.seconds)
        alive = [name for name in names if became[name] <= 0]
        for name in alive:
            why = {0: "", UNTRIED: " (no test comes by)"}.get(became[name], " (time was over)")
            print(f"{name}{why}\n{change(copy, name)}")
        killed = len(names) - len(alive)
        print(f"{args.room}: {killed} of {len(names)} killed ({killed / len(names):.1%}), of {len(every)} in all")


if __name__ == "__main__":
    main()
