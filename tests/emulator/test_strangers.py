"""Clients of other makers: zeep drives all seven operations from the WSDL that it fetches."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest
import requests
import zeep
from requests.auth import HTTPBasicAuth
from zeep.transports import Transport

LOGIN_AND_ORDER = {"startOfTerm": "09/01/2026", "edInstitution": "Example College", "courseName": "Examples"}


REFERENCE = Path(__file__).parents[1] / "spec" / "reference" / "AcademicGateway.wsdl"
BINDING = "{http://rightsconnect.copyright.com}AcademicGatewayImplPortBinding"


@pytest.fixture(params=["served", "reference"])
def stranger(gateway, request):
    """A zeep service made from the WSDL that is served, or from the reconstructed one that this project was written after."""
    with requests.Session() as session:
        session.trust_env = False
        session.auth = HTTPBasicAuth(gateway.access_key.reveal(), gateway.access_secret.reveal())
        transport = Transport(session=session, timeout=10, operation_timeout=10)
        wsdl = gateway.wsdl if request.param == "served" else str(REFERENCE)
        client = zeep.Client(wsdl, transport=transport)
        with closing(transport.session):
            yield client.create_service(BINDING, gateway.endpoint)


def test_zeep_passes_through_all_seven_operations(gateway, stranger):
    """From a WSDL alone: header, draft, commit, change, status, cancellation, and an error."""
    login = {"username": gateway.username.reveal(), "password": gateway.password.reveal()}
    header = stranger.createOrderHeader(**login, prdAbrv=gateway.product, **LOGIN_AND_ORDER)
    assert (header.mode, header.platform) == ("DEMO", "rightsconnect")
    header_id = header.ccc_order_header.id
    values = {"cccWorkInst": 42, "publicationYear": "1999", "numCopiesStdnts": 4, "numPages": -999999}
    draft = stranger.createOrderDetail(
        **login, orderHeaderId=header_id, **values, fromPage="1", toPage="10", author="A. Nobody"
    )
    detail_id = draft.ccc_temp_order_detail.id
    order = stranger.commitOrderDetail(**login, orderDetailId=detail_id).ccc_order_detail
    assert (order.id, order.right, order.fee, order.cancelled, order.invoiced) == (
        detail_id,
        "GRANTED",
        "10.00",
        "N",
        "N",
    )
    unchanged = {"numCopiesStdnts": -999999, "numPages": -999999}
    changed = stranger.modifyOrderDetail(**login, orderDetailId=detail_id, **(unchanged | {"numCopiesStdnts": 8}))
    assert changed.ccc_order_detail.fee == "20.00"
    same = stranger.modifyOrderHeader(**login, orderHeaderId=header_id, numCopiesStdnts=2)
    assert same.ccc_order_header.id == header_id
    assert stranger.checkOrderDetailStatus(**login, orderDetailId=detail_id).ccc_order_detail.fee == "5.00"
    cancelled = stranger.cancelOrderDetail(**login, orderDetailId=detail_id).ccc_cancelled_order_detail
    assert (cancelled.id, cancelled.fee) == (detail_id, "0.00")
    errors = stranger.cancelOrderDetail(**login, orderDetailId=detail_id).ccc_error
    assert [(error.error_code, error.error_level) for error in errors] == [("CCC_204", 2)]


def test_zeep_sees_the_six_errors_of_appendix_i(stranger):
    """Numbers that were not set travel as 0, as Java's do."""
    errors = stranger.modifyOrderDetail(orderDetailId=0, numCopiesStdnts=0, numPages=0).ccc_error
    assert [error.error_code[4:] for error in errors] == ["100", "100", "101", "101", "101", "100"]


def test_zeep_hears_the_closed_door(gateway):
    """A wrong key is a transport error 401 for a stranger's client too."""
    with requests.Session() as session:
        session.trust_env = False
        session.auth = HTTPBasicAuth("wrong", "key")
        client = zeep.Client(gateway.wsdl, transport=Transport(session=session))
        with pytest.raises(zeep.exceptions.TransportError) as refused:
            client.service.checkOrderDetailStatus(orderDetailId=1)
        assert refused.value.status_code == 401
