"""Every code of the reference in its situation: 13 by what is asked, four by the world's works or by a fault."""

from __future__ import annotations

import pytest

from cccdiag.emulator import Emulator, Fault
from cccdiag.kb.find import knowledge
from cccdiag.soap import request

DESCRIPTION = knowledge().gateway()
OPERATIONS = [operation.name for operation in DESCRIPTION.operations]


def cancelled(customer) -> int:
    detail = customer.commit().id
    customer.result("cancelOrderDetail", orderDetailId=detail)
    return detail


SITUATIONS = {
    "CCC_100": lambda gateway, customer, of: customer.call("commitOrderDetail", orderDetailId=1, username=None),
    "CCC_101": lambda gateway, customer, of: customer.call("commitOrderDetail", orderDetailId=0),
    "CCC_102": lambda gateway, customer, of: customer.call("commitOrderDetail", orderDetailId=1, password="x" * 26),
    "CCC_103": lambda gateway, customer, of: customer.ordered(numPages=5, fromPage="1", toPage="2"),
    "CCC_200": lambda gateway, customer, of: customer.call("commitOrderDetail", orderDetailId=1, password="wrong"),
    "CCC_201": lambda gateway, customer, of: of(gateway, "stranger").call(
        "checkOrderDetailStatus", orderDetailId=customer.commit().id
    ),
    "CCC_203": lambda gateway, customer, of: of(gateway, "on-hold").call("checkOrderDetailStatus", orderDetailId=1),
    "CCC_204": lambda gateway, customer, of: customer.call("cancelOrderDetail", orderDetailId=cancelled(customer)),
    "CCC_205": lambda gateway, customer, of: customer.call("modifyOrderHeader", orderHeaderId=1, courseName="x"),
    "CCC_206": lambda gateway, customer, of: customer.call("checkOrderDetailStatus", orderDetailId=999999999999999),
    "CCC_207": lambda gateway, customer, of: customer.ordered(cccWorkInst=gateway.work("no-fee")),
    "CCC_212": lambda gateway, customer, of: customer.call("commitOrderDetail", orderDetailId=customer.commit().id),
    "CCC_218": lambda gateway, customer, of: customer.ordered(numCopiesStdnts=10001),
}
BY_WORK = {
    "CCC_001": lambda gateway, customer: customer.ordered(cccWorkInst=gateway.work("backend-down")),
    "CCC_002": lambda gateway, customer: customer.call(
        "commitOrderDetail", orderDetailId=customer.draft(cccWorkInst=gateway.work("broken-transaction"))
    ),
    "CCC_202": lambda gateway, customer: customer.ordered(cccWorkInst=gateway.work("wrong-product")),
    "CCC_211": lambda gateway, customer: customer.call(
        "cancelOrderDetail", orderDetailId=customer.commit(cccWorkInst=gateway.work("no-cancel")).id
    ),
}


def test_the_situations_cover_every_code():
    """No code of the gateway is without a way to it."""
    assert set(SITUATIONS) | set(BY_WORK) == set(DESCRIPTION.error_levels)


@pytest.mark.parametrize("code", SITUATIONS)
def test_a_code_by_situation(gateway, customer, caller_of, code):
    """The situation alone brings the code, with no fault loaded; the level is that of D31, the detail a sentence."""
    answer = SITUATIONS[code](gateway, customer, caller_of)
    assert [(error.code, error.level) for error in answer.errors] == [(code, DESCRIPTION.error_levels[code])]
    assert answer.errors[0].detail.endswith(".")
    assert answer.result is None


@pytest.mark.parametrize("code", BY_WORK)
def test_a_code_by_a_work_of_the_world(gateway, customer, code):
    """What no caller can bring about is a matter of configuration: a work of the default world (D52, D56)."""
    assert [error.code for error in BY_WORK[code](gateway, customer).errors] == [code]


@pytest.mark.parametrize("operation", OPERATIONS)
@pytest.mark.parametrize("code", ["CCC_001", "CCC_002", "CCC_202", "CCC_211", "CCC_999"])
def test_a_code_by_fault(gateway, customer, operation, code):
    """A fault answers any code to any operation, and nothing has been done then."""
    before = customer.header()
    gateway.set_faults(Fault(operation=operation, code=code))
    try:
        answer = customer.call(operation, orderDetailId=1)
    finally:
        gateway.set_faults()
    assert [error.code for error in answer.errors] == [code]
    assert customer.header() == before + 1


def test_appendix_i_comes_back_in_its_order(customer):
    """A modifyOrderDetail without any value is answered with the six errors of Appendix I, in that order."""
    body = request.write(DESCRIPTION.operation("modifyOrderDetail"), {}, DESCRIPTION.service.namespace)
    errors = customer.posted(body).errors
    codes = ["CCC_100", "CCC_100", "CCC_101", "CCC_101", "CCC_101", "CCC_100"]
    assert [error.code for error in errors] == codes
    labels = [
        "User Name",
        "Password",
        "Order Detail Number",
        "Number of copies",
        "Number of pages",
        "Nothing would change",
    ]
    assert [error.detail.startswith(label) for error, label in zip(errors, labels, strict=True)] == [True] * 6
    assert [error.level for error in errors] == [1] * 6


