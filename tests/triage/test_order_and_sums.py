"""In which order findings stand, what explains what, and that sums of parts are the sums of the whole."""

from __future__ import annotations

import dataclasses
import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from triage_room import vocabulary

from cccdiag.kb.find import knowledge
from cccdiag.kb.model import Step
from cccdiag.triage import advice
from cccdiag.triage.formats import Head
from cccdiag.triage.model import Action, CauseAdvice
from cccdiag.triage.rank import Brief, Finding, brief, ordered, without_guesses
from cccdiag.triage.records import Record
from cccdiag.triage.spelling import Spelling
from cccdiag.triage.tally import KEPT, Day, Proof, Sum

MODEL = knowledge().article("CCC_203")


def finding(id_, certainty="certain", score=0.0, *, severity="error", system="gateway", records=1, explains=()):
    return Finding(Brief(id_, severity, system == "lookalike", explains), certainty, Sum(records=records), score, ())


IN_ORDER = (
    finding("z", records=1),
    finding("y", score=2.04, certainty="likely", severity="info"),
    finding("x", score=1.96, certainty="likely", severity="error", records=9),
    finding("w", score=1.96, certainty="likely", severity="error", records=8),
    finding("v", score=1.96, certainty="likely", severity="warning", records=10),
    finding("t", score=1.96, certainty="likely", severity="warning", records=9),
    finding("u", score=1.96, certainty="likely", severity="warning", records=9),
    finding("s", score=9.0, certainty="possible"),
    finding("a", records=99, system="lookalike"),
)


def test_what_is_sure_and_severe_comes_first_and_look_alikes_last():
    """Then what a letter reads like, in tenths; then the number of records; then the name."""
    for number in range(len(IN_ORDER)):
        turned = IN_ORDER[number:] + IN_ORDER[:number]
        assert [one.article.id for one, _ in ordered(turned, {})] == ["z", "x", "w", "v", "t", "u", "y", "s", "a"]


def test_what_is_kept_of_an_article_is_what_it_says():
    """Until it is told, no more than what decides where it stands."""
    for article in knowledge().articles():
        alike = article.environment.system == "lookalike"
        assert brief(knowledge().record(article.id)) == Brief(article.id, article.severity, alike, article.explains)


def places(*some):
    return [("s.log", Sum(places=list(some)))]


DAY = "2026-01-31T09:{:02}:{:02}"


@pytest.mark.parametrize(
    ("cause", "symptom", "explained"),
    [
        (places((0, None)), places((8192, None)), True),
        (places((0, None)), places((8193, None)), False),
        (places((8192, None)), places((0, None)), True),
        (places((0, DAY.format(0, 0))), places((99_999, DAY.format(2, 0))), True),
        (places((0, DAY.format(0, 0))), places((99_999, DAY.format(2, 1))), False),
        (places((99_999, DAY.format(2, 0))), places((0, DAY.format(0, 0))), True),
        (places((0, DAY.format(0, 0))), places((10, DAY.format(9, 0))), False),
        (places((0, DAY.format(0, 0))), places((10, None)), True),
        (places((0, None), (50_000, None)), places((20_000, None), (51_000, None)), True),
        (places((0, None)), [("t.log", Sum(places=[(0, None)]))], False),
        (places((0, None)), [("t.log", Sum(places=[(0, None)])), *places((1, None))], True),
        ([], places((0, None)), False),
    ],
)
def test_a_cause_explains_a_symptom_that_is_near(cause, symptom, explained):
    """Two minutes, or eight kilobytes where there is no time; in the same source."""
    both = finding("cause", "possible", explains=("symptom", "not found")), finding("symptom")
    order = [(one.article.id, told) for one, told in ordered(both, {"cause": cause, "symptom": symptom})]
    first, last = ("cause", ("symptom",) if explained else ()), ("symptom", ())
    assert order == ([first, last] if explained else [last, first])


@pytest.mark.parametrize(
    ("cause", "symptom", "score", "explained"),
    [
        ("likely", "likely", 3.6, True),
        ("likely", "likely", 3.5, False),
        ("likely", "possible", 9.0, True),
        ("possible", "likely", 9.0, False),
        ("likely", "certain", 9.0, False),
    ],
)
def test_a_cause_that_a_letter_tells_of_in_words_explains_what_is_no_surer(cause, symptom, score, explained):
    """Where the letter stands is where it was met; what is surer is not pushed down by a guess."""
    proof = Proof("t.eml", 0, b"", 1, 0, None, None, {})
    told = Sum(records=1, proofs=[proof], places=[(0, None)])
    first = dataclasses.replace(finding("cause", cause, score, explains=("symptom",)), sum=told)
    last = dataclasses.replace(finding("symptom", symptom, score=9.0), sum=told)
    assert [told for one, told in ordered((first, last), {}) if one.article.id == "cause"] == [
        ("symptom",) if explained else ()
    ]


def test_what_was_only_guessed_gives_way_to_the_cause_that_was_shown():
    """What a letter reads like is left out where something that a signature found explains it; nothing else is."""
    ranked = [(finding("a"), ("b", "c")), (finding("b"), ()), (finding("c"), ("d",)), (finding("d"), ())]
    told = [(one.article.id, explained) for one, explained in without_guesses(ranked, {"a", "c"})]
    assert told == [("a", ("c",)), ("c", ())]
    assert without_guesses(ranked, {"a", "b", "c", "d"}) == ranked
    assert without_guesses(ranked, set()) == ranked


