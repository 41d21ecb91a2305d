"""The table of broken worlds: what is broken, and which check says so, with which status, layer, reason and article.

Each world is made of real servers on loopback. In each of them, whatever is wrong, only the read-only operation is ever called,
and nothing secret goes anywhere but in that call to the endpoint itself.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import gzip
import json
import socket
import ssl
from decimal import Decimal
from email.utils import format_datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import trustme
from loopback import closed_port, cuts, drips, heard, reply, silence

from cccdiag.checks.model import document
from cccdiag.emulator import Fault
from cccdiag.kb.find import knowledge
from cccdiag.secrets import Secret
from cccdiag.soap import reply as replies
from cccdiag.soap.model import CccError, OrderDetail, Reply

PROBE = "checkOrderDetailStatus"
HTML, INVALID, TRUST = "net-html-instead-of-data", "gateway-invalid-response", "net-tls-trust"
WORLDS = []


def world(check, status, layer, reason, article):
    """Register the decorated function, which builds the world and gives the profile, with what is to be told of it."""

    def register(build):
        WORLDS.append(pytest.param(build, (check, status, layer, reason, article), id=build.__name__))
        return build

    return register


def healthy(build):
    """A world in which nothing is wrong, however odd it is."""
    WORLDS.append(pytest.param(build, None, id=build.__name__))
    return build


def spoilt(profile, **changes):
    changed = {
        name: Secret(change(getattr(profile.credentials, name).reveal()), "test") for name, change in changes.items()
    }
    return dataclasses.replace(profile, credentials=dataclasses.replace(profile.credentials, **changed))


def answers(method, answer):
    """A rule of a front: this answer to this method, the gateway's own to all others."""
    return lambda request: answer if request.method == method and request.target.endswith("AcademicGateway") else None


def always(status, body="", *headers):
    return lambda stage: stage.profile(stage.front(lambda _request: reply(status, body, *headers)))


def post(status, body="", *headers):
    return lambda stage: stage.profile(stage.front(answers("POST", reply(status, body, *headers))))


def fault(**options):
    return lambda stage: stage.profile(running=stage.emulator(faults=[Fault(operation=PROBE, **options)]))


def told(name, build, *expected):
    build.__name__ = name
    world(*expected)(build)


# --- credentials: what looked odd is what broke the lock

told(
    "no_product",
    lambda stage: stage.profile(product=None),
    "credentials.form",
    "warn",
    "credentials",
    "no-product",
    "CCC_100",
)
told(
    "product_of_two",
    lambda stage: stage.profile(product="AB"),
    "credentials.form",
    "fail",
    "credentials",
    "wrong-length",
    "CCC_101",
)
for place, field, article in (
    ("login", "password", "CCC_200"),
    ("login", "username", "CCC_200"),
    ("key", "access_key", "http-401"),
    ("key", "access_secret", "http-401"),
):
    for word, change in (
        ("white-space", lambda text: text + " "),
        ("white-space", lambda text: "\t" + text),
        ("invisible", lambda text: text[:3] + "\u200b" + text[3:]),
        ("invisible", lambda text: "\ufeff" + text),
        ("look-alike", lambda text: text + "\u2019"),
        ("label", lambda text: f'"{text}"'),
    ):
        if field == "username" and word == "label":
            continue
        told(
            f"{word}_in_{field}_of_{place}_{len(WORLDS)}",
            lambda stage, field=field, change=change: spoilt(stage.profile(), **{field: change}),
            "credentials.form", "fail", "credentials", word, article,
        )  # fmt: skip
