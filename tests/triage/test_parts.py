"""However a source is cut and whoever reads it, what is found is the same, byte for byte."""

from __future__ import annotations

import functools
import io
import itertools
import json
import os
import random
import signal
import subprocess
import sys
import tarfile
import time
import zipfile
from concurrent.futures import BrokenExecutor, Executor, Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from leftovers import group_ends
from needs import missing
from triage_room import log_formats, report, sweeper

from cccdiag.errors import InputError
from cccdiag.kb.find import knowledge
from cccdiag.report import triage_json
from cccdiag.triage import court, logs, parts, reading, work
from cccdiag.triage.diagnose import triage
from cccdiag.triage.sources import sources, text_source

READY = sweeper()
LOGGER = "AtlasSystems.ILLiad.Client.Controls.CopyrightSearch"
MESSAGES = (
    "INFO  {logger} - CCC order detail 4711 committed",
    "DEBUG {logger} - Cache hit ratio 0.4 for region 'TitleLookup'",
    "ERROR {logger} - CCC_203 account on hold",
    "WARN  {logger} - CCC answered after 3100 ms",
    "ERROR {logger} - The gateway said\n  <error_code>CCC_200</error_code>\n   at A.B.C(Object sender) in x.cs:line 9",
    "ERROR {logger} - CCC error: The remote name could not\n be resolved: 'marketplace.copyright.com'\n\n",
    "ERROR Other.Part - CCC did something nobody knows: '{number}' é \U0001f600",
    "INFO  {logger} - <?xml version='1.0'?><soap:Envelope><soap:Body/>\n</soap:Envelope>",
)


def log(chance, records):
    """A log with records of one and of many lines, some of them to be found."""
    rows = []
    for number in range(records):
        clock = f"{9 + number // 3600:02}:{number // 60 % 60:02}:{number % 60:02}"
        message = chance.choice(MESSAGES).format(logger=LOGGER, number=number)
        rows.append(f"2026-01-31 {clock},123 [{chance.randint(1, 9)}] {message}")
    return "\n".join(rows) + "\n"


def encoded(text, encoding, ending):
    return text.replace("\n", ending).encode(encoding)


def whole(data, **options):
    """All that a triage says of some bytes, as JSON."""
    return json.dumps(triage_json.document(triage(text_source("t.log", data), knowledge(), count=True, **options)))


