"""The forms in a real JupyterLab and Chromium: each is filled, clicked and read; axe finds nothing; nothing asks another machine.

All forms stand in one notebook of one session, because starting Lab takes longer than all that follows.
"""

from __future__ import annotations

import json
import re

import pytest
from lab import Lab, browser, run_all, save

CELLS = {
    "connection": "from cccdiag.widgets import connection\nhere = connection()\nhere",
    "check": "from cccdiag.widgets import check_desk\ncheck_desk(here)",
    "triage": "from cccdiag.widgets import triage_desk\ntriage_desk(here)",
    "explain": "from cccdiag.widgets import explain_desk\nexplain_desk(here)",
    "order": "from cccdiag.widgets import order_desk\norder_desk(here)",
    "billing": "from cccdiag.widgets import billing_desk\nbilling_desk()",
    "guide": "from cccdiag.widgets import guide_desk\nguide_desk(here)",
    "article": "from cccdiag.widgets import article_editor\narticle_editor()",
}
RECORD = (
    "2026-01-31 09:14:07,123 [4] ERROR AtlasSystems.ILLiad.Client.Copyright - CCC answered "
    "<error_code>CCC_200</error_code> for password=invented-lantern-77"
)
SECRET = "invented-heron-4711"


@pytest.fixture
def session(tmp_path):
    """A notebook with every form, run: the page as it is seen, the Lab, and the notebook's file."""
    with Lab(tmp_path) as lab, browser(height=1400) as seen:
        path = lab.write("forms.ipynb", *CELLS.values())
        lab.open(seen.page, path.name)
        run_all(seen.page)
        for name in CELLS:
            seen.page.locator(f".ccc-{name}").wait_for()
        yield seen, lab, path


def announced(form):
    """The sentence that is seen before anything else."""
    return form.locator(".demo").first.inner_text()


def connection(box, _page):
    """The emulator of the kernel is there without a word; a secret that is typed leaves the page at once."""
    assert announced(box).startswith("DEMO: ")
    box.get_by_label("Site").select_option("Typed here")
    box.get_by_label("Address").fill("https://gateway.example/AcademicGateway")
    field = box.get_by_label("Password", exact=True)
    field.fill(SECRET)
    field.press("Enter")
    box.get_by_text("set (in memory only)").wait_for()
    assert field.input_value() == ""
    box.get_by_label("Site").select_option("The gateway on this machine (DEMO)")
    box.get_by_role("button", name="Use this connection").click()
    box.get_by_role("row", name="Access secret").wait_for()
    assert box.get_by_role("row", name="Mode that is expected").inner_text().endswith("DEMO")


def check(box, _page):
    """One click, a status that is read aloud, a table and a picture with a name."""
    assert announced(box).startswith("DEMO: ")
    box.get_by_role("button", name="Run the checks").click()
    box.get_by_text("Healthy.").wait_for()
    box.get_by_role("status").get_by_text("Done: ok.", exact=True).wait_for()
    box.get_by_role("img", name=re.compile("^The layers between")).wait_for()
    box.get_by_role("row", name=re.compile("Party login|login")).first.wait_for()


def triage(box, page):
    """Paste, cards with the evidence marked, the one next check, the text for the ticket in the clipboard; the field is empty again."""
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    assert announced(box).startswith("DEMO: ")
    field = box.get_by_label("Text", exact=True)
    field.evaluate("(field, text) => { field.value = text; }", ("all is well " * 100 + "\n") * 600 + RECORD)
    box.get_by_label("Files").set_input_files(
        {"name": "client.log", "mimeType": "text/plain", "buffer": RECORD.replace("CCC_200", "CCC_203").encode()}
    )
    box.get_by_role("button", name="Triage").click()
    box.get_by_text("2 causes; first").wait_for()
    assert box.get_by_label("Text", exact=True).input_value() == ""
    assert "CCC_20" in box.locator("mark").first.inner_text()
    box.get_by_role("button", name="Next check: login.party").click()
    box.locator(".card").get_by_text("Healthy.").wait_for()
    box.get_by_role("button", name="Text for the engineer").click()
    box.get_by_text("Taken out of this text: password").wait_for()
    box.get_by_role("button", name="Copy").click()
    box.get_by_text("Copied.").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "CCC_200" in copied
    assert "invented-lantern-77" not in copied + page.content()


def explain(box, _page):
    """No button; what is clear is shown at once, what is not is chosen by keyboard from a list."""
    field = box.get_by_label("Code or words")
    field.press_sequentially("CCC_204")
    box.get_by_text("What it means").wait_for()
    field.fill("cannot log in")
    box.get_by_text(re.compile(r"^\d+ found\.$")).wait_for()
    box.get_by_label("It may mean").select_option(index=0)
    box.get_by_text("What to do (who)").wait_for()