told(
    "line_break_in_key",
    lambda stage: spoilt(stage.profile(), access_key=lambda text: text + "\n"),
    "credentials.form",
    "fail",
    "credentials",
    "line-break",
    "http-401",
)
told(
    "password_too_long",
    lambda stage: spoilt(stage.profile(), password=lambda text: text * 26),
    "credentials.form",
    "fail",
    "credentials",
    "too-long",
    "CCC_102",
)
told(
    "placeholder",
    lambda stage: spoilt(stage.profile(), password=lambda _text: "<password>"),
    "credentials.form",
    "fail",
    "credentials",
    "placeholder",
    "CCC_200",
)
told(
    "empty_password",
    lambda stage: spoilt(stage.profile(), password=lambda _text: ""),
    "credentials.form",
    "fail",
    "credentials",
    "missing",
    "CCC_100",
)


@world("credentials.form", "fail", "credentials", "swapped", "http-401")
def key_and_secret_swapped(stage):
    given = stage.gateway
    return spoilt(
        stage.profile(),
        access_key=lambda _t: given.access_secret.reveal(),
        access_secret=lambda _t: given.access_key.reveal(),
    )


told(
    "wrong_password",
    lambda stage: spoilt(stage.profile(), password=lambda _t: "Another-1"),
    "login.party",
    "fail",
    "login",
    "login-refused",
    "CCC_200",
)
told(
    "wrong_secret",
    lambda stage: spoilt(stage.profile(), access_secret=lambda t: t[::-1]),
    "gateway.authorization",
    "fail",
    "authorization",
    "key-refused",
    "http-401",
)


@world("gateway.authorization", "fail", "authorization", "key-refused", "http-401")
def an_odd_password_does_not_explain_a_refused_key(stage):
    running = stage.emulator(credentials={"password": "with inner blank"})
    return spoilt(stage.profile(running=running), access_secret=lambda t: t[::-1])


@healthy
def a_password_with_a_blank_inside_that_works(stage):
    return stage.profile(running=stage.emulator(credentials={"password": "with inner blank"}))


@world("login.party", "fail", "login", "on-hold", "CCC_203")
def the_account_is_on_hold(stage):
    profile = stage.profile()
    return dataclasses.replace(
        profile, credentials=dataclasses.replace(profile.credentials, username=stage.gateway.account("on-hold"))
    )


# --- tcp

told(
    "nothing_listens",
    lambda stage: stage.profile(f"http://127.0.0.1:{closed_port()}/"),
    "network.tcp",
    "fail",
    "tcp",
    "refused",
    "net-connect",
)
told(
    "a_firewall_drops",
    lambda stage: stage.profile(f"http://127.0.0.1:{stage.filtered()}/"),
    "network.tcp",
    "fail",
    "tcp",
    "timeout",
    "net-connect",
)
told(
    "reset_after_the_question",
    lambda stage: stage.profile(f"http://127.0.0.1:{stage.listens(lambda c: heard(c) and cuts(c))}/"),
    "http.answer",
    "fail",
    "http",
    "reset",
    "net-connection-closed",
)
told(
    "closed_at_once",
    lambda stage: stage.profile(f"http://127.0.0.1:{stage.listens(heard)}/"),
    "http.answer",
    "fail",
    "http",
    "closed",
    "net-connection-closed",
)
told(
    "silent",
    lambda stage: stage.profile(f"http://127.0.0.1:{stage.listens(silence)}/"),
    "http.answer",
    "fail",
    "http",
    "timeout",
    "net-timeout",
)

# --- http: who answers in place of the gateway

told(
    "drips",
    lambda stage: stage.profile(stage.front(lambda _r: drips)),
    "http.answer",
    "fail",
    "http",
    "timeout",
    "net-timeout",
)
told(
    "no_http",
    lambda stage: stage.profile(
        f"http://127.0.0.1:{stage.listens(lambda c: c.sendall(b'SSH-2.0-OpenSSH_9.6' + bytes([13, 10])))}/"
    ),
    "http.answer",
    "fail",
    "http",
    "not-http",
    INVALID,
)
told(
    "huge",
    lambda stage: stage.profile(stage.front(lambda _r: reply(200, b"x" * 5_000_000))),
    "http.answer",
    "fail",
    "http",
    "too-large",
    INVALID,
)


