"""What an article says about provoking it, done: the emulator answers with that very article's code, status or body."""

from __future__ import annotations

import pytest

from cccdiag import facts
from cccdiag.emulator import Emulator, Fault
from cccdiag.errors import ProtocolError, SoapFault
from cccdiag.kb.find import knowledge
from cccdiag.soap import reply

ARTICLES = {article.id: article for article in knowledge().articles() if article.provoke and "call" in article.provoke}
CODES = [id_ for id_ in ARTICLES if id_ in knowledge().gateway().error_levels]
STATUSES = [id_ for id_ in ARTICLES if id_.startswith("http-")]


class Director:
    """Plays the steps of ``provoke``: each is a call of an account, whose id may be kept for later steps."""

    def __init__(self, gateway, caller_of) -> None:
        self.gateway = gateway
        self.caller_of = caller_of
        self.kept: dict[str, int] = {}

    def envelope(self, step):
        customer = self.caller_of(self.gateway, step.get("account", "main"))
        given = {name: str(value).format(**self.kept) for name, value in step.get("values", {}).items()}
        return customer, customer.envelope(step["call"], **customer.ordinary(step["call"]) | given)

    def play(self, provoke):
        """The answer to the last call: (status, body)."""
        for step in provoke.get("before", ()):
            customer, body = self.envelope(step)
            answer = customer.posted(body)
            assert answer.errors == (), step
            self.kept[step.get("keep", "")] = answer.result.id
        if "fault" in provoke:
            self.gateway.set_faults(facts.build(Fault, provoke["fault"]))
        customer, body = self.envelope(provoke)
        status, _, answer = customer.raw(body)
        return status, answer


@pytest.mark.parametrize("code", CODES)
def test_a_code_is_provoked_as_its_article_says(code, caller_of):
    """The steps of the article bring its code and no other."""
    with Emulator() as gateway:
        status, body = Director(gateway, caller_of).play(ARTICLES[code].provoke)
    assert [error.code for error in reply.read(body, status).errors] == [code]


@pytest.mark.parametrize("id_", STATUSES)
def test_an_http_status_is_provoked_as_its_article_says(id_, caller_of):
    """The status is that of the article's name."""
    with Emulator() as gateway:
        status, _ = Director(gateway, caller_of).play(ARTICLES[id_].provoke)
    assert f"http-{status}" == id_


def test_strange_answers_are_provoked_as_their_articles_say(caller_of):
    """A code without an article, a Fault, a body that is no reply."""
    with Emulator() as gateway:
        director = Director(gateway, caller_of)
        status, body = director.play(ARTICLES["gateway-unknown-code"].provoke)
        assert reply.read(body, status).errors[0].code not in knowledge().gateway().error_levels
        status, body = director.play(ARTICLES["gateway-soap-fault"].provoke)
        with pytest.raises(SoapFault):
            reply.read(body, status)
        status, body = director.play(ARTICLES["gateway-invalid-response"].provoke)
        with pytest.raises(ProtocolError):
            reply.read(body, status)


def test_every_code_says_how_to_provoke_it():
    """Seventeen of seventeen."""
    assert set(CODES) == set(knowledge().gateway().error_levels)
