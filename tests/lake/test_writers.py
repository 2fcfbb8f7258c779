"""Many at once: no course twice, nobody's rows lost, conflicts tried again, a killed writer as if it had never been."""

from __future__ import annotations

import json
import signal
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from lakes import PUBLIC, Lake

pytestmark = pytest.mark.slow
Make = Callable[..., Path]
Rival = Callable[..., CompletedProcess[str]]
COUNTS = "SELECT count(*), count(DISTINCT course_id) FROM shared.course"


def test_four_writers_at_once_leave_every_course_once(lake: Lake, catalogue: Make) -> None:
    paths = {
        "ash": catalogue("ash", "DELETE FROM core.course WHERE source = 'edx'"),
        "birch": catalogue("birch", "DELETE FROM core.course WHERE source = 'mit_learn'"),
        "cedar": catalogue("cedar", "UPDATE core.course SET title = title || ' (in other words)'"),
    }
    jobs = [*paths.items(), ("ash", paths["cedar"])]
    with ThreadPoolExecutor(4) as threads:
        done = list(threads.map(lambda job: lake.publish(*job), jobs))
    assert len(done) == 4
    n, n_ids = lake.ask("ash", COUNTS)[0]
    assert n == n_ids == 24 + 24 + 25
    for library in paths:
        assert lake.ask(library, "SELECT count(*) > 0 FROM out.goal") == [(True,)], library


@pytest.mark.parametrize("times", [2, 6])
def test_a_conflict_is_tried_again_on_what_came_between_and_not_for_ever(lake: Lake, rival: Rival, times: int) -> None:
    assert rival("prepared").returncode == 0
    done = rival("raced", times=times)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    if times == 2:
        assert found == {
            "seen": ["first", "other 0", "other 1"], "pauses": [0.1, 0.2], "final": [["mine"]], "failure": None
        }  # fmt: skip
    else:
        assert found["pauses"] == [0.1, 0.2, 0.4, 0.8, 1.6]
        assert found["final"] == [["other 5"]]
        assert "came between 6 times" in found["failure"]


def test_a_writer_killed_within_its_transaction_leaves_the_lake_as_it_was(
    lake: Lake, catalogue: Make, rival: Rival
) -> None:
    lake.publish("ash", catalogue("ash", "DELETE FROM core.course WHERE source = 'edx'"))
    before = lake.ask("ash", COUNTS)
    whole = catalogue("birch")
    request = {"catalogue": str(whole), "sources": list(PUBLIC), "share_topics": True, "vectors": None}
    done = rival("killed", "birch", **request)
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert json.loads(done.stdout)["course"] == 24
    assert lake.ask("ash", COUNTS) == before
    assert lake.publish("birch", whole)["shared"]["written"]["course"] == 24
    n, n_ids = lake.ask("ash", COUNTS)[0]
    assert n == n_ids == before[0][0] + 24
