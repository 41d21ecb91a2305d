"""Fields whose content is nobody's but the kernel's: secrets, pasted logs, files.

ipywidgets keeps what is typed as synced state, and state is what notebooks, checkpoints and page sources save. Here the content
goes to the kernel once, in a message of its own, when the user sends it, and the field is emptied at once. No trait ever holds it.
Files and long texts go in pieces, because servers refuse messages beyond some megabytes.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import anywidget
import traitlets

from cccdiag.secrets import Secret

_SCRIPT = """
const PIECE = 2 * 1024 * 1024;
function node(kind, properties) { return Object.assign(document.createElement(kind), properties); }
export default { render({ model, el }) {
  const id = "ccc" + Math.random().toString(36).slice(2), kind = model.get("kind");
  const form = node("form", { className: "ccc-private", autocomplete: "off" });
  const label = node("label", { htmlFor: id, textContent: model.get("label") });
  const field = kind === "secret" ? node("input", { type: "password", autocomplete: "new-password" }) : node("textarea", { rows: 7 });
  field.id = id; field.spellcheck = false; field.placeholder = model.get("hint");
  const files = node("input", { type: "file", multiple: true, id: id + "f" });
  const send = node("button", { type: "submit", textContent: model.get("action"), className: "jupyter-button widget-button" });
  if (kind !== "secret") send.classList.add("mod-primary");
  const state = node("span", {}); state.setAttribute("role", "status");
  const show = () => { state.textContent = model.get("state"); send.disabled = model.get("busy"); };
  form.append(label, field);
  if (kind === "material") form.append(node("label", { htmlFor: files.id, textContent: "Files" }), files, node("br", {}));
  form.append(" ", send, " ", state);
  form.addEventListener("submit", async event => {
    event.preventDefault();
    const text = field.value, chosen = [...files.files];
    field.value = ""; form.reset();
    if (!text && !chosen.length && kind === "secret") return;
    for (const file of chosen) {
      model.send({ file: file.name, size: file.size });
      for (let at = 0; at < file.size; at += PIECE)
        model.send({ piece: at }, undefined, [await file.slice(at, at + PIECE).arrayBuffer()]);
    }
    if (text.length < PIECE / 4) { model.send({ text }); return; }
    const bytes = new TextEncoder().encode(text);
    for (let at = 0; at < bytes.length; at += PIECE) model.send({ part: at }, undefined, [bytes.slice(at, at + PIECE).buffer]);
    model.send({ text: "" });
  });
  for (const name of ["keydown", "keypress", "keyup"]) form.addEventListener(name, event => event.stopPropagation());
  field.addEventListener("keydown", event => { if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit(); });
  for (const name of ["state", "busy"]) model.on("change:" + name, show);
  show(); el.append(form);
} }
"""
_SPOKEN = """
export default { render({ model, el }) {
  const line = document.createElement("div"); line.className = "ccc"; line.setAttribute("role", "status");
  const show = () => { line.textContent = model.get("text"); };
  model.on("change:text", show); show(); el.append(line);
} }
"""


class Private(anywidget.AnyWidget):
    """A field for one secret (``kind="secret"``), for text (``"text"``), or for text and files (``"material"``).

    ``on_given`` is called with nothing when something came; :attr:`secret`, :attr:`given` and :attr:`files` hold it.
    ``state`` is what stands behind the field, read aloud when it changes.
    """

    _esm = _SCRIPT
    kind = traitlets.Unicode("secret").tag(sync=True)
    label = traitlets.Unicode("Secret").tag(sync=True)
    action = traitlets.Unicode("Use").tag(sync=True)
    hint = traitlets.Unicode("").tag(sync=True)
    state = traitlets.Unicode("not set").tag(sync=True)
    busy = traitlets.Bool(False).tag(sync=True)

    def __init__(self, on_given: Callable[[], Any] | None = None, **traits: Any) -> None:
        super().__init__(**traits)
        self.secret: Secret | None = None
        self.given = ""
        self.files: tuple[tuple[str, bytes], ...] = ()
        self._coming: list[tuple[str, bytearray]] = []
        self._long = bytearray()
        self._on_given = on_given
        self.on_msg(self._received)

    def _received(self, _widget: Any, content: Any, buffers: Any) -> None:
        if "file" in content:
            self._coming.append((str(content["file"]), bytearray()))
        elif "piece" in content and self._coming:
            for buffer in buffers:
                self._coming[-1][1].extend(buffer)
        elif "part" in content:
            for buffer in buffers:
                self._long.extend(buffer)
        elif "text" in content:
            text = self._long.decode("utf-8", "replace") or str(content["text"])
            self.take(text, tuple((name, bytes(data)) for name, data in self._coming))

    def take(self, text: str, files: tuple[tuple[str, bytes], ...] = ()) -> None:
        """Take what was sent (or what a test sends)."""
        self._coming, self._long = [], bytearray()
        if self.kind == "secret":
            self.secret = Secret(text, "typed") if text else None
            self.state = "set (in memory only)" if text else "not set"
        else:
            self.given, self.files = text, files
        if self._on_given:
            self._on_given()

    def forget(self) -> None:
        """Let go of what was given."""
        self.secret, self.given, self.files = None, "", ()
        self.state = "not set"

    def __repr__(self) -> str:
        return f"Private({self.label}: {self.state})"


class Spoken(anywidget.AnyWidget):
    """A line that screen readers read aloud whenever it changes (role=status, in place from the start)."""

    _esm = _SPOKEN
    text = traitlets.Unicode("").tag(sync=True)
