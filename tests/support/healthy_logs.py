"""Logs of libraries where nothing is wrong: what the programs around CCC write on a good day, in the layouts of ``logformats.yaml``.

``python tests/support/healthy_logs.py FOLDER`` writes them again; the same seed gives the same bytes. They are full of what looks
like trouble and is none: numbers such as 503, file names such as XCCC_200.dat, compliance codes CCG and CCL, settings being read.
"""

from __future__ import annotations

import datetime as dt
import gzip
import json
import random
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from xml.sax.saxutils import quoteattr

import healthy_sentences as said

SEED = 20261121
RECORDS = 820

Sentence = tuple[str, str, str]
Layout = Callable[[dt.datetime, random.Random, Sentence], str]


def _iso(time: dt.datetime, mark: str = ",", between: str = " ") -> str:
    return f"{time:%Y-%m-%d}{between}{time:%H:%M:%S}{mark}{time.microsecond // 1000:03d}"


def _us(time: dt.datetime) -> str:
    return f"{time.month}/{time.day}/{time.year} {time.hour % 12 or 12}:{time:%M:%S} {'AM' if time.hour < 12 else 'PM'}"


def _log4net(time: dt.datetime, chance: random.Random, said: Sentence) -> str:
    level, logger, text = said
    return f"{_iso(time)} [{chance.choice((1, 1, 1, 4, 7, 9, 12, 23))}] {level:<5} {logger} - {text}"


def _padded(time: dt.datetime, chance: random.Random, said: Sentence) -> str:
    level, logger, text = said
    return f"{_iso(time)} [{chance.choice((1, 5, 11)):>4}] {level:<8} {logger:<58} - {text}"


def _no_thread(time: dt.datetime, _chance: random.Random, said: Sentence) -> str:
    return f"{_iso(time)} {said[0]:<5} {said[1]} - {said[2]}"


def _american(time: dt.datetime, chance: random.Random, said: Sentence) -> str:
    return f"{_us(time)} [{chance.randint(1, 30)}] {said[0]} {said[1]} - {said[2]}"


def _german(time: dt.datetime, chance: random.Random, said: Sentence) -> str:
    return f"{time:%d.%m.%Y %H:%M:%S},{time.microsecond // 1000:03d} [{chance.randint(1, 9)}] {said[0]} {said[1]} - {said[2]}"


def _with_desk(time: dt.datetime, chance: random.Random, said: Sentence) -> str:
    desk = chance.choice(("(null)", "ill-desk1", "staff07", "reserves02"))
    return f"{_iso(time)} [{chance.randint(1, 9)}] {said[0]} {said[1]} [{desk}] - {said[2]}"


def _level_first(time: dt.datetime, chance: random.Random, said: Sentence) -> str:
    return f"{said[0]:<5} {_iso(time)} [{chance.randint(1, 9)}] {said[1]} - {said[2]}"


def _iso_t(time: dt.datetime, chance: random.Random, said: Sentence) -> str:
    return f"{_iso(time, '.', 'T')} [Worker-{chance.randint(1, 8)}] {said[0]} {said[1]} - {said[2]}"


def _serilog(time: dt.datetime, _chance: random.Random, said: Sentence) -> str:
    word = {"DEBUG": "DBG", "INFO": "INF", "WARN": "WRN", "ERROR": "ERR"}[said[0]]
    return f"{_iso(time, '.')} +00:00 [{word}] {said[1]} {said[2]}"


def _nlog(time: dt.datetime, chance: random.Random, said: Sentence) -> str:
    return f"{_iso(time, '.')}{chance.randint(0, 9)}|{said[0]}|{said[1]}|{said[2]}"


def _java(time: dt.datetime, chance: random.Random, said: Sentence) -> str:
    return f"{_iso(time)} {said[0]:<5} [{chance.choice(('main', 'scheduler-1', 'http-nio-8080-exec-4'))}] {said[1]} - {said[2]}"


