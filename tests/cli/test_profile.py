"""``cccdiag profile``: made once, listed, shown without secrets, and tested before anything is asked."""

from __future__ import annotations

import json
import os

import pytest

from cccdiag.cli import main

CREDENTIALS = {
    "CCC_USERNAME": "canary-user",
    "CCC_PASSWORD": "canary-pass ",
    "CCC_ACCESS_KEY": "canary-key",
    "CCC_ACCESS_SECRET": "canary-secret",
}


@pytest.fixture
def folder(monkeypatch, tmp_path):
    for name in [name for name in os.environ if name.startswith(("CCCDIAG_", "CCC_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    return tmp_path / "cccdiag" / "profiles"


@pytest.fixture
def profile(capsys, folder):
    """Run the command: (exit code, stdout, stderr)."""

    def run(*arguments):
        try:
            code = main(["profile", *arguments])
        except SystemExit as stop:
            code = stop.code
        return code, *capsys.readouterr()

    return run


def test_a_new_profile_is_written_once(profile, folder):
    """Its path to stdout, the next step to stderr; never over an old one."""
    path = folder / "main.yaml"
    code, out, err = profile("init", "main", "--endpoint", "https://gateway.example/x", "--expect-mode", "PROD")
    assert (code, out) == (0, f"{path}\n")
    assert "cccdiag profile test main" in err
    text = path.read_text(encoding="utf-8")
    assert "endpoint: https://gateway.example/x\n" in text
    assert "expect_mode: PROD " in text
    code, out, err = profile("init", "main")
    assert (code, out) == (3, "")
    assert "left as it is" in err
    assert path.read_text(encoding="utf-8") == text


def test_a_profile_without_a_name_is_the_default(profile, folder):
    """Which the other commands use by themselves."""
    assert profile("init")[0] == 0
    assert (folder / "default.yaml").is_file()


@pytest.mark.parametrize("endpoint", ["gateway.example", "https://kim:canary-pw@gateway.example/", "https://a b/"])
def test_an_endpoint_that_is_none_is_not_written(endpoint, profile, folder):
    """Nor is a login in it repeated."""
    code, out, err = profile("init", "main", "--endpoint", endpoint)
    assert (code, out) == (3, "")
    assert "it looks like https://host/path" in err
    assert "canary-pw" not in err
    assert not folder.exists()


def test_profiles_are_listed_with_what_is_wrong_with_them(profile, folder):
    """A broken file does not hide the others."""
    code, out, err = profile("list")
    assert (code, out) == (0, "")
    assert "cccdiag profile init" in err
    profile("init", "main", "--endpoint", "https://gateway.example/x")
    (folder / "bad.yaml").write_text("password: canary-pw\n")
    code, out, _ = profile("list", "--format", "json")
    document = json.loads(out)
    assert code == 0
    assert document["schema"] == "cccdiag.profiles/1"
    bad, good = document["profiles"]
    assert good == {
        "name": "main",
        "path": str(folder / "main.yaml"),
        "endpoint": "https://gateway.example/x",
        "problem": None,
    }
    assert bad["problem"].startswith(f"{folder / 'bad.yaml'}:1:11: the password itself stands here")
    assert "canary-pw" not in out
    assert profile("list")[1].startswith("bad ")


def test_values_are_shown_with_their_sources_and_secrets_are_not(profile, monkeypatch):
    """Not even their length."""
    profile("init", "main", "--endpoint", "https://gateway.example/x")
    for name, value in CREDENTIALS.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("CCCDIAG_ENDPOINT", "http://127.0.0.1:9/x")
    code, out, err = profile("show", "main", "--format", "json")
    document = json.loads(out)
    assert code == 0
    assert document == {
        "schema": "cccdiag.profile/1",
        "profile": "main",
        "complete": False,
        "fields": [
            {"field": "endpoint", "value": "http://127.0.0.1:9/x", "source": "CCCDIAG_ENDPOINT", "problem": None},
            {"field": "expect_mode", "value": "DEMO", "source": "profile main", "problem": None},
            *(
                {"field": name, "value": None, "source": f"env:CCC_{name.upper()}", "problem": None}
                for name in ("username", "password", "access_key", "access_secret")
            ),
        ],
        "remarks": [],
    }
    shown = out + err + "".join(profile("show", "main")[1:])
    assert not [value for value in CREDENTIALS.values() if value.strip() in shown]


def test_a_test_says_what_is_missing_and_then_that_nothing_is(profile, monkeypatch):
    """Exit 2, then 0; nobody is asked on the network."""
    profile("init", "main", "--endpoint", "https://gateway.example/x")
    monkeypatch.setenv("CCC_PASSWORD", "canary-pass")
    code, out, _ = profile("test", "main")
    assert code == 2
    assert "username       the environment variable CCC_USERNAME is not set" in out
    assert "password       (hidden)  [env:CCC_PASSWORD]" in out
    for name, value in CREDENTIALS.items():
        monkeypatch.setenv(name, value)
    code, out, _ = profile("test", "main")
    assert (code, out.splitlines()[-1]) == (0, "  complete")


def test_the_example_address_is_told_to_be_one(profile, monkeypatch):
    """Whoever forgets to edit it learns it here."""
    profile("init")
    for name, value in CREDENTIALS.items():
        monkeypatch.setenv(name, value)
    assert "is only an example" in profile("test")[1]


def test_an_address_that_cannot_be_meant_fails_the_test(profile, folder, monkeypatch):
    """Form is looked at, too."""
    profile("init", "main")
    path = folder / "main.yaml"
    path.write_text(path.read_text().replace("https://gateway.example/AcademicGateway", "gateway.example"))
    for name, value in CREDENTIALS.items():
        monkeypatch.setenv(name, value)
    code, out, _ = profile("test", "main", "--format", "json")
    assert code == 2
    assert "which is not a web address" in json.loads(out)["remarks"][0]


@pytest.mark.parametrize("arguments", [["show", "nowhere"], ["test", "nowhere"], ["show", "a b"], [], ["burn"]])
def test_what_cannot_run_exits_with_3(arguments, profile):
    """In a sentence."""
    code, out, err = profile(*arguments)
    assert (code, out) == (3, "")
    assert err.startswith("cccdiag")
    assert "Traceback" not in err


def test_a_password_in_a_proxys_address_is_not_shown(profile, folder, monkeypatch):
    """Only where the proxy is."""
    profile("init", "main", "--endpoint", "https://gateway.example/x")
    with (folder / "main.yaml").open("a") as file:
        file.write("proxy: env:CCC_PROXY\n")
    monkeypatch.setenv("CCC_PROXY", "http://kim:canary-pw@proxy.example:3128")
    _, out, err = profile("show", "main")
    assert "proxy.example:3128  [env:CCC_PROXY]" in out
    assert "canary-pw" not in out + err


def test_a_profile_of_marketplace_only_is_complete_and_says_so(profile, folder):
    """Listed by its address; nothing of a gateway is missed."""
    folder.mkdir(parents=True)
    (folder / "way.yaml").write_text("marketplace: https://marketplace.example\n", encoding="utf-8")
    assert "https://marketplace.example" in profile("list")[1]
    code, out, _ = profile("test", "way", "--format", "json")
    document = json.loads(out)
    assert (code, document["complete"], [one["field"] for one in document["fields"]]) == (0, True, ["marketplace"])
    assert document["remarks"] == ["it names Marketplace and no gateway: cccdiag check looks at the way there"]
