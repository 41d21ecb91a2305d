"""Every rule proves itself: on its own examples, on random values in random places, and in its bounds."""

from __future__ import annotations

import re
from re import _parser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cccdiag.cases import fast
from cccdiag.kb.find import knowledge
from cccdiag.redact import load, redact
from cccdiag.redact.model import Ruleset
from cccdiag.redact.recognise import values, values_at

RULES = load(knowledge().document("redaction"), optional=True)
BY_ID = {rule.rule.id: rule for rule in RULES.rules}
TOKEN = re.compile("‹[a-z]+:[0-9a-f]{4,16}›")
FILLER = "2026-01-31 09:14:07,123 [1] INFO  Desk.Queue - nothing to see on this line 0815\n"


def found(rule, text):
    data = text.encode()
    return [value.decode() for _, _, value in values(rule, data, data.lower())]


def examples(kind):
    return [
        pytest.param(rule, text, id=f"{name}-{number}")
        for name, rule in BY_ID.items()
        for number, text in enumerate(getattr(rule.rule, kind))
    ]


def test_there_are_enough_rules_and_each_brings_its_proof():
    """At least 25, each with three matches and three near misses, under a name of its own."""
    assert len(RULES.rules) >= 25
    assert len(BY_ID) == len(RULES.rules)
    for rule in RULES.rules:
        assert len(rule.rule.matches) >= 3, rule.rule.id
        assert len(rule.rule.ignores) >= 3, rule.rule.id


@pytest.mark.parametrize(("rule", "text"), examples("matches"))
def test_an_example_is_found_and_its_value_goes(rule, text):
    """By the rule itself; with all rules together no value of it stays, and a token of the rule's kind may be read."""
    (value, *more) = found(rule, text)
    done = redact(text, RULES)
    assert not [one for one in (value, *more) if one in TOKEN.sub("", done.text)]
    assert TOKEN.search(done.text)
    assert done.replaced


@pytest.mark.parametrize(("rule", "text"), examples("ignores"))
def test_a_near_miss_is_left_alone(rule, text):
    """By the rule that it is a near miss of."""
    assert found(rule, text) == []


@pytest.mark.parametrize(("rule", "text"), examples("matches"))
def test_an_example_is_found_in_a_large_text_too(rule, text):
    """There only the surroundings of the rule's words are looked at."""
    assert set(found(rule, text)) <= set(found(rule, FILLER * 100 + text + "\n" + FILLER * 100))


FAST = fast.search([rule.hint for rule in RULES.rules], [rule.leads for rule in RULES.rules])


@pytest.mark.parametrize(("rule", "text"), examples("matches"))
def test_a_fast_search_finds_what_the_slow_one_does(rule, text):
    """The hint stands in every example, near enough to its beginning, alone and in the middle of a log."""
    assert FAST is not None
    for data in (text.encode(), (FILLER * 9 + text + "\n" + FILLER * 9).encode()):
        places = [(end, start) for end, number, start in FAST(data) if RULES.rules[number] is rule]
        assert all((start >= 0) is rule.leads for _, start in places)
        assert set(values_at(rule, data, places)) == set(values(rule, data, data.lower()))
        blind = [(end, -1) for end, _ in places]
        assert set(values_at(rule, data, blind)) == set(values(rule, data, data.lower()))


@pytest.mark.parametrize("rule", RULES.rules, ids=BY_ID)
def test_a_rule_is_bounded_and_says_how_far_it_reaches(rule):
    """No pattern repeats without end; ``reach`` is no less than its widest match; its words are in lower case."""
    width = _parser.parse(rule.rule.pattern).getwidth()[1]
    assert width <= rule.rule.reach
    before = rule.rule.pattern.split("(?P<secret>", maxsplit=1)[0]
    assert rule.rule.hint or _parser.parse(before).getwidth()[1] <= rule.rule.back
    assert all(word == word.lower() for word in rule.words)
    assert all(
        not rule.words or any(word in text.lower().encode() for word in rule.words) for text in rule.rule.matches
    )


# Values as people choose and programs make them; none is so short or so plain that a person could not tell it from a word.
SECRETS = st.from_regex(r"[A-Za-z][A-Za-z0-9_.-]{8,22}[0-9]{2}[A-Z]", fullmatch=True)
AROUND = st.sampled_from(
    ["", " ", "\n", "\r\n", FILLER, "CCC error: ", "é — ", "{", "(", "\t", "<right>GRANTED</right>\n"]
)
LABELS = {
    "xml-password": "<password>{}</password>",
    "xml-username": "<ns:username>{}</ns:username>",
    "xml-password-cdata": "<password><![CDATA[{}]]></password>",
    "xml-password-escaped": "&lt;password&gt;{}&lt;/password&gt;",
    "json-password": '"password": "{}"',
    "json-password-single": "'password': '{}'",
    "json-password-escaped": r'\"password\": \"{}\"',
    "json-username": '"username":"{}"',
    "json-secret": '"access_secret": "{}"',
    "settings-dump": "key CCCPassword, value '{}'",
    "connection-string": "Data Source=x;Password={};Pooling=true",
    "password-setting": "CCCPassword={} ",
    "password-label": "Password: {} ",
    "password-in-prose": "the password is {} ",
    "username-setting": "CCCUsername={} ",
    "secret-setting": "access_secret={} ",
    "credentials-in-url": "https://desk:{}@host.example/x",
    "cookie-header": "Cookie: sid={}\n",
    "digest-header": "Authorization: NTLM {}\n",
    "windows-user-path": "C:\\Users\\{}\\Documents",
    "unix-user-path": " /home/{}/x",
}  # fmt: skip


@pytest.mark.parametrize("name", LABELS)
@given(value=SECRETS, before=AROUND, after=AROUND)
def test_a_random_value_under_its_label_goes_wherever_it_stands(name, value, before, after):
    """Whatever comes before and after; the same secret gives the same token; nothing else of the text changes."""
    text = f"{before}{LABELS[name].format(value)}{after}"
    done = redact(text, RULES)
    assert value not in done.text
    assert done.text.count("\n") == text.count("\n")
    assert redact(done.text, RULES).text == done.text


def test_a_library_adds_rules_of_its_own(tmp_path):
    """A file redaction.yaml in a folder of knowledge lays its rules behind the built-in ones."""
    (tmp_path / "redaction.yaml").write_text(
        "rules:\n  - id: local-badge\n    kind: name\n    pattern: '\\bbadge (?P<secret>B-\\d{5})\\b'\n    words: [badge]\n"
        "    matches: [badge B-12345, the badge B-54321 again, badge B-00000]\n    ignores: [badge, badge B-1, B-12345]\n",
        encoding="utf-8",
    )
    rules = load(knowledge(tmp_path).document("redaction"))
    assert [rule.rule.id for rule in rules.rules][-1] == "local-badge"
    assert TOKEN.sub("*", redact("patron with badge B-12345", rules).text) == "patron with badge *"
    assert redact("patron with badge B-12345", Ruleset(RULES.rules)).text == "patron with badge B-12345"
