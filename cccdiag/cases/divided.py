"""Inputs without secrets by many workers: they look for what has to go; it is taken out here, in the order of the inputs.

The bytes and the report are those that one alone gives. What has to be opened first, archives and mails, is done here. Known values
go to workers through pipes, never to a disk.
"""

from __future__ import annotations

import collections
import contextlib
import dataclasses
import functools
import pickle
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, BinaryIO, NamedTuple

from cccdiag.cases import fast
from cccdiag.cases.cleaning import Cleaned, pieces, plain_text
from cccdiag.cases.coding import Coding
from cccdiag.errors import InputError
from cccdiag.redact import Case, Ruleset, Stream
from cccdiag.redact.lessons import Lesson
from cccdiag.redact.model import CompiledRule, Kind, Rule
from cccdiag.redact.stream import Seen
from cccdiag.redact.windows import Window, Windows
from cccdiag.triage.sources import HEAD, read_full
from cccdiag.triage.work import Crew

if TYPE_CHECKING:
    from cccdiag.cases.inputs import Named

    Keep = Callable[[Named, Cleaned, IO[bytes]], None]
    Alone = Callable[[Named], Cleaned]


@dataclass(frozen=True, slots=True, repr=False)
class _Task:
    """A window to be looked at, or none where the input is no text; ``learnable``: what there is room for.

    ``setup`` is what makes a case the same elsewhere, packed once for many tasks.
    """

    setup: bytes
    window: Window | None
    learnable: tuple[Kind, ...]


class _Step(NamedTuple):
    """A window on its way: of which input it is, whether it is the last, and how many values were known when it was handed out."""

    one: Named
    coding: Coding | None
    window: Window | None
    last: bool
    knew: int = 0


def _setup(case: Case) -> bytes:
    """Rules and known values."""
    bare = tuple(dataclasses.replace(rule.rule, matches=(), ignores=()) for rule in case.rules.rules)
    return pickle.dumps((bare, case.known.values()), pickle.HIGHEST_PROTOCOL)


@functools.lru_cache(maxsize=1)
def _case(setup: bytes) -> Case:
    # What this program packed itself, a moment ago.
    bare: tuple[Rule, ...]
    known: tuple[Lesson, ...]
    bare, known = pickle.loads(setup)  # noqa: S301
    return Case(Ruleset(tuple(CompiledRule(rule) for rule in bare)), known, searching=fast.search)


def _seen(task: _Task) -> Seen | None:
    return _case(task.setup).look(task.window, task.learnable) if task.window else None


def clean(
    case: Case,
    files: Iterable[Named],
    crew: Crew,
    keep: Keep,
    alone: Alone,
    *,
    target: Callable[[], IO[bytes]],
    only_looking: bool = False,
) -> list[Cleaned]:
    """Let everything be looked at, clean it and hand each result over, in the order of the files; ``alone`` does so with what is no text."""
    steps = collections.deque[_Step]()
    setups: dict[int, bytes] = {}

    def tasks() -> Iterator[_Task]:
        for step in _steps(case, files):
            knew = len(case.known)
            if knew not in setups:
                setups.clear()
                setups[knew] = _setup(case)
            steps.append(step._replace(knew=knew))
            yield _Task(setups[knew], step.window, case.known.room())

    done: list[Cleaned] = []
    text: _Text | None = None
    with contextlib.closing(crew.map(_seen, tasks())) as found, contextlib.ExitStack() as kept:
        for seen in found:
            step = steps.popleft()
            if seen is None or step.window is None or step.coding is None:
                done.append(alone(step.one))
                continue
            if text is None:
                text = _Text(case, step, step.coding, kept.enter_context(target()), looking=only_looking)
            text.add(step.window, seen)
            if step.last:
                done.append(text.finished(keep, alone))
                text = None
                kept.close()
    return done


class _Text:
    """One text that is put together; the first step says how many values were known to whoever looks at it."""

    def __init__(self, case: Case, first: _Step, coding: Coding, target: IO[bytes], *, looking: bool) -> None:
        self._case = case
        self._one = first.one
        self._knew = first.knew
        self._coding = coding
        self._target = target
        self._looking = looking
        self._done = Cleaned(first.one.name, [(first.one.name, coding.name)])
        self._stream = Stream(case, self._done.tell(first.one.name), looking=looking)

    def add(self, window: Window, seen: Seen) -> None:
        """Take the next window."""
        self._target.write(self._coding.back(self._stream.take(window, seen.spans)))
        for value, kind in seen.lessons:
            self._case.known.learn(value, kind)

    def finished(self, keep: Keep, alone: Alone) -> Cleaned:
        """Hand the text over; anew where it has changed since it was read, and taught something."""
        with self._target as target:
            if len(self._case.known) > self._knew:
                return alone(self._one)
            if not self._looking:
                target.write(self._coding.back(b"", final=True))
                target.seek(0)
                keep(self._one, self._done, target)
            return self._done


def _steps(case: Case, files: Iterable[Named]) -> Iterator[_Step]:
    """The windows of all inputs, in their order."""
    for one in files:
        try:
            with one.open() as source:
                yield from _windows(case, one, source)
        except OSError as error:
            raise InputError(f"{one.name} cannot be read: {error.strerror or error}") from error


def _windows(case: Case, one: Named, source: BinaryIO) -> Iterator[_Step]:
    head = read_full(source, HEAD)
    coding = plain_text(case, head, one.name)
    if coding is None:
        yield _Step(one, None, None, last=True)
        return
    windows = Windows(case.rules.reach, names=case.rules.headings)
    for piece in pieces(head, source):
        if window := windows.feed(coding.utf8(piece)):
            yield _Step(one, coding, window, last=False)
    if window := windows.feed(coding.utf8(b"", final=True)):
        yield _Step(one, coding, window, last=False)
    yield _Step(one, coding, windows.finish(), last=True)
