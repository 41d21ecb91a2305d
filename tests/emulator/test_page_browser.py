"""The page in real Chromium: what a person sees and presses, by keyboard too. Run where Chromium and playwright are."""

from __future__ import annotations

from contextlib import contextmanager

import pytest
from axe_core_python.sync_playwright import Axe
from needs import chromium
from playwright.sync_api import sync_playwright

from cccdiag.emulator import Emulator


@contextmanager
def browser(javascript: bool = True):
    """A page that may speak to this machine only; what it asks of others is kept."""
    outside: list[str] = []
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        context = running.new_context(java_script_enabled=javascript, locale="en-US")
        page = context.new_page()
        page.on("request", lambda r: outside.append(r.url) if "//127.0.0.1:" not in r.url else None)
        try:
            yield page, outside
        finally:
            context.close()
            running.close()


@pytest.fixture
def busy(caller_of):
    """An emulator with an order in each state."""
    with Emulator() as gateway:
        customer = caller_of(gateway)
        header = customer.header(courseName="Rivers & <Lakes>")
        customer.draft(header)
        customer.commit(customer.draft(header))
        customer.result("cancelOrderDetail", orderDetailId=customer.commit(customer.draft(header)).id)
        customer.codes("checkOrderDetailStatus", orderDetailId=1)
        yield gateway, customer


@pytest.mark.parametrize("javascript", [True, False])
def test_a_person_sees_orders_and_switches_a_fault(busy, javascript):
    """Orders with their states; a button makes the gateway fail, another heals it, a third invoices. No script is needed."""
    gateway, customer = busy
    with browser(javascript) as (page, outside):
        page.goto(gateway.page)
        assert page.title() == "Emulated Academic Gateway"
        table = page.get_by_role("table")
        assert "Rivers & <Lakes>" in table.inner_text()
        rows = [row.inner_text().split("\t") for row in table.get_by_role("row").all()][1:]
        assert [row[1] for row in rows] == ["draft", "committed", "cancelled"]
        assert page.get_by_role("status").inner_text() == "Nothing goes wrong."
        page.get_by_role("button", name="A balancer gets no answer in time").click()
        page.get_by_role("status").filter(has_text="In force: A balancer gets no answer in time.").wait_for()
        assert customer.raw(customer.envelope("checkOrderDetailStatus", orderDetailId=1))[0] == 504
        page.get_by_role("button", name="Let nothing go wrong").click()
        page.get_by_role("status").filter(has_text="Nothing goes wrong.").wait_for()
        assert customer.codes("checkOrderDetailStatus", orderDetailId=1) == ("CCC_206",)
        page.get_by_role("button", name="Invoice").click()
        page.get_by_role("table").filter(has_text="invoiced").wait_for()
        assert page.get_by_role("button", name="Invoice").count() == 0
        assert outside == []


def test_an_exchange_is_opened_by_keyboard_and_shows_no_secret(busy):
    """The last exchanges unfold; credentials are not in them."""
    gateway, _ = busy
    with browser() as (page, _):
        page.goto(gateway.page)
        summary = page.locator("summary").first
        summary.focus()
        page.keyboard.press("Enter")
        shown = page.locator("details[open]").inner_text()
        assert "CCC_206" in shown
        assert "checkOrderDetailStatus" in shown
        content = page.content()
        for secret in (gateway.username, gateway.password, gateway.access_key, gateway.access_secret):
            assert secret.reveal() not in content


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 320])
def test_the_page_is_accessible(busy, scheme, width):
    """No violation that axe knows, light and dark, on a desk and on a phone, with nothing to scroll sideways."""
    gateway, _ = busy
    with browser() as (page, _):
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(gateway.page)
        page.locator("summary").first.click()
        found = Axe().run(page)["violations"]
        assert [(violation["id"], [node["html"] for node in violation["nodes"]]) for violation in found] == []
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
