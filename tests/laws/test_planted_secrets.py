"""Sixty secrets of all kinds stand in logs, mails, replies and archives; no command lets any of them out, not even a piece of eight letters."""

from __future__ import annotations

import base64
import gzip
import hashlib
import html
import json
import os
import subprocess
import sys
import urllib.error
import urllib.request
import zipfile
from pathlib import Path

import pytest

from cccdiag.cli import check, triage
from cccdiag.emulator import Emulator
from cccdiag.emulator.recording import Recording

ROOT = Path(__file__).parents[2]
PIECE = 8


def secret(number, length=18):
    """A value that nobody could take for a word, the same in every run; all of its pieces are its own."""
    digest = base64.b32encode(hashlib.sha256(f"canary {number}".encode()).digest()).decode().lower()
    return f"Q{number % 10}{digest[: length - 3]}7"


def card(number):
    """Sixteen digits that pass Luhn's test."""
    digits = [4, *(int(digit) for digit in f"{number * 7_654_321_987:014d}")]
    total = sum(digits[-2::-2]) + sum(sum(divmod(2 * digit, 10)) for digit in digits[-1::-2])
    text = "".join(map(str, (*digits, -total % 10)))
    return "-".join(text[start : start + 4] for start in range(0, 16, 4))


S = [secret(number) for number in range(60)]
JWT = ".".join(("eyJ" + secret(101, 24), secret(102, 40), secret(103, 40)))
BASIC = base64.b64encode(f"{S[0]}:{S[1]}".encode()).decode()
KEY = "".join(secret(number, 50) for number in range(110, 114))
ESCAPED = "".join(f"\\u{ord(letter):04x}" for letter in S[42])
ODD = 'Qx9&<q"z>/w+k%é' + secret(120)
# Everything on the line after a secret is ordinary, so that only what is planted can be missed.
PLANTED = (
    (f"Authorization: Basic {BASIC}", (S[0], S[1], BASIC)),
    (f"Authorization: Bearer {S[2]}{S[3]}", (S[2], S[3])),
    (f"id_token={JWT}", tuple(JWT.split("."))),
    (f'Authorization: Digest username="{S[4]}", response="{S[5]}"', (S[4], S[5])),
    (f"Cookie: ASP.NET_SessionId={S[6]}; other={S[7]}", (S[6], S[7])),
    (f"GET /order;jsessionid={S[8]}?x=1", (S[8],)),
    (f"proxy http://{S[9]}:{S[10]}@proxy.campus.example:8080", (S[9], S[10])),
    (f"<username>{S[11]}</username><password>{S[12]}</password>", (S[11], S[12])),
    (f"<ns:password><![CDATA[{S[13]}]]></ns:password>", (S[13],)),
    (f"&lt;password&gt;{S[14]}&lt;/password&gt;", (S[14],)),
    (json.dumps({"username": S[15], "password": S[16]}), (S[15], S[16])),
    (json.dumps(json.dumps({"cccPassword": S[17]})), (S[17],)),
    (f"{{'password': '{S[18]}', 'refresh_token': '{S[19]}'}}", (S[18], S[19])),
    (json.dumps({"access_secret": S[20], "apiKey": S[21]}), (S[20], S[21])),
    (f"Settings dump: key CCCPassword, value '{S[22]}'", (S[22],)),
    (f"Settings dump: key CCCUsername, value '{S[23]}'", (S[23],)),
    (f"Data Source=sql;User ID={S[24]};Password={S[25]};Pooling=true", (S[24], S[25])),
    (f"CCCUsername={S[26]} CCCPassword={S[27]}", (S[26], S[27])),
    (f'CCCPassword="{S[28]} {S[29]}"', (S[28], S[29])),
    (f"the password is {S[30]}, please test", (S[30],)),
    (f"Passwort: {S[31]}", (S[31],)),
    (f"Benutzername: {S[32]}", (S[32],)),
    (f"access key: {S[33]} access_secret={S[34]}", (S[33], S[34])),
    (f"x-api-key: {S[35]}", (S[35],)),
    (f"write to {S[36]}@library.example", (S[36],)),
    (f"C:\\Users\\{S[37]}\\Documents\\ILLiad\\Logs", (S[37],)),
    (f'File "/home/{S[38]}/sync.py", line 36', (S[38],)),
    (f"Login failed for user 'CAMPUS\\{S[39]}'.", (S[39],)),
    (f"card {card(1)} expired", (card(1),)),
    ("Phone: +1 (555) 010-0199", ("555) 010-",)),
    (f"-----BEGIN PRIVATE KEY-----\n{KEY}\n-----END PRIVATE KEY-----", (KEY,)),
    (f"CCCPassword={S[40]}\nagain {S[40]} and {base64.b64encode(S[40].encode()).decode()}", (S[40],)),
    (f"<password>{html.escape(ODD)}</password> {json.dumps(ODD)}", (ODD, html.escape(ODD))),
    (f"password={S[41]} cut {S[41][:9]}\n{S[41][9:]} here", (S[41],)),
    (f"CCCPassword={S[42]} as {ESCAPED}", (S[42], ESCAPED)),
    *((f"cccPassword={S[number]} token={S[number + 1]}", (S[number], S[number + 1])) for number in range(44, 60, 2)),
)
HEAD = "2026-01-31 09:14:07,{:03d} [1] ERROR AtlasSystems.ILLiad.Client.Controls.CopyrightSearch - "
MESSAGE = "Unable to authenticate with CCC. Please check your configuration. "


