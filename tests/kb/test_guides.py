"""The orders of work that ship can be walked to an end by everybody, and what they name exists."""

from __future__ import annotations

import itertools

import pytest

from cccdiag import facts
from cccdiag.kb.load import load
from cccdiag.kb.model import Guide, GuideAnswer, GuideStep

PRODUCTS = ("illiad", "ares")
GUIDES = {
    id_: facts.build(Guide, guide) for id_, guide in facts.read_yaml(facts.knowledge_dir() / "guides.yaml").items()
}


@pytest.fixture(scope="module")
def library():
    return load(facts.knowledge_dir())


def walks(guide: Guide, product: str) -> dict[tuple[tuple[str, str], ...], GuideAnswer]:
    """Every way through the guide: the questions with their answers, and the last answer."""
    questions = {question.id: question for question in guide.path}
    found = {}

    def go(question: GuideStep, so_far: tuple[tuple[str, str], ...]) -> None:
        assert question.id not in dict(so_far), f"{question.id} is asked twice"
        if question.product not in (None, product):
            go(questions[question.otherwise], so_far)
            return
        for word, answer in (("yes", question.yes), ("no", question.no)):
            way = (*so_far, (question.id, word))
            if answer.next is None:
                found[way] = answer
            else:
                go(questions[answer.next], way)

    go(guide.path[0], ())
    return found


def answers(guide: Guide) -> list[GuideAnswer]:
    return [answer for question in guide.path for answer in (question.yes, question.no)]


@pytest.mark.parametrize(("id_", "product"), list(itertools.product(GUIDES, PRODUCTS)))
def test_every_way_through_a_guide_ends_and_asks_nothing_twice(id_, product):
    """Whatever is answered, one arrives; and each question of the product can be arrived at."""
    guide = GUIDES[id_]
    ways = walks(guide, product)
    asked = {question for way in ways for question, _ in way}
    assert asked == {question.id for question in guide.path if question.product in (None, product)}


@pytest.mark.parametrize("id_", GUIDES)
def test_the_last_answer_of_every_way_says_what_to_do(id_):
    """An end names an article, a cause or steps."""
    ends = [
        way[-1]
        for product in PRODUCTS
        for way, end in walks(GUIDES[id_], product).items()
        if not end.steps and not end.articles and not end.causes
    ]
    assert ends == []


@pytest.mark.parametrize("id_", GUIDES)
def test_a_guide_names_nothing_that_is_not_there(id_, library):
    """Steps, articles (of the product they are named for) and causes exist; the questions keep the documented order."""
    guide = GUIDES[id_]
    articles = [entry.article for entry in library.entries.values()]
    causes = {cause.id for article in articles if article.guide == id_ for cause in article.causes}
    systems = {article.id: article.environment.system for article in articles}
    unknown = [
        *(step for answer in answers(guide) for step in answer.steps if step not in library.all("step")),
        *(cause for answer in answers(guide) for cause in (*answer.causes, *answer.clears) if cause not in causes),
        *(
            article
            for answer in answers(guide)
            for product, article in answer.articles.items()
            if systems.get(article) != product
        ),
    ]
    assert unknown == []
    numbers = [question.number for question in guide.path]
    assert numbers == sorted(numbers)
    assert set(numbers) == set(range(1, len(guide.steps) + 1))


@pytest.mark.parametrize("id_", GUIDES)
def test_an_answer_never_rules_out_what_it_points_to(id_):
    """No cause is made likely and cleared by the same answer."""
    assert [answer.text for answer in answers(GUIDES[id_]) if set(answer.causes) & set(answer.clears)] == []


@pytest.mark.parametrize(
    ("product", "given", "end"),
    [
        ("illiad", ["no"], {"illiad": "illiad-ccc-not-used", "ares": "ares-ccc-not-used"}),
        ("illiad", ["yes", "yes"], {"illiad": "illiad-ccc-idle-session"}),
        ("ares", ["yes", "no"], {"illiad": "illiad-unsupported-version", "ares": "ares-unsupported-version"}),
        (
            "illiad",
            ["yes", "no", "yes", "yes", "yes", "yes"],
            {"illiad": "illiad-organization-prompt", "ares": "ares-ccc-authentication"},
        ),
        (
            "illiad",
            ["yes", "no", "yes", "yes", "yes", "no", "yes"],
            {"illiad": "illiad-user-misconfigured", "ares": "ares-ccc-authentication"},
        ),
    ],
)
def test_the_sign_in_guide_leads_to_the_sibling_articles(product, given, end):
    """The articles with the same message are told apart by their own questions."""
    ways = walks(GUIDES["ccc-authentication"], product)
    assert {way: answer for way, answer in ways.items() if [word for _, word in way] == given}.popitem()[
        1
    ].articles == end
