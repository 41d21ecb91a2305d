"""A reading is a word for each switch."""

import pytest

from cccdiag import spec
from cccdiag.errors import InputError


@pytest.mark.parametrize("name", ["tolerant", "strict"])
def test_a_reading_has_the_word_of_every_switch(gateway, name):
    """Client and emulator differ by switches and by nothing else."""
    words = {key: getattr(switch, name) for key, switch in gateway.switches.items()}
    reading = spec.reading(gateway, name)
    assert (reading.name, reading.switches) == (name, words)


def test_the_readings_differ_where_the_reference_leaves_them_room(gateway, tolerant, strict):
    """The switches that client and emulator set differently."""
    assert {key for key in gateway.switches if tolerant.switches[key] != strict.switches[key]} == {
        *("product_name", "aliases", "unknown_field", "reversed_pages", "absent_num_pages"),
        *("missing_number", "absent_number", "changed_pages", "labels"),
    }


def test_a_switch_can_be_set(gateway, strict):
    """An override changes that word and no other."""
    reading = spec.reading(gateway, "strict", pages="literal", cust_ref_num="55")
    assert reading.switches == {**strict.switches, "pages": "literal", "cust_ref_num": "55"}


@pytest.mark.parametrize(
    ("name", "switches", "sentence"),
    [
        ("lenient", {}, "there is no reading 'lenient'; the readings are tolerant and strict"),
        ("strict", {"page": "literal"}, "there is no switch 'page'; did you mean 'pages'?"),
        ("strict", {"pages": "both"}, "the switch 'pages' has no word 'both'; it has inclusive, literal, either"),
    ],
)
def test_what_there_is_not_is_told_with_what_there_is(gateway, name, switches, sentence):
    """A wrong reading, switch or word is one sentence."""
    with pytest.raises(InputError) as caught:
        spec.reading(gateway, name, **switches)
    assert str(caught.value) == sentence


def test_a_switch_like_no_other_is_answered_with_the_list(gateway):
    """Where no name is near, all are shown."""
    with pytest.raises(InputError) as caught:
        spec.reading(gateway, "strict", zzz="x")
    listed = ", ".join(sorted(gateway.switches))
    assert str(caught.value) == f"there is no switch 'zzz'; there are {listed}"


def test_a_reading_is_the_same_whatever_was_judged_with_it(gateway, strict):
    """What a reading remembers of its work is no part of it."""
    fresh = spec.reading(gateway, "strict")
    spec.validate(gateway.operations[0], {}, fresh, gateway)
    assert fresh == strict == spec.reading(gateway, "strict")
    assert "memo" not in repr(fresh)