def pieces():
    """Every eight letters in a row of every secret."""
    values = [value for _, values in PLANTED for value in values]
    found = {value[start : start + PIECE] for value in values for start in range(len(value) - PIECE + 1)}
    return {piece for piece in found if not piece.isspace()}


NEEDLES = pieces()


def leaked(text):
    """The pieces of secrets in a text: every window of it is looked up."""
    return sorted({text[start : start + PIECE] for start in range(len(text) - PIECE + 1)} & NEEDLES)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """One log with every secret, alone and packed; a mail; a reply; files that are broken on purpose."""
    path = tmp_path_factory.mktemp("planted")
    log = "".join(f"{HEAD.format(number)}{MESSAGE}{text}\n" for number, (text, _) in enumerate(PLANTED))
    (path / "client.log").write_text(log, encoding="utf-8")
    (path / "wide.log").write_bytes(log.encode("utf-16"))
    (path / "client.log.gz").write_bytes(gzip.compress(log.encode()))
    with zipfile.ZipFile(path / "logs.zip", "w") as archive:
        archive.writestr("client.log", log)
    whole = (path / "logs.zip").read_bytes()
    (path / "damaged.zip").write_bytes(whole[: len(whole) // 2])
    (path / "damaged.gz").write_bytes(gzip.compress(log.encode())[:-40])
    encoded = base64.encodebytes(log.encode()).decode()
    (path / "ticket.eml").write_text(
        f"From: a@b.example\nTo: c@d.example\nSubject: password: {S[43]}\nMessage-ID: <1@b.example>\nMIME-Version: 1.0\n"
        f'Content-Type: multipart/mixed; boundary="edge"\n\n--edge\nContent-Type: text/plain\n\nILLiad cannot log in to CCC.\n'
        f"Password: {S[43]}\n--edge\nContent-Type: text/plain; name=client.log\n"
        f"Content-Disposition: attachment; filename=client.log\nContent-Transfer-Encoding: base64\n\n{encoded}--edge--\n",
        encoding="utf-8",
    )
    (path / "values.json").write_text(json.dumps({"password": S[12], "orderDetailId": 5}), encoding="utf-8")
    (path / "broken.json").write_text('{"password": "' + S[12] + '", ', encoding="utf-8")
    (path / "literal.yaml").write_text(f"endpoint: http://127.0.0.1:9/\npassword: {S[12]}\n", encoding="utf-8")
    (path / "broken.yaml").write_text(f"endpoint: http://127.0.0.1:9/\npassword: [{S[12]}\n", encoding="utf-8")
    return path


def ran(folder, arguments, **environ):
    """Everything that a command lets out: both streams, and every file that it makes."""
    kept = {name: text for name, text in os.environ.items() if not name.startswith("CCCDIAG_")}
    before = set(folder.rglob("*"))
    done = subprocess.run(
        [sys.executable, "-m", "cccdiag", *arguments],
        env=kept | {"HOME": str(folder), "PYTHONIOENCODING": "utf-8", "PYTHONPATH": str(ROOT)} | environ,
        cwd=folder,
        capture_output=True,
        timeout=120,
        check=False,
    )
    shown = [(done.stdout + b"\n" + done.stderr).decode("utf-8", "replace")]
    for path in sorted(set(folder.rglob("*")) - before):
        if path.is_file() and path.suffix != ".sqlite":
            shown += texts(path)
    assert "Traceback" not in shown[0], shown[0]
    assert shown[0].strip()
    return done.returncode, "\n".join(shown)


def texts(path):
    """What a file holds, unpacked."""
    data = path.read_bytes()
    if data.startswith(b"PK"):
        with zipfile.ZipFile(path) as archive:
            return [
                *archive.namelist(),
                *(archive.read(name).decode("utf-8", "replace") for name in archive.namelist()),
            ]
    if data.startswith(b"\x1f\x8b"):
        return [gzip.decompress(data).decode("utf-8", "replace")]
    found = [data.decode("utf-16" if data.startswith(b"\xff\xfe") else "utf-8", "replace")]
    return found + [
        base64.b64decode(part + "==").decode("utf-8", "replace")
        for part in found[0].split("\n\n")
        if len(part) > 999 and " " not in part
    ]


INPUTS = ("client.log", "wide.log", "client.log.gz", "logs.zip", "ticket.eml")
COMMANDS = [
    *(["triage", name, "--format", form] for name in INPUTS for form in ("text", "json")),
    *(["triage", "client.log", "--format", form] for form in triage.formats() if form not in ("text", "json")),
    *(["redact", name, "--output", f"out-{name}"] for name in INPUTS),
    ["redact", "client.log"],
    ["redact", "wide.log"],
    ["redact", *INPUTS, "--check", "--format", "json"],
    ["redact", *INPUTS, "--output", "out-all"],
    ["redact", "client.log", "--format", "json"],
    ["case", "save", "made.zip", *INPUTS, "--note", f"password: {S[12]}"],
    ["case", "save", "made-json.zip", "client.log", "--format", "json"],
    ["bundle", "--logs", *INPUTS, "--no-check", "--yes", "--output", "bundle.zip"],
    ["bundle", "--logs", *INPUTS, "--dry-run", "--format", "json"],
    ["kb", "try", "illiad-ccc-authentication", "client.log"],
    ["kb", "try", "illiad-ccc-authentication", "client.log", "--format", "json"],
    ["kb", "new", "local-x", "--family", "illiad", "--from", "client.log:8"],
    ["call", "checkOrderDetailStatus", "--values", "values.json", "--dry-run"],
    ["kb", "search", "--format", "json", "cannot", "log", "in"],
    ["kb", "list", "--knowledge", "."],
    ["schema", "client.log"],
    ["journal", "--journal", "client.log"],
    ["journal", "list", "--all", "--journal", "broken.json", "--format", "json"],
    *(
        ["wsdl", action, "--profile", "literal.yaml", "--format", form]
        for action in ("refresh", "show")
        for form in ("text", "json")
    ),
    ["wsdl", "diff", "--profile", "broken.yaml"],
]
FAILURES = [
    *([command, "damaged.zip", *more] for command, more in (("triage", []), ("redact", ["--output", "out-damaged"]))),
    *([command, "damaged.gz", *more] for command, more in (("triage", []), ("redact", ["--output", "out-gz"]))),
    ["redact", "client.log", "--output", "client.log/below"],
    ["redact", "client.log", "--profile", "literal.yaml"],
    ["redact", "client.log", "--profile", "broken.yaml"],
    ["case", "save", "no/such/folder/x.zip", "client.log"],
    ["case", "show", "client.log"],
    ["case", "diff", "client.log", "broken.json"],
    ["bundle", "--logs", "client.log", "--profile", "literal.yaml", "--yes"],
    ["call", "checkOrderDetailStatus", "--values", "broken.json"],
    ["call", "checkOrderDetailStatus", "--values", "client.log"],
    ["profile", "show", "literal.yaml"],
    ["check", "--replay", "client.log"],
    ["check", "--replay", "values.json"],
    ["check", "--baseline", "broken.json"],
    ["check", "--suppress", "broken.yaml"],
    *(["check", "--profile", "literal.yaml", "--format", form] for form in check.formats()),
    *(["check", "--profile", "broken.yaml", "--format", form] for form in ("text", "json")),
    ["kb", "lint", "--knowledge", "."],
    ["explain", "CCC_200", "--knowledge", "client.log"],
]


@pytest.mark.parametrize("arguments", [*COMMANDS, *FAILURES], ids=lambda arguments: " ".join(arguments)[:60])
def test_nothing_that_was_planted_comes_out(folder, arguments):
    """In clear, escaped, encoded, or cut in half: no piece of eight letters of any secret."""
    code, shown = ran(folder, arguments)
    assert code in (0, 1, 2, 3)
    assert leaked(shown) == [], f"{len(leaked(shown))} pieces came out"


def test_nothing_that_was_planted_is_kept_in_a_recording(folder):
    """Sent to the emulator as bodies of all kinds, also across the place where a long one is cut off."""
    log = (folder / "client.log").read_bytes()
    bodies = [
        log,
        (folder / "ticket.eml").read_bytes(),
        (folder / "values.json").read_bytes(),
        *(
            f"{'x' * (19_990 - back)} <password>{S[12]}</password>{' y' * size}".encode()
            for back in (0, 8, 20, 30)
            for size in (9, 40_000)
        ),
        f"<a><password>{S[12]}</password>-----BEGIN PRIVATE KEY-----{KEY * 60}".encode(),
    ]
    kept = folder / "recording"
    recording = Recording(kept)
    with Emulator(listener=recording.add, credentials={"username": S[11], "password": S[12]}) as gateway:
        pair = f"{gateway.access_key.reveal()}:{gateway.access_secret.reveal()}".encode()
        for body in bodies:
            request = urllib.request.Request(
                gateway.endpoint, body, {"Authorization": f"Basic {base64.b64encode(pair).decode()}"}
            )
            with pytest.raises(urllib.error.HTTPError) as refused:
                urllib.request.urlopen(request, timeout=30)
            refused.value.close()
    files = sorted(kept.iterdir())
    assert len(files) == 2 * len(bodies) + 1
    assert leaked("\n".join(path.read_text(encoding="utf-8") for path in files)) == []


def test_the_net_is_whole():
    """There are sixty secrets and more, and the log itself would be caught."""
    assert len({value for _, values in PLANTED for value in values}) >= 60
    log = "\n".join(text for text, _ in PLANTED)
    assert set(leaked(log)) >= {S[number][:PIECE] for number in range(60) if number not in (0, 1, 43)}