def bomb(stage):
    """Packed before anybody waits for it: on a busy machine that takes longer than an answer may."""
    packed = gzip.compress(bytes(60_000_000), 1)
    return stage.profile(stage.front(lambda _r: reply(200, packed, "Content-Encoding: gzip")))


told(
    "bomb",
    bomb,
    "http.answer",
    "fail",
    "http",
    "too-large",
    INVALID,
)
told(
    "no_gzip",
    lambda stage: stage.profile(stage.front(lambda _r: reply(200, b"plain", "Content-Encoding: gzip"))),
    "http.answer",
    "fail",
    "http",
    "bad-encoding",
    INVALID,
)


@world("http.answer", "fail", "http", "redirect", HTML)
def redirect_to_another_host(stage):
    target = stage.stranger()
    return stage.profile(stage.front(lambda _request: reply(302, "", f"Location: {target}?SAMLRequest=x")))


told(
    "redirect_by_the_page",
    always(200, "<html><script>window.location.href='https://elsewhere.example/'</script></html>"),
    "http.answer",
    "fail",
    "http",
    "redirect",
    HTML,
)
told(
    "captive_portal_by_redirect",
    always(302, "", "Location: http://captive.campus.example/login"),
    "http.answer",
    "fail",
    "http",
    "captive-portal",
    HTML,
)
told(
    "captive_portal_by_status",
    always(511, "<h1>Network Authentication Required</h1>"),
    "http.answer",
    "fail",
    "http",
    "captive-portal",
    HTML,
)
told(
    "captive_portal_by_page",
    always(200, "<title>Guest Wi-Fi</title>Please accept the terms of use."),
    "http.answer",
    "fail",
    "http",
    "captive-portal",
    HTML,
)
told(
    "login_page",
    always(200, "<title>Sign in</title><form><input name=u><input type=password></form>"),
    "http.answer",
    "fail",
    "http",
    "login-page",
    HTML,
)
told(
    "saml_form",
    always(200, "<form method=post><input type=hidden name=SAMLRequest value=x></form>"),
    "http.answer",
    "fail",
    "http",
    "login-page",
    HTML,
)
told(
    "block_page_403",
    always(403, "<h1>Web Page Blocked</h1>Category: business"),
    "http.answer",
    "fail",
    "http",
    "block-page",
    HTML,
)
told(
    "block_page_200",
    always(200, "<title>Blocked by FortiGuard</title>"),
    "http.answer",
    "fail",
    "http",
    "block-page",
    HTML,
)
told(
    "block_page_by_header",
    always(403, "no", "X-Squid-Error: ERR_ACCESS_DENIED 0"),
    "http.answer",
    "fail",
    "http",
    "block-page",
    HTML,
)
told(
    "access_denied_to_nobody", always(403, "<h1>Access denied</h1>"), "http.answer", "fail", "http", "block-page", HTML
)
for status, article in ((500, "http-500"), (502, "http-502"), (503, "http-503"), (504, "http-504")):
    told(f"status_{status}", always(status, "<h1>Oops</h1>"), "http.answer", "fail", "http", f"http-{status}", article)
told("status_599", always(599), "http.answer", "fail", "http", "server-error", "http-500")
told("too_many", always(429, "", "Retry-After: 30"), "http.answer", "fail", "http", "http-429", "http-503")
told(
    "a_page_of_somebody",
    always(200, "<h1>It works!</h1>"),
    "gateway.authorization",
    "fail",
    "authorization",
    "not-gateway",
    INVALID,
)

told(
    "endless_headers",
    lambda stage: stage.profile(stage.front(lambda _r: b"HTTP/1.1 200 OK\r\n" + b"X-More: y\r\n" * 5000)),
    "http.answer",
    "fail",
    "http",
    "not-http",
    INVALID,
)
told(
    "an_endless_status_line",
    lambda stage: stage.profile(stage.front(lambda _r: b"HTTP/1.1 200 " + b"x" * 300_000)),
    "http.answer",
    "fail",
    "http",
    "not-http",
    INVALID,
)
told(
    "endless_chunks",
    lambda stage: stage.profile(
        stage.front(
            lambda _r: (
                b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                b"10000\r\n" + (b"x" * 65536 + b"\r\n10000\r\n") * 100
            )
        )
    ),
    "http.answer",
    "fail",
    "http",
    "too-large",
    INVALID,
)
# --- the same, met by the POST only: then HTTP has taken the failure over

