"""A walk through a guide: answers lead on, causes fall away, checks and files answer in a person's place."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cccdiag.checks import guide, guide_answers
from cccdiag.checks.model import CheckResult
from cccdiag.errors import InputError
from cccdiag.kb.find import knowledge
from cccdiag.report import guide_markdown

WORDS = st.lists(st.sampled_from(["yes", "no", "unknown"]), max_size=20)
PRODUCT = st.sampled_from(["illiad", "ares"])


def start(product="illiad"):
    return guide.start(knowledge(), product)


def walked(product, words):
    walk = start(product)
    for word in words:
        if walk.question is None:
            break
        walk = walk.answer(word)
    return walk


def result(id_, status="ok", **evidence):
    return CheckResult(id_, "atlas", "title", status, "reason", "It was seen.", evidence, None, (), 0.0)


@given(PRODUCT, WORDS)
@settings(max_examples=200)
def test_every_walk_ends_and_asks_nothing_twice(product, words):
    """Whatever is answered; and the end, when it comes, says where it led."""
    walk = walked(product, words)
    asked = [given.question for given in walk.answers]
    assert len(asked) == len(set(asked))
    assert (walk.question is None) == (walk.outcome is not None)
    whole = walked(product, [*words, *["unknown"] * 20])
    assert whole.question is None
    assert knowledge().article(whole.outcome.article)


@given(PRODUCT, WORDS)
@settings(max_examples=100)
def test_a_step_back_undoes_an_answer(product, words):
    """The walk before is the walk after going back."""
    walk = walked(product, words)
    if walk.answers:
        before = walked(product, [given.word for given in walk.answers[:-1]])
        assert walk.back() == before
        assert walk.back().question == before.question


@given(PRODUCT, WORDS)
@settings(max_examples=100)
def test_causes_are_sorted_never_lost(product, words):
    """Likely, open, ruled out: together they are always all of them."""
    walk = walked(product, words)
    assert {one.cause.id for one in walk.causes} == {one.cause.id for one in start(product).causes}
    order = ["likely", "open", "ruled-out"]
    places = [order.index(one.standing) for one in walk.causes]
    assert places == sorted(places)
    assert all((one.because is None) == (one.standing == "open") for one in walk.causes)


@given(PRODUCT, WORDS)
@settings(max_examples=100)
def test_the_summary_tells_every_answer_and_every_cause(product, words):
    """At any point of a walk, as Markdown; the same walk gives the same text."""
    walk = walked(product, words)
    text = guide_markdown.render(walk)
    assert text == guide_markdown.render(walk)
    assert text.count("\n| ") == len(walk.answers) + 2
    assert all(f"`{one.cause.id}`" in text for one in walk.causes)
    assert ("Not at its end." in text) == (walk.question is not None)


def test_answers_narrow_the_causes():
    """Account alive, one organization, one account: what is left is in the settings, the account's kind and the log."""
    walk = walked("illiad", ["yes", "no", "yes", "yes", "yes", "no", "no"])
    assert [(one.cause.id, one.standing) for one in walk.remaining] == [
        ("keys-wrong", "open"),
        ("billing-differs", "open"),
        ("individual-account", "open"),
        ("transport", "open"),
        ("account-broken", "open"),
    ]
    assert walk.question.id == "exact-keys"


@pytest.mark.parametrize(
    ("product", "words", "article", "steps"),
    [
        ("illiad", ["no"], "illiad-ccc-not-used", True),
        ("ares", ["no"], "ares-ccc-not-used", True),
        ("illiad", ["yes", "yes"], "illiad-ccc-idle-session", True),
        ("ares", ["yes", "no"], "ares-unsupported-version", False),
        ("ares", ["yes", "yes", "no"], "ares-ccc-authentication", True),
        ("illiad", ["yes", "no", "yes", "yes", "yes", "yes"], "illiad-organization-prompt", True),
        ("illiad", ["yes", "no", "yes", "yes", "yes", "no", "yes"], "illiad-user-misconfigured", True),
        ("illiad", ["yes", "no", "yes", "yes", "yes", "no", "no", "yes", "no"], "illiad-ccc-authentication", True),
        ("ares", ["unknown"] * 20, "ares-ccc-authentication", False),
    ],
)
def test_the_account_questions_lead_to_their_articles(product, words, article, steps):
    """Organization, two accounts, a single section: each has its own page and its own steps."""
    outcome = walked(product, words).outcome
    assert (outcome.article, bool(outcome.steps), outcome.settled) == (article, steps, words[0] != "unknown")


