"""The life of an order: header, draft, commit, change, cancellation, invoice; over real HTTP."""

from __future__ import annotations

from decimal import Decimal

import pytest

from cccdiag.emulator import Emulator
from cccdiag.emulator.model import RefusedError
from cccdiag.soap.model import CancelledOrderDetail, OrderDetail, OrderHeader, TempOrderDetail

BANNER = "-- FOR DEMONSTRATION AND TESTING ONLY --"
GRANTED = f"{BANNER} Permission is granted for the copies and pages of this order, in this emulated world only."


def test_an_order_goes_from_header_to_cancellation(customer):
    """Header, draft, commit, status and cancellation answer with their own elements; draft and order share one id."""
    header = customer.header()
    draft = customer.ordered(header)
    detail = draft.result.id
    granted = OrderDetail(detail, "GRANTED", GRANTED, Decimal("20.00"))
    assert draft.result == TempOrderDetail(detail)
    assert (draft.platform, draft.mode, draft.errors) == ("rightsconnect", "DEMO", ())
    assert customer.commit(detail) == granted
    assert customer.status(detail) == granted
    assert customer.result("modifyOrderHeader", orderHeaderId=header, courseName="Other") == OrderHeader(header)
    assert customer.result("cancelOrderDetail", orderDetailId=detail) == CancelledOrderDetail(detail, Decimal("0.00"))
    assert customer.status(detail) == OrderDetail(detail, "GRANTED", GRANTED, Decimal("20.00"), cancelled=True)


def test_headers_and_details_draw_ids_from_one_counter(customer):
    """Two things of any kind never have the same number, and numbers grow."""
    first = customer.header()
    ids = [first, customer.draft(first), customer.header(), customer.draft(first)]
    assert ids == list(range(first, first + 4))


@pytest.mark.parametrize("work", [1, 207, 218, 999999, 999999999999999])
@pytest.mark.parametrize("copies", [1, 207, 1000])
def test_every_unnamed_work_is_ordinary(customer, work, copies):
    """Whatever its number and for any quantity: GRANTED, and the fee is copies × pages × rate."""
    detail = customer.commit(cccWorkInst=work, numCopiesStdnts=copies, fromPage="11", toPage="14")
    assert (detail.right, detail.fee) == ("GRANTED", Decimal(copies) * 4 * Decimal("0.25"))


def test_a_given_number_of_pages_counts(customer):
    """A given numPages is what is paid for when it is given, as it must be for pages that are not plain numbers."""
    assert customer.commit(numPages=3, fromPage="iv", toPage="vi").fee == Decimal("7.50")


def test_a_manual_order_is_an_ordinary_work(customer):
    """With cccWorkInst -1, a title and a publisher it is granted at the common rate."""
    detail = customer.commit(cccWorkInst=-1, title="Some Title", publisherName="Some Press")
    assert (detail.right, detail.fee) == ("GRANTED", Decimal("20.00"))


@pytest.mark.parametrize(
    ("work", "right", "fee"),
    [
        ("denied", "DENIED", None),
        ("pending", "PENDING", None),
        ("forwarded", "FORWARDED TO RIGHTSHOLDER", None),
        ("contact", "CONTACT RIGHTSHOLDER DIRECTLY", None),
        ("public-domain", "PUBLIC DOMAIN. PERMISSION NOT REQUIRED", Decimal("0.00")),
        ("expensive", "GRANTED", Decimal("1000.00")),
    ],
)
def test_every_right_is_reached_by_choosing_a_work(gateway, customer, work, right, fee):
    """The world names a work for each right; what has no price has an empty fee."""
    detail = customer.commit(cccWorkInst=gateway.work(work))
    assert (detail.right, detail.fee) == (right, fee)


def test_a_pending_work_is_granted_at_its_third_status_check(gateway, customer):
    """Only time, counted in checks, turns PENDING into GRANTED, and then there is a fee."""
    detail = customer.commit(cccWorkInst=gateway.work("pending-then-granted")).id
    seen = [(answer.right, answer.fee) for answer in (customer.status(detail) for _ in range(4))]
    assert seen == [("PENDING", None)] * 2 + [("GRANTED", Decimal("20.00"))] * 2