told(
    "block_page_on_post",
    post(403, "<h1>Access denied</h1>This site is blocked by the policy of your organization"),
    "http.answer",
    "fail",
    "http",
    "block-page",
    HTML,
)
told(
    "login_page_on_post",
    post(200, "<form><input type='password'></form>"),
    "http.answer",
    "fail",
    "http",
    "login-page",
    HTML,
)
told(
    "redirect_on_post",
    post(307, "", "Location: https://elsewhere.example/"),
    "http.answer",
    "fail",
    "http",
    "redirect",
    HTML,
)
told("status_502_on_post", post(502, "<h1>Bad Gateway</h1>"), "http.answer", "fail", "http", "http-502", "http-502")
told(
    "forbidden_key",
    post(403, "<h1>403 Forbidden</h1>Access denied."),
    "gateway.authorization",
    "fail",
    "authorization",
    "key-forbidden",
    "http-403",
)
told(
    "refused_key_with_words",
    post(401, "<h1>Access is denied due to invalid credentials.</h1> Sign in.<input type=password>"),
    "gateway.authorization",
    "fail",
    "authorization",
    "key-refused",
    "http-401",
)
told(
    "reset_on_post",
    lambda stage: stage.profile(stage.front(answers("POST", cuts))),
    "http.answer",
    "fail",
    "http",
    "reset",
    "net-connection-closed",
)
told("silent_on_post", fault(hang=True), "http.answer", "fail", "http", "timeout", "net-timeout")
told("dripping_on_post", fault(bytes_per_second=40), "http.answer", "fail", "http", "timeout", "net-timeout")
told(
    "huge_on_post",
    lambda stage: stage.profile(stage.front(answers("POST", reply(200, b"<a>" * 2_000_000, kind="text/xml")))),
    "http.answer",
    "fail",
    "http",
    "too-large",
    INVALID,
)
told("cut_short", fault(cut=120), "gateway.authorization", "fail", "authorization", "cut-short", INVALID)
told(
    "soap_fault",
    fault(body="soap-fault"),
    "gateway.authorization",
    "fail",
    "authorization",
    "fault",
    "gateway-soap-fault",
)
told("entity_bomb", fault(body="entity-bomb"), "gateway.authorization", "fail", "authorization", "not-gateway", INVALID)
told(
    "external_entity",
    fault(body="external-entity"),
    "gateway.authorization",
    "fail",
    "authorization",
    "not-gateway",
    INVALID,
)
told("empty_answer", fault(body="empty"), "gateway.authorization", "fail", "authorization", "not-gateway", INVALID)

# --- the second lock and what is behind it

for code, (word, status) in {
    "CCC_001": ("unavailable", "fail"),
    "CCC_002": ("broke-down", "fail"),
    "CCC_101": ("not-proven", "warn"),
    "CCC_999": ("unknown-code", "warn"),
}.items():  # fmt: skip
    told(
        f"answers_{code}",
        fault(code=code),
        "login.party",
        status,
        "login",
        word,
        "gateway-unknown-code" if code == "CCC_999" else code,
    )

# --- the mode

for mode, expected, status, word, article in (
    ("PROD", "DEMO", "fail", "production", None),
    ("DEMO", "PROD", "fail", "demonstration", "gateway-demo-mode"),
    ("LOCAL", "DEMO", "warn", "other-word", "gateway-demo-mode"),
    (None, "PROD", "warn", "absent", "gateway-demo-mode"),
):
    told(
        f"mode_{mode}_for_{expected}",
        lambda stage, mode=mode, expected=expected: stage.profile(running=stage.emulator(mode=mode), expect_mode=expected),
        "gateway.mode", status, "mode", word, article,
    )  # fmt: skip