def tarred(members):
    """A packed tar."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        for name, data in members.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    return packed.getvalue()


def in_parts(data, cuts):
    """What was found by reading each part by itself."""
    (source,) = text_source("t.log", data)
    ready, header = READY, log_formats().sniff(source.head)
    pieces = []
    places = sorted({place for wanted in cuts if (place := parts._record_start(source, header, wanted))})
    for start, stop in itertools.pairwise([0, *places, None]):
        part = parts.Part(source, start, stop)
        pieces.append((part, ready.sweep_part(part, count=True)))
    (joined,) = reading._joined(pieces, None)
    return joined


def shown(swept):
    """All that is known of a source, without the source."""
    unknown = {shape: (group.count, group.example) for shape, group in swept.unknown.by_shape.items()}
    return (
        swept.tally,
        swept.records,
        swept.size,
        swept.format,
        swept.note,
        swept.letters,
        swept.unknown.records,
        unknown,
        swept.lines,
        swept.ends,
    )


@pytest.mark.parametrize(
    ("encoding", "ending"), [("utf-8", "\n"), ("utf-8-sig", "\r\n"), ("utf-16", "\r\n"), ("cp1252", "\n")]
)
@settings(max_examples=15, deadline=None)
@given(data=st.data())
def test_a_log_in_parts_shows_what_the_whole_shows(encoding, ending, data):
    """Cuts anywhere, in records of many lines and in characters of two bytes; blocks of any size."""
    chance = random.Random(data.draw(st.integers(0, 10**6)))
    text = log(chance, data.draw(st.integers(12, 60)))
    if encoding == "cp1252":
        text = text.replace("\U0001f600", "")
    raw = encoded(text, encoding, ending)
    (source,) = text_source("t.log", raw)
    expected = shown(READY.sweep(source, count=True))
    before = court.BLOCK
    logs.BLOCK = data.draw(st.sampled_from([64, 333, 4096, before]))
    try:
        cuts = data.draw(st.lists(st.integers(0, len(raw)), max_size=6))
        assert shown(in_parts(raw, cuts)) == expected
    finally:
        logs.BLOCK = before


def test_a_login_that_went_stale_is_known_across_a_cut():
    """What was said before a part counts for what is said in it: the time since CCC was last spoken of."""
    rows = [f"2026-01-31 08:00:0{n},123 [1] INFO  {LOGGER} - CCC order detail {n} committed" for n in range(5)]
    rows += [
        "2026-01-31 11:30:00,123 [1] ERROR Some.Part - CCC session expired",
        "2026-01-31 11:30:01,123 [1] INFO  A.B - x",
    ]
    raw = ("\n".join(rows) + "\n").encode()
    (source,) = text_source("t.log", raw)
    expected = shown(READY.sweep(source, count=True))
    for place in range(0, len(raw), 40):
        assert shown(in_parts(raw, [place])) == expected


def test_processes_give_what_one_process_gives(tmp_path, monkeypatch):
    """Large files in parts, small ones together, archives of many beside them, a missing one: the same report, byte for byte."""
    import gzip

    monkeypatch.setattr(reading, "_LEAST", 3000)
    monkeypatch.setattr(reading, "_MOST", 3000)
    monkeypatch.setattr(reading, "_TOGETHER", 8000)
    chance = random.Random(7)
    for number in range(6):
        (tmp_path / f"{number}.log").write_bytes(encoded(log(chance, 30 * number + 2), "utf-8", "\n"))
    (tmp_path / "wide.log").write_bytes(encoded(log(chance, 80), "utf-16", "\r\n"))
    (tmp_path / "packed.log.gz").write_bytes(gzip.compress(log(chance, 50).encode()))
    (tmp_path / "many.tar.gz").write_bytes(tarred({f"{n}.log": log(chance, 20 + n).encode() for n in range(9)}))
    with zipfile.ZipFile(tmp_path / "many.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(9):
            archive.writestr(f"{number}.log", log(chance, 20 + number))
    (tmp_path / "letter.txt").write_text(
        "Since this morning ILLiad says: CCC account is on hold, CCC_203. Please help us."
    )
    named = [str(tmp_path), str(tmp_path / "gone.log")]

    def told(crew):
        return json.dumps(
            triage_json.document(
                triage(sources(named), knowledge(), count=True, read=functools.partial(reading.read, crew=crew))
            )
        )

    assert told(work.processes(2)) == told(work.processes(3)) == told(None)


def test_what_each_worker_must_unpack_for_itself_is_handed_out_together(monkeypatch):
    """Members of a packed tar go to as many workers as there are, not each by itself: every order unpacks the whole of it."""
    monkeypatch.setattr(reading, "_LEAST", 1000)
    monkeypatch.setattr(reading, "_TOGETHER", 1000)
    packed = tarred({f"{number}.log": log(random.Random(number), 40).encode() for number in range(30)})
    found = [*text_source("before.log", b"x\n"), *text_source("a.tar.gz", packed), *text_source("b.tar.gz", packed)]
    bundles = list(reading._bundles([parts.Part(source) for source in found], 3))
    assert [part.source.name for bundle in bundles for part in bundle] == [source.name for source in found]
    names = [{part.source.name.split("!")[0] for part in bundle} for bundle in bundles]
    assert all(len(each) == 1 for each in names)
    assert max(names.count({name}) for name in ("a.tar.gz", "b.tar.gz")) <= 4


def die_once(mark):
    """A piece of work in which a worker is killed the first time."""
    path = Path(mark)
    if path.exists():
        path.unlink()
        os.kill(os.getpid(), signal.SIGKILL)
    return mark


def die(_):
    os._exit(9)


class Broken(Executor):
    """Workers that were found dead."""

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        raise BrokenExecutor("a worker died")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows ends no process by signal 9")
def test_what_a_dead_worker_had_is_done_again(tmp_path):
    """A killed process costs its parts once more, and the order stays."""
    marks = [str(tmp_path / str(number)) for number in range(9)]
    Path(marks[4]).touch()
    assert list(work.processes(2).map(die_once, marks)) == marks


def test_what_is_handed_out_after_a_death_is_not_lost():
    """Workers may be found dead only when the next part is handed to them: it is done by others, and the order stays."""
    hired: list[Executor] = []

    def hire() -> Executor:
        hired.append(Broken() if len(hired) < 2 else ThreadPoolExecutor(1))
        return hired[-1]

    assert list(work.Crew(hire, 2).map(abs, range(-5, 0))) == [5, 4, 3, 2, 1]


def test_workers_are_hired_when_the_first_part_is_known():
    """What finding it has started in this process (threads that hold a connection) must not be copied unseen."""
    seen = []

    def things():
        seen.append("first part")
        yield -1

    def hire():
        seen.append("hired")
        return ThreadPoolExecutor(1)

    assert list(work.Crew(hire, 1).map(abs, things())) == [1]
    assert seen == ["first part", "hired"]


def test_a_part_that_kills_every_worker_is_named():
    """Three dead workers over the same part are enough."""
    with pytest.raises(InputError, match="a worker died 3 times over the same part"):
        list(work.processes(1).map(die, [1]))


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signals to a group of processes")
def test_interrupted_work_leaves_no_process_behind(tmp_path):
    """Ctrl-C ends the workers too."""
    (tmp_path / "a.log").write_bytes(encoded(log(random.Random(1), 2000), "utf-8", "\n") * 15)
    command = [sys.executable, "-m", "cccdiag", "triage", str(tmp_path), "--jobs", "2", "--format", "json"]
    running = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True)
    time.sleep(1.0)
    os.killpg(running.pid, signal.SIGINT)
    _, said = running.communicate(timeout=20)
    assert b"Traceback" not in said
    assert group_ends(running.pid)


@pytest.fixture
def distributed():
    """Dask, where it is installed."""
    try:
        from dask import distributed
    except ImportError:
        missing("dask is not installed: pip install 'cccdiag[cluster]'")
    return distributed


def test_a_cluster_of_dask_gives_what_one_process_gives(distributed, tmp_path, monkeypatch):
    """Workers of a real scheduler, one of them killed in the middle."""
    from cccdiag.triage import cluster

    monkeypatch.setattr(reading, "_LEAST", 10_000)
    monkeypatch.setattr(reading, "_MOST", 10_000)
    (tmp_path / "a.log").write_bytes(encoded(log(random.Random(3), 1500), "utf-8", "\n"))

    def told(crew, watch=None):
        found = triage(
            sources([str(tmp_path)]),
            knowledge(),
            count=True,
            watch=watch,
            read=functools.partial(reading.read, crew=crew),
        )
        return json.dumps(triage_json.document(found))

    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=":0") as local:
        victims = [worker.pid for worker in local.workers.values()][:1]

        def kill_one(_):
            while victims:
                os.kill(victims.pop(), signal.SIGKILL)

        crew = cluster.cluster(local.scheduler_address)
        assert told(crew, kill_one) == told(None)


@pytest.mark.usefixtures("distributed")
def test_a_scheduler_that_is_not_there_is_one_sentence(monkeypatch):
    """Nobody listens at that address."""
    from cccdiag.triage import cluster

    monkeypatch.setattr(cluster, "_CONNECT", "0.3s")
    with pytest.raises(InputError, match=r"no Dask scheduler answers at tcp://127\.0\.0\.1:9"):
        cluster.cluster("tcp://127.0.0.1:9")


def test_the_log_of_these_tests_shows_something():
    """The other laws would hold of an empty report too."""
    found = report(log(random.Random(7), 200), "t.log")
    assert {"CCC_203", "CCC_200"} <= {diagnosis.id for diagnosis in found.diagnoses}
    assert found.unrecognised.records > 0
