"""What all forms share: a heading, a place for errors, a spoken status, and an answer that outlives the kernel.

A form is a thin view. Its answer is plain HTML and text, shown inside the form while it lives, and beside it as an ordinary output
that a saved notebook keeps. The style of the living form hides that second copy; where no kernel runs there is no such style.
"""

from __future__ import annotations

import functools
import itertools
import re
import sys
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, ClassVar, TypeVar

from cccdiag.errors import CccDiagError
from cccdiag.secrets import without_secrets
from cccdiag.widgets import style

F = TypeVar("F", bound="Form")
_MASK = "‹secret›"
_forms: dict[tuple[str, str, int], Form] = {}
_asked: dict[tuple[str, str], int] = {}
_shown = itertools.count(1)
_IDS = re.compile(r'(?<= id=")[^"]+|(?<=aria-labelledby=")[^"]+')


@dataclass(frozen=True, slots=True, repr=False)
class Answer:
    """What a form found: an HTML fragment, the same as plain text, and the value that both were written from.

    Known secrets are masked in both when it is made; the value stays in the kernel.
    """

    html: str
    text: str
    value: Any = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "html", without_secrets(self.html, _MASK))
        object.__setattr__(self, "text", without_secrets(self.text, _MASK))

    def __repr__(self) -> str:
        return self.text

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        del include, exclude
        html = _renamed(self.html, f"-{next(_shown)}")
        return {"text/html": f'{style.STYLE}<div class="ccc">{html}</div>', "text/plain": self.text}


class Form:
    """The base of every form; see :meth:`put` for how one is made.

    ``run`` of a subclass does from code what its main button does. A click never raises: the error stands in a banner and in
    ``last_error``. From code the error is raised as well.
    """

    name: ClassVar[str]
    title: ClassVar[str]

    def __init__(self) -> None:
        import ipywidgets

        from cccdiag.widgets.private import Spoken

        self.last_error: BaseException | None = None
        self.answer: Answer | None = None
        self._key = f"ccc-saved-{uuid.uuid4().hex[:10]}"
        self._displayed = False
        heading = f'{style.STYLE}<style>.{self._key}{{display:none}}</style><div class="ccc"><p class="ccc-title">{style.text(self.title)}</p></div>'
        self._heading = ipywidgets.HTML(heading)
        self.notice = ipywidgets.HTML()
        self.banner = ipywidgets.HTML()
        self.status = Spoken()
        self.results = ipywidgets.HTML()
        self.box = ipywidgets.VBox()
        self.box.add_class("ccc-form")
        self.box.add_class(f"ccc-{self.name}")
        self.put()

    def put(self, *parts: Any) -> None:
        """Lay out the form: heading, notice, then ``parts`` in the order of the keyboard.

        Banner and status stand where ``self.status`` is named, else before the results.
        """
        listed = list(parts) if self.results in parts else [*parts, self.results]
        if self.status not in listed:
            listed.insert(listed.index(self.results), self.status)
        listed.insert(listed.index(self.status), self.banner)
        self.box.children = (self._heading, self.notice, *listed)

    def say(self, text: str) -> None:
        """Write the status line; screen readers read it aloud."""
        self.status.text = without_secrets(text, _MASK)

    def announce(self, sentence: str | None) -> None:
        """Show a sentence that must be seen before anything else, such as that this is DEMO."""
        # The answer says it too, for those who keep it; in the living form once is enough.
        (self.results.add_class if sentence else self.results.remove_class)("ccc-announced")
        self.notice.value = f'<div class="ccc"><p class="demo">{style.text(sentence)}</p></div>' if sentence else ""

    def show(self, answer: Answer) -> Answer:
        """Make this the form's answer, here and in what a saved notebook keeps."""
        self.answer = answer
        self.results.value = f'<div class="ccc">{answer.html}</div>'
        if self._displayed:
            _display(self._saved(), raw=True, display_id=self._key, update=True)
        return answer

    @contextmanager
    def working(self, doing: str) -> Iterator[None]:
        """While something runs: say so, and keep and show what goes wrong before it is raised on."""
        self.last_error, self.banner.value = None, ""
        self.say(doing)
        try:
            yield
        except Exception as error:
            self.fail(error)
            raise

    def fail(self, error: BaseException) -> None:
        """Keep an error and show its sentence."""
        if error is self.last_error:
            return
        self.last_error = error
        known = isinstance(error, CccDiagError)
        told = (
            str(error) if known else f"This form itself broke down ({type(error).__name__}: {error}). Please report it."
        )
        sentence = style.text(without_secrets(told, _MASK))
        self.banner.value = f'<div class="ccc"><p class="banner" role="alert">✗ {sentence}</p></div>'
        self.say("It did not work; the reason stands above.")

    def guarded(self, action: Callable[[], Any]) -> Callable[..., None]:
        """A handler for clicks and changes: whatever goes wrong is shown and kept."""

        @functools.wraps(action)
        def handler(*_event: Any) -> None:
            try:
                action()
            except Exception as error:  # noqa: BLE001 - a callback has no caller who could be told otherwise
                self.fail(error)

        return handler

    def __repr__(self) -> str:
        return f"cccdiag form: {self.name}"

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        del include, exclude
        view = {"version_major": 2, "version_minor": 0, "model_id": self.box.model_id}
        return {"application/vnd.jupyter.widget-view+json": view, "text/plain": repr(self)}

    def _saved(self) -> dict[str, str]:
        if self.answer is None:
            return {"text/html": f'<div class="{self._key}"></div>', "text/plain": f"{self!r}: no answer yet"}
        html = f'{style.STYLE}<div class="ccc {self._key}">{_renamed(self.answer.html, "-saved")}</div>'
        return {"text/html": html, "text/plain": self.answer.text}

    def _ipython_display_(self) -> None:
        _display(self._repr_mimebundle_(), raw=True)
        _display(self._saved(), raw=True, display_id=self._key)
        self._displayed = True


def _display(bundle: dict[str, Any], **options: Any) -> None:
    import IPython.display

    show: Any = IPython.display.display
    show(bundle, **options)


def _renamed(html: str, suffix: str) -> str:
    """The fragment with other ids: the same answer may stand in a page several times."""
    return _IDS.sub(lambda found: " ".join(f"{id_}{suffix}" for id_ in found[0].split()), html)


def registered(kind: str, make: Callable[[], F], again: Callable[[F], Any] = lambda _form: None) -> F:
    """The form that this cell made when it last ran, with the values in it (``again`` hands it what is new); else a new one.

    Outside of a notebook there are no cells, and every form is new.
    """
    found = _cell()
    if found is None:
        return make()
    cell, execution = found
    place = _asked.get((execution, kind), 0)
    for old in [key for key in _asked if key[0] != execution]:
        del _asked[old]
    _asked[execution, kind] = place + 1
    key = (kind, cell, place)
    if key in _forms:
        form: Any = _forms[key]
        again(form)
        return form  # type: ignore[no-any-return]
    form = make()
    _forms[key] = form
    return form  # type: ignore[no-any-return]


def _cell() -> tuple[str, str] | None:
    """The id of the cell that runs, and of its execution; None where nobody says."""
    if "IPython" not in sys.modules:
        return None
    from IPython import get_ipython

    shell: Any = get_ipython()
    parent = shell.get_parent() if hasattr(shell, "get_parent") else {}
    cell = (parent.get("metadata") or {}).get("cellId")
    return (str(cell), str(parent["header"]["msg_id"])) if cell else None
