"""The copy of the WSDL: weekly, conditional, whole or not at all."""

from __future__ import annotations

import datetime as dt
import json
import threading

import pytest

from cccdiag import spec
from cccdiag.client.wsdl_copy import Copy, Shelf, address, refresh
from cccdiag.errors import InputError, ProtocolError

NOW = dt.datetime(2026, 1, 31, 9, 0, tzinfo=dt.UTC)
WEEK = dt.timedelta(days=7)


class Publisher:
    """A site that publishes a WSDL and its schema, and knows their ETags."""

    def __init__(self, gateway):
        self.files = {
            b"/wsdl/AcademicGatewayImplService.wsdl": spec.wsdl.wsdl(gateway, "http://x/").encode(),
            b"/wsdl/AcademicGatewayImplService_schema1.xsd": spec.wsdl.schema(gateway).encode(),
        }
        self.status = 200
        self.heard = []

    def __call__(self, connection, request):
        path = request.split()[1]
        tag = b'"%d"' % hash(self.files[path])
        conditional = b"if-none-match: " + tag in request.lower()
        self.heard.append((path.rpartition(b".")[2].decode(), conditional))
        assert b"authorization" not in request.lower()
        if conditional:
            return b"HTTP/1.1 304 Not Modified\r\nETag: " + tag + b"\r\n\r\n"
        body = self.files[path]
        return b"HTTP/1.1 %d X\r\nETag: %s\r\nContent-Length: %d\r\n\r\n" % (self.status, tag, len(body)) + body


@pytest.fixture
def publisher(gateway):
    return Publisher(gateway)


@pytest.fixture
def ask(serve, publisher, site, gateway, tmp_path):
    profile = site(serve(publisher).url())
    shelf = Shelf(tmp_path)
    return lambda now=NOW, **options: refresh(profile, gateway, shelf, now, {}, **options)


def test_a_copy_is_made_once_and_asked_for_weekly(ask, publisher):
    """Conditionally: what did not change is not sent again."""
    state, copy = ask()
    assert (state, copy.fetched, copy.checked) == ("new", NOW, NOW)
    assert publisher.heard == [("wsdl", False), ("xsd", False)]
    assert ask(NOW + WEEK - dt.timedelta(seconds=1))[0] == "recent"
    assert len(publisher.heard) == 2
    state, copy = ask(NOW + WEEK)
    assert (state, copy.fetched, copy.checked) == ("unchanged", NOW, NOW + WEEK)
    assert publisher.heard[2:] == [("wsdl", True), ("xsd", True)]
    assert ask(NOW + WEEK, force=True)[0] == "unchanged"
    assert ask(NOW + WEEK)[1] == ask(NOW + WEEK)[1]


def test_a_description_that_changed_replaces_the_copy(ask, publisher):
    """Its schema alone suffices."""
    ask()
    path = b"/wsdl/AcademicGatewayImplService_schema1.xsd"
    publisher.files[path] = publisher.files[path].replace(b"courseName", b"courseTitle")
    state, copy = ask(NOW + WEEK)
    assert (state, copy.fetched) == ("updated", NOW + WEEK)
    assert b"courseTitle" in copy.schema
    assert "courseTitle" in [field.name for field in copy.published().operation("createOrderHeader").fields]


@pytest.mark.parametrize("bad", [b"<html>Log in</html>", b"", b"<a/>", b"<definitions"])
def test_what_is_no_wsdl_leaves_the_copy_as_it_was(bad, ask, publisher):
    """A login page has overwritten many a file."""
    _, copy = ask()
    publisher.files[b"/wsdl/AcademicGatewayImplService.wsdl"] = bad
    with pytest.raises(ProtocolError):
        ask(NOW + WEEK)
    assert ask()[1] == copy


def test_an_answer_of_another_status_is_told(ask, publisher):
    """With its number."""
    publisher.status = 503
    with pytest.raises(ProtocolError, match="HTTP 503"):
        ask()


def test_a_schema_on_another_host_is_not_asked(ask, publisher):
    """A description must not send us anywhere."""
    path = b"/wsdl/AcademicGatewayImplService.wsdl"
    publisher.files[path] = publisher.files[path].replace(
        b'schemaLocation="', b'schemaLocation="http://elsewhere.example/'
    )
    with pytest.raises(ProtocolError, match=r"elsewhere\.example"):
        ask()


@pytest.mark.parametrize("damage", ["about.json", "service.wsdl", "schema.xsd"])
def test_half_a_copy_is_none(damage, ask, tmp_path):
    """After a crash or an editor the description is fetched anew."""
    _, copy = ask()
    (copy.folder / damage).write_bytes(b"{}")
    assert Shelf(tmp_path).load(copy.url) is None
    assert ask()[0] == "new"
    about = json.loads((copy.folder / "about.json").read_text())
    (copy.folder / "about.json").write_text(json.dumps(about | {"fetched": "yesterday"}))
    assert Shelf(tmp_path).load(copy.url) is None


def test_the_address_is_the_profiles_or_beside_the_endpoint(site, gateway):
    """As the contract of profiles says."""
    beside = address(site("https://gateway.example/AcademicGateway"), gateway)
    assert beside == "https://gateway.example/wsdl/AcademicGatewayImplService.wsdl"
    assert (
        address(site("https://gateway.example/x", wsdl="https://w.example/a.wsdl"), gateway)
        == "https://w.example/a.wsdl"
    )


def test_many_may_keep_the_copy_of_one_address_at_the_same_time(tmp_path):
    """As when hundreds of sites of one gateway are checked side by side: whole in the end, and nothing left beside it."""
    shelf = Shelf(tmp_path)
    moment = dt.datetime(2026, 11, 22, tzinfo=dt.UTC)
    copy = Copy(
        "http://127.0.0.1/x",
        shelf.path("http://127.0.0.1/x"),
        b"<wsdl/>" * 9000,
        b"<schema/>",
        moment,
        moment,
        {"wsdl": {}, "schema": {}},
    )
    complaints = []

    def keep():
        try:
            for _ in range(30):
                shelf.save(copy)
        except InputError as error:
            complaints.append(error)

    savers = [threading.Thread(target=keep) for _ in range(8)]
    for one in savers:
        one.start()
    for one in savers:
        one.join()
    assert (complaints, shelf.load(copy.url)) == ([], copy)
    assert sorted(path.name for path in copy.folder.iterdir() if path.name.startswith(".")) == []
