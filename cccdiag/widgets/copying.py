"""A text with a button that copies it. What stands here is made to be shared: redacted before it comes."""

from __future__ import annotations

import anywidget
import traitlets

_SCRIPT = """
export default { render({ model, el }) {
  const id = "ccc" + Math.random().toString(36).slice(2);
  const make = (kind, properties) => Object.assign(document.createElement(kind), properties);
  const box = make("div", { className: "ccc-private" });
  const label = make("label", { htmlFor: id }), area = make("textarea", { id, rows: 12, readOnly: true });
  const button = make("button", { type: "button", className: "jupyter-button widget-button mod-primary", textContent: "Copy" });
  const state = make("span", {}); state.setAttribute("role", "status");
  const show = () => { label.textContent = model.get("label"); area.value = model.get("text"); box.hidden = !area.value; state.textContent = ""; };
  button.addEventListener("click", async () => {
    area.select();
    try { await navigator.clipboard.writeText(area.value); state.textContent = "Copied."; }
    catch { state.textContent = document.execCommand("copy") ? "Copied." : "Press Ctrl+C to copy what is selected."; }
  });
  for (const name of ["keydown", "keypress", "keyup"]) box.addEventListener(name, event => event.stopPropagation());
  for (const name of ["text", "label"]) model.on("change:" + name, show);
  box.append(label, area, button, " ", state); show(); el.append(box);
} }
"""


class Copyable(anywidget.AnyWidget):
    """A text to copy, hidden while there is none."""

    _esm = _SCRIPT
    label = traitlets.Unicode("For the ticket").tag(sync=True)
    text = traitlets.Unicode("").tag(sync=True)
