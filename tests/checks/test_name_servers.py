"""Own name servers in a network namespace: each of their ways to fail is told apart, and so is each address that they give."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from needs import missing

SCRIPT = Path(__file__).resolve().parents[1] / "support" / "in_namespace.py"
ROOT = Path(__file__).resolve().parents[2]


def ip(*words):
    return subprocess.run(["ip", *words], capture_output=True, text=True, timeout=20, check=False)


@pytest.fixture(scope="module")
def namespace():
    """A network namespace with nothing but loopback, whose resolv.conf names a server on it."""
    name = f"cccdiag-{os.getpid()}"
    lacks = None
    if not shutil.which("ip") or not hasattr(os, "geteuid") or os.geteuid() != 0:
        lacks = "network namespaces need iproute2 and root"
    elif (made := ip("netns", "add", name)).returncode:
        lacks = f"this machine makes no network namespaces: {made.stderr.strip()}"
    if lacks:
        missing(lacks)
    folder = Path("/etc/netns") / name
    folder.mkdir(parents=True)
    (folder / "resolv.conf").write_text("nameserver 127.0.0.53\n", encoding="ascii")
    try:
        ip("-n", name, "link", "set", "lo", "up")
        yield name
    finally:
        ip("netns", "del", name)
        shutil.rmtree(folder)


@pytest.fixture
def examined(namespace):
    def run(**told):
        command = ["ip", "netns", "exec", namespace, sys.executable, str(SCRIPT), json.dumps(told)]
        environ = os.environ | {"PYTHONPATH": str(ROOT)}
        ran = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, env=environ, cwd=ROOT)
        assert ran.returncode == 0, ran.stderr
        return json.loads(ran.stdout)

    return run


def told(report, check):
    one = next(result for result in report["results"] if result["id"] == check)
    return one["status"], one["reason"], one["article"]


@pytest.mark.parametrize(
    ("server", "reason"),
    [({"code": 3}, "not-found"), ({}, "not-found"), ({"code": 2}, "temporary"), ({"code": 5}, "temporary"), ({"silent": True}, "silent")],
    ids=["NXDOMAIN", "no address", "SERVFAIL", "REFUSED", "silence"],
)  # fmt: skip
def test_each_way_in_which_a_name_server_fails_has_its_word(server, reason, examined):
    """NXDOMAIN is a wrong name; SERVFAIL, a refusal and silence are the name servers' own trouble. Their addresses are named."""
    report = examined(**server)
    assert told(report, "network.dns") == ("fail", reason, "net-dns")
    assert report["first_failure"] == "network.dns"
    assert report["results"][3]["evidence"]["dns_servers"] == ["127.0.0.53"]
    assert {one["status"] for one in report["results"][4:]} == {"skip"}


@pytest.mark.parametrize(
    ("server", "dns", "tcp", "status"),
    [
        ({"a": ["127.0.0.1"]}, "resolved", ("ok", "connected", None), "ok"),
        ({"a": ["127.0.0.2", "127.0.0.1"]}, "resolved", ("warn", "some", "net-connect"), "warn"),
        ({"a": ["127.0.0.1"], "aaaa": ["2001:db8::1"]}, "resolved", ("ok", "connected", None), "ok"),
        ({"a": ["127.0.0.2"]}, "resolved", ("fail", "refused", "net-connect"), "fail"),
        ({"a": ["192.0.2.1"]}, "resolved", ("fail", "unreachable", "net-connect"), "fail"),
    ],
    ids=["sound", "first address dead", "IPv6 without a route", "all dead", "no route"],
)
def test_each_address_is_tried(server, dns, tcp, status, examined):
    """One dead address of several is a warning, IPv6 without a route a remark, none alive a failure."""
    report = examined(**server)
    assert (told(report, "network.dns")[1], told(report, "network.tcp"), report["status"]) == (dns, tcp, status)


def test_a_name_of_marketplace_that_nobody_knows_is_told_once(examined):
    """The way to Marketplace is a consequence of the name; the report names the name."""
    report = examined(code=3, marketplace=True)
    assert report["first_failure"] == "network.dns"
    assert [
        (one["id"], one["status"], one["consequence_of"]) for one in report["results"] if one["status"] == "fail"
    ] == [
        ("network.dns", "fail", None),
        ("marketplace.reach", "fail", "network.dns"),
    ]
