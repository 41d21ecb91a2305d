"""Names have one spelling in each place, and lead from one to the other."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cccdiag import spec
from cccdiag.spec.names import to_kebab, to_snake, to_wire

WIRE = st.builds(
    lambda first, rest: first + "".join(rest),
    st.from_regex(r"[a-z][a-z0-9]*", fullmatch=True),
    st.lists(st.from_regex(r"[A-Z][a-z0-9]+", fullmatch=True), max_size=4),
)


@pytest.mark.parametrize(
    ("wire", "snake", "kebab"),
    [
        ("username", "username", "username"),
        ("orderHeaderId", "order_header_id", "order-header-id"),
        ("numCopiesStdnts", "num_copies_stdnts", "num-copies-stdnts"),
        ("chapter2Title", "chapter2_title", "chapter2-title"),
    ],
)
def test_a_wire_name_is_spelled_for_python_and_for_options(wire, snake, kebab):
    """Humps become underscores or hyphens, capitals go."""
    assert (to_snake(wire), to_kebab(wire)) == (snake, kebab)


@given(WIRE)
def test_every_spelling_leads_back_to_the_wire(wire):
    """Snake and kebab spellings of a wire name give the wire name; the wire name gives itself."""
    assert (to_wire(to_snake(wire)), to_wire(to_kebab(wire)), to_wire(wire)) == (wire, wire, wire)


def test_names_of_the_gateway_round_trip(gateway):
    """All operations and fields of the gateway survive both spellings."""
    names = [o.name for o in gateway.operations] + [f.name for o in gateway.operations for f in o.fields]
    assert [to_wire(to_snake(name)) for name in names] == names
    assert [to_wire(to_kebab(name)) for name in names] == names


def test_names_stay_apart_in_every_spelling(gateway):
    """No two fields of an operation fall together."""
    for operation in gateway.operations:
        for spell in (to_snake, to_kebab):
            assert len({spell(field.name) for field in operation.fields}) == len(operation.fields)


def test_the_room_gives_its_words_at_the_door():
    """What other rooms use is exported, and everything exported exists."""
    assert {"load", "validate", "reading", "fill", "names", "wsdl", "rules"} <= set(spec.__all__)
    assert all(hasattr(spec, name) for name in spec.__all__)
