"""A world is data, read strictly, and says itself what can be reached in it."""

from __future__ import annotations

import pytest
import yaml

from cccdiag import facts
from cccdiag.emulator import Emulator, world
from cccdiag.errors import FactError, InputError
from cccdiag.kb.find import knowledge

DESCRIPTION = knowledge().gateway()


def test_the_default_world_names_every_right():
    """Each documented right is the right of some work."""
    default = world.default()
    assert set(DESCRIPTION.rights) == set(default.rights) == {work.right for work in default.works}


def test_the_default_world_words_every_code_that_the_validator_does_not():
    """No answer is without a sentence."""
    assert set(world.default().details) == {code for code, level in DESCRIPTION.error_levels.items() if level == 2}


def edited(tmp_path, **changes):
    document = knowledge().document("worlds/default") | changes
    path = tmp_path / "world.yaml"
    path.write_text(yaml.safe_dump(document), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"rate": "cheap"}, "'cheap' is not a decimal number"),
        ({"rate": "-1"}, "zero or more"),
        ({"rate": "NaN"}, "'NaN'"),
        ({"products": ["TOOLONG"]}, "three characters"),
        ({"products": []}, "empty"),
        ({"works": [{"name": "a", "number": 1, "right": "MAYBE"}]}, "'MAYBE'"),
        ({"works": [{"name": "a", "number": 1}, {"name": "a", "number": 2}]}, "twice"),
        ({"works": [{"name": "a", "number": 1}, {"name": "b", "number": 1}]}, "twice"),
        ({"works": [{"name": "a", "number": 1, "refuses": {"commitOrderDetail": "207"}}]}, "CCC_nnn"),
        ({"works": [{"name": "a", "number": 1, "refused": {}}]}, "did you mean 'refuses'"),
        ({"rights": {}}, "GRANTED"),
        ({"limits": {"copies": "many"}}, "whole number"),
    ],
)
def test_what_is_no_world_is_refused_with_its_place(tmp_path, changes, told):
    """One sentence with file, line and column."""
    with pytest.raises(FactError, match=told) as refused:
        world.read(edited(tmp_path, **changes))
    assert "world.yaml:" in refused.value.where


def test_a_work_that_refuses_what_does_not_exist_is_refused(tmp_path):
    """Operations are looked up in the gateway's description."""
    works = [{"name": "a", "number": 1, "refuses": {"burnOrder": "CCC_207"}}]
    with pytest.raises(FactError, match="burnOrder"):
        Emulator(world=world.read(edited(tmp_path, works=works)))


def test_another_world_has_other_prices_works_and_limits(tmp_path, caller_of):
    """What the file says is what happens."""
    path = edited(
        tmp_path,
        rate="2",
        limits={"copies": 5},
        cancellation_fee="1.5",
        works=[{"name": "mine", "number": 7, "right": "DENIED"}],
    )
    with Emulator(world=world.read(path)) as gateway:
        customer = caller_of(gateway)
        order = customer.commit(numCopiesStdnts=5, fromPage="1", toPage="2")
        assert str(order.fee) == "20.00"
        assert str(customer.result("cancelOrderDetail", orderDetailId=order.id).fee) == "1.50"
        assert customer.commit(cccWorkInst=gateway.work("mine"), numCopiesStdnts=1).right == "DENIED"
        assert [error.code for error in customer.ordered(numCopiesStdnts=6).errors] == ["CCC_218"]


def test_names_that_the_world_does_not_have_are_refused_with_those_it_has():
    """A typo in a test or a notebook is a sentence, not a KeyError."""
    gateway = Emulator()
    with pytest.raises(InputError, match="no account 'onhold'; it has main, on-hold"):
        gateway.account("onhold")
    with pytest.raises(InputError, match="no work 'nofee'; it has denied"):
        gateway.work("nofee")


@pytest.mark.parametrize(
    ("credentials", "told"),
    [
        ({"user": "x"}, "no credential 'user'"),
        ({"password": "x" * 26}, "25 characters"),
        ({"username": "x" * 81}, "80 characters"),
        ({"product": "LONG"}, "three characters"),
        ({"access_key": "a:b"}, "colon"),
    ],
)
def test_credentials_that_could_never_work_are_refused(credentials, told):
    """The emulator takes no credentials that its own gateway would refuse."""
    with pytest.raises(InputError, match=told):
        Emulator(credentials=credentials)


def test_given_credentials_are_used_and_missing_ones_made(caller_of):
    """Each run has its own, so nothing fixed stands in the code; every account opens with the run's password."""
    first, second = Emulator(), Emulator()
    assert first.password != second.password
    assert first.access_secret != second.access_secret
    given = {
        "username": "u" * 80,
        "password": "not-a-real-one",
        "product": "XYZ",
        "access_key": None,
        "access_secret": "",
    }
    with Emulator(credentials=given) as gateway:
        assert (gateway.username.reveal(), gateway.product) == ("u" * 80, "XYZ")
        assert len(gateway.account("on-hold").reveal()) == 80
        assert caller_of(gateway).header()
        assert caller_of(gateway, "on-hold").codes("checkOrderDetailStatus", orderDetailId=1) == ("CCC_203",)


def test_the_schema_of_a_world_is_its_classes():
    """The default world reads as a World and nothing of it is lost."""
    document = knowledge().document("worlds/default")
    again = facts.plain(facts.build(world.World, document))
    assert set(again) == set(document)
