"""A home is backed up, lost, and brought back: the verbs, on a demo home."""

from __future__ import annotations

from pathlib import Path
from typing import Any


def test_a_lost_home_comes_back_and_its_nights_go_on(demo: Path, tmp_path: Path, verb: Any) -> None:
    topic = verb("topics", "--home", demo, "--format", "json").json[0]["topic_id"]
    verb("decide", topic, "shortlist", "--by", "ana", "--home", demo)
    before = verb("topics", "--home", demo, "--format", "json").json
    said = verb("backup", tmp_path / "b.tar.gz", "--home", demo)
    assert said.status == 0
    assert "only your account can read it (mode 600)" in said.text
    assert f"circlewise restore {tmp_path / 'b.tar.gz'} --home EMPTY_FOLDER" in said.text
    said = verb("restore", tmp_path / "b.tar.gz", "--home", tmp_path / "new")
    assert said.status == 0
    assert "every checksum is right" in said.text
    assert verb("topics", "--home", tmp_path / "new", "--format", "json").json == before
    assert verb("run", "--demo", "--home", tmp_path / "new", "--json").json["published"]
    after = verb("topics", "--home", tmp_path / "new", "--format", "json").json
    assert [(t["topic_id"], t["status"]) for t in after] == [(t["topic_id"], t["status"]) for t in before]


def test_scripts_get_the_list_of_files(demo: Path, tmp_path: Path, verb: Any) -> None:
    made = verb("backup", tmp_path / "b.tar.gz", "--home", demo, "--pages", "--json").json
    assert made["has_pages"]
    assert {"salt", "catalogue.duckdb", "surveys.sqlite", "schedule.yaml"} <= {each["path"] for each in made["files"]}
    found = verb("restore", tmp_path / "b.tar.gz", "--home", tmp_path / "new", "--json").json
    assert found["files"] == made["files"]


def test_wrong_usage_is_told(demo: Path, tmp_path: Path, verb: Any) -> None:
    for arguments, message in (
        (("backup", demo / "b.tar.gz", "--home", demo), "lies in the home itself"),
        (("backup", tmp_path / "b.tar.gz", "--home", tmp_path / "typo"), "there is no folder"),
        (("restore", tmp_path / "nowhere.tar.gz", "--home", tmp_path / "new"), "does not exist"),
        (("restore", demo / "catalogue.duckdb", "--home", demo), "is not empty"),
    ):
        said = verb(*arguments)
        assert (said.status, said.out) == (2, b"")
        assert message in said.err
    said = verb("restore", demo / "catalogue.duckdb", "--home", tmp_path / "new")
    assert said.status == 1
    assert "is no whole backup" in said.err


def test_the_schedule_makes_the_backup_that_was_missed(demo: Path, tmp_path: Path, verb: Any) -> None:
    (tmp_path / "backups").mkdir()
    config = tmp_path / "schedule.yaml"
    config.write_text(
        "timezone: UTC\nnight: {at: '02:30'}\ncontact: t@example.org\n"
        f"backup: {{folder: {tmp_path / 'backups'}, at: '05:00'}}\n"
    )
    said = verb("schedule", "--once", "--home", demo, "--config", config)
    (made,) = (tmp_path / "backups").iterdir()
    assert f"into {made}." in said.err
    again = verb("schedule", "--once", "--home", demo, "--config", config)
    assert "Backed up" not in again.err
    assert verb("restore", made, "--home", tmp_path / "new").status == 0


def test_the_schedule_refuses_what_every_night_would_stumble_over(demo: Path, tmp_path: Path, verb: Any) -> None:
    config = tmp_path / "schedule.yaml"
    head = "timezone: UTC\nnight: {at: '02:30'}\ncontact: t@example.org\n"
    for more, message in (
        ("sources: {p2p: {is_enabled: false}}\n", "`sources`: no source is called `p2p`; did you mean `p2pu`?"),
        (f"backup: {{folder: {demo}/kept, at: '05:00'}}\n", "which lies in the home itself"),
        ("backup: {folder: kept, at: '05:00'}\n", "expected a whole path such as /var/backups"),
        ("backup: {folder: /var/backups, at: '5'}\n", "backup.at: found "),
    ):
        config.write_text(head + more)
        said = verb("schedule", "--once", "--home", demo, "--config", config)
        assert said.status == 2
        assert message in said.err
