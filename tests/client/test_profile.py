"""Profiles: references, never secrets; the environment over the file; and all that is missing said at once."""

from __future__ import annotations

import stat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cccdiag.client import profile_file
from cccdiag.client.profile import (
    TWO_WAYS,
    VARIABLES,
    Credentials,
    Profile,
    Timeouts,
    is_loopback,
    load,
    settle,
    without_login,
)
from cccdiag.client.profile_file import Written
from cccdiag.errors import ProfileError
from cccdiag.secrets import Secret, known_secrets

REFERENCES = "username: kim@college.example\npassword: env:P\naccess_key: env:K\naccess_secret: env:S\n"
ENDPOINT = "endpoint: https://gateway.example/AcademicGateway\n"
GIVEN = {"P": "canary-p ", "K": "canary-k", "S": "canary-s"}
ALL = {
    "CCCDIAG_ENDPOINT": "https://other.example/x",
    "CCCDIAG_USERNAME": "env-user",
    "CCCDIAG_PASSWORD": "env-pass",
    "CCCDIAG_ACCESS_KEY": "env-key",
    "CCCDIAG_ACCESS_SECRET": "env-secret",
    "CCCDIAG_PRODUCT": "XYZ",
}


@pytest.fixture
def written(tmp_path, monkeypatch):
    """Write a profile into the folder of profiles."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))

    def write(text, name="main"):
        path = profile_file.path_of(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    return write


def refusal(*args, **options):
    with pytest.raises(ProfileError) as caught:
        load(*args, **options)
    return caught.value


def revealed(credentials):
    return [getattr(credentials, name).reveal() for name in ("username", "password", "access_key", "access_secret")]


def test_a_profile_is_loaded_with_the_source_of_every_value(written):
    """And every value as it stands, the blank at its end included."""
    written(
        ENDPOINT + REFERENCES + "wsdl: https://gateway.example/w\nexpect_mode: DEMO\nproduct: ABC\nproxy: p.example:1\n"
        "timeouts: {connect: 1, total: 9.5}\n"
    )
    profile = load("main", GIVEN)
    expected = Profile(
        name="main",
        endpoint="https://gateway.example/AcademicGateway",
        credentials=Credentials(
            Secret("kim@college.example"), Secret("canary-p "), Secret("canary-k"), Secret("canary-s")
        ),
        product="ABC",
        wsdl="https://gateway.example/w",
        expect_mode="DEMO",
        proxy="p.example:1",
        timeouts=Timeouts(1, 15, 9.5),
        sources={
            "endpoint": "profile main",
            "wsdl": "profile main",
            "expect_mode": "profile main",
            "product": "profile main",
            "username": "profile main",
            "password": "env:P",
            "access_key": "env:K",
            "access_secret": "env:S",
            "proxy": "profile main",
        },
    )
    assert profile == expected
    assert [getattr(profile.credentials, name).source for name in ("username", "password")] == ["profile main", "env:P"]


def test_the_environment_overrides_the_file_and_asks_nobody(written):
    """Not even the prompt that the file names."""
    written(ENDPOINT + REFERENCES.replace("env:P", "prompt"))
    profile = load("main", ALL)
    assert (profile.endpoint, profile.product, revealed(profile.credentials)) == (
        "https://other.example/x",
        "XYZ",
        ["env-user", "env-pass", "env-key", "env-secret"],
    )
    assert profile.credentials.password.source == "CCCDIAG_PASSWORD"


def test_the_environment_alone_is_a_profile(written):
    """For monitors and containers."""
    assert load(None, ALL).name == "environment"


@pytest.mark.parametrize("field", VARIABLES)
def test_every_variable_overrides_its_field(field, written):
    """The list of the contract."""
    written(ENDPOINT + REFERENCES + "product: ABC\n")
    _, _, values = settle("main", GIVEN | {VARIABLES[field]: "https://over.example/"})
    assert (values[field].text, values[field].source) == ("https://over.example/", VARIABLES[field])


def test_the_profile_named_default_is_meant_when_none_is_named(written):
    """`profile init`, then `check`."""
    written(ENDPOINT + REFERENCES, "default")
    assert load(None, GIVEN).name == "default"
    written(ENDPOINT + REFERENCES, "other")
    assert load(None, GIVEN | {"CCCDIAG_PROFILE": "other"}).name == "other"


def test_a_profile_can_be_any_file(written, tmp_path):
    """Given by its path."""
    path = tmp_path / "site.yaml"
    path.write_text(ENDPOINT + REFERENCES)
    assert load(str(path), GIVEN).name == "site"


def test_with_nothing_at_all_two_ways_on_are_named(written):
    """And everything that is missing."""
    error = refusal(None, {})
    assert error.missing == ("endpoint", "username", "password", "access_key", "access_secret")
    assert str(error) == f"No gateway is described: there is no profile, and no CCCDIAG_… variable is set. {TWO_WAYS}"


def test_all_that_is_missing_is_named_at_once_with_its_reason(written):
    """Which reference led nowhere, and which field has none."""
    written("username: kim\npassword: env:P\naccess_key: prompt\naccess_secret: file:/nowhere/s\n")
    error = refusal("main", {})
    assert error.missing == ("endpoint", "password", "access_key", "access_secret")
    for part in (
        "set CCCDIAG_ENDPOINT",
        "variable P is not set",
        "no terminal",
        "there is no file /nowhere/s",
        TWO_WAYS,
    ):
        assert part in str(error)


def test_an_empty_value_is_a_value(written):
    """Whether it is a good one is for the checks to say."""
    written(ENDPOINT + REFERENCES)
    assert load("main", GIVEN | {"P": ""}).credentials.password.reveal() == ""


def test_a_prompt_is_asked_for_by_name(written):
    """Once."""
    written(ENDPOINT + REFERENCES.replace("env:P", "prompt"))
    asked = []
    assert load("main", GIVEN, lambda name: asked.append(name) or "typed").credentials.password.reveal() == "typed"
    assert asked == ["password of main"]


@pytest.mark.parametrize("field", ["password", "access_key", "access_secret"])
@pytest.mark.parametrize(
    "literal", ["canary-9931", "12345678", "[canary-9931]", "{a: canary-9931}", "*canary-9931", "true"]
)
def test_a_secret_that_stands_in_a_profile_is_refused_and_not_repeated(field, literal, written):
    """Whatever YAML makes of it; with its place, and the way to do it right."""
    path = written(f"{ENDPOINT}{field}: {literal}\n")
    error = refusal("main", {})
    assert str(error).startswith(f"{path}:2:")
    assert not [word for word in ("canary-9931", "12345678") if word in str(error)]
    if "*" not in literal:
        assert "env:NAME, keyring:SERVICE/NAME, file:PATH or prompt" in str(error)
    if literal[0] not in "*{[t":
        assert literal in known_secrets()


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("endpont: x\n", "1:1", "unknown key 'endpont' (did you mean 'endpoint'?)"),
        ("endpoint: [a]\n", "1:11", "must be"),
        ("endpoint: x\nendpoint: y\n", "2:1", "stands here twice"),
        ("timeouts: {connect: soon}\n", "1:21", "must be a number"),
        ("timeouts: {connect: -1}\n", "1:11", "seconds above 0"),
        ("timeouts: {read: .inf}\n", "1:11", "seconds above 0"),
        ("timeouts: {reed: 1}\n", "1:12", "unknown key 'reed'"),
        ("username: 12345\n", "1:11", "username must be a text; put it in quotes"),
        ("proxy: http://kim:canary-pw@p.example\n", "1:8", "the proxy's address carries a password"),
        ("a: b: c\n", "1:5", "is not YAML"),
        ("- a\n", "1:1", "must be a mapping"),
        ("", "1:1", "must be a mapping"),
    ],
)
def test_a_file_that_is_wrong_is_told_with_line_and_column(text, place, words, written):
    """One sentence."""
    path = written(text)
    error = refusal("main", {})
    assert str(error).startswith(f"{path}:{place}: ")
    assert words in str(error)
    assert "canary-pw" not in str(error)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("endpoint: gateway.example", "is 'gateway.example', which is not a web address"),
        ("endpoint: ftp://gateway.example/", "which is not a web address"),
        ("endpoint: 'https://gateway.example/ '", "holds white space"),
        ('endpoint: "https://gateway.example/\\u200b"', "cannot be seen"),
        ("endpoint: https://kim:canary-pw@gateway.example/", "carries a login before its host"),
        ("endpoint: https://gateway.example:x/", "is not a web address"),
        ("endpoint: https://[::1/", "is not a web address"),
        ("wsdl: nowhere", "The wsdl of main is 'nowhere'"),
        ("expect_mode: demo", "it is one of DEMO, PROD, any"),
        ("ca_file: /nowhere/ca.pem", "The ca_file of main names /nowhere/ca.pem, which does not exist"),
    ],
)
def test_a_value_that_cannot_be_meant_is_refused(line, words, written):
    """Shown as it stands, unless it holds a login."""
    text = REFERENCES + ("" if line.startswith("endpoint") else ENDPOINT) + line + "\n"
    written(text)
    error = refusal("main", GIVEN)
    assert words in str(error)
    assert "canary-pw" not in str(error)


def test_any_value_may_be_a_reference(written, tmp_path):
    """Endpoint, product and proxy too; the password within a proxy's address is known from then on."""
    ca_file = tmp_path / "ca.pem"
    ca_file.write_text("x")
    written(
        REFERENCES + f"endpoint: env:E\nproduct: env:D\nproxy: env:X\nexpect_mode: env:M\nca_file: file:{ca_file}\n"
    )
    profile = load(
        "main", GIVEN | {"E": "http://127.0.0.1/", "D": "ABC", "X": "http://u:canary-proxy-81@p.example", "M": "PROD"}
    )
    assert (profile.endpoint, profile.product, profile.proxy, profile.expect_mode, profile.ca_file) == (
        "http://127.0.0.1/",
        "ABC",
        "http://u:canary-proxy-81@p.example",
        "PROD",
        str(ca_file),
    )
    assert "canary-proxy-81" in known_secrets()
    assert "canary-proxy-81" not in repr(profile)


