"""Inputs without secrets by many workers: windows of texts are handed out, what comes back is put together in the order of the inputs.

The bytes and the report are those that one alone gives. What has to be opened first, archives and mails, is done here. Values and
the key of the tokens go to workers through pipes, never to a disk.
"""

from __future__ import annotations

import collections
import contextlib
import dataclasses
import functools
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, BinaryIO, NamedTuple

from cccdiag.cases import fast
from cccdiag.cases.cleaning import Cleaned, pieces, plain_text
from cccdiag.cases.coding import Coding
from cccdiag.errors import InputError
from cccdiag.redact import Case, Ruleset, Stream
from cccdiag.redact.lessons import Lesson
from cccdiag.redact.model import CompiledRule, Kind, Rule
from cccdiag.redact.shares import Settling, Share, Shared, share
from cccdiag.redact.stream import Done
from cccdiag.redact.windows import Window, Windows
from cccdiag.triage.sources import HEAD, read_full
from cccdiag.triage.work import Crew

if TYPE_CHECKING:
    from cccdiag.cases.inputs import Named

    Keep = Callable[[Named, Cleaned, IO[bytes]], None]
    Alone = Callable[[Named], Cleaned]

# Tokens that were settled while the last so many windows came back for each worker are told with every window.
_LATELY = 3


@dataclass(frozen=True, slots=True, repr=False)
class _Setup:
    """What makes a case the same elsewhere."""

    rules: tuple[Rule, ...]
    known: tuple[Lesson, ...]
    key: bytes


@dataclass(frozen=True, slots=True, repr=False)
class _Task:
    """A window to be looked at, or none where the input is no text; ``learnable``: what there is room for."""

    setup: _Setup
    window: Window | None
    learnable: tuple[Kind, ...]
    decided: Mapping[Kind, bytes]


class _Step(NamedTuple):
    """A window on its way: of which input it is, whether it is the last, and how many values were known when it was handed out."""

    one: Named
    coding: Coding | None
    window: Window | None
    last: bool
    knew: int = 0


@functools.lru_cache(maxsize=1)
def _case(setup: _Setup) -> tuple[Case, Shared]:
    tokens = Shared(setup.key)
    rules = Ruleset(tuple(CompiledRule(rule) for rule in setup.rules))
    return Case(rules, setup.known, searching=fast.search, tokens=tokens), tokens


def _taught(task: _Task) -> tuple[Lesson, ...]:
    return _case(task.setup)[0].lessons(task.window, task.learnable) if task.window else ()


def _shared(task: _Task) -> Share | None:
    if task.window is None:
        return None
    case, tokens = _case(task.setup)
    tokens.hear(task.decided)
    return share(case, task.window, task.learnable)


def learn(case: Case, files: Iterable[Named], crew: Crew, alone: Callable[[Named], object]) -> None:
    """Let everything be read for what it teaches; ``alone`` reads what is no text."""
    setup = _setup(case, ())
    steps = collections.deque[_Step]()

    def tasks() -> Iterator[_Task]:
        for step in _steps(case, files):
            steps.append(step)
            yield _Task(setup, step.window, case.known.room(), {})

    with contextlib.closing(crew.map(_taught, tasks())) as results:
        for lessons in results:
            step = steps.popleft()
            if step.window is None:
                alone(step.one)
            for value, kind in lessons:
                case.known.learn(value, kind)


def clean(
    case: Case, files: Iterable[Named], crew: Crew, keep: Keep, alone: Alone, *, target: Callable[[], IO[bytes]]
) -> list[Cleaned]:
    """Let everything be cleaned and hand each result over, in the order of the files; ``alone`` does so with what is no text."""
    settling = Settling(case.tokens, _LATELY * crew.size)
    steps = collections.deque[_Step]()
    setups: dict[int, _Setup] = {}

    def tasks() -> Iterator[_Task]:
        for step in _steps(case, files):
            knew = len(case.known)
            if knew not in setups:
                setups.clear()
                setups[knew] = _setup(case, case.known.values())
            steps.append(step._replace(knew=knew))
            yield _Task(setups[knew], step.window, case.known.room(), settling.decided())

    done: list[Cleaned] = []
    text: _Text | None = None
    with contextlib.closing(crew.map(_shared, tasks())) as shares, contextlib.ExitStack() as kept:
        for found in shares:
            step = steps.popleft()
            if found is None or step.window is None or step.coding is None:
                done.append(alone(step.one))
                continue
            if text is None:
                text = _Text(case, step.one, step.coding, step.knew, kept.enter_context(target()))
            text.add(step.window, lambda found=found: settling.done(found))  # type: ignore[misc]
            for value, kind in found.lessons:
                case.known.learn(value, kind)
            if step.last:
                done.append(text.finished(keep, alone))
                text = None
                kept.close()
    return done


class _Text:
    """One text that is put together; ``knew``: how many values were known to those who look at it."""

    def __init__(self, case: Case, one: Named, coding: Coding, knew: int, target: IO[bytes]) -> None:
        self._case = case
        self._one = one
        self._coding = coding
        self._knew = knew
        self._target = target
        self._done = Cleaned(one.name, [(one.name, coding.name)])
        self._stream = Stream(case, self._done.tell(one.name))

    def add(self, window: Window, done: Callable[[], Done]) -> None:
        """Take the next window."""
        self._target.write(self._coding.back(self._stream.take(window, done)))

    def finished(self, keep: Keep, alone: Alone) -> Cleaned:
        """Hand the text over; anew where it has changed since it was read, and taught something."""
        with self._target as target:
            if len(self._case.known) > self._knew:
                return alone(self._one)
            target.write(self._coding.back(b"", final=True))
            target.seek(0)
            keep(self._one, self._done, target)
            return self._done


def _setup(case: Case, known: tuple[Lesson, ...]) -> _Setup:
    bare = (dataclasses.replace(rule.rule, matches=(), ignores=()) for rule in case.rules.rules)
    return _Setup(tuple(bare), known, case.key)


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
    coding = plain_text(head, one.name)
    if coding is None:
        yield _Step(one, None, None, last=True)
        return
    windows = Windows(case.rules.reach)
    for piece in pieces(head, source):
        if window := windows.feed(coding.utf8(piece)):
            yield _Step(one, coding, window, last=False)
    if window := windows.feed(coding.utf8(b"", final=True)):
        yield _Step(one, coding, window, last=False)
    yield _Step(one, coding, windows.finish(), last=True)