# --- answers of our own making


def says(mode, *codes, result=None, **more):
    """The gateway's own answer to the probe, with this mode and these codes or this result."""

    def build(stage):
        errors = tuple(CccError(str(number), code, 1, "said") for number, code in enumerate(codes, start=1))
        reply_ = Reply(PROBE, mode, "rightsconnect", result, errors)
        body = replies.write(reply_, knowledge().gateway().service.namespace)
        return stage.profile(stage.front(answers("POST", reply(200, body, kind="text/xml"))), **more)

    return build


BANNERED = OrderDetail(
    999999999999999, "GRANTED", "-- FOR DEMONSTRATION AND TESTING ONLY -- nothing is granted", Decimal("1.00")
)
told("the_hold_wins", says("DEMO", "CCC_206", "CCC_203"), "login.party", "fail", "login", "on-hold", "CCC_203")
told(
    "the_hold_wins_over_the_login",
    says("DEMO", "CCC_200", "CCC_203"),
    "login.party",
    "fail",
    "login",
    "on-hold",
    "CCC_203",
)
told(
    "the_login_tells_more_than_a_complaint",
    says("DEMO", "CCC_101", "CCC_200"),
    "login.party",
    "fail",
    "login",
    "login-refused",
    "CCC_200",
)
told(
    "banner_against_mode",
    says("PROD", result=BANNERED, expect_mode="PROD"),
    "gateway.mode",
    "warn",
    "mode",
    "banner-against-mode",
    "gateway-demo-mode",
)
told(
    "a_word_of_its_own", says("Training", "CCC_206"), "gateway.mode", "warn", "mode", "other-word", "gateway-demo-mode"
)
WORLDS += [
    pytest.param(says("DEMO", "CCC_206", "CCC_101"), None, id="both_locks_open_beside_a_complaint"),
    pytest.param(says("DEMO", "CCC_201"), None, id="somebody_elses_order"),
    pytest.param(says("DEMO", result=BANNERED), None, id="answered_with_an_order_detail"),
    pytest.param(says("demo", "CCC_206"), None, id="mode_in_small_letters"),
]


def dated(**off):
    """A web server whose clock is off."""

    def build(stage):
        # Told when the test runs, not when it is collected: the whole suite takes minutes.
        date = format_datetime(dt.datetime.now(dt.UTC) + dt.timedelta(**off), usegmt=True)
        return stage.profile(stage.front(answers("GET", reply(405, "", f"Date: {date}"))))

    return build


told("clock_behind", dated(minutes=6), "machine.clock", "warn", "clock", "off", TRUST)
told("clock_ahead", dated(minutes=-6), "machine.clock", "warn", "clock", "off", TRUST)
WORLDS.append(pytest.param(dated(minutes=4), None, id="clock_four_minutes_off"))

# --- the WSDL


def wsdl_of(change):
    """The gateway with another WSDL or schema: ``change(target, answer)`` gives the bytes that are served."""

    def build(stage):
        def rule(request):
            if ".wsdl" in request.target or ".xsd" in request.target:
                from loopback import relayed

                return change(request.target, relayed(request, stage.gateway.endpoint))
            return None

        return stage.profile(stage.front(rule))

    return build


def rewritten(old, new):
    def change(_target, answer):
        return reply(200, answer.partition(b"\r\n\r\n")[2].replace(old, new), kind="text/xml")

    return wsdl_of(change)