def test_plain_http_to_another_machine_is_remarked(written):
    """Both logins travel readable (D77)."""
    written(ENDPOINT.replace("https", "http") + REFERENCES)
    assert "plain http" in load("main", GIVEN).remarks[0]


@pytest.mark.parametrize("name", ["", "..", "a b", "-x", "ü$"])
def test_a_name_that_is_none_is_refused(name, written):
    """Names are names of files."""
    assert "cannot name a profile" in str(refusal(name, {})) if name else refusal(name, {}).missing


def test_a_profile_that_is_not_there_is_told_with_what_may_be_meant(written):
    """A slip of the finger."""
    written(ENDPOINT, "production")
    assert "Did you mean production?" in str(refusal("prodution", {}))
    assert "profile list" in str(refusal("xyz", {}))
    assert "There is no profile /nowhere/a.yaml" in str(refusal("/nowhere/a.yaml", {}))


def test_a_new_profile_holds_references_and_is_its_owners(written):
    """It loads, once its variables are set."""
    path = profile_file.path_of("new")
    profile_file.create(path, "https://gateway.example/AcademicGateway", "DEMO")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert profile_file.read(path) == Written(
        endpoint="https://gateway.example/AcademicGateway",
        expect_mode="DEMO",
        username="env:CCC_USERNAME",
        password="env:CCC_PASSWORD",
        access_key="env:CCC_ACCESS_KEY",
        access_secret="env:CCC_ACCESS_SECRET",
    )
    assert profile_file.names() == ("new",)


