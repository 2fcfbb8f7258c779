"""How fast matching is, how much memory it takes and what that buys, beside simpler ways, in one run.

    make bench  (about 20 minutes)

`CIRCLEWISE_BENCH_VECTORS` names a file in which the vectors of the real titles are kept for the next run.
bm25s and DuckDB's full-text search are needed by this alone: where one is not installed, the table says so.
"""

from __future__ import annotations

import os
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from benchbook.book import Book
from benchbook.matches import book_matches
from benchbook.told import told

FOLDERS = ("build/full-text", "build/peers")
"""Where `make bench` puts the DuckDB that has a full-text search, that search, and other peers."""
LEAST = 10_000
"""Of fewer courses so much is common to all that a night after has more to do."""
MANY = 50_000
"""Of fewer courses what an index does for each night is a larger part than the words it reads."""
METHODS = ("ours", "bm25s", "full-text", "tantivy", "sparse top-n", "exact dense search", "token_set", "wratio")


def line(found: dict[str, Any], quality: list[float] | None) -> str:
    name = f"{found['method']:<19} {found['courses']:>7}"
    if "not_available" in found:
        return f"{name}  not available: {found['not_available']}"
    took = found["match"]
    index = found.get("index", {"cpu_s": 0.0})
    bought = " ".join(f"{value:.3f}" for value in quality) if quality else "not measured"
    return (
        f"{name} {found['goals']:>6} {index['cpu_s']:>9.1f} {took['cpu_s']:>9.1f} "
        f"{found['goals'] / max(took['cpu_s'], 0.01):>10.1f} {found['peak_mb']:>8}  {bought}"
    )


def table(found: list[dict[str, Any]], quality: dict[str, list[float] | None]) -> str:
    rows = ["method              courses  goals  index, s  match, s  goals/s     MB     nDCG@10 (library clean noisy)"]
    rows += [line(each, quality.get(each["method"])) for each in found]
    mine = sorted((each for each in found if each["method"] == "ours"), key=lambda each: each["courses"])
    rows.append(
        "\nours, seconds of CPU: a night, and the next with 2 % of the courses changed, with what was kept and without"
    )
    for each in mine:
        second, third = each["two_percent"], each["two_percent_from_scratch"]
        cells = [f"{night['index']['cpu_s']:.1f} + {night['match']['cpu_s']:.1f}" for night in (each, second, third)]
        rows.append(f"{each['courses']:>7}: {cells[0]}; {cells[1]}; {cells[2]}")
        rows.append(f"         pairs by meaning: {each['products']:,}; {second['products']:,}; {third['products']:,}")
        rows.append(f"         pairs scored: {each['scored']:,}; {second['scored']:,}")
    for small, large in pairwise(mine):
        more = large["courses"] - small["courses"]
        slopes = [10_000 * (large[key]["cpu_s"] - small[key]["cpu_s"]) / more for key in ("index", "match")]
        rows.append(
            f"from {small['courses']} to {large['courses']} courses, each 10,000 more cost {slopes[0]:.2f} s of index "
            f"and {slopes[1]:.2f} s of matching {large['goals']} goals"
        )
    return "\n".join(rows)


@pytest.mark.bench
@pytest.mark.shared
@pytest.mark.timeout(7200)
def test_matching_beside_simpler_ways(
    shared: Path, tmp_path: Path, book: Book, capsys: pytest.CaptureFixture[str]
) -> None:
    vectors = os.environ.get("CIRCLEWISE_BENCH_VECTORS", str(tmp_path / "vectors.npy"))
    quality = told("match/quality.py", shared, vectors, ahead=FOLDERS)
    sizes = (book.courses // 5, book.courses)
    asked = [("ours", book.courses // 25), *((method, size) for size in sizes for method in METHODS)]
    found = [told("match/measure.py", method, size, shared, vectors, ahead=FOLDERS) for method, size in asked]
    book_matches(book, [each for each in found if each["courses"] == book.courses])
    with capsys.disabled():
        print("\n" + table(found, quality))
    assert {each["method"] for each in found} == set(METHODS)
    for each in found:
        if each["method"] == "ours" and each["courses"] >= LEAST:
            assert each["two_percent"]["products"] < 0.03 * each["products"]
            assert each["two_percent"]["scored"] < 0.05 * each["scored"]
            assert each["peak_mb"] < 4_096
        if each["method"] == "ours" and each["courses"] >= MANY:
            assert each["two_percent"]["index"]["cpu_s"] < 0.5 * each["two_percent_from_scratch"]["index"]["cpu_s"]
