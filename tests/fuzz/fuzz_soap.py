"""Laws of the two readers of SOAP, for any bytes: only a ProtocolError is raised, and what was read can be written again."""

# ruff: noqa: PT017 - a law about what an error says, where there may be none

from __future__ import annotations

import dataclasses

from cccdiag.errors import ProtocolError, SoapFault
from cccdiag.kb.find import knowledge
from cccdiag.soap import reply, request
from cccdiag.soap.model import Reply
from cccdiag.spec.constraints import illegal_character


def fuzz_replies(data: bytes) -> None:
    """An answer is read, or refused in one sentence with a reason; written again it reads the same."""
    try:
        read = reply.read(data)
    except SoapFault as fault:
        assert fault.fault_code
        assert fault.fault_string
        return
    except ProtocolError as error:
        _one_sentence(error)
        return
    assert read.result is not None or read.errors
    if read.operation is not None and read.operation.isascii():
        assert _bare(reply.read(reply.write(read, knowledge().gateway().service.namespace))) == _bare(read)


def fuzz_requests(data: bytes) -> None:
    """A request is read, or refused in one sentence with a reason; written again it reads the same."""
    try:
        incoming = request.read(data)
    except ProtocolError as error:
        _one_sentence(error)
        return
    known = {operation.name: operation for operation in knowledge().gateway().operations}
    operation = known.get(incoming.operation)
    if operation is None or not all(name.isascii() for name in incoming.values):
        return
    assert not any(map(illegal_character, incoming.values.values()))
    again = request.read(request.write(operation, incoming.values, incoming.namespace or ""), limit=8 << 20)
    assert (again.operation, again.values) == (incoming.operation, incoming.values)


def _one_sentence(error: ProtocolError) -> None:
    assert error.reason
    assert "\n" not in str(error)


def _bare(read: Reply) -> Reply:
    """The values of a reply; what stood beside them, or instead of them, is not all written."""
    result = read.result and dataclasses.replace(read.result, unread=())
    errors = tuple(dataclasses.replace(error, unread=()) for error in read.errors)
    return dataclasses.replace(read, result=result, errors=errors, unread=())
