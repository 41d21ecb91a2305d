"""How forms and their answers look: small, calm, in the colours of the page around them, readable without colour."""

from __future__ import annotations

import html

from cccdiag.report.findings import one_line

# JupyterLab's own variables where there are any, so that a dark theme stays dark; else a light page.
STYLE = """\
<style>
.ccc{--ink:var(--jp-ui-font-color1,#1b2430);--soft:var(--jp-ui-font-color1,#4a5563);--paper:var(--jp-layout-color1,#fff);
--panel:var(--jp-layout-color2,#f4f6f8);--line:var(--jp-border-color1,#c3cad2);--error:var(--jp-error-color0,#a3161f);
--warning:var(--jp-warn-color0,#7a4a00);--info:var(--jp-info-color0,#0b5c6b);--ok:var(--jp-success-color0,#14692e);
color:var(--ink);font:14px/1.5 system-ui,"Segoe UI","DejaVu Sans",sans-serif;overflow-wrap:anywhere}
.ccc-form{max-width:62rem;padding:.2rem .6rem .6rem}
.ccc-form .widget-html,.ccc-form .widget-html-content{height:auto;line-height:1.5}
.ccc-form .widget-html{margin-left:2px}
.ccc-form>button{align-self:flex-start;width:auto}.ccc-announced .demo{display:none}
.ccc-title{font-size:1.1rem;font-weight:600;margin:.2rem 0}
.ccc.hint{margin:0 0 .3rem 11.6rem}.ccc p{margin:.3rem 0}.ccc ol,.ccc ul{margin:.2rem 0;padding-left:1.5rem}
.ccc .soft{color:var(--soft);font-size:.92em}.ccc .verdict{font-size:1.05rem;font-weight:600}
.ccc .demo{border:1px solid var(--line);border-left:.3rem solid #d29400;background:var(--panel);padding:.25rem .7rem;font-weight:600}
.ccc .banner{border:2px solid var(--error);padding:.35rem .7rem;background:var(--panel)}
.ccc .card,.ccc article{border:1px solid var(--line);border-left:.35rem solid var(--info);border-radius:.4rem;margin:.6rem 0;padding:.5rem .9rem}
.ccc .card.error,.ccc article.error,.ccc .card.fail,.ccc .card.crash{border-left-color:var(--error)}.ccc .card.warning,.ccc article.warning,.ccc .card.warn{border-left-color:#d29400}
.ccc .card.ok{border-left-color:var(--ok)}.ccc .first{background:var(--panel);border:1px solid var(--line);border-radius:.4rem;padding:.4rem .8rem}
.ccc h1,.ccc h2,.ccc h3{font-size:1.02rem;margin:.7rem 0 .2rem;font-weight:600}
.ccc pre{white-space:pre-wrap;overflow-wrap:anywhere;font-size:.86em;background:var(--panel);color:var(--ink);padding:.5rem;border-radius:.3rem;margin:.2rem 0 .6rem;line-height:1.4}
.ccc mark{background:#ffe58a;color:#1b2430;outline:1px solid #7a5d00}.ccc blockquote{margin:.4rem 0;padding:.4rem .8rem;background:var(--panel);border-left:3px solid var(--line);white-space:pre-wrap}
.ccc table{border-collapse:collapse;width:100%;color:var(--ink);table-layout:auto}
.ccc caption{text-align:left;color:var(--soft);padding:.2rem 0}
.ccc th,.ccc td:first-child{overflow-wrap:normal}.ccc th,.ccc td{text-align:left!important;vertical-align:top;padding:.25rem .6rem .25rem 0;border-top:1px solid var(--line);background:transparent}
.ccc tr:nth-child(even),.ccc tr:hover{background:transparent!important}
.ccc dl{display:grid;grid-template-columns:7rem 1fr;gap:.1rem .7rem;margin:.4rem 0}.ccc dt{color:var(--soft);float:none;width:auto;overflow-wrap:normal}.ccc dd{margin:0;float:none;width:auto}
.ccc summary{cursor:pointer}.ccc .wrong{color:var(--error);font-weight:600}
.ccc .strip{display:flex;flex-wrap:wrap;gap:.3rem;list-style:none;padding:0}
.ccc .strip li{border:2px dashed var(--line);border-radius:.4rem;padding:0 .5rem;color:var(--soft)}
.ccc .strip li.ok,.ccc .strip li.warn,.ccc .strip li.fail,.ccc .strip li.crash{border-style:solid;color:var(--ink)}
.ccc .strip li.ok{border-color:var(--ok)}.ccc .strip li.warn{border-color:#d29400;border-width:3px}.ccc .strip li.fail,.ccc .strip li.crash{border-color:var(--error);border-width:3px;font-weight:600}
.ccc .picture{overflow-x:auto}.ccc .picture svg{min-width:36rem}.ccc svg{max-width:100%;height:auto;display:block;font-family:inherit}
.ccc .chart .grid{stroke:var(--line)}.ccc .chart .tick,.ccc .chart .count{fill:var(--ink);font-size:13px}.ccc .chart .name{fill:var(--ink);font-size:14px}
.ccc .chart rect{fill:var(--info);fill-opacity:.3}.ccc .chart circle{fill:var(--info)}.ccc .chart .error rect,.ccc .chart .error circle{fill:var(--error)}
.ccc .chart .warning rect,.ccc .chart .warning circle{fill:#8a5a00}.ccc .chart .possible circle{fill:var(--paper);stroke:var(--ink);stroke-width:2}
.ccc .layers .way{stroke:var(--line);stroke-width:3}.ccc .layers .lane{fill:var(--ink);font-size:15px}.ccc .layers rect{fill:var(--paper);stroke:var(--line);stroke-width:2}
.ccc .layers .name{fill:var(--ink);font-size:14px;font-weight:600}.ccc .layers .state{fill:var(--ink);font-size:12.5px}.ccc .layers .mark{font-size:20px;fill:var(--ink)}
.ccc .layers .here{font-size:13px;font-weight:600;fill:var(--error)}.ccc .layers .skip rect{stroke-dasharray:5 4}.ccc .layers .ok rect{stroke:var(--ok)}
.ccc .layers .warn rect{stroke:#d29400;stroke-width:3}.ccc .layers .fail rect,.ccc .layers .crash rect{stroke:var(--error);stroke-width:4}
.ccc .latency rect{fill:var(--info);fill-opacity:.45;stroke:var(--info)}.ccc .latency .slow rect{fill:#d29400}.ccc .latency text{fill:var(--ink);font-size:14px}
.ccc .cycle rect{fill:var(--paper);stroke:var(--line);stroke-width:2}.ccc .cycle .here rect{stroke:var(--info);stroke-width:5;fill:var(--panel)}
.ccc .cycle text{fill:var(--ink);font-size:14px}.ccc .cycle .here .name{font-weight:700}.ccc .cycle .been rect{stroke:var(--ok);stroke-width:3}
.ccc .cycle .arrow{stroke:var(--ink);stroke-width:1.5;fill:none}.ccc .cycle .head{fill:var(--ink)}.ccc .cycle .verb{font-size:12.5px}
.ccc-private label{display:block;font-weight:600;margin:.3rem 0 .1rem}
.ccc-private input,.ccc-private textarea{font:inherit;color:inherit;background:var(--jp-layout-color1,#fff);border:1px solid #6b7580;border-radius:.2rem;padding:.2rem .4rem;box-sizing:border-box}
.ccc-private textarea{width:100%;font-family:ui-monospace,Consolas,monospace;font-size:.9em}.ccc-private button{margin:.3rem .5rem .3rem 0;width:auto;padding:0 .9rem}
.ccc-form button.mod-primary,.ccc-private button.mod-primary{background:#0b5394;color:#fff;font-weight:600}
</style>"""


def text(value: object) -> str:
    """Anything from outside as HTML text in one line."""
    return html.escape(one_line(str(value)))


def prose(value: str) -> str:
    """Our own text; its code spans become such."""
    parts = text(value).split("`")
    if len(parts) % 2 == 0:
        return text(value)
    return "".join(f"<code>{part}</code>" if place % 2 else part for place, part in enumerate(parts))


def picture(svg: str, name: str) -> str:
    """A picture that may be wider than the page, reachable by keyboard."""
    return f'<div class="picture" role="region" aria-label="{text(name)}" tabindex="0">{svg}</div>' if svg else ""
