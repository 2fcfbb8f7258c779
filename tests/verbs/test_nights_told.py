"""Nights tell people, as typed: over real HTTP and SMTP, with logs that hold no answer and no secret."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from post import Hook, Mailbox, mailbox, webhook

from pipeline.demo import DEMO_CREDENTIALS, DemoServer
from pipeline.store import Catalogue

from .conftest import Verb

SETTINGS = """timezone: UTC
night: {{at: '00:00'}}
grace_hours: 24
contact: t@example.org
gateway: {gateway}
politeness: {{delay_seconds: 0, retries: 0}}
notify: {{after_run: true, retries: 0, wait_seconds: 0}}
sources:
  coursera: {{expect: {{min_listings: 1}}}}
  mit_learn: {{expect: {{min_listings: 1}}}}
"""


@pytest.fixture
def hook() -> Iterator[Hook]:
    with webhook() as made:
        yield made


@pytest.fixture
def box() -> Iterator[Mailbox]:
    with mailbox() as made:
        yield made


def events(home: Path) -> list[dict[str, Any]]:
    files = sorted((home / "logs").glob("*.jsonl"))
    return [json.loads(line) for path in files for line in path.read_text(encoding="ascii").splitlines()]


def test_the_schedule_mails_the_digest_and_names_what_stopped_to_administrators(
    tmp_path: Path, verb: Verb, monkeypatch: pytest.MonkeyPatch, hook: Hook, box: Mailbox
) -> None:
    secrets = {name: f"{value}-of-rosa" for name, value in DEMO_CREDENTIALS.items()}
    for name, value in secrets.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("CIRCLEWISE_NOTIFY", box.url())
    (tmp_path / "admins").write_text(f"# who looks after the server\n{hook.url(login='rosa:hunter22@')}\n")
    monkeypatch.setenv("CIRCLEWISE_NOTIFY_ADMIN_FILE", str(tmp_path / "admins"))
    config, home = tmp_path / "schedule.yaml", tmp_path / "home"
    with DemoServer() as server:
        config.write_text(SETTINGS.format(gateway=server.gateway))
        said = verb("schedule", "--once", "--home", home, "--config", config)
    assert said.status == 0
    assert "Sent: digest, to 1 of 1 addresses." in said.err
    assert [str(mail["Subject"]).partition(":")[0] for mail in box.mails] == ["Circlewise"]
    assert box.mails[0].get_content().startswith("The first night: ")
    (troubles,) = hook.bodies
    assert "- FutureLearn (futurelearn): 24 listings came, at least 300 were expected\n" in troubles["message"]
    assert "- edX (edx): https://api.edx.org/oauth2/v1/access_token refuses us with status 401" in troubles["message"]
    gone = next(line for line in troubles["message"].splitlines() if line.startswith("Failed ("))
    assert gone.endswith(" sources): … is gone: status 404; has the address moved?")
    logged = events(home)
    told = [event["event"] for event in logged]
    assert {"said", "night_began", "stage", "source", "night_ended", "message_sent"} <= set(told)
    assert {e["source"]: e["outcome"] for e in logged if e["event"] == "source"}["edx"] == "blocked"
    hidden = [*secrets.values(), "hunter22", hook.address]
    kept = [path.read_bytes() for path in [*(home / "logs").iterdir(), home / "told.json", home / "catalogue.duckdb"]]
    sent = [*hook.raw, *(mail.as_bytes() for mail in box.mails), said.out, said.err.encode()]
    assert [(word, n) for word in hidden for n, text in enumerate([*kept, *sent]) if word.encode() in text] == []


@pytest.mark.slow
def test_a_second_night_without_news_is_silent_and_a_run_tells_where_it_is_to(
    demo: Path, tmp_path: Path, verb: Verb, monkeypatch: pytest.MonkeyPatch, hook: Hook
) -> None:
    (demo / "demo").unlink()  # a home of its own kind
    monkeypatch.setenv("CIRCLEWISE_NOTIFY", hook.url())
    config = tmp_path / "schedule.yaml"
    settings = SETTINGS.format(gateway="http://127.0.0.1:1")
    config.write_text(settings.replace("after_run: true", "after_run: false"))
    told = verb("run", "--source", "p2pu", "--json", "--home", demo, "--config", config)
    assert told.json["sources"][0]["outcome"] == "failed"
    assert hook.bodies == []
    config.write_text(settings)
    told = verb("run", "--source", "p2pu", "--json", "--home", demo, "--config", config)
    assert told.json["published"]
    assert [body["title"].partition(" (")[0] for body in hook.bodies] == ["Circlewise: 1 source stopped"]
    again = verb("run", "--source", "p2pu", "--home", demo, "--config", config)
    assert again.status == 0
    assert "Sent" not in again.err
    assert len(hook.bodies) == 1


def test_a_night_that_is_ended_by_an_error_is_told_and_logged_without_its_words(
    demo: Path, tmp_path: Path, verb: Verb, monkeypatch: pytest.MonkeyPatch, hook: Hook
) -> None:
    monkeypatch.setenv("CIRCLEWISE_NOTIFY_ADMIN", hook.url())
    config = tmp_path / "schedule.yaml"
    config.write_text(SETTINGS.format(gateway="http://127.0.0.1:1"))
    said = verb("schedule", "--once", "--home", demo, "--config", config)  # the demo's home takes no real night
    assert said.status == 1
    assert hook.bodies[0]["title"].startswith("Circlewise: nothing was published")
    assert "is the home of a demo catalogue" in hook.bodies[0]["message"]
    assert [event["event"] for event in events(demo)].count("night_stopped") == 1


def test_a_demo_tells_nobody(tmp_path: Path, verb: Verb, monkeypatch: pytest.MonkeyPatch, hook: Hook) -> None:
    monkeypatch.setenv("CIRCLEWISE_NOTIFY", hook.url())
    config = tmp_path / "schedule.yaml"
    config.write_text(SETTINGS.format(gateway="http://127.0.0.1:1"))
    assert verb("run", "--demo", "--source", "p2pu", "--home", tmp_path / "home", "--config", config).status == 0
    assert hook.raw == []


def test_logs_hold_nothing_of_what_people_answered(demo_once: Path, tmp_path: Path, root: Path) -> None:
    text = "\n".join(path.read_text() for path in sorted((demo_once / "logs").glob("*.jsonl")))
    assert '"event": "night_ended"' in text
    with Catalogue(demo_once / "catalogue.duckdb") as catalogue:
        words = {str(row[0]) for row in catalogue.query("SELECT title FROM out.topic WHERE title IS NOT NULL").rows}
        words |= {
            str(row[0]) for row in catalogue.query("SELECT wording FROM core.goal WHERE wording IS NOT NULL").rows
        }
    answers = (root / "data" / "demo" / "survey.csv").read_text(encoding="utf-8-sig").splitlines()
    words |= {cell.strip('" ') for line in answers for cell in line.split(",") if len(cell) > 12}
    assert len(words) > 50
    assert [word for word in sorted(words) if word.lower() in text.lower()] == []


def test_what_is_wrong_with_an_export_is_neither_logged_nor_sent(
    tmp_path: Path, verb: Verb, monkeypatch: pytest.MonkeyPatch, hook: Hook
) -> None:
    monkeypatch.setenv("CIRCLEWISE_NOTIFY", hook.url())
    config, export, home = tmp_path / "schedule.yaml", tmp_path / "export.csv", tmp_path / "home"
    config.write_text(SETTINGS.format(gateway="http://127.0.0.1:1"))
    export.write_text("a secret wish of Rosa Quintanilla\n")
    said = verb("run", "--source", "p2pu", "--survey", export, "--home", home, "--config", config)
    assert said.status == 2
    assert "Quintanilla" not in "".join(path.read_text() for path in (home / "logs").iterdir())
    assert hook.raw == []


def test_a_trial_says_what_arrives(demo: Path, verb: Verb, monkeypatch: pytest.MonkeyPatch, hook: Hook) -> None:
    said = verb("notify", "--home", demo)
    assert said.status == 2
    assert "CIRCLEWISE_NOTIFY and CIRCLEWISE_NOTIFY_ADMIN hold no address" in said.err
    monkeypatch.setenv("CIRCLEWISE_NOTIFY", f"{hook.url()} carrier-pigeon://loft/hunter22")
    said = verb("notify", "--home", demo)
    assert said.status == 1
    assert "address 1 of CIRCLEWISE_NOTIFY (json): sent\n" in said.text
    assert "address 2 of CIRCLEWISE_NOTIFY (carrier-pigeon): apprise does not understand it" in said.text
    assert "hunter22" not in said.text + said.err