told(
    "a_changed_field",
    rewritten(b'name="startOfTerm" type="xs:string"', b'name="startOfTerm" type="xs:date"'),
    "wsdl.drift",
    "warn",
    "wsdl",
    "drift",
    "gateway-soap-fault",
)
told(
    "a_missing_operation",
    rewritten(b"cancelOrderDetail", b"dropOrderDetail"),
    "wsdl.drift",
    "warn",
    "wsdl",
    "drift",
    "gateway-soap-fault",
)
told(
    "no_wsdl_but_a_page",
    wsdl_of(lambda _t, _a: reply(200, "<html><body>hello</body></html>")),
    "wsdl.served",
    "warn",
    "wsdl",
    "unreadable",
    INVALID,
)
told(
    "a_huge_wsdl", wsdl_of(lambda _t, _a: reply(200, b"x" * 5_000_000)), "wsdl.served", "warn", "wsdl", "lost", INVALID
)
told("a_silent_wsdl", wsdl_of(lambda _t, _a: silence), "wsdl.served", "warn", "wsdl", "lost", "net-timeout")
WORLDS.append(pytest.param(wsdl_of(lambda _t, _a: reply(404)), None, id="no_wsdl_at_all"))

# --- tls


def secure(*names, trusted=True, **options):
    """An https front of the gateway with a certificate; ``trusted`` false: by an authority that the profile does not know."""

    def build(stage):
        context, ca_file = stage.tls(*(names or ("localhost",)), **options)
        return stage.profile(stage.front(None, context, "localhost"), ca_file=ca_file if trusted else None)

    return build


def ago(**span):
    return dt.datetime.now(dt.UTC) - dt.timedelta(**span)


told("tls_unknown_authority", secure(trusted=False), "network.tls", "fail", "tls", "unknown-authority", TRUST)
told(
    "tls_expired", secure(not_before=ago(days=9), not_after=ago(days=1)), "network.tls", "fail", "tls", "expired", TRUST
)
told(
    "tls_not_yet_valid",
    secure(not_before=ago(days=-2), not_after=ago(days=-9)),
    "network.tls",
    "fail",
    "tls",
    "not-yet-valid",
    TRUST,
)
told("tls_other_host", secure("other.example"), "network.tls", "fail", "tls", "wrong-host", TRUST)
told("tls_ends_soon", secure(not_after=ago(days=-13)), "network.tls", "warn", "tls", "expires-soon", TRUST)
told(
    "tls_inspected",
    secure(trusted=False, issuer=trustme.CA(organization_name="Zscaler Inc.")),
    "network.tls",
    "fail",
    "tls",
    "inspected",
    TRUST,
)
WORLDS.append(pytest.param(secure(), None, id="tls_sound"))
WORLDS.append(pytest.param(secure(not_after=ago(days=-15)), None, id="tls_fifteen_days"))


@world("network.tls", "fail", "tls", "missing-intermediate", TRUST)
def tls_missing_intermediate(stage):
    root = trustme.CA(organization_name="Example Authority")
    leaf = trustme.CA(root, organization_name="Example Authority").issue_cert("localhost", organization_name="Example")
    return tls_with(stage, root, leaf.private_key_pem.bytes() + leaf.cert_chain_pems[0].bytes())


@healthy
def tls_inspected_by_somebody_who_is_trusted(stage):
    root = trustme.CA(organization_name="Zscaler Inc.")
    leaf = root.issue_cert("localhost")
    return tls_with(stage, root, leaf.private_key_pem.bytes() + leaf.cert_chain_pems[0].bytes())


@world("network.tls", "fail", "tls", "self-signed", TRUST)
def tls_self_signed(stage):
    alone = trustme.CA()
    return tls_with(stage, trustme.CA(), alone.private_key_pem.bytes() + alone.cert_pem.bytes())


def tls_with(stage, root, pem):
    folder = stage.tls("localhost")[1]
    Path(folder + ".leaf").write_bytes(pem)
    root.cert_pem.write_to_path(folder + ".root")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder + ".leaf")
    return stage.profile(stage.front(None, context, "localhost"), ca_file=folder + ".root")


@world("network.tls", "fail", "tls", "no-authorities", TRUST)
def tls_with_a_file_that_holds_no_certificates(stage):
    context, _ = stage.tls("localhost")
    return stage.profile(stage.front(None, context, "localhost"), ca_file=__file__)


