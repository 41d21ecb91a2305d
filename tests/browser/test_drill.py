"""The drill form in a real JupyterLab and Chromium: begun, checked, proven, answered, marked; axe finds nothing on the way."""

from __future__ import annotations

from lab import Lab, browser, run_all

CELL = "from cccdiag.widgets import drill_desk\ndrill_desk('nobody-may-order', folder='cards')"


def test_a_drill_is_played_and_marked_in_the_browser(tmp_path):
    """With what a trainee sees: nothing asks another machine, and the card is a file beside the notebook."""
    with Lab(tmp_path) as lab, browser(height=1800) as seen:
        path = lab.write("drill.ipynb", CELL)
        lab.open(seen.page, path.name)
        run_all(seen.page)
        box = seen.page.locator(".ccc-drill")
        box.get_by_label("Your name").fill("Desk 3")
        box.get_by_role("button", name="Begin this drill").click()
        box.get_by_text("The drill has begun.").wait_for()
        assert box.get_by_text("from Tuesday noon on no order goes through").first.is_visible()
        assert box.locator(".demo").first.inner_text().startswith("DEMO: ")
        box.get_by_label("Lines").select_option(index=5)
        box.get_by_role("button", name="Name chosen lines as proof").click()
        box.get_by_text("Named as proof: ticket.txt:6.").first.wait_for()
        box.get_by_role("button", name="Run the checks").click()
        box.get_by_role("row", name="on hold").first.wait_for()
        assert seen.axe(".ccc-drill") == []
        box.get_by_label("Article").fill("CCC_203")
        box.get_by_label("Article").press("Enter")
        box.get_by_label("Cause").select_option(index=1)
        box.get_by_label("Who acts next").select_option("the library itself")
        box.get_by_label("Next step").select_option(index=2)
        box.get_by_role("button", name="This is my answer").click()
        box.get_by_text("100 of 100 points. Right.").wait_for()
        box.get_by_role("status").get_by_text("Marked; the score card stands below.", exact=True).wait_for()
        assert seen.axe(".ccc-drill") == []
        assert seen.elsewhere == []
        assert [one.suffix for one in (tmp_path / "cards").iterdir()] == [".json"]
