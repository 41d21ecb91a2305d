"""References to secrets: followed to the letter, and a plain sentence where they lead nowhere."""

from __future__ import annotations

import keyring
import keyring.backend
import keyring.errors
import pytest
from keyring.backends import fail

from cccdiag.client.references import Value, is_reference, resolve


def follow(reference, environ=None, folder=None, prompt=None):
    from pathlib import Path

    return resolve(reference, "password of main", environ or {}, folder or Path(), prompt)


class Drawer(keyring.backend.KeyringBackend):
    """A keyring in memory."""

    priority = 1

    def __init__(self):
        super().__init__()
        self.kept = {}

    def get_password(self, service, username):
        return self.kept.get((service, username))

    def set_password(self, service, username, password):
        self.kept[service, username] = password


@pytest.fixture
def drawer():
    before, drawer = keyring.get_keyring(), Drawer()
    keyring.set_keyring(drawer)
    yield drawer
    keyring.set_keyring(before)


@pytest.mark.parametrize(
    ("text", "yes"),
    [
        ("env:A", True),
        ("keyring:a/b", True),
        ("file:a", True),
        ("prompt", True),
        ("prompted", False),
        ("hunter2", False),
        ("", False),
    ],
)
def test_a_reference_is_known_by_its_beginning(text, yes):
    """Everything else is a value."""
    assert is_reference(text) is yes


@pytest.mark.parametrize("text", ["plain", " blanks kept ", "line\n", "", "ünï"])
def test_a_variable_is_taken_as_it_stands(text):
    """Nothing is stripped."""
    assert follow("env:CCC_X", {"CCC_X": text}) == Value("env:CCC_X", text)


def test_a_variable_that_is_not_set_is_named():
    """The problem says what to set."""
    assert follow("env:CCC_X") == Value("env:CCC_X", problem="the environment variable CCC_X is not set")


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (b"secret", "secret"),
        (b"secret\n", "secret"),
        (b"secret\r\n", "secret"),
        (b"secret \n", "secret "),
        (b"secret\n\n", "secret\n"),
        (b" secret\t", " secret\t"),
        (b"\xef\xbb\xbfsecret\n", "secret"),
        ("secret\r\n".encode("utf-16"), "secret"),
        (b"\n", ""),
        (b"", ""),
    ],
)
def test_a_file_is_its_text_but_for_its_mark_and_one_last_line_break(raw, text, tmp_path):
    """Those two are the file's; a blank before the break is the value's."""
    path = tmp_path / "secret"
    path.write_bytes(raw)
    path.chmod(0o600)
    assert follow(f"file:{path}") == Value(f"file:{path}", text)


def test_a_relative_file_counts_from_the_profiles_folder(tmp_path):
    """Wherever the command is started."""
    (tmp_path / "s").write_text("x")
    (tmp_path / "s").chmod(0o600)
    assert follow("file:s", folder=tmp_path).text == "x"


def test_a_file_that_others_can_read_is_used_and_remarked(tmp_path):
    """With the command that closes it."""
    path = tmp_path / "s"
    path.write_text("x")
    path.chmod(0o644)
    found = follow(f"file:{path}")
    assert (found.text, found.remark) == (
        "x",
        f"{path} can be read by others on this machine (mode 0644); close it with: chmod 600 {path}",
    )


@pytest.mark.parametrize(
    ("raw", "problem"),
    [
        (None, "there is no file"),
        (b"\xff\xfea", "is not text in UTF-8 or UTF-16"),
        (b"\x80", "is not text"),
        (b"x" * 70_000, "is larger than any secret"),
    ],
)
def test_a_file_that_holds_no_secret_is_said_to(raw, problem, tmp_path):
    """What is wrong with it, not what is in it."""
    path = tmp_path / "s"
    if raw is not None:
        path.write_bytes(raw)
    found = follow(f"file:{path}")
    assert problem in found.problem
    assert found.text is None


def test_a_folder_is_no_file(tmp_path):
    """Nor is a pipe that would be waited for."""
    assert follow(f"file:{tmp_path}").problem == f"there is no file {tmp_path}"


def test_the_keyring_is_asked_by_service_and_name(drawer):
    """The last slash divides them: services are often addresses."""
    drawer.kept["https://ccc.example", "kim"] = "secret "
    assert follow("keyring:https://ccc.example/kim") == Value("keyring:https://ccc.example/kim", "secret ")


def test_a_keyring_without_the_entry_says_how_to_fill_it(drawer):
    """One command."""
    assert (
        follow("keyring:cccdiag/kim").problem
        == "the keyring holds no kim for cccdiag; store it with: keyring set cccdiag kim"
    )


@pytest.mark.parametrize("reference", ["keyring:", "keyring:cccdiag", "keyring:/kim", "keyring:cccdiag/"])
def test_a_keyring_reference_has_two_parts(reference, drawer):
    """And says so."""
    assert follow(reference).problem == "a keyring reference is written keyring:SERVICE/NAME"


def test_a_machine_without_a_keyring_is_told_the_other_ways():
    """A server has none."""
    before = keyring.get_keyring()
    keyring.set_keyring(fail.Keyring())
    try:
        assert follow("keyring:cccdiag/kim").problem == "this machine has no keyring; use env: or file: here"
    finally:
        keyring.set_keyring(before)


def test_a_keyring_that_fails_is_a_problem_and_not_an_end(drawer, monkeypatch):
    """Backends raise the errors of their desktop."""

    class LockedError(Exception):
        pass

    def locked(*_):
        raise LockedError("canary")

    monkeypatch.setattr(drawer, "get_password", locked)
    assert follow("keyring:a/b").problem == "the keyring did not answer (LockedError); is it unlocked?"


def test_a_prompt_asks_by_the_values_name_and_keeps_what_it_gets():
    """Blanks and all."""
    asked = []
    assert follow("prompt", prompt=lambda name: asked.append(name) or " x ") == Value("prompt", " x ")
    assert asked == ["password of main"]


def test_without_a_terminal_nothing_is_asked():
    """A monitor must not hang."""
    assert "no terminal" in follow("prompt").problem


def test_a_prompt_that_is_closed_is_a_problem():
    """Ctrl-D."""

    def closed(_):
        raise EOFError

    assert follow("prompt", prompt=closed).problem == "it was asked for and not given"


def test_a_value_does_not_show_its_text():
    """It may be a password."""
    assert "canary" not in repr(Value("env:A", "canary"))
