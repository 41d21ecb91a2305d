"""The cloud's public list: asked when something points there, read as it is sent, never taken for the reason."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from loopback import closed_port, front, reply, says, server, silence

from cccdiag.checks import cloud, core, doctor
from cccdiag.checks.model import NOT_NEEDED, CheckResult
from cccdiag.checks.site import Site
from cccdiag.client.profile import Profile
from cccdiag.client.profile_file import Timeouts
from cccdiag.kb.find import knowledge

OPEN = {
    "date": "1785492000", "arn": "arn:aws:health:eu-example-1::event/EC2/AWS_EC2_OPERATIONAL_ISSUE/x", "service": "ec2-eu-example-1",
    "service_name": "Example Compute", "region_name": "Example Region", "status": "1", "summary": "Increased error rates",
}  # fmt: skip
RESOLVED = OPEN | {"status": "0"}


def listed(*events):
    return json.dumps(events).encode("utf-16-be")


def sent(*events):
    return b"\xfe\xff" + listed(*events)


def result(id_="http.answer", article="http-503", status="fail"):
    return CheckResult(id_, "http", "title", status, "http-503", "said", {}, article, (), 0.0)


def site(url, when="trouble", *results, endpoint="https://gateway.example/x"):
    profile = Profile(name="site", endpoint=endpoint, timeouts=Timeouts(connect=1, read=1, total=2))
    seen = Site(profile=profile, gateway=knowledge().gateway(), environ={cloud.VARIABLE: url}, cloud=when)
    for one in results:
        seen.settled(one)
    return seen


def judged(seen):
    one = core.REGISTRY["cloud.events"]
    return core.judged(one, one.probe(seen), seen)


@pytest.fixture(autouse=True)
def _nothing_heard_before(monkeypatch):
    """A port may come again; what was heard there does not."""
    monkeypatch.setattr(cloud, "_asked", {})


@pytest.fixture
def feed():
    """A list on this machine: gives its address and what it was asked."""

    def serve(body, status=200):
        return front(None, lambda _request: reply(status, body, kind="application/json;charset=utf-8"))

    return serve


@pytest.mark.parametrize(
    ("body", "outcome"),
    [
        (sent(), "quiet"),
        (sent(RESOLVED), "quiet"),
        (sent(OPEN), "open"),
        (sent(RESOLVED, OPEN | {"status": "3"}), "open"),
        (b"\xff\xfe" + json.dumps([OPEN]).encode("utf-16-le"), "open"),
        (json.dumps([OPEN | {"status": 1}]).encode(), "open"),
        (b"\xef\xbb\xbf[]", "quiet"),
        (b"", cloud.UNREAD),
        (b"<html>", cloud.UNREAD),
        (b"\xfe\xff\x00", cloud.UNREAD),
        (listed(OPEN), cloud.UNREAD),
        (b"{}", cloud.UNREAD),
        (b"[1]", cloud.UNREAD),
        (b"[" * 100_000, cloud.UNREAD),
    ],
    ids=lambda value: repr(value)[:24],
)
def test_the_list_is_read_as_it_is_sent(body, outcome):
    """UTF-16 with its mark whatever the headers say; 0 is over, every other word is open; what is no list is no list."""
    assert cloud.judged(body).outcome == outcome


@given(st.binary(max_size=200))
@settings(max_examples=200)
def test_any_bytes_are_a_list_or_none(body):
    """Never an exception."""
    for text in (body, b"\xfe\xff" + body):
        assert cloud.judged(text).outcome in ("quiet", "open", cloud.UNREAD)


@pytest.mark.parametrize(
    ("when", "results", "asked"),
    [
        ("trouble", [], False),
        ("trouble", [result(status="ok")], False),
        ("trouble", [result(article="http-401")], False),
        ("trouble", [result(article="net-tls-trust")], False),
        ("trouble", [result("network.proxy", "http-502")], False),
        ("trouble", [result()], True),
        ("trouble", [result("marketplace.reach", "http-504")], True),
        ("trouble", [result("http.answer", "net-timeout")], True),
        ("always", [], True),
        ("never", [result()], False),
    ],
)
def test_it_is_asked_when_something_points_there(when, results, asked, feed):
    """After a 5xx or a time-out that is not the proxy's own, or when a person asks; and with a plain GET."""
    with feed(sent()) as (port, requests):
        found = judged(site(f"http://127.0.0.1:{port}/", when, *results))
    assert (found.reason, [one.method for one in requests]) == (("quiet", ["GET"]) if asked else (NOT_NEEDED, []))
    assert not any(b"authorization" in one.head.lower() for one in requests)


def test_a_server_on_this_machine_is_no_matter_of_the_cloud(feed):
    """Unless somebody asks."""
    with feed(sent()) as (port, requests):
        url = f"http://127.0.0.1:{port}/"
        assert judged(site(url, "trouble", result(), endpoint="http://127.0.0.1:1/x")).reason == NOT_NEEDED
        assert requests == []
        assert judged(site(url, "always", endpoint="http://127.0.0.1:1/x")).reason == "quiet"


def test_an_open_event_beside_trouble_is_a_hint_and_never_the_reason(feed):
    """It warns, with the article of the trouble, and says that the region is not known."""
    with feed(sent(OPEN, OPEN, OPEN, OPEN)) as (port, _):
        url = f"http://127.0.0.1:{port}/"
        found = judged(site(url, "trouble", result()))
        calm = judged(site(url, "always"))
    assert (found.status, found.reason, found.article) == ("warn", "open-with-trouble", "http-503")
    assert "Example Compute in Example Region" in found.summary
    assert "and 1 more" in found.summary
    assert "this may be the reason or not" in found.summary
    assert (calm.status, calm.reason) == ("ok", "open")


@pytest.mark.parametrize("trouble", ["closed", "silent", "status", "page"])
def test_a_list_that_cannot_be_read_is_a_skip(trouble, feed):
    """Whatever became of it; the site's own result stands."""
    import contextlib

    with contextlib.ExitStack() as stack:
        if trouble == "closed":
            port = closed_port()
        elif trouble == "silent":
            port = stack.enter_context(server(silence))[0]
        elif trouble == "page":
            port = stack.enter_context(server(says(200, "<html>guest wifi</html>")))[0]
        else:
            port = stack.enter_context(feed(sent(), 403))[0]
        found = judged(site(f"http://127.0.0.1:{port}/", "trouble", result()))
    assert (found.status, found.reason) == ("skip", cloud.UNREAD)


def test_many_sites_in_trouble_ask_once(feed):
    """What one heard a moment ago is good enough for the next."""
    with feed(sent(OPEN)) as (port, requests):
        reasons = [judged(site(f"http://127.0.0.1:{port}/", "trouble", result())).reason for _ in range(5)]
    assert (set(reasons), len(requests)) == ({"open-with-trouble"}, 1)


def test_an_events_text_is_a_strangers():
    """One printable line of bounded length, however long and strange it was sent."""
    odd = OPEN | {"summary": "x\x1b[31m\n" * 500, "region_name": {"a": 1}, "service_name": None, "service": "s" * 500}
    event = cloud.judged(sent(odd)).evidence["events"][0]
    assert len(event["summary"]) <= 200
    assert all(text.isprintable() for text in event.values())
    assert (event["region"], len(event["service"])) == ("an unnamed region", 60)


def test_the_demonstration_never_asks():
    """Nor does whoever uses the checks without saying so."""
    seen = Site(profile=Profile(name="demo", endpoint="https://gateway.example"), gateway=knowledge().gateway())
    assert "cloud.events" not in [one.id for one in doctor.fitting(doctor.chosen(), seen)]
