"""What the notebooks share: ask the published catalogue, show a table, draw a chart. Reads, and writes nothing.

Charts are Vega-Lite specifications as plain dicts, drawn as SVG by vl-convert: no JavaScript, no network. In Jupyter
they are shown in place; run as a script a notebook prints its tables and says which charts it drew;
`python -m board CATALOGUE FOLDER` writes all notebooks as static HTML (`make notebooks`).
"""

from __future__ import annotations

import sys
import warnings
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar

import duckdb
import pandas as pd
import vl_convert

T = TypeVar("T", "Chart", "Table")
DEMO = "data/local/demo/catalogue.duckdb"
BLUE, ORANGE, GREY = "#0b6fa4", "#c4570a", "#8a8f94"
"""Told apart by people who see no red or green, too; grey is what is not known."""
WIDTH = 560
"""Of a chart, in pixels, without its labels."""
STYLE = {
    "font": "sans-serif",
    "background": "white",
    "view": {"stroke": None},
    "axis": {"labelLimit": 320, "grid": False, "labelFontSize": 12, "titleFontSize": 12},
    "legend": {"labelFontSize": 12, "titleFontSize": 12},
    "title": {"anchor": "start", "fontSize": 15, "offset": 12},
    "range": {"category": [BLUE, ORANGE, GREY]},
}


@dataclass(frozen=True)
class Chart:
    """A drawn chart: what it shows in words, for those who cannot see it, and the SVG."""

    alt: str
    svg: str

    def _repr_svg_(self) -> str:
        """For Jupyter."""
        return self.svg


@dataclass(frozen=True)
class Table:
    """A table to be shown."""

    frame: pd.DataFrame

    def _repr_html_(self) -> str:
        """For Jupyter, and the static page; texts are escaped."""
        named = self.frame.rename(columns=lambda name: str(name).replace("_", " "))
        return str(named.astype(object).map(_cell).to_html(index=False, border=0, escape=True))


def _cell(value: Any) -> Any:
    """A missing value as nothing, a whole number without decimals."""
    if pd.isna(value):
        return ""
    return f"{value:,.10g}" if isinstance(value, float) else value


shown: list[Chart | Table | str] = []
"""What the notebook has shown so far, in order."""


CLOSED_OFF = {"enable_external_access": False, "lock_configuration": True, "temp_directory": ""}
"""A notebook reads its catalogue, and neither another file nor the network; nothing is written beside it."""


@cache
def _catalogue(path: str) -> duckdb.DuckDBPyConnection:
    return duckdb.connect(path, read_only=True, config=CLOSED_OFF)


def ask(sql: str) -> pd.DataFrame:
    """The rows of a query on the catalogue named on the command line, else the demo's."""
    is_notebook = len(sys.argv) < 2 or not sys.argv[1].endswith(".duckdb")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # duckdb 2.0.0 still asks pandas 3 for an in-place drop (seen 2026-11)
        return _catalogue(DEMO if is_notebook else sys.argv[1]).sql(sql).df()


def table(frame: pd.DataFrame) -> Table:
    """Show a table."""
    print(frame.to_string(index=False))
    return _shown(Table(frame))


def wide(frame: pd.DataFrame, down: str, across: str, values: str, order: list[str] | None = None) -> pd.DataFrame:
    """Whole numbers, a row for each word of `down` and a column for each of `across`; empty where there is none."""
    turned = frame.pivot(index=down, columns=across, values=values).round().astype("Int64")
    columns = [name for name in order or turned.columns if name in turned.columns]
    return turned[columns].rename_axis(columns=None).reset_index()


def text(words: str) -> None:
    """Show a sentence that was worked out."""
    print(words)
    shown.append(words)


def chart(frame: pd.DataFrame, title: str, mark: str | dict[str, Any], encoding: dict[str, Any]) -> Chart:
    """Draw the rows of a table; columns that `encoding` does not name stay out.

    Args:
        frame: what is drawn; a missing value is left out, never drawn as zero.
        title: stands above, and in words for those who cannot see it.
        mark: of Vega-Lite, such as `bar`.
        encoding: of Vega-Lite, naming columns of the frame.
    """
    fields = [name for part in encoding.values() if (name := part.get("field"))]
    rows = frame[list(dict.fromkeys(fields))]
    spec = {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "title": title,
        "width": WIDTH,
        "height": {"step": 26},
        "config": STYLE,
        "data": {"values": rows.astype(object).where(rows.notna(), None).to_dict("records")},
        "mark": mark,
        "encoding": encoding,
    }
    drawn = vl_convert.vegalite_to_svg(spec, allowed_base_urls=[])
    print(f"[chart: {title}, {len(rows)} rows]")
    return _shown(Chart(f"{title}; the figures stand in the table beside it", drawn))


def of(field: str, title: str | None = None, **more: Any) -> dict[str, Any]:
    """A number on an axis that starts at zero and has whole ticks only."""
    return {"field": field, "type": "quantitative", "title": title, "axis": {"tickMinStep": 1}, **more}


def names(field: str, title: str | None = None, **more: Any) -> dict[str, Any]:
    """A word on an axis, in the order of the rows."""
    return {"field": field, "type": "nominal", "title": title, "sort": None, **more}


def _shown(part: T) -> T:
    shown.append(part)
    return part
