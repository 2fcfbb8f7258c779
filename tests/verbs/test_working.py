"""Verbs that work: nights, surveys, decisions, schedule; exit codes and messages as promised."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from pipeline.demo import DEMO_CREDENTIALS, DemoServer

SURVEY = (
    "Timestamp,Email Address,What would you like to learn this year?\n"
    + "".join(f"2026/11/0{n} 9:00:00 AM EST,p{n}@example.org,Basket weaving\n" for n in range(1, 7))
    + "2026/11/08 9:00:00 AM EST,p8@example.org,Bookbinding for my own pleasure\n"
    + "2026/11/09 9:00:00 AM EST,p9@example.org,Lettering (ask me at p9@example.org)\n"
)


@pytest.fixture
def survey(tmp_path: Path) -> Path:
    path = tmp_path / "staff needs.csv"
    path.write_text(SURVEY)
    return path


HEAVY = ("duckdb", "httpx", "pandas", "numpy", "pydantic", "rich")
FOR_FEW = ("pandas", "openpyxl", "icalendar", "onnxruntime", "tokenizers", "starlette", "apprise", "apscheduler")
"""What most verbs never need."""


def test_help_is_quick_to_import_nothing_heavy_and_a_verb_only_what_it_needs() -> None:
    program = (
        "import sys; from pipeline.__main__ import main; main(['--help']); "
        f"print([m for m in {HEAVY} if m in sys.modules]); main(['topics', '--help']); "
        f"print([m for m in {FOR_FEW} if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert [line for line in done.stdout.splitlines() if line.startswith("[")] == ["[]", "[]"], done.stdout
    assert "One night: harvest, build, match, propose, publish." in done.stdout
    assert "best first" in done.stdout.partition("--json")[0]


def test_the_demo_tells_a_newcomer_what_came_and_what_is_next(tmp_path: Path, verb: Any) -> None:
    said = verb("run", "--demo", "--home", tmp_path / "home")
    assert said.status == 0
    assert "Published 137 courses" in said.text
    assert "Proposed circle topics" in said.text
    assert "circlewise decide --home" in said.text
    assert "coursera: 1 page, 27 listings, succeeded" in said.err
    assert "checking and publishing" in said.err


def test_run_prints_one_document_of_the_promised_shape(demo: Path, verb: Any) -> None:
    report = verb("run", "--demo", "--home", demo, "--json").json
    assert {"night_id", "published", "catalogue", "sources", "courses", "goals", "matches", "topics", "seconds"} <= set(
        report
    )
    assert set(report["seconds"]) == {"harvest", "links", "build", "match", "propose", "publish", "total"}
    promised = {
        "source",
        "outcome",
        "listings",
        "new",
        "changed",
        "unchanged",
        "missing",
        "rejected",
        "issues",
        "seconds",
    }
    assert all(promised <= set(source) for source in report["sources"])
    assert report["cpu_seconds"] > 0
    assert report["peak_memory_mib"] > 0


def test_without_credentials_a_source_is_skipped_with_a_clear_line(
    demo: Path, verb: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("EDX_CLIENT_ID", raising=False)
    monkeypatch.delenv("EDX_CLIENT_SECRET", raising=False)
    (demo / "demo").unlink()
    (demo / "schedule.yaml").write_text(
        "timezone: UTC\nnight: {at: '02:30'}\ncontact: t@example.org\npoliteness: {delay_seconds: 0}\n"
    )
    with DemoServer() as server:
        said = verb("run", "--gateway", server.gateway, "--source", "edx", "--source", "p2pu", "--home", demo)
    assert said.status == 0
    assert "edx skipped: its credentials are not set: EDX_CLIENT_ID and EDX_CLIENT_SECRET" in said.text
    assert "p2pu: 1 page, 22 listings, succeeded" in said.err


def test_a_first_night_without_any_course_publishes_nothing(tmp_path: Path, verb: Any) -> None:
    said = verb("run", "--no-harvest", "--home", tmp_path / "home")
    assert said.status == 1
    assert "Nothing was published, there is no catalogue yet" in said.text
    assert not (tmp_path / "home" / "catalogue.duckdb").exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("run", "--source", "nobody"), "no source is called `nobody`; there are "),
        (("run", "--as-of", "yesterday"), "`yesterday` is no ISO time"),
        (("run", "--as-of", "0001-01-01T00:00+14:00"), "is in the year 1; one from 2000 to 2999 was expected"),
        (("run", "--as-of", "9999-12-31T23:59-14:00"), "is in the year 9999; one from 2000 to 2999 was expected"),
        (("run", "--as-of", "1999-12-31"), "is in the year 1999; one from 2000 to 2999 was expected"),
        (("run", "--as-of", "3000-01-01"), "is in the year 3000; one from 2000 to 2999 was expected"),
        (("run", "--config", "/nowhere.yaml"), "does not exist"),
        (("run", "--survey", "/nowhere.csv"), "does not exist"),
        (("run", "--gateway", "ftp://x"), "gateway"),
        (("harvest", "nobody", "--dry-run"), "no source is called `nobody`"),
        (("decide", "t0", "shortlist"), "there is no topic t0"),
        (("fly",), "there is no verb `fly`; `circlewise --help` lists them"),
        (("topcs",), "there is no verb `topcs`; did you mean `topics`?"),
        (("new_connector",), "there is no verb `new_connector`; did you mean `new-connector`?"),
        (("harvest", "p2p", "--dry-run"), "no source is called `p2p`; did you mean `p2pu`?"),
    ],
)
def test_wrong_usage_is_told_in_a_sentence(demo: Path, verb: Any, arguments: tuple[str, ...], message: str) -> None:
    (demo / "demo").unlink()
    said = verb(*arguments, *(() if "no verb" in message else ("--home", demo)))
    assert said.status == 2
    assert message in said.err


def test_demo_and_real_nights_do_not_mix(demo: Path, verb: Any) -> None:
    said = verb("run", "--offline", "--home", demo)
    assert said.status == 2
    assert (
        "is the home of a demo catalogue, which a real night would spoil; name another folder with --home" in said.err
    )


def test_a_survey_is_looked_into_without_keeping_anything(survey: Path, tmp_path: Path, verb: Any) -> None:
    found = verb("survey", "inspect", survey, "--json").json
    assert found["dialect"] == "google_forms"
    assert found["rows"] == {"read": 8, "kept": 8, "dropped": 0}
    assert found["not_stored"] == ["Timestamp", "Email Address"]
    assert [question["role"] for question in found["questions"]] == ["goal"]
    assert "p1@example.org" not in verb("survey", "inspect", survey).text
    assert list(tmp_path.iterdir()) == [survey]


def test_a_survey_is_added_once_and_counted(demo: Path, survey: Path, verb: Any) -> None:
    added = verb("survey", "add", survey, "--home", demo, "--json").json
    assert (added["added"], added["goals"], added["answers_withheld"]) == (True, 2, 1)
    assert verb("survey", "add", survey, "--home", demo, "--json").json["added"] is False
    verb("run", "--demo", "--home", demo, "--json")
    sql = "SELECT wording, n_respondents, is_suppressed FROM out.goal"
    where = f"{sql} WHERE survey_id = '{added['survey_id']}' ORDER BY 1"
    rows = verb("query", where, "--home", demo, "--format", "json").json
    assert rows == [
        {"wording": "Basket weaving", "n_respondents": 6, "is_suppressed": False},
        {"wording": None, "n_respondents": None, "is_suppressed": True},
    ]


def test_what_one_person_typed_is_nowhere_in_the_catalogue(demo: Path, survey: Path, verb: Any) -> None:
    verb("survey", "add", survey, "--home", demo)
    verb("run", "--demo", "--home", demo, "--json")
    for path in (demo / "catalogue.duckdb", demo / "surveys.sqlite", *(demo / "logs").iterdir()):
        held = path.read_bytes()
        assert b"@example.org" not in held, path
        assert (b"ookbinding" in held) == (path.name == "surveys.sqlite"), path


def test_a_file_without_any_goal_is_not_added(tmp_path: Path, verb: Any) -> None:
    path = tmp_path / "poll.csv"
    path.write_text("Favourite colour,Pet\n" + "Blue,Cat\nRed,Dog\n" * 5)
    said = verb("survey", "add", path, "--home", tmp_path / "home")
    assert said.status == 2
    assert "poll.csv: no question was understood to ask what people want to learn, so nothing was added" in said.err
    assert not (tmp_path / "home" / "surveys.sqlite").exists()


def test_a_survey_of_few_people_is_kept_and_not_counted(demo: Path, tmp_path: Path, verb: Any) -> None:
    path = tmp_path / "late.csv"
    path.write_text("Timestamp,What would you like to learn?\n2026/11/01 9:00:00 AM EST,Grant writing\n")
    said = verb("survey", "add", path, "--home", demo)
    assert "it is not counted, since fewer than 5 people answered" in said.text
    before = verb("query", "SELECT * FROM out.topic ORDER BY 1", "--home", demo, "--format", "json").json
    verb("run", "--demo", "--home", demo, "--json")
    assert verb("query", "SELECT * FROM out.topic ORDER BY 1", "--home", demo, "--format", "json").json == before


def test_a_file_that_is_no_survey_is_named(tmp_path: Path, verb: Any) -> None:
    path = tmp_path / "photo.jpg"
    path.write_bytes(bytes(range(256)) * 10)
    said = verb("survey", "inspect", path)
    assert said.status == 2
    assert "photo.jpg" in said.err


@pytest.mark.slow
def test_decisions_survive_every_night(demo: Path, verb: Any) -> None:
    first, second = verb("topics", "--home", demo, "--format", "json").json[:2]
    verb("decide", first["topic_id"], "reject", "--reason", "have_it", "--by", "ana", "--home", demo)
    verb("decide", second["topic_id"], "rename", "--note", "=A better title", "--by", "ana", "--home", demo)
    for _ in range(2):
        verb("run", "--demo", "--home", demo, "--json")
    after = {t["topic_id"]: t for t in verb("topics", "--home", demo, "--format", "json").json}
    assert after[first["topic_id"]]["status"] == "rejected"
    assert after[second["topic_id"]]["title"] == "=A better title"
    assert "'=A better title" in verb("topics", "--home", demo, "--format", "csv").text
    verb("decide", first["topic_id"], "undo", "--by", "ben", "--home", demo)
    verb("run", "--demo", "--home", demo, "--json")
    after = {t["topic_id"]: t for t in verb("topics", "--home", demo, "--format", "json").json}
    assert after[first["topic_id"]]["status"] == "proposed"


def test_a_dry_run_shows_and_keeps_nothing(tmp_path: Path, verb: Any) -> None:
    with DemoServer() as server:
        config = tmp_path / "schedule.yaml"
        config.write_text(
            f"timezone: UTC\nnight: {{at: '02:30'}}\ncontact: t@example.org\ngateway: {server.gateway}\n"
            "politeness: {delay_seconds: 0}\n"
        )
        home = tmp_path / "home"
        said = verb("harvest", "p2pu", "--dry-run", "--limit", 5, "--home", home, "--config", config, "--json")
    assert said.status == 0
    assert len(said.json["listings"]) == 5
    assert not home.exists()


def test_schedule_once_runs_what_is_due_and_ends(tmp_path: Path, verb: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in DEMO_CREDENTIALS.items():
        monkeypatch.setenv(name, value)
    with DemoServer() as server:
        config = tmp_path / "schedule.yaml"
        plans = "".join(f"  {source}: {{expect: {{min_listings: 1}}}}\n" for source in ("coursera", "edx", "mit_learn"))
        config.write_text(
            f"timezone: UTC\nnight: {{at: '00:00'}}\ngrace_hours: 24\ncontact: t@example.org\n"
            f"gateway: {server.gateway}\npoliteness: {{delay_seconds: 0}}\nsources:\n{plans}"
        )
        home = tmp_path / "home"
        first = verb("schedule", "--once", "--home", home, "--config", config)
        again = verb("schedule", "--once", "--home", home, "--config", config)
    assert (first.status, again.status) == (0, 0)
    assert "Running the night that was due" in first.err
    assert "Published" in first.text
    assert "Nothing to run" in again.err
    assert again.out == b""


def test_a_second_night_on_a_busy_home_is_refused(demo: Path, verb: Any) -> None:
    program = (
        "import sys; from pathlib import Path; from pipeline.store import Home\n"
        "with Home(Path(sys.argv[1])).lock('run'): print('in', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, str(demo)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).resolve().parents[2])},
    ) as other:  # fmt: skip
        assert other.stdout
        other.stdout.readline()
        said = verb("run", "--demo", "--home", demo)
        other.kill()
    assert said.status == 1
    assert f"another night works on {demo} (process {other.pid}, run)" in said.err
