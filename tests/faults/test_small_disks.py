"""A disk that is read-only: no verb answers it with a traceback. Nights on full disks are rows of the faultbook."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from pipeline.__main__ import main
from pipeline.store import Catalogue, damage


def topics(home: Path) -> list[tuple[Any, ...]]:
    with Catalogue(home / "catalogue.duckdb") as catalogue:
        return catalogue.query("FROM out.topic ORDER BY ALL").rows


@pytest.mark.parametrize(
    "arguments",
    [
        ("run", "--demo"),
        ("harvest", "p2pu", "--gateway", "http://127.0.0.1:9"),
        ("decide", "TOPIC", "later", "--by", "ana"),
        ("survey", "add", "FILE"),
        ("schedule", "--once"),
        ("restore", "FILE"),
    ],
    ids=lambda arguments: arguments[0],
)
def test_no_verb_answers_a_read_only_disk_with_a_traceback(
    demo_once: Path, tmp_path: Path, capfd: Any, read_only: Any, arguments: tuple[str, ...]
) -> None:
    home = tmp_path / "home"
    shutil.copytree(demo_once, home)
    file = tmp_path / "needs.csv"
    file.write_text("Timestamp,What would you like to learn?\n" + "2026/11/01 9:00:00 AM EST,Knots\n" * 6)
    said = {"TOPIC": topics(home)[0][0], "FILE": str(file)}
    with read_only(home):
        status = main([*(said.get(word, word) for word in arguments), "--home", str(home)])
    out, err = capfd.readouterr()
    assert "Traceback" not in out + err
    if arguments[0] != "schedule":  # which has nothing to do but where a night is due
        assert status in (1, 2)
        assert "circlewise: " in err
    assert damage(home / "catalogue.duckdb") is None