def order(box, page):
    """A date that is none is refused beside its field before anything is sent; then a header is made, and the picture moves on."""
    assert announced(box).startswith("DEMO: ")
    box.get_by_label("Operation").select_option("createOrderHeader")
    box.get_by_label("edInstitution").fill("Invented College")
    page.keyboard.press("Tab")
    page.keyboard.type("History of Paper")
    assert box.get_by_label("courseName").input_value() == "History of Paper"
    box.get_by_label("startOfTerm").fill("soon")
    box.locator(".wrong").first.wait_for()
    box.locator(".wrong", has_text="startOfTerm").first.wait_for()
    box.get_by_label("startOfTerm").fill("01/31/2027")
    box.get_by_text("It can be sent.").wait_for()
    box.get_by_role("button", name="Send").click()
    box.locator("pre", has_text="createOrderHeader: answered").wait_for()
    box.get_by_role("status").get_by_text("createOrderHeader: answered.", exact=True).wait_for()
    box.get_by_role("img", name="The life of an order").wait_for()
    box.get_by_text("The exchange, credentials masked").click()
    box.locator("details", has_text="••••••").wait_for()


def billing(box, _page):
    """The same town with a blank behind it is named as such."""
    box.get_by_label("BillingCity", exact=True).fill("Boston ")
    box.get_by_label("BillingCity (CCC)").fill("Boston")
    box.get_by_role("button", name="Compare").click()
    box.get_by_text("1 of 5 differ").first.wait_for()
    assert "Boston␣" in box.get_by_role("row", name="BillingCity").inner_text()


def guide(box, _page):
    """Each answer leaves fewer causes; Back takes one back; the summary can be copied."""
    box.get_by_role("button", name="Yes").click()
    box.get_by_text("Question 2, of").wait_for()
    box.get_by_role("button", name="Back").click()
    box.get_by_text("Question 1, of").wait_for()
    box.get_by_role("button", name="No", exact=True).click()
    box.get_by_text("The guide has come to its end.").wait_for()
    assert box.get_by_label("Summary for the ticket").input_value().startswith("# ")


def article(box, _page):
    """From a pasted record: the text, what is still open in it, and that it finds the record."""
    box.get_by_label("Record").fill(RECORD.replace("CCC answered", "the paper tray of CCC is empty"))
    box.get_by_role("button", name="Use this record").click()
    box.get_by_text("1 line, in memory only").wait_for()
    box.get_by_label("Id", exact=True).fill("local-paper-tray")
    box.get_by_label("Wording").fill("the paper tray of CCC is empty")
    box.get_by_role("button", name="Write and try").click()
    box.get_by_text("The triage finds the record with this article.").wait_for(timeout=60_000)
    assert (
        box.get_by_label("The article, to be saved as")
        .input_value()
        .startswith("# An article of our own.\nid: local-paper-tray")
    )


FLOWS = (connection, check, triage, explain, order, billing, guide, article)


def test_every_form_is_filled_clicked_read_saved_and_run_again(session):
    """The main flow of each form, what a saved notebook holds of it, that values survive when cells run again, and answers without a kernel."""
    seen, lab, path = session
    for flow in FLOWS:
        box = seen.page.locator(f".ccc-{flow.__name__}")
        flow(box, seen.page)
        assert (flow.__name__, seen.axe(f".ccc-{flow.__name__}")) == (flow.__name__, [])
        assert box.get_by_role("alert").count() == 0
    save(seen.page)
    look_at_what_is_saved(path.read_text(encoding="utf-8"))
    run_all(seen.page)
    again = seen.page.locator(".ccc-order")
    again.get_by_text("createOrderHeader: answered").first.wait_for()
    assert again.get_by_label("courseName").input_value() == "History of Paper"
    for kernel in lab.kernels():
        lab.get(f"api/kernels/{kernel['id']}", "DELETE")
    seen.page.goto("about:blank")
    lab.open(seen.page, path.name)
    kept = seen.page.locator(".jp-OutputArea-output")
    kept.get_by_text("createOrderHeader: answered").wait_for()
    kept.get_by_text("Healthy.").wait_for()
    assert seen.page.locator(".ccc-form").count() == 0
    assert seen.elsewhere == []


def look_at_what_is_saved(text):
    """Without a kernel the answers are there as HTML and text; nothing that was typed in secret, and no widget state."""
    notebook = json.loads(text)
    assert SECRET not in text
    assert "invented-lantern-77" not in text
    assert "widgets" not in notebook["metadata"]
    plain = {}
    for name, cell in zip(CELLS, notebook["cells"], strict=True):
        plain[name] = ["".join(output["data"]["text/plain"]) for output in cell["outputs"]]
    assert [outputs[0] for outputs in plain.values()] == [f"cccdiag form: {name}" for name in CELLS]
    assert "createOrderHeader: answered" in plain["order"][1]
    assert "CCC_200" in plain["triage"][1]
    assert len(text) < 400_000
