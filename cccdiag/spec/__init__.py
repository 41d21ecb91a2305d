"""What the Academic Gateway is: types, operations, rules and quirks. Pure: values in, values out.

::

    gateway = load(document)                                  # knowledge/gateway.yaml, or the compiled index
    tolerant = reading(gateway, "tolerant")                   # the client; "strict" is the emulator
    operation = gateway.operation("commitOrderDetail")
    violations = validate(operation, {"orderDetailId": "12"}, tolerant, gateway)
    elements = fill(operation, {...}, tolerant)               # what goes on the wire, in signature order
"""

from cccdiag.spec import names, rules, wsdl
from cccdiag.spec.fill import fill
from cccdiag.spec.given import sort
from cccdiag.spec.load import load
from cccdiag.spec.model import Gateway, Operation, Reading, Violation
from cccdiag.spec.readings import reading
from cccdiag.spec.validate import judge, validate

__all__ = [
    "Gateway",
    "Operation",
    "Reading",
    "Violation",
    "fill",
    "judge",
    "load",
    "names",
    "reading",
    "rules",
    "sort",
    "validate",
    "wsdl",
]
