"""The client as a library, as its users write it. Checked by mypy, and run against the emulator by tests/client/test_verbs.py."""

from __future__ import annotations

import os
from decimal import Decimal

from cccdiag.client import profile
from cccdiag.client.gateway import GatewayClient
from cccdiag.errors import GatewayError, TransportError, ValidationError
from cccdiag.kb.find import knowledge


def order_a_chapter() -> tuple[str, Decimal | None]:
    """Order ten copies of a chapter; the right that was granted, and its fee."""
    site = profile.load(None, os.environ)
    with GatewayClient(site, knowledge().gateway()) as client:
        try:
            header = client.create_order_header(
                ed_institution="Brookfield College", course_name="Rivers", start_of_term="01/12/2027"
            )
            draft = client.create_order_detail(
                order_header_id=header.result.id or 0,
                ccc_work_inst=777,
                publication_year="2019",
                num_copies_stdnts=10,
                from_page="11",
                to_page="15",
                author="A. Writer",
            )
            order = client.commit_order_detail(order_detail_id=draft.result.id or 0)
        except ValidationError as error:
            return "; ".join(violation.detail for violation in error.violations), None
        except GatewayError as error:
            return ", ".join(error.codes), None
        except TransportError as error:
            return "ask before sending it again" if error.outcome_unknown else "not sent", None
    mode: str | None = order.mode
    assert mode is None or mode
    return order.result.right, order.result.fee
