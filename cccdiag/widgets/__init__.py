"""Forms for notebooks: view models that need no kernel, and thin ipywidgets views of them.

Each function returns a form. As the last expression of a cell it is shown; ``form.run(…)`` does from code what its main button
does. Nothing heavy is imported before a form is made.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from cccdiag.client.profile import Profile
    from cccdiag.emulator import Emulator
    from cccdiag.widgets.article import ArticleForm
    from cccdiag.widgets.billing import BillingForm
    from cccdiag.widgets.check import CheckForm
    from cccdiag.widgets.connecting import ConnectionForm
    from cccdiag.widgets.drill import DrillForm
    from cccdiag.widgets.explain import ExplainForm
    from cccdiag.widgets.form import Answer
    from cccdiag.widgets.guide import GuideForm
    from cccdiag.widgets.order import OrderForm
    from cccdiag.widgets.triage import TriageForm

__all__ = [
    "article_editor",
    "billing_desk",
    "case_diff",
    "case_file",
    "check_desk",
    "connection",
    "drill_desk",
    "explain_desk",
    "guide_desk",
    "order_desk",
    "triage_desk",
]


def connection(profile: Profile | str | None = None, gateway: Emulator | None = None) -> ConnectionForm:
    """Whom to ask, as whom: by default an emulator on this machine (DEMO).

    Args:
        profile: a profile, its name or its file.
        gateway: a running emulator to use in place of the one that forms share.
    """
    from cccdiag.widgets.access import Access, access_of
    from cccdiag.widgets.connecting import ConnectionForm
    from cccdiag.widgets.form import registered

    access = access_of(None) if profile is None and gateway is None else Access(profile, gateway)
    return registered("connection", lambda: ConnectionForm(access), lambda form: form.follow(access))


def check_desk(connection: object = None) -> CheckForm:
    """Walk the layers and see which holds: ``connection`` is what :func:`connection` gives, or a profile."""
    from cccdiag.widgets.access import access_of
    from cccdiag.widgets.check import CheckForm
    from cccdiag.widgets.form import registered

    access = access_of(connection)
    return registered("check", lambda: CheckForm(access), lambda form: form.follow(access))


def triage_desk(connection: object = None) -> TriageForm:
    """Paste a ticket or a log, and see what is wrong, why, and what to do first."""
    from cccdiag.widgets.access import access_of
    from cccdiag.widgets.form import registered
    from cccdiag.widgets.triage import TriageForm

    access = access_of(connection)
    return registered("triage", lambda: TriageForm(access), lambda form: form.follow(access))


def explain_desk(connection: object = None) -> ExplainForm:
    """Search what is known, as you type. It asks no gateway; ``connection`` is taken so that all desks are called alike."""
    from cccdiag.widgets.explain import ExplainForm
    from cccdiag.widgets.form import registered

    del connection
    return registered("explain", ExplainForm)


def order_desk(connection: object = None) -> OrderForm:
    """Call the seven operations through forms made from the spec."""
    from cccdiag.widgets.access import access_of
    from cccdiag.widgets.form import registered
    from cccdiag.widgets.order import OrderForm

    access = access_of(connection)
    return registered("order", lambda: OrderForm(access), lambda form: form.follow(access))


def article_editor() -> ArticleForm:
    """Write an article of the knowledge base and try it on a record."""
    from cccdiag.widgets.article import ArticleForm
    from cccdiag.widgets.form import registered

    return registered("article", ArticleForm)


def billing_desk(connection: object = None) -> BillingForm:
    """Compare the billing details of ILLiad or Ares with those of the CCC account. It asks nobody."""
    from cccdiag.widgets.billing import BillingForm
    from cccdiag.widgets.form import registered

    del connection
    return registered("billing", BillingForm)


def guide_desk(connection: object = None) -> GuideForm:
    """Walk the vendor's order of work for a login that fails, question by question; checks answer what they can."""
    from cccdiag.widgets.access import access_of
    from cccdiag.widgets.form import registered
    from cccdiag.widgets.guide import GuideForm

    access = access_of(connection)
    return registered("guide", lambda: GuideForm(access), lambda form: form.follow(access))


def drill_desk(drill: str = "", trainee: str = "", folder: Path | str | None = None) -> DrillForm:
    """Practise on a planted fault: find its cause and the next step, and be marked.

    Args:
        drill: the id of a drill (``cccdiag drill list``) or a file that holds one; none lets the trainee choose.
        trainee: a name for the score card.
        folder: where score cards go (default: ``drill-cards`` beside the notebook).
    """
    from cccdiag.widgets.drill import DrillForm
    from cccdiag.widgets.form import registered

    return registered("drill", lambda: DrillForm(drill, trainee, folder))


def case_file(path: Path | str) -> Answer:
    """Reopen a case file: its note, the report judged again, its diagnoses. Nothing is asked of any network."""
    from cccdiag.widgets.reopening import reopened

    return reopened(path)


def case_diff(old: Path | str, new: Path | str) -> Answer:
    """What changed between two case files: "it worked in March, what is different now"."""
    from cccdiag.widgets.reopening import difference

    return difference(old, new)
