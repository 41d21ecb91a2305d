"""Everything that can go wrong on purpose, as one tree.

::

    CccDiagError
    ├── FactError            a file in knowledge/ is wrong              .where = path:line:column
    ├── ProfileError         a credential or address is missing or misshapen
    ├── InputError           an input of the user cannot be read or is not what the command takes
    ├── ValidationError      we refuse to send this                     .violations (all of them)
    ├── TransportError       no answer                                  .layer  .outcome_unknown
    ├── ProtocolError        an answer, but not the gateway's           .status .head (redacted)
    │   └── SoapFault        the answer is a SOAP Fault                 .fault_code .fault_string
    └── GatewayError         the gateway said no                        .errors .codes .mode

*We* refused (FactError … ValidationError), *nobody* answered (TransportError), *somebody else* answered (ProtocolError)
and *they* refused (GatewayError) are four different things to a caller, and four different words in every report.
"""

from __future__ import annotations

TYPE_CHECKING = False  # typing costs 4 ms at every start; checkers know this name
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Literal

    from cccdiag.soap.model import CccError
    from cccdiag.spec.model import Violation

    Layer = Literal["dns", "tcp", "tls", "proxy", "http"]


class CccDiagError(Exception):
    """The root; never raised itself. ``str(error)`` is always one sentence fit to show to a user."""


class FactError(CccDiagError):
    """A file in ``knowledge/`` (or in a ``--knowledge`` folder) does not say what its loader can accept."""

    def __init__(self, where: str, problem: str) -> None:
        super().__init__(f"{where}: {problem}")
        self.where = where
        self.problem = problem


class ProfileError(CccDiagError):
    """A credential or an address is missing or misshapen; ``missing`` names the profile fields that have no value."""

    def __init__(self, message: str, missing: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.missing = tuple(missing)


class InputError(CccDiagError):
    """An input named by the user cannot be read, or is not what the command takes."""


class ValidationError(CccDiagError):
    """The values break the gateway's rules, so nothing was sent. ``violations`` holds all of them."""

    def __init__(self, operation: str, violations: Sequence[Violation]) -> None:
        self.operation = operation
        self.violations = tuple(violations)
        count = len(self.violations)
        listed = "; ".join(f"{v.field}: {v.detail}" for v in self.violations)
        super().__init__(f"{operation} was not sent, {count} problem{'s' if count != 1 else ''}: {listed}")


class TransportError(CccDiagError):
    """No answer came. ``layer`` says how far it got; ``reason`` is a word from that layer's closed list.

    ``outcome_unknown`` is true when the request may have reached the gateway: then nobody knows what it did.
    """

    def __init__(self, layer: Layer, reason: str, message: str, *, outcome_unknown: bool = False) -> None:
        super().__init__(message)
        self.layer: Layer = layer
        self.reason = reason
        self.outcome_unknown = outcome_unknown


class ProtocolError(CccDiagError):
    """Something answered, but not in the gateway's language. ``head`` is the redacted beginning of the body.

    ``codes`` are those of the ``ccc_error`` elements that a broken reply still held whole.
    """

    def __init__(
        self,
        message: str,
        *,
        status: int | None = None,
        head: str = "",
        reason: str = "not-soap",
        codes: Sequence[str] = (),
    ) -> None:
        super().__init__(message)
        self.status = status
        self.head = head
        self.reason = reason
        self.codes = tuple(codes)


class SoapFault(ProtocolError):  # noqa: N818 - a Fault is SOAP's own word for it
    """The answer is a SOAP Fault: the service could not make sense of the request or broke down."""

    def __init__(self, fault_code: str, fault_string: str, *, status: int | None = None) -> None:
        super().__init__(f"SOAP Fault {fault_code}: {fault_string}", status=status, reason="fault")
        self.fault_code = fault_code
        self.fault_string = fault_string


class GatewayError(CccDiagError):
    """The gateway said no: one or several ``ccc_error`` elements, in its order."""

    def __init__(self, operation: str, errors: Sequence[CccError], mode: str | None) -> None:
        self.operation = operation
        self.errors = tuple(errors)
        self.codes = tuple(error.code for error in self.errors)
        self.mode = mode
        super().__init__(f"{operation} was refused by the gateway: {', '.join(self.codes)}")
