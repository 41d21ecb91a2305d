"""What larger laws of the spec pass over: markup in what is published, labels of a field's own, the place of what has no line."""

from __future__ import annotations

import dataclasses

import pytest
from lxml import etree

from cccdiag import facts, spec
from cccdiag.errors import FactError
from cccdiag.spec import wsdl

ODD = "http://a/?b=1&c=2"
ADDRESS = 'http://127.0.0.1/?a=1&b=<2>&c="3"'


def test_what_is_published_is_xml_whatever_addresses_it_holds(gateway):
    """They arrive as they are."""
    odd = dataclasses.replace(gateway, service=dataclasses.replace(gateway.service, namespace=ODD))
    root = etree.fromstring(wsdl.wsdl(odd, ADDRESS).encode())
    (address,) = root.iter("{*}address")
    assert (root.get("targetNamespace"), address.get("location")) == (ODD, ADDRESS)
    assert etree.fromstring(wsdl.schema(odd).encode()).get("targetNamespace") == ODD


def test_a_field_has_the_label_of_its_parameter_unless_it_has_its_own(document):
    """As with its meaning and its aliases."""
    plain = facts.plain(spec.load(document))
    for operation in plain["operations"]:
        for field in operation["fields"]:
            for key in ("label", "meaning", "aliases"):
                field.pop(key, None)
    name = plain["operations"][0]["fields"][0]["name"]
    plain["operations"][0]["fields"][0] |= {"label": "Own", "meaning": "Its own.", "aliases": ["own"]}
    loaded = spec.load(plain)
    first, *others = loaded.operations[0].fields
    assert (first.name, first.label, first.meaning, first.aliases) == (name, "Own", "Its own.", ("own",))
    for field in others:
        shared = loaded.parameters[field.name]
        assert (field.label, field.meaning, field.aliases) == (shared.label, shared.meaning, shared.aliases)
    assert any(field.label for field in others)


@pytest.mark.parametrize("marked", [True, False])
def test_a_complaint_names_the_nearest_place_that_is_known(marked):
    """A line and a column where the facts were read from a file, else the way to the value."""
    text = (
        (facts.knowledge_dir() / "gateway.yaml")
        .read_text(encoding="utf-8")
        .replace("strict: when-counted", "strict: x")
    )
    read = facts.parse_yaml(text, "gateway.yaml")
    line = text[: text.index("strict: x")].count("\n") + 1
    with pytest.raises(FactError) as caught:
        spec.load(read if marked else facts.plain(read), "compiled facts")
    assert (
        str(caught.value)
        .partition(": ")[0]
        .startswith(f"gateway.yaml:{line}:" if marked else "compiled facts.switches.reversed_pages.strict")
    )
