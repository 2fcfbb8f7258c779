"""The drawings as Vega-Lite: rows in, a specification out; pure.

Three of each picture: for a wide window, for a page of 720 points, and for a phone, where names stand above their bars.
What strangers wrote stands in `values` only: never in an expression, a name of a field or an address.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

from pipeline.escape import one_line
from pipeline.review.pictures.look import (
    BAD,
    BAR,
    CARD,
    CONFIG,
    DOUBT,
    GOOD,
    LETTER,
    LONGEST,
    MIDDLE,
    NARROW,
    ONCE,
    ROW,
    SOFT,
    TALL_ROW,
    WIDE,
    WIDTHS,
    Spec,
)
from pipeline.review.pictures.sheets import MEASURES, Sheet

_TOLD: Spec = {"field": "n", "type": "quantitative", "format": ",.2~f"}
"""The number beside a mark, as the language of the page writes numbers."""
CHART = {WIDE: 330, MIDDLE: 190, NARROW: 170}  # points of one of the small charts beside each other


def spec_of(sheet: Sheet, size: str, words: Mapping[str, str]) -> Spec | None:
    """The drawing of a picture in one size; None where it has no rows to draw."""
    return _BY_NAME[sheet.name](sheet, size, words) if sheet.drawn else None


def _cut(text: str, size: str) -> str:
    line, longest = one_line(text), LONGEST[size]
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"


def _distinct(names: Iterable[str], size: str) -> list[str]:
    """The names, cut, each of its own: two rows of one name would be drawn as one bar of both."""
    seen: Counter[str] = Counter()
    found = []
    for name in (_cut(each, size) for each in names):
        seen[name] += 1
        found.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return found


def _view(size: str, values: Sequence[Spec], layers: Sequence[Spec], n_rows: int, height: int | None = None) -> Spec:
    step = ROW if size != NARROW else TALL_ROW
    return {
        "config": CONFIG,
        "data": {"values": list(values)},
        "width": WIDTHS[size],
        "height": height or step * n_rows + 40,
        "padding": {"left": 2 if size != NARROW else 4, "top": 4, "right": 14, "bottom": 4},
        "autosize": {"type": "fit", "contains": "padding"},
        "layer": list(layers),
    }


def _room(names: Iterable[str]) -> int:
    """Points that the longest of these names takes, in whatever font a reader has."""
    return round(LETTER * max(map(len, names), default=0)) + 8


def _names(size: str, order: Sequence[str]) -> tuple[Spec, list[Spec]]:
    """The axis of names, as a `y` for every layer, and the layers that write them above their rows on a phone."""
    room = _room(order)
    axis = {"labelLimit": room, "minExtent": room, "domain": False, "ticks": False, "labelPadding": 6, "title": None}
    y: Spec = {"field": "name", "type": "nominal", "sort": list(order), "axis": axis if size != NARROW else None}
    if size != NARROW:
        return y, []
    above = {"type": "text", "align": "left", "baseline": "bottom", "dy": -4, "limit": WIDTHS[NARROW] - 10}
    names = [{"name": name} for name in order]
    encoding = {"y": y, "x": {"value": 0}, "text": {"field": "name"}}
    return y, [{"data": {"values": names}, "mark": above, "encoding": encoding}]


def _below(size: str) -> Spec:
    """Where marks of a row stand: below its name on a phone."""
    return {} if size != NARROW else {"yOffset": 9}


def _ticks(size: str) -> Spec:
    """An axis of whole numbers."""
    return {"grid": False, "tickMinStep": 1, "tickCount": 10 if size != NARROW else 5}


def _bars(sheet: Sheet, size: str, title: str) -> Spec:
    """Names with one number each."""
    names = _distinct((row[0] for row in sheet.drawn), size)
    values = [{"name": name, "n": row[1]} for name, row in zip(names, sheet.drawn, strict=True)]
    y, above = _names(size, names)
    x = {"field": "n", "type": "quantitative", "title": title, "axis": _ticks(size)}
    number = {"type": "text", "align": "left", "dx": 5, **_below(size)}
    return _view(
        size,
        values,
        [
            {"mark": {"type": "bar", "size": 15, "cornerRadiusEnd": 2, **_below(size)}, "encoding": {"y": y, "x": x}},
            {"mark": number, "encoding": {"y": y, "x": x, "text": _TOLD}},
            *above,
        ],
        len(values),
    )


def _demand(sheet: Sheet, size: str, words: Mapping[str, str]) -> Spec:
    return _bars(sheet, size, words["people"])


def _coverage(sheet: Sheet, size: str, words: Mapping[str, str]) -> Spec:
    """Wishes a catalogue serves; the part that only it serves is dark."""
    names = _distinct((row[0] for row in sheet.drawn), size)
    values = [{"name": name, "n": n, "only": only} for name, (_, n, only) in zip(names, sheet.drawn, strict=True)]
    y, above = _names(size, names)
    title = words["wishes_only_here" if size != NARROW else "wishes"]
    x = {"field": "n", "type": "quantitative", "title": title, "axis": _ticks(size)}
    mark = {"type": "bar", "size": 15, **_below(size)}
    return _view(
        size,
        values,
        [
            {"mark": mark | {"opacity": 0.45}, "encoding": {"y": y, "x": x}},
            {"mark": mark, "encoding": {"y": y, "x": {"field": "only", "type": "quantitative"}}},
            {
                "transform": [
                    {"calculate": "format(datum.n, ',') + ' (' + format(datum.only, ',') + ')'", "as": "told"}
                ],
                "mark": {"type": "text", "align": "left", "dx": 5, **_below(size)},
                "encoding": {"y": y, "x": x, "text": {"field": "told"}},
            },
            *above,
        ],
        len(values),
    )


def _branches(sheet: Sheet, size: str, words: Mapping[str, str]) -> Spec:
    """A cell for each topic at a branch that is told; what is not told stays empty."""
    values = [{"name": _cut(title, size), "branch": _cut(branch, size), "n": n} for title, branch, n in sheet.drawn]
    order = list(dict.fromkeys(each["name"] for each in values))
    branches = sorted({each["branch"] for each in values}, key=lambda name: (name.casefold(), name))
    y, above = _names(size, order)
    turned = {"labelAngle": -35} if size != NARROW else {"labelAngle": -90, "labelAlign": "left"}
    x = {
        "field": "branch",
        "type": "nominal",
        "sort": branches,
        "axis": {"orient": "top", "title": None, "domain": False, "ticks": False, "labelLimit": 130, **turned},
    }
    shade = {"field": "n", "type": "quantitative", "scale": {"range": [0.2, 0.6]}, "legend": None}
    cell = {"type": "rect", "cornerRadius": 3, "color": BAR}
    if size == NARROW:
        cell |= {"height": 20, "yOffset": 9}
    return _view(
        size,
        values,
        [
            {"mark": cell, "encoding": {"y": y, "x": x, "opacity": shade}},
            {"mark": {"type": "text", **_below(size)}, "encoding": {"y": y, "x": x, "text": _TOLD}},
            *above,
        ],
        len(order),
        height=(ROW if size != NARROW else TALL_ROW) * len(order) + 120,
    )


def _fit(sheet: Sheet, size: str, words: Mapping[str, str]) -> Spec:
    """Demand to the right, good signs upwards; the line parts what is much wanted from the rest."""
    codes = ("yes", "unknown", "no", "none")
    values = [
        {"name": _cut(t, size), "n": n, "signs": signs, "fit": words[f"fit_{fit}"]} for t, n, signs, fit in sheet.drawn
    ]
    named = [words[f"fit_{code}"] for code in codes]
    x = {"field": "n", "type": "quantitative", "title": words["people"], "scale": {"zero": False}, "axis": _ticks(size)}
    y = {
        "field": "signs",
        "type": "quantitative",
        "title": words["good_signs"],
        "scale": {"domain": [0, 1]},
        "axis": {"format": ".0%", "tickCount": 5},
    }
    legend: Spec = {
        "title": None,
        "orient": "top",
        "columns": 4 if size != NARROW else 2,
        "columnPadding": 18,
        "symbolSize": 110,
    }
    colour = {"field": "fit", "scale": {"domain": named, "range": [GOOD, DOUBT, BAD, SOFT]}, "legend": legend}
    shapes = {"domain": named, "range": ["circle", "square", "cross", "triangle-down"]}
    line = {"type": "rule", "strokeDash": [4, 4]}
    corner = {"type": "text", "align": "right", "color": SOFT, "dx": -4}
    corners = [
        {
            "data": ONCE,
            "mark": corner | {"baseline": baseline, "dy": dy},
            "encoding": {"x": {"value": "width"}, "y": {"value": place}, "text": {"value": words[word]}},
        }
        for word, place, baseline, dy in (("corner_best", 0, "top", 4), ("corner_seek", "height", "bottom", -4))
    ]
    return _view(
        size,
        values,
        [
            {"data": ONCE, "mark": line, "encoding": {"x": {"datum": sheet.facts["line"], "type": "quantitative"}}},
            {"data": ONCE, "mark": line, "encoding": {"y": {"datum": 0.5, "type": "quantitative"}}},
            {
                "mark": {"type": "point", "filled": True, "size": 90, "opacity": 0.85},
                "encoding": {
                    "x": x,
                    "y": y,
                    "color": colour,
                    "shape": {"field": "fit", "scale": shapes, "legend": legend},
                },
            },
            *(corners if size != NARROW else []),
        ],
        0,
        height=380 if size != NARROW else 400,
    )


def _trend(sheet: Sheet, size: str, words: Mapping[str, str]) -> Spec:
    """A hollow point for the survey before, a full one for the latest."""
    names = _distinct((row[0] for row in sheet.drawn), size)
    values = [
        {"name": name, "before": before, "now": now} for name, (_, before, now) in zip(names, sheet.drawn, strict=True)
    ]
    y, above = _names(size, names)
    axis = {"format": ".0%", "tickCount": 5, "grid": True}
    x = {"field": "now", "type": "quantitative", "title": words["share"], "axis": axis}
    before = {"field": "before", "type": "quantitative"}
    line = {"type": "rule", "color": BAR, "strokeWidth": 3, **_below(size)}
    old = {"type": "point", "filled": True, "color": CARD, "stroke": BAR, "strokeWidth": 2, "size": 80}
    return _view(
        size,
        values,
        [
            {"mark": line, "encoding": {"y": y, "x": x, "x2": {"field": "before"}}},
            {"mark": old | _below(size), "encoding": {"y": y, "x": before}},
            {
                "mark": {"type": "point", "filled": True, "color": BAR, "size": 90, "opacity": 1, **_below(size)},
                "encoding": {"y": y, "x": x},
            },
            *above,
        ],
        len(values),
    )


def _outcomes(sheet: Sheet, size: str, words: Mapping[str, str]) -> Spec:
    """A small chart a measure, all with the same seasons in the same order."""
    seasons = list(dict.fromkeys(_cut(row[0], size) for row in sheet.drawn))
    charts = []
    for measure in MEASURES:
        values = [{"name": _cut(row[0], size), "n": row[3]} for row in sheet.drawn if row[1] == measure]
        if not values:
            continue
        names: Spec = {"title": None, "domain": False, "ticks": False, "labelLimit": 130, "labelPadding": 6}
        names["minExtent"] = min(130, _room(seasons))
        y: Spec = {"field": "name", "type": "nominal", "scale": {"domain": seasons}, "axis": names}
        x = {"field": "n", "type": "quantitative", "title": None, "axis": None, "scale": {"zero": True}}
        charts.append(
            {
                "title": {"text": words[f"measure_{measure}"], "limit": 300},
                "data": {"values": values},
                "width": CHART[size],
                "height": 28 * len(seasons),
                "layer": [
                    {"mark": {"type": "bar", "size": 15, "cornerRadiusEnd": 2}, "encoding": {"y": y, "x": x}},
                    {
                        "mark": {"type": "text", "align": "left", "dx": 5},
                        "encoding": {"y": y, "x": x, "text": _TOLD},
                    },
                ],
            }
        )
    return {"config": CONFIG, "padding": 4, "concat": charts, "columns": 2 if size != NARROW else 1, "spacing": 28}


_BY_NAME: Mapping[str, Callable[[Sheet, str, Mapping[str, str]], Spec]] = {
    "demand": _demand,
    "branches": _branches,
    "coverage": _coverage,
    "fit": _fit,
    "trend": _trend,
    "outcomes": _outcomes,
}
