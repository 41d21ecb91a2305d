"""Fuzz with atheris, which is guided by the branches that an input takes: ``python tests/fuzz/run.py --seconds 60``.

With ``--runs`` the inputs are the same each time, so that CI finds today what it found yesterday and nothing by chance.
Each target runs in a process of its own. A law that breaks does not end the run: the input is written to the folder of findings,
once for each place at which something broke. Exit code 1 when anything was found or a target could not run, 2 when atheris
is not installed.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import re
import subprocess
import sys
import tempfile
import traceback
import warnings
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parents[1]), str(HERE)]

_LONGEST_INPUT = 16_000
_HANGS, _MEMORY = 20, 3000
# Modules beside our own whose branches guide the fuzzer.
_GUIDES = {
    "views": ("quopri", "html"),
    "mails": ("email",),
    "archives": ("zipfile", "tarfile"),
    "cleaning": ("zipfile",),
}


def main() -> int:
    """Run the targets that were named, one after the other."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("target", nargs="*", help="which targets (default: all)")
    parser.add_argument("--seconds", type=int, default=60, help="how long each (default: 60)")
    parser.add_argument("--runs", type=int, help="so many inputs each at most, always the same ones")
    parser.add_argument("--found", type=Path, help="folder for findings (default: a new one)")
    parser.add_argument("--corpus", type=Path, help="folder that keeps inputs which took new branches, from run to run")
    parser.add_argument("--alone", action="store_true", help="the one target in this process")
    args = parser.parse_args()
    if importlib.util.find_spec("atheris") is None:
        print("atheris is not installed; pip install atheris", file=sys.stderr)
        return 2
    found = args.found or Path(tempfile.mkdtemp(prefix="cccdiag-fuzz-"))
    found.mkdir(parents=True, exist_ok=True)
    if args.alone:
        _fuzz(args.target[0], args.seconds, args.runs, found, args.corpus)
        return 0
    environment = os.environ | {"PYTHONHASHSEED": "0"}  # the order of a set would be chance
    failed = 0
    for name in args.target or _all():
        command = [sys.executable, __file__, "--alone", name, "--seconds", str(args.seconds), "--found", str(found)]
        command += ["--corpus", str(args.corpus)] if args.corpus else []
        command += ["--runs", str(args.runs)] if args.runs else []
        ended = subprocess.run(
            command, stderr=subprocess.PIPE, env=environment, text=True, errors="replace", check=False
        )
        failed |= ended.returncode
        lines = ended.stderr.splitlines()
        done = [line for line in lines if re.match(r"Done \d+ runs|SUMMARY", line)] or lines[-3:]
        print(f"{name}: exit {ended.returncode}; {' '.join(done)}", flush=True)
    findings = sorted(path.name for path in found.iterdir() if path.suffix != ".txt")
    print(f"{len(findings)} findings in {found}", *findings, sep="\n  ")
    return bool(findings or failed)


def _all() -> tuple[str, ...]:
    from fuzz_targets import TARGETS

    return tuple(TARGETS)


def _fuzz(name: str, seconds: int, runs: int | None, found: Path, corpus: Path | None) -> None:
    import atheris

    guides = ["cccdiag", *_GUIDES.get(name, ())]
    # Much is imported when it is first needed, so the seeds are run while what is imported gets its counters.
    with atheris.instrument_imports(include=guides):
        import fuzz_targets

        target = fuzz_targets.TARGETS[name]
        begun = fuzz_targets.seeds_of(name)
        for data in begun:
            target.run(data)
    warnings.simplefilter("error")
    places: set[str] = set()

    def watched(data: bytes) -> None:
        try:
            target.run(data)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is a finding
            frames = traceback.extract_tb(error.__traceback__)
            place = f"{name}-{type(error).__name__}-{Path(frames[-1].filename).stem}-{frames[-1].lineno}"
            if place not in places:
                places.add(place)
                (found / place).write_bytes(data)
                (found / f"{place}.txt").write_text(traceback.format_exc(), encoding="utf-8", errors="replace")

    with tempfile.TemporaryDirectory() as folder:
        for number, data in enumerate(begun):
            (Path(folder) / str(number)).write_bytes(data)
        folders = [folder]
        if corpus:
            (corpus / name).mkdir(parents=True, exist_ok=True)
            folders.insert(0, str(corpus / name))
        # Where the inputs are known to pass, a long wait is the machine's.
        hangs = _HANGS * 6 if runs else _HANGS
        options = [f"-max_total_time={seconds}", f"-max_len={_LONGEST_INPUT}", f"-timeout={hangs}"]
        options += [
            f"-rss_limit_mb={_MEMORY}",
            f"-artifact_prefix={found}/{name}-",
            "-verbosity=1",
            "-print_final_stats=0",
        ]
        options += [f"-runs={runs}", "-seed=1"] if runs else []
        atheris.Setup([sys.argv[0], *options, *folders], watched)
        atheris.Fuzz()


if __name__ == "__main__":
    sys.exit(main())
