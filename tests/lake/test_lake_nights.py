"""Nights of a library that has a lake: it is told where the lake is not there, and the night is done all the same."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from homes import copied

from pipeline.__main__ import main

SECRET = "seldom-heard-word"


@pytest.fixture
def home(demo_once: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, root: Path) -> Path:
    """A home that is no demo's, with a lake in its settings that nobody answers for."""
    home = copied(demo_once, tmp_path / "home")
    (home / "demo").unlink()
    nowhere = tmp_path / "nowhere"
    settings = (root / "schedule.yaml").read_text() + (
        f"\nlake:\n  library: ash\n  data: {tmp_path}\n  packages: {tmp_path / 'not_there'}\n  max_minutes: 1\n"
    )
    (home / "schedule.yaml").write_text(settings)
    monkeypatch.setenv("CIRCLEWISE_LAKE", f"host={nowhere} user=circlewise_ash password={SECRET}")
    return home


def doctor(home: Path, capsys: pytest.CaptureFixture[str]) -> list[str]:
    main(["doctor", "--home", str(home), "--json"])
    findings = json.loads(capsys.readouterr().out)["findings"]
    return [each["what"] for each in findings if "lake" in each["what"]]


@pytest.mark.slow
def test_a_night_is_published_here_where_the_lake_is_not_there(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    [never] = doctor(home, capsys)
    assert never.startswith("the lake has no night of this library")
    assert main(["run", "--no-harvest", "--home", str(home), "--json"]) == 0
    document = capsys.readouterr().out
    report = json.loads(document)
    assert report["published"]
    assert report["lake"]["failure"]
    assert report["seconds"]["lake"] > 0
    state = json.loads((home / "lake.json").read_text())
    assert state["failure"] == report["lake"]["failure"]
    first_since = state["since"]
    assert main(["run", "--no-harvest", "--home", str(home)]) == 0
    said = capsys.readouterr()
    assert "The lake does not have this night" in said.out
    assert json.loads((home / "lake.json").read_text())["since"] == first_since
    [since] = doctor(home, capsys)
    assert since.startswith(f"since {first_since[:16]} the lake could not be written")
    for text in (document, said.out, said.err, since, *(path.read_text() for path in (home / "logs").iterdir())):
        assert SECRET not in text


def test_the_environment_that_says_nothing_ends_no_night(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CIRCLEWISE_LAKE")
    assert main(["run", "--no-harvest", "--home", str(home), "--json"]) == 0
    failure = json.loads(capsys.readouterr().out)["lake"]["failure"]
    assert failure.startswith("CIRCLEWISE_LAKE (or CIRCLEWISE_LAKE_FILE) is not set")
    assert main(["lake", "status", "--home", str(home)]) == 2
    assert "is not set" in capsys.readouterr().err


def test_publish_says_what_failed_and_ends_with_1(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lake", "publish", "--home", str(home)]) == 1
    assert "has no extension httpfs here; lake.packages in schedule.yaml" in capsys.readouterr().err


def test_a_home_without_a_lake_says_so(demo_once: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lake", "status", "--home", str(demo_once)]) == 2
    assert "names no lake" in capsys.readouterr().err


def test_roles_are_sql_and_odd_names_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lake", "roles", "springfield"]) == 0
    said = capsys.readouterr().out
    assert "CREATE DATABASE circlewise_springfield OWNER circlewise_springfield;" in said
    assert "REVOKE ALL ON DATABASE circlewise_springfield FROM PUBLIC;" in said
    for name in ("Shared", "shared", "a; DROP", "lake", "ä", "a" * 41):
        assert main(["lake", "roles", name]) == 2
        assert "cannot be the name of a library" in capsys.readouterr().err