@world("network.tls", "fail", "tls", "protocol", "net-tls-protocol")
def tls_too_old(stage):
    context, ca_file = stage.tls("localhost")
    with pytest.warns(DeprecationWarning, match="TLSv1"):
        context.minimum_version, context.maximum_version = ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1
    context.set_ciphers("ALL:@SECLEVEL=0")
    return stage.profile(stage.front(None, context, "localhost"), ca_file=ca_file)


told(
    "tls_spoken_by_nobody",
    lambda stage: stage.profile(
        f"https://localhost:{stage.listens(lambda c: c.recv(9999) and c.sendall(reply(400)))}/"
    ),
    "network.tls",
    "fail",
    "tls",
    "not-tls",
    "net-tls-protocol",
)
told(
    "tls_cut",
    lambda stage: stage.profile(f"https://localhost:{stage.listens(lambda c: c.recv(10) and cuts(c))}/"),
    "network.tls",
    "fail",
    "tls",
    "closed",
    "net-connection-closed",
)
told(
    "tls_silent",
    lambda stage: stage.profile(f"https://localhost:{stage.listens(silence)}/"),
    "network.tls",
    "fail",
    "tls",
    "timeout",
    "net-timeout",
)

# --- proxies: the endpoint's name is one that only the proxy knows

OUTSIDE = "gateway.outside.invalid"


def through(scheme="http", rule=None, proxy=None):
    """The gateway outside, behind a proxy that the environment names."""

    def build(stage):
        context, ca_file = stage.tls(OUTSIDE) if scheme == "https" else (None, None)
        place = urlsplit(stage.front(None, context))
        port = 443 if scheme == "https" else 80
        address = proxy(stage) if proxy else stage.proxy({f"{OUTSIDE}:{port}": place.port}, rule)
        stage.environ[f"{scheme}_proxy"] = address
        return stage.profile(f"{scheme}://{OUTSIDE}/AcademicGateway", ca_file=ca_file)

    return build


WORLDS += [
    pytest.param(through(), None, id="proxy_is_the_only_way_out"),
    pytest.param(through("https"), None, id="proxy_is_the_only_way_out_https"),
]
for status, word, article in (
    (407, "auth-required", "http-407"),
    (403, "forbidden", "http-403"),
    (502, "error", "http-502"),
    (503, "error", "http-503"),
    (404, "refuses", "net-connect"),
):
    told(
        f"proxy_answers_{status}_to_connect",
        through("https", lambda _r, s=status: reply(s, "no")),
        "network.proxy",
        "fail",
        "proxy",
        word,
        article,
    )
told(
    "proxy_answers_407",
    through("http", lambda _r: reply(407, "no", "Proxy-Authenticate: Basic realm=x")),
    "network.proxy",
    "fail",
    "proxy",
    "proxy-auth-required",
    "http-407",
)
told(
    "proxy_blocks",
    through("http", lambda _r: reply(403, "<h1>Access Denied</h1> web filter")),
    "http.answer",
    "fail",
    "http",
    "block-page",
    HTML,
)
told(
    "proxy_answers_502",
    through("http", lambda _r: reply(502, "no")),
    "http.answer",
    "fail",
    "http",
    "http-502",
    "http-502",
)
for scheme in ("http", "https"):
    told(
        f"proxy_refused_{scheme}",
        through(scheme, proxy=lambda _s: f"http://127.0.0.1:{closed_port()}"),
        "network.proxy",
        "fail",
        "proxy",
        "refused",
        "net-connect",
    )
    told(
        f"proxy_unknown_{scheme}",
        through(scheme, proxy=lambda _s: "http://no-such-proxy.invalid:3128"),
        "network.proxy",
        "fail",
        "proxy",
        "not-found",
        "net-dns",
    )
