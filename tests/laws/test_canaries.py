"""No secret leaves: canaries are planted in environment, profiles, values and inputs, and every command is run in every format."""

from __future__ import annotations

import base64
import html
import json
import os
import subprocess
import sys
from urllib.parse import quote

import pytest

from cccdiag.emulator import Emulator

# Made up, and odd enough to need escaping in XML, JSON and URLs.
CANARIES = {
    "CCCDIAG_USERNAME": "canary.user+71@brookfield-college.example",
    "CCCDIAG_PASSWORD": 'Canary&<pa"ss>77é',
    "CCCDIAG_ACCESS_KEY": "CANARYKEY0123456789X",
    "CCCDIAG_ACCESS_SECRET": "canarySecret/+0123456789abcdefghijklmnopqrst=",
}
LOG = """\
2026-01-31 09:14:07,123 [1] ERROR AtlasSystems.ILLiad.Client.Controls.CopyrightSearch - Unable to authenticate with CCC. Please check your configuration.
2026-01-31 09:14:07,223 [1] ERROR AtlasSystems.ILLiad.Client.Controls.CopyrightSearch - CCC request failed. CCCUsername={CCCDIAG_USERNAME} CCCPassword={CCCDIAG_PASSWORD} (401) Unauthorized
Authorization: Basic {basic}
<username>{user_xml}</username><password>{password_xml}</password>
{{"username": {user_json}, "password": {password_json}}}
"""


def forms(text: str) -> set[str]:
    """The ways in which a secret could show: plain, escaped, encoded."""
    raw = text.encode()
    return {
        text,
        html.escape(text),
        html.escape(text, quote=False),
        json.dumps(text)[1:-1],
        json.dumps(text, ensure_ascii=False)[1:-1],
        quote(text),
        quote(text, safe=""),
        base64.b64encode(raw).decode().rstrip("="),
        repr(text)[1:-1],
    }


PAIR = f"{CANARIES['CCCDIAG_ACCESS_KEY']}:{CANARIES['CCCDIAG_ACCESS_SECRET']}"
NEEDLES = {form for text in (*CANARIES.values(), PAIR) for form in forms(text)}


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """A gateway that knows the canaries, a profile, a log and request values that hold them."""
    folder = tmp_path_factory.mktemp("canaries")
    user, password = CANARIES["CCCDIAG_USERNAME"], CANARIES["CCCDIAG_PASSWORD"]
    log = LOG.format(
        **CANARIES,
        basic=base64.b64encode(PAIR.encode()).decode(),
        user_xml=html.escape(user),
        password_xml=html.escape(password),
        user_json=json.dumps(user),
        password_json=json.dumps(password),
    )
    (folder / "client.log").write_text(log, encoding="utf-8")
    (folder / "values.json").write_text(json.dumps({"orderDetailId": 5, "password": password}), encoding="utf-8")
    (folder / "good.json").write_text('{"orderDetailId": 5}', encoding="utf-8")
    (folder / "profile.yaml").write_text(
        f"endpoint: http://127.0.0.1:9/\nproduct: ABC\npassword: {json.dumps(password)}\n", encoding="utf-8"
    )
    given = {name.removeprefix("CCCDIAG_").lower(): text for name, text in CANARIES.items()}
    with Emulator(credentials=given | {"product": "ABC"}) as gateway:
        yield folder, gateway.endpoint


def commands(folder, endpoint):
    """Every command that could meet a secret, on the good path and on bad ones."""
    call = ["call", "checkOrderDetailStatus", "--values"]
    for output in (["--format", "json"], ["--format", "text"]):
        yield ["check", *output], {}
        yield ["check", *output], {"CCCDIAG_PASSWORD": CANARIES["CCCDIAG_PASSWORD"] + " "}
        yield ["check", *output], {"CCCDIAG_ACCESS_SECRET": CANARIES["CCCDIAG_ACCESS_SECRET"] + "\n"}
        yield ["check", *output], {"CCCDIAG_ENDPOINT": "http://127.0.0.1:1/AcademicGateway"}
        yield ["check", *output], {"CCCDIAG_ENDPOINT": f"http://someone:{CANARIES['CCCDIAG_ACCESS_KEY']}@127.0.0.1:1/"}
        yield ["check", "--profile", str(folder / "profile.yaml"), *output], {}
        yield [*call, str(folder / "good.json"), *output], {}
        yield [*call, str(folder / "values.json"), *output], {}
        yield [*call, str(folder / "good.json"), "--dry-run", *output], {}
        yield [*call, str(folder / "good.json"), "--show-exchange", *output], {}
        yield ["call", "createOrderHeader", "--course-name", "x" * 300, *output], {}
        yield ["call", "commitOrderDetail", "--values", str(folder / "good.json"), "--show-exchange", *output], {}
        yield ["journal", "list", "--all", *output], {}
        yield ["triage", str(folder / "client.log"), *output], {}
        yield ["profile", "show", *output], {}
        yield ["redact", str(folder / "client.log"), "--check", *output], {}
        yield ["bundle", "--logs", str(folder / "client.log"), "--dry-run", *output], {}
        yield ["case", "show", str(folder / "client.log"), *output], {}
        yield ["wsdl", "refresh", *output], {}
        yield ["wsdl", "diff", *output], {}
        yield (
            ["wsdl", "refresh", *output],
            {"CCCDIAG_WSDL": f"http://someone:{CANARIES['CCCDIAG_ACCESS_KEY']}@127.0.0.1:1/x?wsdl"},
        )
        yield ["journal", "reconcile", *output], {}
        yield ["kb", "search", CANARIES["CCCDIAG_PASSWORD"], *output], {}
    yield ["redact", str(folder / "client.log")], {}
    yield ["redact", str(folder / "client.log"), "--profile", str(folder / "profile.yaml")], {}
    yield ["profile", "list"], {}
    yield ["schema", CANARIES["CCCDIAG_PASSWORD"]], {}
    yield ["kb", "try", CANARIES["CCCDIAG_PASSWORD"], str(folder / "client.log")], {}
    yield ["profile", "test"], {}
    yield ["explain", "CCC_200"], {}
    yield ["check", CANARIES["CCCDIAG_PASSWORD"]], {}


def test_no_canary_shows_in_any_output(world):
    """Not in clear, not escaped, not encoded; not in answers, remarks, complaints or usage errors."""
    folder, endpoint = world
    for arguments, changed in commands(folder, endpoint):
        environ = {k: v for k, v in os.environ.items() if not k.startswith("CCCDIAG_")}
        environ |= (
            CANARIES
            | {"CCCDIAG_ENDPOINT": endpoint, "CCCDIAG_PRODUCT": "ABC", "HOME": str(folder), "PYTHONIOENCODING": "utf-8"}
            | changed
        )
        ran = subprocess.run(
            [sys.executable, "-m", "cccdiag", *arguments], env=environ, capture_output=True, timeout=60, check=False
        )
        shown = (ran.stdout + b"\n" + ran.stderr).decode("utf-8", "replace")
        assert "Traceback" not in shown, shown
        leaked = sorted(needle for needle in NEEDLES if needle in shown)
        assert not leaked, f"cccdiag {' '.join(arguments[:2])} shows {len(leaked)} form(s) of a secret"
        assert shown.strip(), arguments


def test_the_needles_would_be_found():
    """The net is not torn: each canary is caught in the forms that the log holds it in."""
    assert len(NEEDLES) >= 15
    assert html.escape(CANARIES["CCCDIAG_PASSWORD"], quote=False) in NEEDLES
