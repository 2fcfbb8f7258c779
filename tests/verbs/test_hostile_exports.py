"""What verbs write to files and to a terminal, from a catalogue that is full of texts that want to do harm."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from harmless import harm_in
from hostile import fill

from pipeline.store import Catalogue

from .conftest import Verb

pytestmark = pytest.mark.slow
EXPORTS = (
    "topics --format csv", "topics --format xlsx", "topics --format md", "topics --format table",
    "digest --format md", "digest --format text", "season --format csv", "season --format xlsx", "season --format md",
    "outcomes --format csv", "outcomes --format xlsx", "proposal TOPIC --format xlsx", "proposal TOPIC --format md",
    "proposal TOPIC --format text", "issues", "circles calendar",
)  # fmt: skip


@pytest.fixture(scope="module")
def hostile(demo_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = Path(shutil.copytree(demo_once, tmp_path_factory.mktemp("hostile") / "home"))
    fill(home)
    return home


@pytest.mark.parametrize("typed", EXPORTS)
def test_it_is_text_and_nothing_more(typed: str, hostile: Path, verb: Verb) -> None:
    with Catalogue(hostile / "catalogue.duckdb") as catalogue:
        ((topic,),) = catalogue.query(
            "SELECT topic_id FROM out.topic WHERE NOT is_suppressed ORDER BY ALL LIMIT 1"
        ).rows
    said = verb(*typed.replace("TOPIC", topic).split(), "--home", hostile)
    if said.status == 0:
        assert said.out
        kind = "calendar" if "calendar" in typed else typed.rpartition(" ")[2]
        assert list(harm_in(kind, said.out)) == []
    else:
        assert typed.startswith(("season", "outcomes", "circles")), said.err  # the demo has no circles and no season