def test_an_old_profile_is_never_overwritten(written):
    """Somebody wrote it."""
    path = written("endpoint: mine\n", "new")
    with pytest.raises(ProfileError, match="left as it is"):
        profile_file.create(path, "https://x.example/", "DEMO")
    assert path.read_text() == "endpoint: mine\n"


@pytest.mark.parametrize(
    ("endpoint", "here"),
    [
        ("http://127.0.0.1:8080/x", True),
        ("http://127.255.0.9/", True),
        ("https://localhost/", True),
        ("http://LocalHost.:1/", True),
        ("http://[::1]:80/", True),
        ("http://128.0.0.1/", False),
        ("http://localhost.example/", False),
        ("http://127.0.0.1.example/", False),
        ("http://0.0.0.0/", False),
        ("http://user@gateway.example/?127.0.0.1", False),
        ("http://[::1/", False),
        ("", False),
    ],
)
def test_this_machine_is_known_by_its_addresses(endpoint, here):
    """Anything else may be a production system."""
    assert is_loopback(endpoint) is here


@given(st.text(max_size=200))
def test_any_file_is_a_profile_or_a_complaint(tmp_path_factory, text):
    """Never a crash."""
    path = tmp_path_factory.getbasetemp() / "any.yaml"
    path.write_text(text, encoding="utf-8", errors="replace", newline="")
    try:
        read = profile_file.read(path)
    except ProfileError as error:
        read = error
    assert isinstance(read, Written) or str(read).startswith(str(path))