def test_a_check_answers_for_its_part_only():
    """An old version does not make the login's form wrong; a part that was not seen is asked."""
    found = {"atlas.settings": result("atlas.settings", "fail", parts={"version": "bad", "login": "ok"})}
    questions = {step.id: step for step in start().questions}
    told = {id_: guide_answers.by_checks(questions[id_], found) for id_ in ("version", "exact-keys", "billing")}
    assert [told["version"].word, told["exact-keys"].word, told["billing"]] == ["no", "yes", None]
    assert (told["version"].by, told["version"].note) == ("atlas.settings", "It was seen.")
    unseen = {"atlas.settings": result("atlas.settings", parts={"version": "unknown"})}
    assert guide_answers.by_checks(questions["version"], unseen) is None
    assert guide_answers.by_checks(questions["exact-keys"], unseen) is None


@pytest.mark.parametrize(
    ("status", "word"), [("ok", "yes"), ("warn", "yes"), ("fail", "no"), ("skip", None), ("crash", None)]
)
def test_a_check_of_one_thing_answers_by_its_status(status, word):
    """What was skipped or broke down answers nothing."""
    questions = {step.id: step for step in start().questions}
    found = guide_answers.by_checks(questions["reach"], {"marketplace.reach": result("marketplace.reach", status)})
    assert (found and found.word) == word


def test_a_file_and_checks_answer_up_to_the_first_question_for_a_person():
    """What is written counts before what was found; both are named in the walk."""
    given_words = {"uses-ccc": "yes", "idle": "no", "web-login": "yes"}
    found = {
        "atlas.settings": result("atlas.settings", parts={"version": "ok", "login": "bad"}),
        "marketplace.reach": result("marketplace.reach"),
    }
    walk = guide_answers.advance(start(), found, given_words)
    assert [(one.question, one.word, one.by) for one in walk.answers] == [
        ("uses-ccc", "yes", "file"),
        ("idle", "no", "file"),
        ("version", "yes", "atlas.settings"),
        ("reach", "yes", "marketplace.reach"),
        ("web-login", "yes", "file"),
    ]
    assert walk.question.id == "organization"


@pytest.mark.parametrize(
    ("document", "sentence"),
    [
        (["yes"], "FILE is no file of answers"),
        ({"answers": ["yes"]}, "FILE is no file of answers"),
        ({"answers": {"idle": "perhaps"}}, "FILE answers idle with 'perhaps'; answer yes, no or unknown"),
        ({"answers": {"idle": 1}}, "FILE answers idle with 1; answer yes, no or unknown"),
        ({"answers": {"idle": ["yes"]}}, "FILE answers idle with"),
        ({"product": "alma"}, "FILE names the product 'alma'; it is illiad or ares"),
        ({"antworten": {}}, "FILE holds 'antworten', which no file of answers has; it has product, answers, guide"),
    ],
)
def test_a_file_that_is_no_file_of_answers_is_told_in_a_sentence(document, sentence):
    """What was found and what belongs there."""
    with pytest.raises(InputError) as told:
        guide_answers.read(document, "FILE")
    assert str(told.value).startswith(sentence)


def test_answers_are_read_as_people_and_yaml_write_them():
    """YAML's truth values, capitals, blanks, nothing at all."""
    document = {"product": "ares", "answers": {"uses-ccc": True, "version": False, "reach": " Yes ", "web-login": None}}
    assert guide_answers.read(document, "FILE") == (
        "ares", {"uses-ccc": "yes", "version": "no", "reach": "yes", "web-login": "unknown"}, "ccc-authentication",
    )  # fmt: skip


def test_questions_guides_and_products_that_are_not_there_are_refused():
    """With those that there are."""
    with pytest.raises(InputError, match="answers 'idel', and the guide has no such question; it has: uses-ccc, idle"):
        guide_answers.refuse_unknown(start(), ["idel"], "FILE")
    with pytest.raises(InputError, match="no guide 'billing'; there are: ccc-authentication"):
        guide.start(knowledge(), "illiad", "billing")
    with pytest.raises(InputError, match="say illiad or ares"):
        guide.start(knowledge(), "alma")
    with pytest.raises(InputError, match="no answer to uses-ccc"):
        start().answer("maybe")
    with pytest.raises(InputError, match="come to its end"):
        start().answer("no").answer("no")


def test_what_people_write_is_no_markdown():
    """A note in the summary stays a note."""
    text = guide_markdown.render(start().answer("yes", note="see | <b>here</b>"))
    assert "see \\| \\<b\\>here\\</b\\>" in text


def test_what_answers_asked_for_on_the_way_is_not_forgotten():
    """A key that was not exact is to be typed anew, whatever the guide asks next."""
    walk = walked("illiad", ["yes", "no", "yes", "yes", "yes", "no", "no", "no"])
    assert walk.question.id == "corporate"
    assert walk.on_the_way == (knowledge().steps()["restart-clients"],)
    assert "## To do on the way" in guide_markdown.render(walk)
    assert walked("illiad", ["yes", "yes"]).on_the_way == ()
