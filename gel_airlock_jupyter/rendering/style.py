"""The style sheet of the inline report, scoped under one class.

Text and surfaces are inherited from the page (JupyterLab's variables where they exist), so light, dark and
high-contrast themes and other front ends come out right by themselves. Only badges and flags bring colours: badges
solid with white text of contrast 4.5:1 or more, flags as tints mixed into whatever lies beneath. The class is doubled
in selectors because JupyterLab styles lists and tables of HTML outputs with two classes.
"""

from __future__ import annotations

ROOT = "gel-airlock-report"

_RULES = """
@{color:var(--jp-content-font-color1,inherit);font-family:var(--jp-content-font-family,system-ui,sans-serif);
font-size:var(--jp-content-font-size1,14px);line-height:1.45;max-width:72em;padding:2px 0 4px;
--fail:#c62828;--review:#8a4b08;--warn:#6b5900;--info:#4a5568;--pass:#1b7a3d;
--line:color-mix(in srgb,currentColor 18%,transparent);
--soft:color-mix(in srgb,currentColor 72%,transparent);
--code:color-mix(in srgb,currentColor 8%,transparent)}
@ *{box-sizing:border-box}
@ header{display:flex;flex-wrap:wrap;align-items:baseline;gap:2px 10px;margin:0 0 6px}
@ .badge{display:inline-block;min-width:7.2em;padding:1px 8px;border-radius:3px;color:#fff;font-size:.8em;
font-weight:600;letter-spacing:.03em;text-align:center;white-space:nowrap;border:1px solid transparent}
@ header .badge{font-size:.95em;padding:2px 10px}
@ .fail>.badge,@ .badge.fail{background:var(--fail)}
@ .review>.badge,@ .badge.review{background:var(--review)}
@ .warn>.badge,@ .badge.warn{background:var(--warn)}
@ .info>.badge,@ .badge.info{background:var(--info)}
@ .badge.pass{background:var(--pass)}
@ .name{font-weight:600;overflow-wrap:anywhere}
@ .soft,@ summary,@ caption{color:var(--soft)}
@ ul{list-style:none;margin:0;padding:0}
@ ul.findings>li{display:grid;grid-template-columns:auto auto minmax(0,1fr);gap:0 10px;align-items:baseline;margin:0;
padding:5px 0;border-block-start:1px solid var(--line)}
@ .rule{min-width:3.4em;font-family:var(--jp-code-font-family,ui-monospace,monospace);font-size:.9em;white-space:nowrap}
@ .what{overflow-wrap:anywhere}
@ .fix,@ .where{margin:1px 0 0;padding:0}
@ .where{font-size:.92em}
@ .label{color:var(--soft);margin-inline-end:.5em}
@ code{font-family:var(--jp-code-font-family,ui-monospace,monospace);font-size:.92em;background:var(--code);
color:inherit;padding:0 4px;border-radius:3px;display:inline-block;max-width:100%;
white-space:pre-wrap;user-select:all;cursor:copy}
@ details{margin:4px 0 0}
@ summary{cursor:pointer;width:fit-content}
@ .folds{display:flex;flex-wrap:wrap;gap:0 22px;margin:4px 0 0}
@ .folds>details{margin:0}
@ .folds>details[open]{flex-basis:100%}
@ .where details{display:inline-block;margin:0 0 0 .4em;vertical-align:top}
@ .scroll{max-height:24em;overflow:auto;border:1px solid var(--line);border-radius:3px;margin:6px 0 0;width:fit-content;
max-width:100%}
@ .scroll:focus-visible,@ summary:focus-visible{outline:2px solid var(--jp-brand-color1,#1976d2);outline-offset:1px}
@ table{border-collapse:collapse;border:0;margin:0;font-size:.92em;font-variant-numeric:tabular-nums}
@ table tr,@ table tbody tr:nth-child(even){background:none}
@ table th,@ table td{padding:2px 9px;border:0;border-block-end:1px solid var(--line);text-align:start;
white-space:nowrap;max-width:24em;overflow:hidden;text-overflow:ellipsis;vertical-align:baseline;color:inherit;font-weight:400}
@ thead th{position:sticky;inset-block-start:0;background:var(--jp-layout-color1,Canvas);font-weight:600}
@ table .number{text-align:end}
@ table .at{color:var(--soft);font-size:.88em;text-align:end}
@ tbody th{font-weight:600}
@ tr:last-child>*{border-block-end:0}
@ .flag{font-weight:600;box-shadow:inset 3px 0 0 var(--tone);background:color-mix(in srgb,var(--tone) 22%,transparent)}
@ thead th.flag{background:color-mix(in srgb,var(--tone) 22%,var(--jp-layout-color1,Canvas))}
@ .flag.fail{--tone:var(--fail)}@ .flag.review{--tone:#c77700}@ .flag.warn{--tone:#b59b00}@ .flag.info{--tone:#718096}
@ .sign{display:inline-block;margin-inline-end:.45em;font-weight:700}
@ .read{display:grid;grid-template-columns:fit-content(18em) auto 1fr;gap:1px 14px;margin:4px 0 0;font-size:.92em}
@ .read>*{overflow-wrap:anywhere;margin:0}
@ .caption{font-size:.88em;margin:2px 0 0}
@ p{margin:3px 0 0}
@ .where a{color:inherit}
@ figure.sketch{margin:6px 0 0}
@ figure.sketch>ul{list-style:disc;padding-inline-start:1.3em;font-size:.88em}
@ figure.sketch>p{font-size:.88em}
@ svg{display:block;max-width:100%;height:auto;fill:none;stroke:none}
@ svg text{fill:currentColor;font:10px system-ui,sans-serif}
@ svg .title{font-size:12px;font-weight:600}
@ svg .tick{font-size:9px;fill:var(--soft)}
@ svg .frame{stroke:var(--soft);stroke-width:.7}
@ svg .bar,@ svg .slice{fill:color-mix(in srgb,currentColor 32%,transparent);
stroke:var(--jp-layout-color0,Canvas);stroke-width:.6}
@ svg .bar-dense{fill:color-mix(in srgb,currentColor 45%,transparent)}
@ svg .line{stroke:color-mix(in srgb,currentColor 60%,transparent);stroke-width:1.3}
@ svg .dot,@ svg .hidden-dot{stroke:color-mix(in srgb,currentColor 50%,transparent);stroke-width:3;
stroke-linecap:round}
@ svg .hidden{stroke:currentColor;stroke-dasharray:3 2}
@ svg .hidden-dot{opacity:.45}
@ svg .shade-1{fill:color-mix(in srgb,currentColor 8%,transparent)}
@ svg .shade-2{fill:color-mix(in srgb,currentColor 22%,transparent)}
@ svg .shade-3{fill:color-mix(in srgb,currentColor 38%,transparent)}
@ svg .shade-4{fill:color-mix(in srgb,currentColor 56%,transparent)}
@ svg .shade-5{fill:color-mix(in srgb,currentColor 76%,transparent)}
@ svg .spot{stroke:var(--tone);stroke-width:2;fill:color-mix(in srgb,var(--tone) 18%,transparent)}
@ svg .open{fill:none}
@ .spot.fail{--tone:#e53935}@ .spot.review{--tone:#c77700;stroke-dasharray:5 2}
@ .spot.warn{--tone:#b59b00;stroke-dasharray:5 2}@ .spot.info{--tone:#718096;stroke-dasharray:2 2}
@ .spot:focus,@ .spot:target{outline:2px solid Highlight;outline-offset:2px;stroke-width:4}
@media (forced-colors:active){@ .spot{stroke:Highlight}@ .badge,@ .flag{border:1px solid}}
@media (max-width:40em){@ ul.findings>li{grid-template-columns:auto 1fr}@ .what{grid-column:1/-1}}
"""

CSS = _RULES.strip().replace("@media", "\0media").replace("@", f".{ROOT}.{ROOT}").replace("\0media", "@media")