def test_a_profile_may_hold_marketplace_and_nothing_else(written):
    """Where that will do; a command that needs the gateway says what is missing."""
    written("marketplace: https://marketplace.example https://api.example/x\nproxy: p.example:1\n")
    profile = load("main", {}, or_marketplace=True)
    assert (profile.endpoint, profile.marketplace, profile.gateway, profile.credentials, profile.proxy) == (
        "https://marketplace.example",
        ("https://marketplace.example", "https://api.example/x"),
        False,
        Credentials(),
        "p.example:1",
    )
    assert refusal("main", {}).missing == ("endpoint", "username", "password", "access_key", "access_secret")
    assert refusal("main", {"CCCDIAG_USERNAME": "kim"}, or_marketplace=True).missing[0] == "endpoint"


def test_a_profile_may_name_both_gateway_and_marketplace(written):
    """Then it is a gateway's profile that also knows Marketplace."""
    written(ENDPOINT + REFERENCES + "marketplace: https://marketplace.example\n")
    profile = load("main", GIVEN, or_marketplace=True)
    assert (profile.gateway, profile.marketplace) == (True, ("https://marketplace.example",))


@pytest.mark.parametrize("text", ["ftp://x", "https://user:pw@x.example", "nowhere"])
def test_an_address_of_marketplace_that_is_none_is_refused(written, text):
    """As an endpoint is, and without a login that stood in it."""
    written(f"marketplace: '{text}'\n")
    for ask in (lambda: load("main", {}, or_marketplace=True), lambda: without_login("main", {})):
        with pytest.raises(ProfileError, match="marketplace of main") as told:
            ask()
        assert "pw" not in str(told.value)


def test_the_way_to_marketplace_asks_for_no_secret(written, tmp_path):
    """The addresses, the proxy and the certificates of a profile whose secrets are nowhere."""
    (tmp_path / "ca.pem").write_text("x")
    written(
        ENDPOINT + REFERENCES + f"marketplace: https://m.example\nproxy: p.example:1\nca_file: {tmp_path / 'ca.pem'}\n"
    )
    way = without_login("main", {})
    assert (way.endpoint, way.marketplace, way.proxy, way.ca_file, way.gateway, way.credentials) == (
        "https://m.example", ("https://m.example",), "p.example:1", str(tmp_path / "ca.pem"), False, Credentials(),
    )  # fmt: skip
    assert without_login(None, {}).marketplace == ()