told(
    "proxy_silent",
    through("https", proxy=lambda s: f"http://127.0.0.1:{s.listens(silence)}"),
    "network.proxy",
    "fail",
    "proxy",
    "timeout",
    "net-connect",
)
told(
    "proxy_hangs_up",
    through("https", proxy=lambda s: f"http://127.0.0.1:{s.listens(lambda c: c.recv(5))}"),
    "network.proxy",
    "fail",
    "proxy",
    "closed",
    "net-connection-closed",
)
told(
    "proxy_is_none",
    through(
        "https",
        proxy=lambda s: (
            f"http://127.0.0.1:{s.listens(lambda c: c.sendall(b'220 mail.example ESMTP' + bytes([13, 10, 13, 10])))}"
        ),
    ),
    "network.proxy",
    "fail",
    "proxy",
    "not-a-proxy",
    "net-connect",
)


@healthy
def loopback_never_goes_through_a_proxy(stage):
    stage.environ["http_proxy"] = f"http://127.0.0.1:{closed_port()}"
    return stage.profile()


# --- healthy, however odd

WORLDS += [
    pytest.param(lambda stage: stage.profile(stage.gateway.endpoint.replace("127.0.0.1", "localhost")), None, id="by_name"),
    pytest.param(lambda stage: stage.profile(stage.front()), None, id="behind_a_front"),
    pytest.param(fault(gzip=True), None, id="gzipped"),
    pytest.param(fault(chunked=True), None, id="chunked"),
    pytest.param(fault(content_type="text/html"), None, id="wrong_content_type"),
    pytest.param(lambda stage: stage.profile(stage.front(answers("GET", reply(405)))), None, id="get_not_allowed"),
    pytest.param(lambda stage: stage.profile(stage.front(answers("GET", reply(500, "<soap:Envelope><soap:Fault/></soap:Envelope>")))), None, id="get_answered_with_a_fault"),
]  # fmt: skip


@healthy
def a_key_of_another_length(stage):
    return stage.profile(running=stage.emulator(credentials={"access_secret": "k" * 37 + "="}))


@pytest.mark.parametrize(("build", "expected"), WORLDS)
def test_a_broken_world_is_told_as_what_it_is(build, expected, stage, examine):
    """The first concern has the status, layer, reason and article of the table; only the probe was called; nothing leaked.

    A line break in a key is seen (D17), HTTP 401 and CCC_200 are different locks (D59), a CCC_10x proves nothing of the login (D62).
    """
    profile = build(stage)
    report = examine(profile, environ=stage.environ)
    first = report.first_concern
    seen = first and (first.id, first.status, first.layer, first.reason, first.article)
    assert seen == expected, [
        (one.id, one.status, one.reason, one.summary) for one in report.results if one.status != "ok"
    ]
    assert report.status == (expected[1] if expected else "ok")
    assert (report.next_step is None) == (expected is None)
    assert stage.operations() <= {PROBE}
    assert not stage.leaks(profile)
    assert not any(secret in repr(report) for secret in secrets_of(profile))
    assert len(json.dumps(document(report))) < 40_000


def secrets_of(profile):
    given = profile.credentials
    return [
        text
        for text in (given.password.reveal(), given.access_key.reveal(), given.access_secret.reveal())
        if len(text) > 3
    ]


def test_one_dead_address_of_several_is_a_warning(stage, examine, monkeypatch):
    """The table of addresses comes from the system's resolver; here it names one more, where nothing listens."""
    real = socket.getaddrinfo

    def two(host, port, *args, **options):
        found = real("127.0.0.1" if host == OUTSIDE else host, port, *args, **options)
        return [*found, *((*one[:4], ("127.0.0.2", one[4][1])) for one in found)] if host == OUTSIDE else found

    monkeypatch.setattr(socket, "getaddrinfo", two)
    place = urlsplit(stage.gateway.endpoint)
    report = examine(stage.profile(f"http://{OUTSIDE}:{place.port}{place.path}"))
    first = report.first_concern
    assert (first.id, first.status, first.reason, first.article) == ("network.tcp", "warn", "some", "net-connect")
    assert first.evidence["addresses"] == {"127.0.0.1": "connected", "127.0.0.2": "refused"}
