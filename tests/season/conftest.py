"""A night over the demo's catalogues and a made-up survey of 300 people, in a home with rooms."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from pipeline.store import Home


@pytest.fixture(scope="session")
def made_up() -> ModuleType:
    """The script that makes the survey and the list of spaces."""
    spec = importlib.util.spec_from_file_location("make_survey", Path(__file__).with_name("make_survey.py"))
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def home(made_up: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Home:
    """Where the night was published."""
    from pipeline.__main__ import main

    folder = tmp_path_factory.mktemp("season")
    home = Home(folder / "home")
    home.prepare()
    (home.folder / "spaces.csv").write_text(made_up.SPACES, encoding="utf-8")
    (folder / "needs.csv").write_bytes(made_up.survey())
    night = ["run", "--demo", "--as-of", "2026-11-24T02:30", "--survey", str(folder / "needs.csv")]
    assert main([*night, "--home", str(home.folder), "--json"]) == 0
    return home