def test_two_that_explain_each_other_stay_as_they_are():
    """Neither is moved."""
    near = {"a": places((0, None)), "b": places((0, None))}
    both = finding("a", explains=("b",)), finding("b", explains=("a",))
    assert [(one.article.id, told) for one, told in ordered(both, near)] == [("a", ("b",)), ("b", ("a",))]


HEADS = st.builds(
    Head,
    st.none()
    | st.builds("2026-01-{:02}T09:00:{:02}".format, st.integers(1, 3), st.integers(0, 59))
    | st.just("10:00:00"),
    st.sampled_from((None, "ERROR")),
    st.none(),
    st.just(0),
)


def summed(heads, begin=0, certain=()):
    total = Sum()
    for number, head in enumerate(heads):
        record = Record("s", 10 * (number + begin), b"text %d" % (number + begin), frozenset({"log"}), head)
        total.add_one(record, 1, {}, certain=number + begin in certain)
    return total


@settings(max_examples=100)
@given(st.lists(HEADS, max_size=20), st.integers(0, 20), st.sets(st.integers(0, 20), max_size=2))
def test_the_parts_of_a_log_sum_up_to_the_whole(heads, cut, certain):
    """Read at once or in two pieces by two processes: counts, times, days, places and proofs are the same."""
    whole = summed(heads, certain=certain)
    first = summed(heads[:cut], certain=certain)
    rest = summed(heads[cut:], certain={number - cut for number in certain if number >= cut})
    shift = 10 * min(cut, len(heads))
    first.join(rest, shift)
    proofs = [dataclasses.replace(proof, text=b"") for proof in first.proofs]
    assert [dataclasses.replace(first, proofs=[])] == [dataclasses.replace(whole, proofs=[])]
    assert proofs == [dataclasses.replace(proof, text=b"") for proof in whole.proofs]
    assert len(whole.proofs) == min(KEPT, len(heads))


@settings(max_examples=100)
@given(st.lists(st.lists(HEADS, max_size=5), max_size=4))
def test_sources_together_count_what_each_counts(sources):
    """Times from the first to the last, each day once."""
    parts = [summed(heads) for heads in sources]
    total, heads = advice.together(parts), list(itertools.chain(*sources))
    times = [head.time for head in heads if head.time]
    assert (total.records, len(total.proofs)) == (len(heads), min(KEPT, len(heads)))
    assert (total.first, total.last) == ((min(times), max(times)) if times else (None, None))
    days = {time[:10]: [one for one in times if one[:10] == time[:10]] for time in times if "T" in time}
    assert total.days == {name: Day(len(of), min(of), max(of)) for name, of in days.items()}
    told = advice.times(total)
    if len(times) == len(heads):
        assert told == tuple((time, 1) for time in sorted(times))
    else:
        assert told == tuple((min(of), len(of)) for _, of in sorted(days.items()))


@pytest.mark.parametrize(
    ("total", "told"),
    [
        (Sum(records=1, certain=True), ("an exact wording of this article in 1 record",)),
        (Sum(records=2), ("words of this article, with what supports them in 2 records",)),
        (
            Sum(records=0, certain=True, reasons={"word", "host", "logger"}),
            (
                "an exact wording of this article in 0 records",
                "the failing call went to a host of CCC",
                "the record was written by a part of the program that speaks with CCC",
                "the text around it names CCC",
            ),
        ),
    ],
)
def test_it_is_said_why_an_article_counts(total, told):
    """How exact, how often, and what ties it to CCC, the strongest tie first."""
    assert advice.why(total) == told


def test_causes_with_evidence_come_first_then_the_common_ones():
    """Those of one kind stay in the order of the article."""
    one = MODEL.causes[0]
    causes = tuple(
        dataclasses.replace(one, id=id_, likelihood=likelihood, evidence=evidence)
        for id_, likelihood, evidence in (
            ("a", "rare", ()),
            ("b", "occasional", ("nothing of it",)),
            ("c", "common", ()),
            ("d", "rare", ("heron", "proxy")),
            ("e", "common", ()),
        )
    )
    article = dataclasses.replace(MODEL, causes=causes)
    assert [cause.id for cause in advice.causes(article, iter([b"some", b"a proxy"]))] == ["d", "c", "e", "b", "a"]


def test_a_step_is_done_by_whom_it_names_else_by_whom_the_cause_names():
    """And says how one sees that it worked."""
    cause = dataclasses.replace(MODEL.causes[0], actor="library")
    steps = (Step("one", verify="seen"), Step("two", actor="ccc"))
    told = advice.advise(cause, steps)
    assert told == CauseAdvice(
        cause.id,
        cause.text,
        cause.likelihood,
        "library",
        ("one", "two"),
        cause.confirm,
        (Action("one", "library", "seen"), Action("two", "ccc", None)),
    )


SPELLING = Spelling(vocabulary().printed)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("CCC 203", "CCC 203"),
        ("see CCC 203 and error one two three", "see CCC_203 and error 123"),
        ("ccc error two oh three", "CCC_203"),
        ("c.c.c. code two zero four", "CCC_204"),
        ("CCC minus two hundred and five", "CCC_205"),
        ("ccc five hundred", "ccc 500"),
        ("four hundred oh four", "404"),
        ("zwei null drei", "203"),
        ("w/ ccc, pls check", "with ccc, please check"),
        ("o.c.l.c and o c l c", "OCLC and OCLC"),
        ("a b c d e f g", "a b c d e f g"),
        ("a b c d e f g h", "abcdefgh"),
    ],
)
def test_what_was_dictated_is_written_as_a_program_would(written, meant):
    """Numbers and names; a number that was written as one stays, unless something beside it was dictated."""
    assert SPELLING.meant(written.encode()).decode() == meant
