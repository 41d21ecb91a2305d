"""Write cccdiag/client/verbs.py from the description of the gateway: ``python tests/client/make_verbs.py``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from cccdiag.cli.call_values import FROM_PROFILE, limits
from cccdiag.client import gateway as beside
from cccdiag.kb.find import knowledge
from cccdiag.soap.model import ELEMENTS
from cccdiag.spec.model import Field, Gateway, Operation
from cccdiag.spec.names import to_snake

TARGET = Path(beside.__file__).with_name("verbs.py")
# The profile knows it; a caller may say otherwise.
FROM_PROFILE_TOO = ("prdAbrv",)


def source(gateway: Gateway) -> str:
    """The module as text, as ruff would format it."""
    return "\n".join(_lines(gateway)) + "\n"


def _lines(gateway: Gateway) -> Iterator[str]:
    results = sorted({ELEMENTS[operation.result].__name__ for operation in gateway.operations})
    yield '"""The seven operations as methods. Made from knowledge/gateway.yaml by tests/client/make_verbs.py; do not edit."""'
    yield ""
    yield "from __future__ import annotations"
    yield ""
    yield "from collections.abc import Mapping"
    yield ""
    yield "from cccdiag.client.answered import Answered, answered"
    yield f"from cccdiag.soap.model import {', '.join(sorted([*results, 'Reply']))}"
    yield ""
    yield "Values = Mapping[str, str | int | None]"
    yield ""
    yield ""
    yield "class Verbs:"
    yield '    """One method for each operation; names, types and limits are those of the description. Errors: see ``call``."""'
    yield ""
    yield "    def call(self, operation_name: str, values: Values) -> Reply:"
    yield '        """Call an operation with wire names and values."""'
    yield "        raise NotImplementedError"
    for operation in gateway.operations:
        yield ""
        yield from _method(operation, gateway)


def _method(operation: Operation, gateway: Gateway) -> Iterator[str]:
    result = ELEMENTS[operation.result].__name__
    fields = [field for field in operation.fields if field.name not in FROM_PROFILE]
    fields.sort(key=lambda field: not _must(field))
    yield f"    def {to_snake(operation.name)}("
    yield "        self,"
    yield "        *,"
    for field in fields:
        yield f"        {to_snake(field.name)}: {_type(field, gateway)},"
    yield f"    ) -> Answered[{result}]:"
    yield f'        """{operation.purpose}'
    yield ""
    yield "        Args:"
    for field in fields:
        told = (
            f"{field.meaning}; {limits(field, gateway.type_of(field))}"
            if field.meaning
            else limits(field, gateway.type_of(field))
        )
        yield f"            {to_snake(field.name)}: {told}."
    yield '        """'
    values = [f'"{field.name}": {to_snake(field.name)}' for field in fields]
    on_one_line = f"        values: Values = {{{', '.join(values)}}}"
    if len(on_one_line) <= 120:
        yield on_one_line
    else:
        yield "        values: Values = {"
        for value in values:
            yield f"            {value},"
        yield "        }"
    yield f'        return answered(self.call("{operation.name}", values), {result})'


def _must(field: Field) -> bool:
    return field.required == "always" and field.name not in FROM_PROFILE_TOO


def _type(field: Field, gateway: Gateway) -> str:
    kind = "int" if gateway.type_of(field).kind == "integer" else "str"
    return kind if _must(field) else f"{kind} | None = None"


if __name__ == "__main__":
    TARGET.write_text(source(knowledge().gateway()), encoding="utf-8", newline="\n")