def _java_util(time: dt.datetime, _chance: random.Random, said: Sentence) -> str:
    word = {"DEBUG": "FINE", "INFO": "INFO", "WARN": "WARNING", "ERROR": "SEVERE"}[said[0]]
    return f"{time:%b} {time.day}, {time.year} {time.hour % 12 or 12}:{time:%M:%S %p} {word} {said[1]} {said[2]}"


def _python(time: dt.datetime, _chance: random.Random, said: Sentence) -> str:
    return f"{_iso(time)} - {said[1]} - {_spelled(said[0])} - {said[2]}"


def _python_short(_time: dt.datetime, _chance: random.Random, said: Sentence) -> str:
    return f"{_spelled(said[0])}:{said[1]}:{said[2]}"


def _spelled(level: str) -> str:
    return {"WARN": "WARNING"}.get(level, level)


def _console(time: dt.datetime, chance: random.Random, said: Sentence) -> str:
    return f"{time:%H:%M:%S}.{time.microsecond // 1000:03d} [{chance.choice(('main', 'pool-2'))}] {said[0]} {said[1]} - {said[2]}"


def _syslog(time: dt.datetime, chance: random.Random, said: Sentence) -> str:
    return f"{time:%b} {time.day:>2} {time:%H:%M:%S} reserves01 {said[1]}[{chance.randint(500, 504)}]: {said[2]}"


def _syslog_new(time: dt.datetime, chance: random.Random, said: Sentence) -> str:
    return f"<14>1 {_iso(time, '.', 'T')}Z reserves01 {said[1]} {chance.randint(400, 5040)} ID47 - {said[2]}"


def _json(time: dt.datetime, _chance: random.Random, said: Sentence) -> str:
    words = {"timestamp": _iso(time, ".", "T") + "Z", "level": said[0], "logger": said[1], "message": said[2]}
    return json.dumps(words, ensure_ascii=False)


def _log4j_xml(time: dt.datetime, chance: random.Random, said: Sentence) -> str:
    stamp = int(time.replace(tzinfo=dt.UTC).timestamp() * 1000)
    head = f'logger={quoteattr(said[1])} timestamp="{stamp}" level="{said[0]}" thread="{chance.randint(1, 9)}"'
    return f"<log4j:event {head}><log4j:message><![CDATA[{said[2]}]]></log4j:message></log4j:event>"


def _event_viewer(time: dt.datetime, _chance: random.Random, said: Sentence) -> str:
    word = {"DEBUG": "Information", "INFO": "Information", "WARN": "Warning", "ERROR": "Error"}[said[0]]
    return f"{word}\t{_us(time)}\t{said[1].rsplit('.', 1)[-1]}\t1000\tNone\t{said[2]}"


def _iis(time: dt.datetime, chance: random.Random, said: Sentence) -> str:
    client = f"192.0.2.{chance.randint(1, 250)}"
    return f"{time:%Y-%m-%d %H:%M:%S} 10.0.0.5 {said[1]} - 443 - {client} - {said[2]} 0 0 {chance.choice((12, 15, 31, 500, 503, 504, 1200))}"


def _combined(time: dt.datetime, chance: random.Random, said: Sentence) -> str:
    size = chance.choice((500, 503, 504, 2040, 5040, 18200))
    return f'192.0.2.{chance.randint(1, 250)} - - [{time:%d/%b/%Y:%H:%M:%S} +0100] "{said[1]} HTTP/1.1" {said[2]} {size} "-" "Mozilla/5.0"'


