"""What a type checker must catch, one mistake a line; tests/client/test_verbs.py counts the complaints."""

from __future__ import annotations

from cccdiag.client.gateway import GatewayClient


def mistakes(client: GatewayClient) -> None:
    """Six of them."""
    client.commit_order_detail()
    client.commit_order_detail(order_detail_id="5")
    client.commit_order_detail(orderDetailId=5, order_detail_id=5)
    client.cancel_order_detail(order_detail_id=5, password="never-here")
    _ = client.create_order_header(ed_institution="C", course_name="R", start_of_term="01/12/2027").result.right
    number: str = client.check_order_detail_status(order_detail_id=5).result.id
    del number
