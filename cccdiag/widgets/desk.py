"""A form that talks to a gateway: it knows the connection, and announces a demonstration before anything else."""

from __future__ import annotations

from cccdiag.errors import CccDiagError
from cccdiag.widgets.access import Access
from cccdiag.widgets.form import Form


class Desk(Form):
    """A form with an access; it may be handed another one when its cell runs again."""

    def __init__(self, access: Access) -> None:
        super().__init__()
        self.access = access
        self.announce_mode()

    def follow(self, access: Access) -> None:
        """Use this connection from now on; what was typed stays."""
        if access is not self.access:
            self.access = access
            self.announce_mode()

    def announce_mode(self) -> None:
        """Say that it is a demonstration, if it is one; a profile that cannot be read is told of when it is used."""
        try:
            self.announce(self.access.demo())
        except CccDiagError:
            self.announce(None)