def test_faults_of_form_come_before_the_login(customer):
    """A wrong password is not told to somebody whose request is malformed (D62)."""
    assert customer.codes("commitOrderDetail", orderDetailId=-1, password="wrong") == ("CCC_101",)


def test_refusals_come_in_their_order(gateway, customer, caller_of):
    """After the form: login, hold, not found, foreign, state (D62)."""
    on_hold, stranger = caller_of(gateway, "on-hold"), caller_of(gateway, "stranger")
    detail = cancelled(customer)
    assert on_hold.codes("cancelOrderDetail", orderDetailId=1, password="wrong") == ("CCC_200",)
    assert on_hold.codes("cancelOrderDetail", orderDetailId=1) == ("CCC_203",)
    assert stranger.codes("cancelOrderDetail", orderDetailId=1) == ("CCC_206",)
    assert stranger.codes("cancelOrderDetail", orderDetailId=detail) == ("CCC_201",)
    assert customer.codes("cancelOrderDetail", orderDetailId=detail) == ("CCC_204",)


def test_a_draft_is_not_found_but_by_its_commit(customer):
    """modify, cancel and status want a committed detail; a draft is CCC_206 for them (D57)."""
    draft = customer.draft()
    for operation in ("modifyOrderDetail", "cancelOrderDetail", "checkOrderDetailStatus"):
        assert customer.codes(operation, orderDetailId=draft, author="x") == ("CCC_206",), operation


@pytest.mark.parametrize(("copies", "codes"), [(10000, ()), (10001, ("CCC_218",)), (99999, ("CCC_218",))])
def test_the_limit_of_copies_holds_for_changes_too(customer, copies, codes):
    """CCC_218 lies above 10,000 copies, for new details, changes and the cascade alike (D50)."""
    header = customer.header()
    detail = customer.commit(customer.draft(header)).id
    assert tuple(error.code for error in customer.ordered(header, numCopiesStdnts=copies).errors) == codes
    assert customer.codes("modifyOrderDetail", orderDetailId=detail, numCopiesStdnts=copies) == codes
    assert customer.codes("modifyOrderHeader", orderHeaderId=header, numCopiesStdnts=copies) == codes


@pytest.mark.parametrize("product", ["EM", "EMUX", "ZZZ"])
def test_an_unknown_product_is_an_invalid_value(customer, product):
    """Too short, too long or unknown: CCC_101, in its place among the other faults of form (D20)."""
    header = {"prdAbrv": product, "courseName": "x", "startOfTerm": "09/01/2026"}
    assert customer.codes("createOrderHeader", edInstitution="x", **header) == ("CCC_101",)
    both = customer.call("createOrderHeader", username=None, **header).errors
    assert [error.code for error in both] == ["CCC_100", "CCC_101", "CCC_100"]


def test_the_accounts_of_the_world_are_refused_as_it_says(gateway, customer, caller_of):
    """Without privilege: a header can be made and not used. Another product: details are refused."""
    helpless, other = caller_of(gateway, "no-privilege"), caller_of(gateway, "other-product")
    assert helpless.codes("modifyOrderHeader", orderHeaderId=helpless.header(), courseName="x") == ("CCC_201",)
    assert [error.code for error in other.ordered().errors] == ["CCC_202"]
    assert [error.code for error in other.ordered(other.header(prdAbrv="LAB")).errors] == []


def test_switches_change_the_reading(caller_of):
    """What the reference leaves open is a switch of the emulator too."""
    words = {"pages": "literal", "cust_ref_num": "55", "modify_like_create": "never", "hold": "mutating"}
    with Emulator(switches=words | {"right_length": "cut", "terms_tail": "null"}) as gateway:
        customer, on_hold = caller_of(gateway), caller_of(gateway, "on-hold")
        free = customer.commit(cccWorkInst=gateway.work("public-domain"))
        assert (free.right, free.terms[-8:]) == ("PUBLIC DOMAIN. PERMISSION NOT ", " -- null")
        assert on_hold.codes("checkOrderDetailStatus", orderDetailId=1) == ("CCC_206",)
        assert on_hold.codes("commitOrderDetail", orderDetailId=1) == ("CCC_203",)
        counted = {"numPages": 8, "fromPage": "i1", "toPage": "i8"}
        assert customer.commit(**counted).fee == 20
        assert customer.commit(fromPage="1", toPage="9").fee == 20
        assert customer.header(custRefNum="x" * 55)
        detail = customer.commit().id
        assert customer.codes("modifyOrderDetail", orderDetailId=detail, numCopiesStdnts=10001) == ()
