"""``gateway.yaml`` as a :class:`Gateway`: read strictly, and with every name in it looked up."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Mapping
from typing import Any, NoReturn

from cccdiag import facts
from cccdiag.errors import FactError
from cccdiag.spec.given import EITHER
from cccdiag.spec.model import SENTINELS, Field, Gateway, Operation
from cccdiag.spec.rules import RULES

Path = tuple[str | int, ...]


def load(document: Mapping[str, Any], where: str = "gateway.yaml", *, checked: bool = False) -> Gateway:
    """Build the gateway and check that every name it uses is one that it defines.

    Args:
        document: what :func:`cccdiag.facts.read_yaml` read, or the same as plain data out of the compiled index.
        where: how complaints call plain data, which does not know its lines.
        checked: its names were looked up before, when the index was compiled, and need not be again.

    Raises:
        FactError: ``path:line:column`` (plain data: the way to the value) and what is wrong there.
    """
    gateway = facts.build(Gateway, document, where)
    if not checked:
        _References(document, gateway, where).check()
    operations = tuple(_complete(operation, gateway) for operation in gateway.operations)
    return dataclasses.replace(gateway, operations=operations)


def _complete(operation: Operation, gateway: Gateway) -> Operation:
    """Copy into each field what all fields of its name share."""
    return dataclasses.replace(operation, fields=tuple(_shared(field, gateway) for field in operation.fields))


def _shared(field: Field, gateway: Gateway) -> Field:
    parameter = gateway.parameters[field.name]
    return dataclasses.replace(
        field,
        meaning=field.meaning or parameter.meaning,
        label=field.label or parameter.label,
        aliases=field.aliases or parameter.aliases,
    )


class _References:
    """Walks the gateway beside its document, so that a dangling name is told with its place."""

    def __init__(self, document: Mapping[str, Any], gateway: Gateway, where: str) -> None:
        self.document = document
        self.gateway = gateway
        self.where = where
        self.quirks = {quirk.id for quirk in gateway.quirks}
        self.names = {
            "rule": {rule.name for rule in gateway.rules},
            "switch": set(gateway.switches),
            "type": set(gateway.types),
            "parameter": set(gateway.parameters),
            "operation": {operation.name for operation in gateway.operations},
            "field": {f"{o.name}.{field.name}" for o in gateway.operations for field in o.fields},
            "result": {result.element for result in gateway.results},
            "member": {
                f"{result.element}.{member.name}"
                for result in (*gateway.results, gateway.error, gateway.response)
                for member in result.members
            },
            "right": set(gateway.rights),
            "mode": {mode.word for mode in gateway.modes},
            "level": set(gateway.error_levels),
            "service": {field.name for field in dataclasses.fields(gateway.service)},
        }

    def check(self) -> None:
        self.unique(("operations",), [operation.name for operation in self.gateway.operations])
        self.unique(("results",), [result.element for result in self.gateway.results])
        self.unique(("rules",), [rule.name for rule in self.gateway.rules])
        self.unique(("modes",), [mode.word for mode in self.gateway.modes])
        self.unique(("quirks",), [quirk.id for quirk in self.gateway.quirks])
        for name, kind in self.gateway.types.items():
            self.all_known(("types", name, "quirks"), kind.quirks, self.quirks, "quirk")
        self.rules()
        self.switches()
        self.results()
        for index in range(len(self.gateway.operations)):
            self.operation(index)
        self.carriers()

    def operation(self, index: int) -> None:
        operation = self.gateway.operations[index]
        path: Path = ("operations", index)
        self.known((*path, "result"), operation.result, self.names["result"], "result")
        self.all_known((*path, "rules"), operation.rules, self.names["rule"], "rule")
        for key in ("codes", "unlisted", "misprinted"):
            self.all_known((*path, key), getattr(operation, key), self.gateway.error_levels, "code")
        self.unique((*path, "fields"), [field.name for field in operation.fields])
        for number, field in enumerate(operation.fields):
            self.field((*path, "fields", number), field)
        fields = {field.name for field in operation.fields}
        for number, name in enumerate(operation.rules):
            rule = self.gateway.rule(name)
            for missing in sorted(set(rule.fields if rule else ()) - fields):
                self.refuse((*path, "rules", number), f"the rule {name!r} needs the field {missing!r}")

    def field(self, path: Path, field: Field) -> None:
        self.known((*path, "name"), field.name, self.gateway.parameters, "parameter")
        self.known((*path, "type"), field.type, self.gateway.types, "type")
        self.all_known((*path, "quirks"), field.quirks, self.quirks, "quirk")
        for meaning in field.sentinels:
            self.known((*path, "sentinels", meaning), meaning, SENTINELS, "sentinel")
        for key in ("limited_by", "named_by"):
            if (switch := getattr(field, key)) is not None:
                self.known((*path, key), switch, self.gateway.switches, "switch")
        if field.limited_by:
            for word in self.gateway.switches[field.limited_by].words:
                if not (word.isascii() and word.isdigit()):
                    self.refuse(
                        (*path, "limited_by"), f"the switch {field.limited_by!r} has the word {word!r}, no length"
                    )
        if field.named_by:
            names = {EITHER, field.name, *field.aliases, *self.gateway.parameters[field.name].aliases}
            for word in self.gateway.switches[field.named_by].words:
                self.known((*path, "named_by"), word, names, f"name of {field.name!r}")

    def results(self) -> None:
        places: list[tuple[Path, Any]] = [(("error",), self.gateway.error), (("response",), self.gateway.response)]
        places += [(("results", index), result) for index, result in enumerate(self.gateway.results)]
        for path, result in places:
            self.unique((*path, "members"), [member.name for member in result.members])
            for number, member in enumerate(result.members):
                self.known((*path, "members", number, "type"), member.type, self.gateway.types, "type")
                self.all_known((*path, "members", number, "quirks"), member.quirks, self.quirks, "quirk")

    def rules(self) -> None:
        for index, rule in enumerate(self.gateway.rules):
            self.known(("rules", index, "name"), rule.name, RULES, "function of cccdiag.spec.rules")
            self.all_known(("rules", index, "fields"), rule.fields, self.gateway.parameters, "parameter")
            self.all_known(("rules", index, "quirks"), rule.quirks, self.quirks, "quirk")

    def switches(self) -> None:
        for name, switch in self.gateway.switches.items():
            for key in ("tolerant", "strict"):
                self.known(("switches", name, key), getattr(switch, key), switch.words, f"word of the switch {name!r}")

    def carriers(self) -> None:
        for index, quirk in enumerate(self.gateway.quirks):
            path: Path = ("quirks", index)
            if (quirk.effect == "none") != (not quirk.carried_by):
                self.refuse(path, f"{quirk.id} must either say what carries it or have effect: none")
            for number, carrier in enumerate(quirk.carried_by):
                place = (*path, "carried_by", number)
                kind, _, name = carrier.partition(":")
                if kind == "code" and name:
                    continue  # whether that code exists is a matter of the tests: facts do not import programs
                self.known(place, kind, (*self.names, "code"), "kind of carrier")
                self.known(place, name, self.names.get(kind, ()), kind)

    def known(self, path: Path, word: str, words: Collection[str], what: str) -> None:
        if word not in words:
            import difflib

            close = difflib.get_close_matches(word, words, n=1)
            hint = f" (did you mean {close[0]!r}?)" if close else ""
            self.refuse(path, f"there is no {what} {word!r}{hint}")

    def all_known(self, path: Path, used: Collection[str], words: Collection[str], what: str) -> None:
        for number, word in enumerate(used):
            self.known((*path, number), word, words, what)

    def unique(self, path: Path, names: list[str]) -> None:
        for number, name in enumerate(names):
            if name in names[:number]:
                self.refuse((*path, number), f"{name!r} stands here twice")

    def refuse(self, path: Path, problem: str) -> NoReturn:
        raise FactError(self.place(path), problem)

    def place(self, path: Path) -> str:
        """``path:line:column`` of the value at ``path``, or the way to it where lines are not known."""
        value: Any = self.document
        place = f"{value.path}:{value.line}:{value.column}" if hasattr(value, "line") else None
        for step in path:
            at = value.at[step] if hasattr(value, "at") else None
            place = f"{value.path}:{at[0]}:{at[1]}" if at else place
            value = value[step]
        return place or ".".join([self.where, *map(str, path)])
