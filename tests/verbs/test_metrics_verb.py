"""`circlewise metrics`, as typed."""

from __future__ import annotations

import json
from pathlib import Path

from prometheus_client.parser import text_string_to_metric_families

from .conftest import Verb


def figures(text: str) -> dict[str, list[float]]:
    found = text_string_to_metric_families(text)
    return {family.name: [sample.value for sample in family.samples] for family in found}


def test_it_prints_what_prometheus_reads(demo_once: Path, verb: Verb) -> None:
    said = verb("metrics", "--home", demo_once)
    assert (said.status, said.err) == (0, "")
    found = figures(said.text)
    assert found["circlewise_catalogue_readable"] == found["circlewise_night_published"] == [1]
    assert found["circlewise_data_age_seconds"][0] > 0
    assert found["circlewise_messages_not_sent"] == [0]


def test_a_night_that_was_not_published_and_messages_that_did_not_go_out_are_seen(demo: Path, verb: Verb) -> None:
    (summary,) = (demo / "logs").glob("*.json")
    told = json.loads(summary.read_text())
    (demo / "logs" / "20261125T073000-zzz.json").write_text(json.dumps(told | {"published": False}))
    (demo / "logs" / "20261126T073000-zzz.json").write_text("{")  # cut off by a full disk
    unsent = {"to": "address 1 of X", "what": "digest", "failure": "no", "at": "then"}
    (demo / "told.json").write_text(json.dumps({"causes": {}, "digest_of": None, "missed": [], "unsent": [unsent]}))
    found = figures(verb("metrics", "--home", demo).text)
    assert found["circlewise_night_published"] == [0]
    assert found["circlewise_messages_not_sent"] == [1]


def test_without_a_catalogue_the_figures_say_so(tmp_path: Path, verb: Verb) -> None:
    said = verb("metrics", "--home", tmp_path)
    assert said.status == 0
    assert figures(said.text)["circlewise_catalogue_readable"] == [0]
    assert "does not exist yet" in said.err
    assert verb("metrics", "--home", tmp_path / "none").status == 2
