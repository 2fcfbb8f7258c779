"""How drawings look: sizes, and colours as names of the page's own variables, right by day and by night."""

from __future__ import annotations

from typing import Any

Spec = dict[str, Any]
WIDE, MIDDLE, NARROW = "wide", "middle", "narrow"
WIDTHS = {WIDE: 1040, MIDDLE: 720, NARROW: 316}
"""Points of the sizes: for a wide window, for half of one or a tablet, and for a phone; static/site.css shows one."""
INK, SOFT, LINE, BAR, CARD = "var(--ink)", "var(--soft)", "var(--line)", "var(--bar)", "var(--card)"
GOOD, BAD, DOUBT = "var(--good)", "var(--bad)", "var(--doubt)"
LONGEST = {WIDE: 46, MIDDLE: 34, NARROW: 42}
"""Letters of a name in a drawing; the table has all of them."""
LETTER = 7.7
"""Points of a letter, of 13 high, in the widest of the fonts that devices show a page in (DejaVu Sans, 2026-11). What
draws measures names in a narrower one, and would leave them too little room."""
FONT = "sans-serif"
ONCE: Spec = {"values": [{}]}
"""Data of a mark that is drawn once, whatever the rows."""
ROW, TALL_ROW = 26, 46
CONFIG: Spec = {
    "background": "transparent",
    "font": FONT,
    "view": {"stroke": None},
    "axis": {
        "labelColor": INK,
        "titleColor": SOFT,
        "titleFontWeight": "normal",
        "domainColor": LINE,
        "gridColor": LINE,
        "tickColor": LINE,
        "labelFontSize": 13,
        "titleFontSize": 13,
    },
    "legend": {"labelColor": INK, "titleColor": SOFT, "labelFontSize": 13, "titleFontSize": 13},
    "text": {"color": INK, "fontSize": 13},
    "bar": {"color": BAR},
    "rule": {"color": SOFT},
    "title": {"color": INK, "fontSize": 14, "fontWeight": "normal", "anchor": "start"},
}
