"""The form by which a notebook says whom to ask, as whom."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from cccdiag.client.profile import MODES, SECRETS, Profile
from cccdiag.widgets.access import EMULATOR, ENVIRONMENT, LABELS, TYPED, Access
from cccdiag.widgets.desk import Desk
from cccdiag.widgets.form import Answer

if TYPE_CHECKING:
    from cccdiag.emulator import Emulator

_WIDE = {"description_width": "11rem"}


class ConnectionForm(Desk):
    """Profile, environment, or address and secrets typed in; the emulator of this machine unless something else is chosen."""

    name, title = "connection", "Connection"

    def __init__(self, access: Access) -> None:
        import ipywidgets

        from cccdiag.widgets.private import Private

        super().__init__(access)
        wide = ipywidgets.Layout(width="34rem", max_width="98%")
        self.site = ipywidgets.Dropdown(
            description="Site", options=_sites(access), value=access.site, style=_WIDE, layout=wide
        )
        self.endpoint = ipywidgets.Text(
            description="Address", placeholder="https://host/path", style=_WIDE, layout=wide
        )
        self.mode = ipywidgets.Dropdown(
            description="Mode expected", options=MODES, value="any", style=_WIDE, layout=wide
        )
        self.product = ipywidgets.Text(description="Product", placeholder="ABC", style=_WIDE, layout=wide)
        self.secrets = {key: Private(kind="secret", label=LABELS[key]) for key in SECRETS}
        self._address = ipywidgets.VBox([self.endpoint, self.mode, self.product])
        self._login = ipywidgets.VBox(list(self.secrets.values()))
        self.use = ipywidgets.Button(description="Use this connection", button_style="primary")
        self.use.layout.width = "auto"
        self.site.observe(self.guarded(self._follow), "value")
        self.use.on_click(self.guarded(self.run))
        self.put(self.site, self._address, self._login, self.use, self.results)
        self._follow()

    def _follow(self) -> None:
        """Show the fields that the chosen site asks for."""
        site = self.site.value
        self._address.layout.display = None if site == TYPED else "none"
        asks = site not in (EMULATOR, ENVIRONMENT, self.access.given and self.access.given.name)
        self._login.layout.display = None if asks else "none"

    def follow(self, access: Access) -> None:
        """Use this connection from now on; what was typed stays, the choice of the site does not."""
        if access is not self.access:
            super().follow(access)
            self.site.options = _sites(access)
            self.site.value = access.site

    @property
    def profile(self) -> Profile:
        """The profile in force, for a client or a check of your own."""
        return self.access.profile

    @property
    def gateway(self) -> Emulator | None:
        """The emulator behind it, if it is one: to plant faults in, to look at its exchanges."""
        return self.access.gateway

    @property
    def environ(self) -> Mapping[str, str]:
        """The environment that profiles and checks read."""
        return self.access.environ

    @property
    def is_demo(self) -> bool:
        """Whether it is known to be a demonstration."""
        return self.access.demo() is not None

    def run(self) -> Answer:
        """Settle on what the form says."""
        with self.working("Looking at the connection …"):
            typed: dict[str, Any] = {
                "endpoint": self.endpoint.value,
                "expect_mode": self.mode.value,
                "product": self.product.value,
            }
            self.access.choose(self.site.value, typed, {key: field.secret for key, field in self.secrets.items()})
            self.announce(self.access.demo())
            self.say("This connection is in use.")
            return self.show(self.access.answer())


def _sites(access: Access) -> list[tuple[str, str]]:
    """What can be chosen: the emulator or the profile that was given, the user's profiles, the environment, typing."""
    from cccdiag.client import profile_file

    given = access.given
    sites = (
        [("The gateway on this machine (DEMO)", EMULATOR)] if given is None else [(f"Given: {given.name}", given.name)]
    )
    own = [name for name in profile_file.names() if name != access.site]
    if access.site not in (EMULATOR, ENVIRONMENT, TYPED, given and given.name):
        own.insert(0, access.site)
    sites += [(f"Profile {name}", name) for name in own]
    return [*sites, ("Environment variables (CCCDIAG_…)", ENVIRONMENT), ("Typed here", TYPED)]
