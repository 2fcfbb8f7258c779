"""The demo's survey: made by a script, with demand and something to suppress."""

from __future__ import annotations

import csv
import runpy
from pathlib import Path

from pipeline.demo import DEMO_SURVEY


def test_the_survey_comes_out_the_same_again(root: Path) -> None:
    script = runpy.run_path(str(root / "data" / "demo" / "make_survey.py"))
    assert script["survey_bytes"]() == DEMO_SURVEY.read_bytes()


def test_the_survey_has_demand_and_something_to_suppress() -> None:
    with DEMO_SURVEY.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    assert len(rows) == 62
    assert {len(row) for row in rows} == {len(header)}
    assert (header[0], header[-1]) == ("Timestamp", "When could you meet? ")
    ticks: dict[str, int] = {}
    for row in rows:
        for skill in filter(None, row[4].split(";")):
            ticks[skill] = ticks.get(skill, 0) + 1
    grid = [sum(row[n] in ("Very needed", "Absolutely essential") for row in rows) for n in range(5, 10)]
    counts = [*ticks.values(), *grid]
    assert sum(n >= 5 for n in counts) == 12
    assert sum(n < 5 for n in counts) == 6
    assert any("," in skill for skill in ticks)


def test_the_survey_names_nobody() -> None:
    with DEMO_SURVEY.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert all(row["Email Address"] == f"respondent{n:02}@example.org" for n, row in enumerate(rows, 1))