# Name of the file, layout, what its program says, encoding, end of a line.
LOGS: tuple[tuple[str, Layout, tuple[Sentence, ...], str, str], ...] = (
    ("illiadclient-desk1.txt", _log4net, said.ILLIAD, "utf-8", "\r\n"),
    ("illiadclient-desk2.txt", _american, said.ILLIAD, "utf-16", "\r\n"),
    ("illiadclient-fernleihe.txt", _german, said.ILLIAD, "cp1252", "\r\n"),
    ("illiadclient-old.txt.1", _no_thread, said.ILLIAD, "utf-8-sig", "\r\n"),
    ("illiad-system-manager.log", _padded, said.ILLIAD_SYSTEM, "utf-8", "\r\n"),
    ("illiad-web-platform.log", _iso_t, said.ILLIAD_SYSTEM, "utf-8", "\n"),
    ("illiad-connection-manager.log", _log4net, said.CONNECTION, "utf-8", "\r\n"),
    ("aresclient-desk1.txt", _no_thread, said.ARES, "utf-8", "\r\n"),
    ("aresclient-desk2.txt", _level_first, said.ARES, "utf-8", "\r\n"),
    ("aresclient-desk3.txt.gz", _with_desk, said.ARES, "utf-8", "\r\n"),
    ("ares-system-manager.log", _padded, said.ARES_SYSTEM, "utf-8", "\r\n"),
    ("courseshelf.log", _with_desk, said.RESERVES, "utf-8", "\n"),
    ("courseshelf-serilog.log", _serilog, said.RESERVES, "utf-8", "\n"),
    ("courseshelf-nlog.log", _nlog, said.RESERVES, "utf-8", "\r\n"),
    ("rights-java.log", _java, said.JAVA, "utf-8", "\n"),
    ("rights-java-util.log", _java_util, said.JAVA, "utf-8", "\n"),
    ("rights-console.txt", _console, said.JAVA, "utf-8", "\n"),
    ("rights-events.xml.log", _log4j_xml, said.JAVA, "utf-8", "\n"),
    ("reserves-job.log", _python, said.PYTHON, "utf-8", "\n"),
    ("reserves-job-short.log", _python_short, said.PYTHON, "utf-8", "\n"),
    ("reserves-job.jsonl", _json, said.PYTHON, "utf-8", "\n"),
    ("application-events.tsv", _event_viewer, said.ILLIAD_SYSTEM, "utf-8", "\r\n"),
    ("u_ex261121.log", _iis, said.WEB, "utf-8", "\r\n"),
    ("access.log", _combined, said.WEB, "utf-8", "\n"),
    ("syslog", _syslog, said.SERVER, "utf-8", "\n"),
    ("syslog-5424.log", _syslog_new, said.SERVER, "utf-8", "\n"),
)


def records(layout: Layout, sentences: tuple[Sentence, ...], seed: str, count: int) -> Iterator[str]:
    """That many records of one program in one layout, from eight o'clock on."""
    chance = random.Random(seed)
    time = dt.datetime(2026, chance.randint(1, 12), chance.randint(1, 28), 8, 0, 5, 123000)  # noqa: DTZ001 - logs have none
    for _ in range(count):
        time += dt.timedelta(milliseconds=chance.choice((3, 15, 40, 120, 480, 900, 2600, 7000)))
        level, logger, template = chance.choice(sentences)
        yield layout(time, chance, (level, said.filled(logger, chance), said.filled(template, chance)))


def write(folder: Path, seed: int = SEED, count: int = RECORDS) -> tuple[Path, ...]:
    """Write all logs into a folder and say where they are."""
    folder.mkdir(parents=True, exist_ok=True)
    return tuple(_written(folder / name, seed, count, *rest) for name, *rest in LOGS)


def _written(
    path: Path, seed: int, count: int, layout: Layout, sentences: tuple[Sentence, ...], encoding: str, end: str
) -> Path:
    text = "".join(f"{record}{end}" for record in records(layout, sentences, f"{seed} {path.name}", count))
    data = text.replace("\n   ", f"{end}   ").encode(encoding)
    path.write_bytes(gzip.compress(data, mtime=0) if path.suffix == ".gz" else data)
    return path


if __name__ == "__main__":
    for written in write(Path(sys.argv[1])):
        print(written)