def test_a_change_changes_what_it_names_and_prices_anew(customer):
    """Empty texts and -999999 leave a value as it is (D41, D42)."""
    detail = customer.commit().id
    assert customer.result("modifyOrderDetail", orderDetailId=detail, numCopiesStdnts=20).fee == Decimal("40.00")
    assert customer.result("modifyOrderDetail", orderDetailId=detail, author="B. Nobody").fee == Decimal("40.00")


def test_page_fields_are_judged_together_with_the_stored_ones(customer):
    """One new page field must agree with the two that are stored (D39)."""
    detail = customer.commit(numPages=4, fromPage="iv", toPage="vii").id
    envelope = customer.envelope("modifyOrderDetail", orderDetailId=detail, author="x")
    unchanged = envelope.replace(b"<author>x</author>", b"<author/>")
    both_numeric = unchanged.replace(
        b"<fromPage></fromPage><toPage></toPage>", b"<fromPage>1</fromPage><toPage>9</toPage>"
    )
    assert both_numeric != unchanged
    assert [error.code for error in customer.posted(both_numeric).errors] == ["CCC_103"]
    assert customer.status(detail).fee == Decimal("10.00")


def test_the_cascade_of_a_header_spares_what_is_closed(gateway, customer):
    """The numCopiesStdnts of a header reaches drafts and open orders, not those cancelled or invoiced (D72)."""
    header = customer.header()
    draft, open_, cancelled, invoiced = (customer.draft(header) for _ in range(4))
    for detail in (open_, cancelled, invoiced):
        customer.commit(detail)
    customer.result("cancelOrderDetail", orderDetailId=cancelled)
    gateway.invoice(invoiced)
    customer.result("modifyOrderHeader", orderHeaderId=header, numCopiesStdnts=100)
    fees = [customer.commit(draft).fee, *(customer.status(detail).fee for detail in (open_, cancelled, invoiced))]
    assert fees == [Decimal("200.00"), Decimal("200.00"), Decimal("20.00"), Decimal("20.00")]


def test_an_invoiced_order_says_so_and_stays_as_it_is(gateway, customer):
    """Nothing is changed after an invoice, and nothing is invoiced twice."""
    detail = customer.commit().id
    gateway.invoice(detail)
    assert customer.status(detail) == OrderDetail(detail, "GRANTED", GRANTED, Decimal("20.00"), invoiced=True)
    assert customer.codes("modifyOrderDetail", orderDetailId=detail, author="x") == ("CCC_204",)
    assert customer.codes("cancelOrderDetail", orderDetailId=detail) == ("CCC_204",)
    for number, code in ((detail, "CCC_204"), (customer.draft(), "CCC_206"), (1, "CCC_206")):
        with pytest.raises(RefusedError) as refused:
            gateway.invoice(number)
        assert refused.value.code == code


@pytest.mark.parametrize("mode", ["DEMO", "LOCAL", "PROD", None])
def test_the_mode_is_the_one_asked_for_and_the_banner_goes_with_it(caller_of, mode):
    """DEMO and LOCAL open the terms with the banner; without a mode there is no attribute."""
    with Emulator(mode=mode) as gateway:
        customer = caller_of(gateway)
        answer = customer.call("commitOrderDetail", orderDetailId=customer.draft())
    assert (answer.mode, answer.result.terms.startswith(f"{BANNER} ")) == (mode, mode in ("DEMO", "LOCAL"))
    assert answer.result.terms.removeprefix(BANNER).strip()


def test_error_ids_count_up_over_all_answers(customer):
    """An error's id is a counter, within an answer and from one to the next (D32)."""
    first, second = (customer.call("commitOrderDetail", username=None, password=None) for _ in range(2))
    ids = [int(error.id) for answer in (first, second) for error in answer.errors]
    assert ids == list(range(ids[0], ids[0] + 6))
