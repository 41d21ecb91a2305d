"""A local gateway over real HTTP: the seven operations, the life cycle of an order, and failure on purpose."""

from cccdiag.emulator.faults import Fault
from cccdiag.emulator.server import Emulator

__all__ = ["Emulator", "Fault"]
