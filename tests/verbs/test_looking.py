"""Verbs that look: every format, every promise of the contract, and what they say when there is nothing to see."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from pipeline.topics.fit.cost import COST
from pipeline.verbs.topics import HEADINGS


def test_topics_as_json_hold_their_shortlists(demo_once: Path, verb: Any) -> None:
    topics = verb("topics", "--home", demo_once, "--format", "json").json
    assert len(topics) >= 8
    assert all(topic["n_respondents"] >= 5 for topic in topics)
    assert [t["priority"] for t in topics] == sorted((t["priority"] for t in topics), reverse=True)
    courses = [course for topic in topics for course in topic["courses"]]
    assert len(courses) >= 8
    assert {course["free_kind"] for course in courses} <= {"free", "free_audit", "free_limited", "unknown"}
    assert all(course["rank"] == n for t in topics for n, course in enumerate(t["courses"], 1))


def test_topics_as_csv_xlsx_and_markdown_agree(demo_once: Path, verb: Any) -> None:
    rows = list(csv.reader(io.StringIO(verb("topics", "--home", demo_once, "--format", "csv").out.decode("utf-8"))))
    sheet = openpyxl.load_workbook(io.BytesIO(verb("topics", "--home", demo_once, "--format", "xlsx").out)).active
    markdown = verb("topics", "--home", demo_once, "--format", "md").text
    assert sheet is not None
    assert sheet.max_row == len(rows) > 10
    assert [cell.value for cell in sheet[1]] == [HEADINGS[name] for name in rows[0]]
    costs = {row[rows[0].index("free_kind")].value for row in sheet.iter_rows(min_row=2)} - {None}
    assert len(costs) > 1
    assert costs <= set(COST.values()), "in words"
    assert {row[rows[0].index("free_kind")] for row in rows[1:]} - {""} <= set(COST), "for scripts, as in the catalogue"
    assert sum(line.startswith("|") for line in markdown.splitlines()) == len(rows) + 1


def test_topics_on_a_terminal_name_course_cost_and_what_is_hidden(demo_once: Path, verb: Any) -> None:
    said = verb("topics", "--home", demo_once)
    assert "Grant writing" in said.text
    assert "unknown" in said.text
    assert "too few people to be shown" in said.text


def test_sources_tell_last_run_and_next_run(demo_once: Path, verb: Any) -> None:
    found = {source["source"]: source for source in verb("sources", "--home", demo_once, "--json").json}
    assert {"coursera", "edx", "futurelearn", "mit_learn", "openhpi", "p2pu", "udacity"} <= set(found)
    assert found["p2pu"]["outcome"] == "succeeded"
    assert found["p2pu"]["courses"] == 22
    assert found["p2pu"]["next_run_at"]
    assert verb("sources", "--home", demo_once).text.count("succeeded") == 7


def test_sources_are_listed_before_the_first_night(tmp_path: Path, verb: Any) -> None:
    assert {source["outcome"] for source in verb("sources", "--home", tmp_path, "--json").json} == {None}


def test_blocked_catalogues_are_told_with_the_reason(tmp_path: Path, verb: Any) -> None:
    found = {source["source"]: source for source in verb("sources", "--home", tmp_path, "--json").json}
    blocked = {name for name, source in found.items() if source["is_blocked"]}
    assert {"class_central", "oer_commons"} <= blocked
    assert {"p2pu", "coursera"} <= set(found) - blocked
    central = found["class_central"]
    assert "refuses robots" in central["reason"]
    assert (central["outcome"], central["next_run_at"], central["courses"]) == (None, None, 0)
    assert set(found["p2pu"]) <= set(central)
    said = verb("sources", "--home", tmp_path).text
    assert "known and not harvested" in said
    assert "refuses robots" in said


def test_runs_and_issues(demo_once: Path, verb: Any) -> None:
    runs = verb("runs", "--home", demo_once, "--json").json
    assert {run["outcome"] for run in runs} == {"succeeded"}
    assert all(run["started_at"].startswith("2026-11-24T07:30:") for run in runs)
    assert sum(run["new"] for run in runs) == 137
    assert isinstance(verb("issues", "--home", demo_once, "--json").json, list)
    said = verb("issues", "--home", demo_once, "--source", "ocw", "--json")
    assert (said.status, said.json) == (0, [])
    assert "ocw has not run in" in said.err


def test_query_reads_the_promised_views(demo_once: Path, verb: Any) -> None:
    said = verb("query", "SELECT count(*) AS n FROM out.course", "--home", demo_once, "--format", "json")
    assert said.json == [{"n": 137}]
    said = verb("query", "SELECT 1 AS n, 2 AS n", "--home", demo_once, "--format", "json")
    assert said.json == [{"n": 1, "n_2": 2}]


QUERIES = [
    "SELECT * FROM nowhere", "DROP VIEW out.course", "ATTACH 'x.duckdb'", "nonsense", "", " ;", "/* a remark */",
    "SELECT '\udcff'",
]  # fmt: skip


@pytest.mark.parametrize("sql", QUERIES)
def test_query_refuses_what_is_wrong_or_writes(demo_once: Path, verb: Any, sql: str) -> None:
    said = verb("query", sql, "--home", demo_once)
    assert (said.status, said.out) == (2, b"")
    assert said.err.startswith("circlewise: the query was refused")


@pytest.mark.parametrize("arguments", [("topics",), ("runs",), ("issues",), ("query", "SELECT 1"), ("match", "x")])
def test_no_catalogue_yet_is_said_in_a_sentence(tmp_path: Path, verb: Any, arguments: tuple[str, ...]) -> None:
    said = verb(*arguments, "--home", tmp_path / "empty")
    assert said.status == 2
    assert "does not exist yet; `circlewise run` makes it" in said.err


def test_match_explains_and_its_points_sum_to_the_score(demo_once: Path, verb: Any) -> None:
    found = verb("match", "grnat writing", "-n", "3", "--home", demo_once, "--json").json
    (goal,) = found["goals"]
    assert (found["text"], goal["wording"], goal["abstained"]) == ("grnat writing", "grnat writing", False)
    assert 1 <= len(goal["courses"]) <= 3
    assert "Grant Writing" in goal["courses"][0]["title"]
    for course in goal["courses"]:
        assert sum(part["points"] for part in course["parts"]) == course["score"]
        assert all(part["value"] * part["weight"] == part["points"] and part["because"] for part in course["parts"])


def test_match_abstains_with_a_reason(demo_once: Path, verb: Any) -> None:
    (goal,) = verb("match", "MarcEdit", "--home", demo_once, "--json").json["goals"]
    assert goal["abstained"]
    assert goal["reason"]
    assert goal["courses"] == []
    assert "nothing is offered: " in verb("match", "MarcEdit", "--home", demo_once).text


def test_evaluate_prints_the_contract_keys(tmp_path: Path, verb: Any) -> None:
    files = {
        "courses": "course_id,title,description,language,url\nc1,Pottery,,en,\nc2,Chess,,en,\n",
        "goals": "goal_id,text\ng1,pottery\ng2,astronomy\n",
        "qrels": "goal_id,course_id,grade\ng1,c1,3\n",
    }
    for name, text in files.items():
        (tmp_path / f"{name}.csv").write_text(text)
    options = [word for name in files for word in (f"--{name}", tmp_path / f"{name}.csv")]
    found = verb("evaluate", *options, "--json").json
    assert set(found) == {
        "ndcg_at_10", "recall_at_20", "recall_at_50", "mrr", "precision_at_5", "judged_at_10", "goals", "abstained",
        "abstain_auroc", "seconds",
    }  # fmt: skip
    assert (found["ndcg_at_10"], found["goals"], set(found["seconds"])) == (1.0, 2, {"index", "match"})
    (tmp_path / "qrels.csv").write_text("goal_id,course_id,grade\ng1,c1,great\n")
    said = verb("evaluate", *options)
    assert said.status == 2
    assert "qrels.csv, line 2: `grade` is 'great'" in said.err
