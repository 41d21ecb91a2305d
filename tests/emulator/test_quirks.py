"""How the emulator reads the contradictions of the reference, each seen in the answer that it gives over real HTTP."""

from __future__ import annotations

import base64

import pytest

from cccdiag.emulator import Emulator, Fault
from cccdiag.secrets import Secret


def test_the_platform_stands_on_every_answer(customer):
    """D12: undocumented, and on every sample."""
    assert {
        customer.call(name, orderDetailId=1).platform for name in ("commitOrderDetail", "checkOrderDetailStatus")
    } == {"rightsconnect"}


@pytest.mark.parametrize("secret", ["k" * 38, "k" * 44, "with+plus/and=signs"])
def test_any_configured_pair_opens_the_first_lock_and_any_other_is_a_401(secret, caller_of):
    """D16, D17: no length is enforced, no character guessed: the pair is the configured one or it is wrong."""
    with Emulator(credentials={"access_secret": secret}) as gateway:
        customer = caller_of(gateway)
        assert customer.codes("checkOrderDetailStatus", orderDetailId=1) == ("CCC_206",)
        broken = f"{gateway.access_key.reveal()}:{secret[:-1]}\n{secret[-1:]}"
        customer.headers["Authorization"] = "Basic " + base64.b64encode(broken.encode()).decode()
        status, headers, body = customer.raw(customer.envelope("checkOrderDetailStatus", orderDetailId=1))
        assert (status, headers["WWW-Authenticate"].split()[0], b"Envelope" in body) == (401, "Basic", False)


def test_a_cancelled_order_cannot_be_modified(customer):
    """D47: CCC_204 comes from modifyOrderDetail too, although its table does not list it."""
    detail = customer.commit().id
    customer.result("cancelOrderDetail", orderDetailId=detail)
    assert customer.codes("modifyOrderDetail", orderDetailId=detail, author="C. Nobody") == ("CCC_204",)


def test_a_detail_under_a_foreign_header_is_refused_as_foreign(gateway, customer, caller_of):
    """D51: CCC_201 of createOrderDetail speaks of the header."""
    header = caller_of(gateway, "stranger").header()
    assert tuple(e.code for e in customer.ordered(header).errors) == ("CCC_201",)


def test_each_detail_of_a_header_has_its_own_state(customer):
    """D55: one is cancelled, its neighbour goes on."""
    header = customer.header()
    first, second = customer.commit(customer.draft(header)).id, customer.commit(customer.draft(header)).id
    customer.result("cancelOrderDetail", orderDetailId=first)
    assert [customer.status(detail).cancelled for detail in (first, second)] == [True, False]


def test_every_fault_of_the_input_is_told_at_once(customer):
    """D61: 0..n errors, in the order of the fields."""
    answer = customer.call(
        "createOrderHeader", courseName="x" * 256, startOfTerm="soon", prdAbrv="TOOLONG", edInstitution=""
    )
    assert [error.code for error in answer.errors] == ["CCC_101", "CCC_100", "CCC_102", "CCC_101"]


@pytest.mark.parametrize("mode", ["DEMO", "LOCAL", None])
def test_the_mode_is_the_word_that_was_chosen_or_left_out(mode, caller_of):
    """D67: the attribute is optional."""
    with Emulator(mode=mode) as gateway:
        assert caller_of(gateway).call("checkOrderDetailStatus", orderDetailId=1).mode == mode


def test_an_order_detail_keeps_its_id_through_the_commit(customer):
    """D68: temporary and final id are one."""
    draft = customer.draft()
    assert customer.commit(draft).id == draft


def test_a_draft_waits_for_its_commit(customer):
    """D70: it is no order yet, and it does not expire."""
    draft = customer.draft()
    for _ in range(3):
        assert customer.codes("checkOrderDetailStatus", orderDetailId=draft) == ("CCC_206",)
    assert customer.commit(draft).cancelled is False


def test_asking_for_the_status_changes_nothing(customer):
    """D71: two questions, one answer."""
    detail = customer.commit().id
    assert customer.status(detail) == customer.status(detail)
    assert customer.result("modifyOrderDetail", orderDetailId=detail, author="D. Nobody").id == detail


def test_a_wrong_login_is_no_401(gateway, customer):
    """D59: the two locks answer in two languages."""
    customer.username = Secret("nobody@library.example")
    assert customer.codes("checkOrderDetailStatus", orderDetailId=1) == ("CCC_200",)
    gateway.set_faults(Fault(status=401))
    try:
        assert customer.raw(customer.envelope("checkOrderDetailStatus", orderDetailId=1))[0] == 401
    finally:
        gateway.set_faults()
