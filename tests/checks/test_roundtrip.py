"""The one check that writes: where it may, what it does, what it leaves behind."""

from __future__ import annotations

import dataclasses

import pytest
from loopback import reply

from cccdiag.emulator import Emulator, Fault
from cccdiag.kb.find import knowledge
from cccdiag.soap import reply as replies
from cccdiag.soap.model import CccError, Reply

TRIP = [
    "createOrderHeader", "createOrderDetail", "commitOrderDetail", "checkOrderDetailStatus", "modifyOrderDetail", "cancelOrderDetail",
]  # fmt: skip
READS = {"checkOrderDetailStatus"}


def tripped(examine, profile, environ=None):
    report = examine(profile, "gateway.roundtrip", opted=("gateway.roundtrip",), environ=environ)
    return report, next(one for one in report.results if one.id == "gateway.roundtrip")


def called(running):
    return [exchange.operation for exchange in running.exchanges() if exchange.operation]


@pytest.mark.parametrize("mode", ["DEMO", "LOCAL", None])
def test_an_order_goes_round_on_this_machine(mode, profile_of, examine):
    """Header, detail, commit, status, change, cancellation; and in the end the order is cancelled."""
    with Emulator(mode=mode) as running:
        report, result = tripped(examine, profile_of(running, expect_mode="any"))
        assert (result.status, result.reason, report.status) == ("ok", "completed", "ok")
        assert called(running)[-6:] == TRIP
        assert set(called(running)[:-6]) == READS


def test_production_is_never_written_to(profile_of, examine):
    """Also not through an address of this machine, which a tunnel may lead away from."""
    with Emulator(mode="PROD") as running:
        _, result = tripped(examine, profile_of(running, expect_mode="PROD"))
        assert (result.status, result.reason) == ("skip", "not-needed")
        assert set(called(running)) == READS


@pytest.mark.parametrize(
    ("mode", "told", "wrote"),
    [("DEMO", "completed", True), ("LOCAL", "not-needed", False), (None, "not-needed", False)],
)
def test_elsewhere_only_demo_will_do(mode, told, wrote, stage, examine):
    """Another host has to say DEMO itself; any other word, or none, is guarded like production."""
    running = stage.emulator(mode=mode)
    way = stage.proxy({"gateway.outside.invalid:80": int(running.endpoint.split(":")[2].split("/")[0])})
    profile = stage.profile("http://gateway.outside.invalid/AcademicGateway", running=running, expect_mode="any")
    _, result = tripped(examine, profile, {"http_proxy": way})
    assert result.reason == told
    assert (set(called(running)) > READS) == wrote


@pytest.mark.parametrize(
    ("fault", "told", "cancelled"),
    [
        (Fault(operation="createOrderHeader", code="CCC_101"), ("refused", "CCC_101"), False),
        (Fault(operation="modifyOrderDetail", code="CCC_204"), ("refused", "CCC_204"), True),
        (Fault(operation="modifyOrderDetail", code="CCC_299"), ("refused", "gateway-unknown-code"), True),
        (Fault(operation="commitOrderDetail", cut=40), ("unknown-outcome", "gateway-invalid-response"), False),
    ],
    ids=str,
)
def test_what_was_made_is_taken_back_and_what_is_unknown_is_told(fault, told, cancelled, profile_of, examine):
    """A refused step cancels the order; an unknown outcome is repeated by nobody and names the order."""
    with Emulator(faults=[fault]) as running:
        _, result = tripped(examine, profile_of(running))
        assert (result.status, result.reason, result.article) == ("fail", *told)
        assert called(running).count(fault.operation) == 1
        assert ("cancelOrderDetail" in called(running)) == cancelled
        if told[0] == "unknown-outcome":
            assert str(result.evidence["detail"]) in result.summary


def test_a_gateway_that_turns_to_production_meanwhile_is_not_written_to(stage, examine):
    """The mode is asked once more right before the first write."""
    seen = []

    def rule(request):
        if request.operation:
            seen.append(request.operation)
        if len(seen) > 1:
            return reply(200, production(), kind="text/xml")
        return None

    _, result = tripped(examine, stage.profile(stage.front(rule)))
    assert (result.reason, set(seen)) == ("not-needed", READS)


def production():
    error = CccError("1", "CCC_206", 1, "none")
    return replies.write(
        Reply("checkOrderDetailStatus", "PROD", "rightsconnect", None, (error,)),
        knowledge().gateway().service.namespace,
    )


def test_a_name_is_not_loopback_because_it_sounds_like_it(profile_of, gateway):
    """localhost.example is another machine."""
    from cccdiag.client.profile import is_loopback

    assert not is_loopback(dataclasses.replace(profile_of(gateway), endpoint="http://localhost.example/").endpoint)
