"""Every drill can be read, played, told from the others, and solved with what the trainee has."""

from __future__ import annotations

import io
import json
from contextlib import redirect_stderr, redirect_stdout

import jsonschema
import pytest

from cccdiag import facts
from cccdiag.cli import main
from cccdiag.errors import FactError, InputError
from cccdiag.kb import schema as schemas
from cccdiag.kb.find import knowledge
from cccdiag.training import attempt as attempts
from cccdiag.training import drills, papers, schema, soundness
from cccdiag.training.mark import mark
from cccdiag.training.model import Answer, Drill
from cccdiag.training.plant import plant

EVERY = {drill.id: drill for drill in drills.every()}
FAMILIES = {"gateway", "marketplace", "illiad", "ares", "http", "network", "lookalike"}
FOLDER = facts.knowledge_dir() / "drills"


def run(*argv):
    """What a command prints for a program, and its exit code."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = main(list(argv))
    return code, json.loads(out.getvalue() or "null"), err.getvalue()


def test_there_are_drills_for_every_family_and_level():
    """At least two for each family, "not CCC at all" among them."""
    families = [drill.family for drill in EVERY.values()]
    assert len(EVERY) >= 24
    assert {family for family in families if families.count(family) >= 2} == FAMILIES
    assert {drill.level for drill in EVERY.values()} == {1, 2, 3}


def test_both_locks_of_the_gateway_are_practised():
    """The key pair, the login, and an account that is refused behind both."""
    decided = {(proof.check, proof.reason) for drill in EVERY.values() for proof in drill.proof}
    assert {
        ("gateway.authorization", "key-refused"),
        ("login.party", "login-refused"),
        ("credentials.form", "white-space"),
        ("login.party", "on-hold"),
    } <= decided


def test_settings_without_a_gateway_are_practised():
    """Of ILLiad and of Ares, their login, a switch, a location and the billing details."""
    decided = {(drill.exported.product, proof.check, proof.reason) for drill in EVERY.values() if drill.exported
               for proof in drill.proof if proof.check}  # fmt: skip
    assert decided == {
        ("illiad", "atlas.settings", "auto-search-on"),
        ("illiad", "atlas.settings", "login-white-space"),
        ("illiad", "atlas.billing", "other"),
        ("ares", "atlas.settings", "location-missing"),
    }


@pytest.mark.parametrize("drill", EVERY.values(), ids=list(EVERY))
def test_everything_that_a_drill_names_exists(drill):
    """Articles, causes, steps, actors, checks and their reasons, lines of files, scenarios, accounts; and its file bears its name."""
    assert list(soundness.complaints(drill)) == []
    assert drills.read(FOLDER / f"{drill.id}.yaml") == drill
    assert (
        (FOLDER / f"{drill.id}.yaml")
        .read_text(encoding="utf-8")
        .startswith("# yaml-language-server: $schema=../drill.schema.json\n")
    )


def test_no_two_drills_have_the_same_answer_and_the_same_evidence():
    """Whoever knows one drill does not know another one by heart."""
    seen = {}
    for drill in EVERY.values():
        proof = frozenset((one.check, one.reason, one.file, one.line) for one in drill.proof)
        kinds = frozenset((one.check, one.reason) for one in drill.proof if one.check)
        for key in ((drill.answer.article, drill.answer.cause), proof), (drill.answer, kinds) if kinds else drill.id:
            assert key not in seen, f"{drill.id} repeats {seen[key]}"
            seen[key] = drill.id


def test_a_title_and_a_hint_do_not_name_the_answer():
    """The id of the article stands in neither; the ticket may quote a code as people do."""
    for drill in EVERY.values():
        for text in (drill.title, *drill.hints, drill.id):
            assert drill.answer.article.casefold() not in text.casefold(), drill.id


@pytest.fixture(scope="module")
def played(tmp_path_factory):
    """What commands say of a drill: the check of the given profile, the triage of the given files. Each drill is played once."""
    kept = {}

    def play(drill):
        if drill.id not in kept:
            folder = tmp_path_factory.mktemp(drill.id)
            with plant(drill, folder) as planted:
                check = None
                if planted.profile_file:
                    check = run("check", "--profile", str(planted.profile_file), "--format", "json")[1]
                elif drill.exported:
                    check = run("check", "atlas", *_told(drill.exported, planted.ticket.parent), "--format", "json")[1]
                triage = run("triage", str(planted.ticket.parent), "--format", "json")[1]
            assert sorted(path.name for path in folder.iterdir()) == ["files"]
            kept[drill.id] = check, triage
        return kept[drill.id]

    return play


@pytest.mark.parametrize("drill", EVERY.values(), ids=list(EVERY))
def test_a_drill_is_solved_with_what_the_trainee_has(drill, played):
    """The article is among the first that check and triage name, and the answer with its evidence gets all points.

    `explain` lists the cause, and every proof is to be seen where it is said to be.
    """
    check, triage = played(drill)
    first = [one["article"] for one in check["results"] if one["id"] == check["first_failure"]] if check else []
    warned = [one["article"] for one in check["results"] if one["status"] == "warn"] if check else []
    named = [*first, *warned, *(one["id"] for one in triage["diagnoses"][:3])]
    assert drill.answer.article in named
    explained = run("explain", drill.answer.article, "--format", "json")[1]
    assert drill.answer.cause in [cause["id"] for cause in explained["causes"]]

    given = {one["id"]: one["reason"] for one in check["results"]} if check else {}
    refuting = [one.proof for one in drill.why_not if one.proof]
    assert [(one.check, given.get(one.check)) for one in (*drill.proof, *refuting) if one.check] == [
        (one.check, one.reason) for one in (*drill.proof, *refuting) if one.check
    ]

    state = attempts.begin(drill, "a script")
    if check:
        state = state.checked(_report(check))
    lines = [min(papers.lines_with(drill, one.file, one.line)) for one in drill.proof if one.file]
    state = state.cited(*(f"{one.file}:{line}" for one, line in zip(_in_files(drill), lines, strict=True)))
    step = drill.answer.step or next(key for key, _ in _steps(drill))
    card = mark(state.concluded(Answer(drill.answer.article, drill.answer.cause, drill.answer.actor, step)))
    assert (card.points, card.of, card.correct, card.why_not) == (100, 100, True, ())


@pytest.mark.parametrize("drill", EVERY.values(), ids=list(EVERY))
def test_a_wrong_answer_gets_its_why_not(drill):
    """Both those that the drill foresees and any other one; a guess gets no point."""
    for one in drill.why_not:
        card = mark(attempts.begin(drill).concluded(Answer(one.article, one.cause)))
        assert (card.correct, card.points) == (False, 0)
        assert any(sentence.startswith(one.text) for sentence in card.why_not)
    unforeseen = next(
        id_
        for id_ in knowledge().article_ids()
        if id_ not in {one.article for one in drill.why_not} | {drill.answer.article}
    )
    card = mark(attempts.begin(drill).concluded(Answer(unforeseen)))
    assert card.why_not[0].startswith(f"Nothing here points to {unforeseen}")


def _told(exported, folder):
    """What a trainee types to have the settings checked."""
    options = {
        "--billing": exported.billing and str(folder / exported.billing),
        "--countries": exported.countries,
        "--product-version": exported.version,
    }
    given = [word for name, value in options.items() if value for word in (name, value)]
    words = [f"--{exported.product}", "--settings", str(folder / exported.settings), *given]
    return [*words, *(["--no-ccc"] if exported.uses_ccc is False else [])]


def _in_files(drill):
    return [one for one in drill.proof if one.file]


def _steps(drill):
    from cccdiag.training import choices
    from cccdiag.training.mark import cause_of

    return choices.steps_of(cause_of(drill.answer))


def _report(document):
    from cccdiag.checks.model import CheckResult, Report

    fields = ("id", "layer", "title", "status", "reason", "summary", "evidence", "article", "needs", "seconds")
    results = tuple(CheckResult(*(one[name] for name in fields)) for one in document["results"])
    return Report(document["profile"], document["endpoint"], document["mode"], results)


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"colour": "red"}, "unknown key 'colour'"),
        ({"level": 4}, "4 is not one of 1, 2, 3"),
        ({"family": "fax"}, "'fax' is not one of"),
        ({"id": "Two Words"}, "an id is made of lower-case words with hyphens"),
        ({"answer": {"article": "CCC_200"}}, "names article, cause and actor"),
        ({"hints": []}, "needs proof, hints and at least one why_not"),
        ({"proof": [{"says": "x"}]}, "either a check"),
        ({"proof": [{"says": "x", "check": "login.party"}]}, "needs the reason"),
        ({"proof": [{"says": "x", "file": "a.log", "line": "y"}]}, "which the drill does not have"),
        ({"gateway": None}, "no gateway that could be checked"),
        ({"exported": {"product": "illiad", "settings": "a.csv"}}, "either a gateway or exported settings"),
        ({"gateway": None, "exported": {"product": "illiad", "settings": "a.csv"}}, "are a paper of the drill"),
        ({"logs": [{"name": "../a.log", "shape": "illiad", "start": "2026-10-05", "entries": [{"text": "x", "logger": "y"}]}]}, "is no name for a file"),
        ({"logs": [{"name": "a.log", "shape": "illiad", "start": "soon", "entries": [{"text": "x", "logger": "y"}]}]}, "start must be a moment"),
    ],
    ids=str,
)  # fmt: skip
def test_a_drill_that_is_wrong_is_refused(change, complaint):
    """Strictly, with a sentence."""
    good = facts.plain(EVERY["blank-at-the-end"])
    with pytest.raises(FactError, match=complaint):
        facts.build(Drill, {**good, **change})


def test_a_file_that_is_wrong_is_refused_with_its_place(tmp_path):
    """Line and column."""
    path = tmp_path / "bad.yaml"
    text = (FOLDER / "blank-at-the-end.yaml").read_text(encoding="utf-8")
    path.write_text(text.replace("level: 1", "level: high"), encoding="utf-8")
    with pytest.raises(FactError, match=r"bad\.yaml:4:8: 'high' is not one of 1, 2, 3"):
        drills.chosen(str(path))


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"answer": {"article": "CCC_999", "cause": "x", "actor": "ccc"}}, "names the article 'CCC_999', which does not exist"),
        ({"answer": {"article": "CCC_200", "cause": "x", "actor": "ccc"}}, "names the cause 'x', which CCC_200 does not have"),
        ({"answer": {"article": "CCC_200", "cause": "pasted-along", "actor": "cloud"}}, "nothing in the cause pasted-along is theirs"),
        ({"answer": {"article": "CCC_200", "cause": "pasted-along", "actor": "library", "step": "x"}}, "names the step 'x'"),
        ({"proof": [{"says": "x", "check": "atlas.billing", "reason": "y"}]}, "never gives the reason 'y'"),
        ({"proof": [{"says": "x", "check": "login.party", "reason": "y"}]}, "never gives the reason 'y'"),
        ({"proof": [{"says": "x", "file": "ticket.txt", "line": "nowhere"}]}, "holds no line with 'nowhere'"),
        ({"gateway": {"scenario": "http-999"}}, "There is no scenario 'http-999'"),
        ({"gateway": {"account": "nobody"}}, "no account 'nobody'"),
        ({"gateway": {"cut": {"pin": 3}}}, "no credential 'pin'"),
        ({"logs": [{"name": "a.log", "shape": "fax", "start": "2026-10-05", "entries": [{"text": "x", "logger": "y"}]}]}, "has the shape 'fax'"),
    ],
    ids=str,
)  # fmt: skip
def test_a_drill_that_names_what_is_not_there_is_complained_about(change, complaint):
    """Each complaint is a sentence."""
    drill = facts.build(Drill, {**facts.plain(EVERY["blank-at-the-end"]), **change})
    assert complaint in " ".join(soundness.complaints(drill))


def test_the_schema_for_editors_is_fresh_and_takes_every_drill():
    """What an editor marks red is what the loader refuses."""
    path = facts.knowledge_dir() / "drill.schema.json"
    assert path.read_text(encoding="utf-8") == schemas.text(schema.drill_file()), "run: cccdiag kb schema --refresh"
    validator = jsonschema.Draft202012Validator(schema.drill_file())
    for drill in EVERY.values():
        assert [
            error.message for error in validator.iter_errors(facts.plain(facts.read_yaml(FOLDER / f"{drill.id}.yaml")))
        ] == []
    assert not validator.is_valid({**facts.plain(EVERY["blank-at-the-end"]), "colour": "red"})


def test_a_drill_that_is_not_there_is_one_sentence():
    """With the closest one."""
    with pytest.raises(InputError, match="did you mean 'blank-at-the-end'"):
        drills.chosen("blank-at-end")


def test_a_file_with_a_drill_that_cannot_be_marked_is_refused(tmp_path):
    """Strict reading cannot know that a cause does not exist; whoever plays the drill shall not find out at its end."""
    path = tmp_path / "odd.yaml"
    text = (FOLDER / "blank-at-the-end.yaml").read_text(encoding="utf-8")
    path.write_text(text.replace("cause: pasted-along, actor", "cause: pasted-aside, actor"), encoding="utf-8")
    with pytest.raises(
        InputError, match=r"odd\.yaml: answer names the cause 'pasted-aside', which CCC_200 does not have"
    ):
        drills.chosen(str(path))
