"""The desks without a notebook: Voila serves the triage and the check, asks nothing of another machine, and ends idle kernels."""

from __future__ import annotations

import time
from pathlib import Path

from lab import Voila, browser
from needs import missing

SECRET = "invented-lantern-77"
RECORD = f"2026-01-31 09:14:07,123 ERROR AtlasSystems.ILLiad.Client.Copyright - CCC: <error_code>CCC_200</error_code> password={SECRET}"


def kernels(of):
    """How many kernels a server has: processes of ipykernel that are its children."""
    found = 0
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            found += parent == of and b"ipykernel" in (entry / "cmdline").read_bytes()
        except OSError:
            continue
    return found


def test_triage_and_check_are_served_to_this_machine_only(tmp_path):
    """Paste, read, check; axe is content; the page's source holds no secret; the kernel ends when the page is gone."""
    if not Path("/proc/self/stat").exists():
        missing("Processes are counted in /proc, which this system does not have")
    with Voila(tmp_path, None, "--idle=10") as voila:
        with browser() as seen:
            page = seen.page
            page.goto(f"{voila.url}/?token={voila.token}")
            triage, check = page.locator(".ccc-triage"), page.locator(".ccc-check")
            triage.get_by_label("Text", exact=True).fill(RECORD)
            triage.get_by_role("button", name="Triage").click()
            triage.get_by_text("1 cause; first").wait_for()
            check.get_by_role("button", name="Run the checks").click()
            check.get_by_text("Healthy.").wait_for()
            assert check.locator(".demo").first.inner_text().startswith("DEMO: ")
            assert [seen.axe(".ccc-triage"), seen.axe(".ccc-check")] == [[], []]
            assert SECRET not in page.content()
            assert seen.elsewhere == []
            assert kernels(voila.process.pid) == 1
        for _ in range(600):
            if not kernels(voila.process.pid):
                break
            time.sleep(0.1)
        assert kernels(voila.process.pid) == 0
        assert f"http://127.0.0.1:{voila.port}/?token={voila.token}" in voila.log.read_text()
