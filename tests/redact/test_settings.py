"""Values of settings end as their quotes and what they stand in say; nothing else of the text goes with them."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cccdiag.kb.find import knowledge
from cccdiag.redact import load, redact
from cccdiag.redact.model import Ruleset

NAMED = {
    "password-setting",
    "username-setting",
    "secret-named",
    "key-named",
    "pin-named",
    "password-of-command",
    "username-of-command",
}
RULES = Ruleset(tuple(rule for rule in load(knowledge().document("redaction")).rules if rule.rule.id in NAMED))
TOKEN = re.compile("‹[a-z]+:[0-9a-f]{4,16}›")


def starred(text):
    return TOKEN.sub("*", redact(text, RULES).text)


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        # quotes of every kind and level
        ('"DbPassword": "glass \\"heron\\"", "n": 1', '"DbPassword": "*", "n": 1'),
        ('raw="{\\"password\\":\\"glass heron\\",\\"n\\":1}"', 'raw="{\\"password\\":\\"*\\",\\"n\\":1}"'),
        ("WITH PASSWORD = N'Glass''Heron', CHECK = OFF", "WITH PASSWORD = N'*', CHECK = OFF"),
        ("smtp_password: 'it''s glass'", "smtp_password: '*'"),
        ('"Server=x;Password=\\"9;glass\\";Encrypt=True"', '"Server=x;Password=\\"*\\";Encrypt=True"'),
        ("password=&quot;glass &amp; heron;7&quot;;Pooling=true", "password=&quot;*&quot;;Pooling=true"),
        ("UID=glass_desk\nPWD={gl}}ass;7}\nEncrypt=yes", "UID=*\nPWD={*}\nEncrypt=yes"),
        ("password = 'C:\\glass\\', realm = \"x\"", "password = '*', realm = \"x\""),
        # what a bare value stands in
        ("Pwd   = glass heron 8\nTimeout=15", "Pwd   = *\nTimeout=15"),
        ("; Password=old-Glass\nLocation=9", "; Password=*\nLocation=9"),
        ("/login?user=glass7&pass=h3ron&url=https://x", "/login?user=*&pass=*&url=https://x"),
        ("props={user=glass.ill, password=heron, timeout=3}", "props={user=*, password=*, timeout=3}"),
        ("Credential[login=glass.ill,secret=heron],status=NO", "Credential[login=*,secret=*],status=NO"),
        ("{ [UserName, glass_gin], [Password, 7days], [Run, True] }", "{ [UserName, *], [Password, *], [Run, True] }"),
        ("caller said:\\nPassword: gl4ss\\nCCC_104", "caller said:\\nPassword: *\\nCCC_104"),
        ("CCC user name :\n    glass_desk\nCCC active :\n    yes", "CCC user name :\n    *\nCCC active :\n    yes"),
        ("Username ......: glass7\nSite ..........: MAIN", "Username ......: *\nSite ..........: MAIN"),
        ("%3CuserName%3Eglass7%3C%2FuserName%3E%3Cpassword%3Eh%C3%A9ron%3C%2Fpassword%3E", "%3CuserName%3E*%3C%2FuserName%3E%3Cpassword%3E*%3C%2Fpassword%3E"),
        # names that are values, and names behind their values
        ('{"name": "CCC_PASSWORD", "value": "[glass]{heron}"}', '{"name": "CCC_PASSWORD", "value": "*"}'),
        ('{"value": "gl4ss-heron-7", "name": "X_API_KEY"}', '{"value": "*", "name": "X_API_KEY"}'),
        ('<add key="CCCPassword" value="O&apos;Glass#5" />', '<add key="CCCPassword" value="*" />'),
        ("<Key>CCCPassword</Key><Value>gl&amp;ss</Value>", "<Key>CCCPassword</Key><Value>*</Value>"),
        ("SET [Value] = 'glass*heron' WHERE CustKey = 'CCCPassword'", "SET [Value] = '*' WHERE CustKey = 'CCCPassword'"),
        ('variable "ccc_password" {\n  default = "gl4ss-heron"\n}', 'variable "ccc_password" {\n  default = "*"\n}'),
        ('name="password"\r\n\r\nglass & heron\r\n--x', 'name="password"\r\n\r\n*\r\n--x'),
        ("<dt>CCC user name</dt><dd>glass_mar</dd>", "<dt>CCC user name</dt><dd>*</dd>"),
        ('["password"]=>\n  string(5) "gla%s"', '["password"]=>\n  string(5) "*"'),
        # blocks, lists and lines that go on
        ("p_password: |\n  glass\n  heron-7\nnext: 1", "p_password: |\n  *\n  *\nnext: 1"),
        ("api_keys:\n  - 914f6c4f7da5\n  - 792d88291255\nnext: 1", "api_keys:\n  - *\n  - *\nnext: 1"),
        ('"password": ["glass", "heron 7"]', '"password": ["*", "*"]'),
        # command lines
        ('cmd: ["-v", "--password", "glass heron", "--api-key", "4f6c4f7d-a5"]', 'cmd: ["-v", "--password", "*", "--api-key", "*"]'),
        ("$p = ConvertTo-SecureString -String 'gl4ss' -AsPlainText -Force", "$p = ConvertTo-SecureString -String '*' -AsPlainText -Force"),
        ("net use * %SHARE% /user:glass heron-7 /persistent:no", "net use * %SHARE% /user:* * /persistent:no"),
        ('Headers:Add("X-Proxy-Key", \'4f6c4f7da5\');', 'Headers:Add("X-Proxy-Key", \'*\');'),
        ('SetFormValue("login", "password", "glass heron");', 'SetFormValue("login", "password", "*");'),
        ("$('#password').val('glass heron')", "$('#password').val('*')"),
        ("CCCPassword changed from 'glass 1' to 'heron 2' by x", "CCCPassword changed from '*' to '*' by x"),
        ("sqlcmd -S X -U glassdesk -P Gl4ss^heron -Q 'q'", "sqlcmd -S X -U * -P * -Q 'q'"),
        ("redis-server --requirepass glassheron --maxmemory 2", "redis-server --requirepass * --maxmemory 2"),
        ('net use Z: \\\\fs\\x /user:LIB\\glass "Heron {7}" /p:yes', 'net use Z: \\\\fs\\x /user:* "*" /p:yes'),
        ("export 'CCC_PASS=glass heron'", "export 'CCC_PASS=*'"),
    ],
)  # fmt: skip
def test_a_value_goes_and_nothing_else(text, clean):
    """Quotes, signs, tags and what follows stay; a second time changes nothing."""
    assert starred(text) == clean
    once = redact(text, RULES).text
    assert redact(once, RULES).text == once


@pytest.mark.parametrize(
    "text",
    [
        "PasswordMinLength=8; PasswordExpires=2026-01-01",
        "UPDATE UsersALL SET Password = @NewPassword WHERE Username = @Username;",
        "Password nvarchar(128) NULL,",
        'string password = ConfigurationManager.AppSettings["CCCPassword"];',
        "administrator_login_password = random_password.db.result",
        '<xs:element name="password" type="xs:string" minOccurs="0"/>',
        "CCC_PASSWORD=${CCC_PASSWORD}",
        'smtp_password: "{{ vault_smtp_password }}"',
        "CCCUserName=[REDACTED] CCCPassword=********",
        '"UserName"=""\r\n"Password"=""\r\n"RememberPassword"=dword:00000000',
        "usage: poll [-u USER] [-p PASSWORD] [--token TOKEN]",
        "SESSION_SECRET_FILE=/run/secrets/session",
        '["CCCUserName", "CCCPassword", "CCCLocation"]',
        "Form fields posted: Username, Password, SubmitButton",
        "Invalid user name or password. ErrorCode=USER_MISCONFIGURED",
        "LastLogin=9/8/2023; PageSize=500",
        "sort key=TransactionDate, partition key=2024-02",
        "PublicKeyToken=30ad4fe6b2a6aeed",
        "<password></password><locationId>40771</locationId>",
        "password={0}, user={1}",
        "Password:\n",
    ],
)
def test_what_is_no_value_stays(text):
    """Placeholders, types, expressions of programs, names of other settings, and nothing."""
    assert redact(text, RULES).text == text


VALUES = st.text(st.characters(codec="utf-8", exclude_characters="‹›\x7f", exclude_categories=("Cc", "Cs", "Zl", "Zp", "Zs")), min_size=4, max_size=24).map(lambda text: f"g{text}7q")  # fmt: skip


@given(value=VALUES, depth=st.integers(0, 3))
def test_json_in_json_keeps_its_form(value, depth):
    """At every level of escaping the value goes as a whole, and what is left can be read."""
    document: object = {"password": value, "order": 4711}
    for _ in range(depth):
        document = {"body": json.dumps(document)}
    read = json.loads(redact(json.dumps(document), RULES).text)
    for _ in range(depth):
        read = json.loads(read["body"])
    assert TOKEN.sub("*", read["password"]) == "*"
    assert read["order"] == 4711
