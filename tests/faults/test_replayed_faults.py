"""Every fault that the replay server knows: what a night makes of it, what people go on seeing, and how it goes on.

Each source breaks in another way in one and the same night; the next night is a good one. openHPI never breaks.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest

pytestmark = [pytest.mark.shared, pytest.mark.slow]
TONIGHT = datetime(2026, 11, 24, 7, 30, tzinfo=UTC)
HOSTS = {
    "anatomytool": ("anatomytool.org", "^/oai-pmh"),
    "dtls": ("www.dtls.nl", "^/courses"),
    "futurelearn": ("www.futurelearn.com", "^/feeds"),
    "p2pu": ("learningcircles.p2pu.org", "^/api"),
}
GOOD = "openhpi"


@dataclass(frozen=True)
class Case:
    """One fault, and what becomes of the source that has it."""

    kind: str
    outcome: str
    reason: str = ""
    """A pattern; empty where the run succeeds."""
    args: Mapping[str, Any] = field(default_factory=dict)
    times: int | None = None
    """How many requests it meets; None for all."""
    politeness: Mapping[str, float] = field(default_factory=dict)
    is_asked_anew: bool = False
    """Ask without validators: a server that answers 304 has no body to spoil."""
    counts: Mapping[str, int] = field(default_factory=dict)
    """Numbers of the report that differ from those of a quiet night."""

    def fault(self, source: str) -> dict[str, Any]:
        host, path = HOSTS[source]
        times = {"always": True} if self.times is None else {"times": self.times}
        return {"host": host, "path_regex": path, "kind": self.kind, "args": dict(self.args), **times}


def redirect(to: str, reason: str) -> Case:
    return Case("redirect", "failed", reason, {"to": to})


REFUSED = Case("status", "blocked", "refuses us with status 403", {"status": 403})
INSIDE = "redirects, but .* is not fetched: "
CASES: dict[str, list[Case]] = {
    "futurelearn": [
        Case("half", "held", "250 listings came, at least 300 were expected"),
        Case("empty", "held", "gave no listing at all"),
        Case("drift", "held", "500 of 500 records could not be read", {"from": "name", "to": "nome"}),
        Case("truncate", "held", "JSON was expected"),
        Case("not_json", "held", "Maintenance.*JSON was expected"),
        Case("charset", "held", "JSON was expected", {"mode": "bytes"}),
        Case("charset", "succeeded", args={"charset": "iso-8859-1"}, is_asked_anew=True),
        Case("gzip_bomb", "failed", "larger than 1 MiB", {"mb": 3}, politeness={"max_body_mb": 1}),
        Case("huge", "failed", "larger than 64 MiB", {"mb": 80}),
        Case("drop", "failed", r"could not be fetched.*\(tried 3 times\)", is_asked_anew=True),
        Case("drop", "succeeded", times=1, is_asked_anew=True, counts={"retries": 1}),
        Case("evil", "succeeded", counts={"changed": 6, "unchanged": 494}),
    ],
    "p2pu": [
        Case("half", "held", "5 listings came, at least 6 were expected"),
        Case("empty", "held", "gave no listing at all"),
        Case("drift", "held", "10 of 10 records could not be read", {"from": "link", "to": "verweis"}),
        Case("truncate", "held", "JSON was expected"),
        Case("status", "failed", r"answered 503 \(tried 3 times\)", {"status": 503}),
        Case("status", "succeeded", args={"status": 503, "retry_after": 30}, times=2, counts={"retries": 2}),
        Case("status", "failed", "pause of 7,200 s", {"status": 429, "retry_after": 7200}),
        Case("status", "failed", "is gone: status 404; has the address moved", {"status": 404}),
        redirect("http://169.254.169.254/latest/meta-data/", INSIDE + "`169.254.169.254` is not a public address"),
        redirect("file:///etc/passwd", INSIDE + "the scheme is `file`"),
        redirect("loop", "redirects in a circle"),
        redirect("http://127.0.0.1/", INSIDE + "`127.0.0.1` is not a public address"),
    ],
    "anatomytool": [
        Case("half", "held", "5 listings came, at least 8 were expected"),
        Case("empty", "held", "noRecordsMatch|no listing"),
        Case("drift", "held", "10 of 10 records could not be read", {"from": "lom", "to": "mol"}),
        Case("truncate", "held", "ends in the middle|XML was expected"),
        Case("not_json", "held", "declares a document type"),
        Case("loop", "held", "goes round|comes back"),
        Case("charset", "succeeded", args={"charset": "iso-8859-1"}, is_asked_anew=True),
        Case(
            "slow", "failed", "before its deadline", {"seconds": 3}, None, {"deadline_seconds": 1, "retries": 0}, True
        ),
        Case("slow", "succeeded", args={"seconds": 1}, times=1, is_asked_anew=True),
        REFUSED,
        Case("status", "blocked", "403 with a challenge", {"status": 403, "challenge": True}),
        Case("status", "blocked", "200 with a challenge", {"status": 200, "challenge": True}),
    ],
    "dtls": [
        Case("half", "succeeded", counts={"missing": 2}),  # a feed hides old courses: nothing is lost by it
        Case("empty", "held", "no listing"),
        Case("drift", "held", "records could not be read", {"from": "title", "to": "titel"}),
        Case("truncate", "succeeded", counts={"missing": 2}),  # what came whole of it is read
        Case("not_json", "held", r"a feed \(RSS or Atom\) was expected"),
        Case("charset", "succeeded", args={"charset": "iso-8859-1"}, is_asked_anew=True),
        Case("charset", "succeeded", args={"mode": "bytes"}, counts={"changed": 2, "unchanged": 1}),
        Case("gzip_bomb", "failed", "larger than 1 MiB", {"mb": 3}, politeness={"max_body_mb": 1}),
        redirect("http://localhost/", INSIDE + "`localhost` is a name of a private network"),
        redirect("http://10.0.0.7/", INSIDE + "`10.0.0.7` is not a public address"),
        redirect("https://user:pw@www.dtls.nl/", "with a user name or password"),
        redirect("http://[::ffff:127.0.0.1]/", INSIDE),
    ],
}
NIGHTS = len(CASES["futurelearn"])
BOTH = [(source, number) for source, cases in CASES.items() for number in range(len(cases))]


@dataclass(frozen=True)
class Told:
    """What the broken night and the good one after it left, by source where there are several."""

    report: dict[str, Any]
    before: dict[str, Any]
    after: dict[str, Any]
    next_report: dict[str, Any]
    next_after: dict[str, Any]
    promoted: dict[str, tuple[bytes, bytes]]
    log: list[dict[str, Any]]
    slept: list[float]


@pytest.fixture(scope="module")
def told(
    first_night: Any, replay: Any, healthy: str, asked: Any, root: Path, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[int], Told]:
    """The broken night of this number and the good night after it; each is run once."""

    @cache
    def tell(number: int) -> Told:
        folder = tmp_path_factory.mktemp("broken")
        nights, log = first_night.copied(folder), folder / "log.jsonl"
        cases = {source: cases[number] for source, cases in CASES.items()}
        for source, case in cases.items():
            if case.is_asked_anew:
                nights.promoted(source).unlink()
        pointers = {source: _bytes(nights.promoted(source)) for source in cases}
        before = {source: nights.seen(source) for source in (*cases, GOOD)}
        clock = nights.clock(TONIGHT)
        with replay(faults=[case.fault(source) for source, case in cases.items()], log=log) as gateway:
            manners = {source: case.politeness for source, case in cases.items()}
            report = nights.run(gateway, TONIGHT, politeness=manners, clock=clock)
        after = {source: nights.seen(source) for source in (*cases, GOOD)}
        promoted = {source: (pointers[source], _bytes(nights.promoted(source))) for source in cases}
        next_report = nights.run(healthy, TONIGHT + timedelta(days=1))
        next_after = {source: nights.seen(source) for source in (*cases, GOOD)}
        return Told(report, before, after, next_report, next_after, promoted, asked(log), clock.slept)

    return tell


def _bytes(path: Path) -> bytes:
    return path.read_bytes() if path.exists() else b""


def test_every_kind_of_fault_is_tried(shared: Path, tmp_path: Path) -> None:
    """The server itself says which kinds it knows."""
    (tmp_path / "faults.json").write_text('[{"kind": "nonesuch"}]')
    command = [sys.executable, str(shared / "catalogs" / "replay.py"), "--faults", str(tmp_path / "faults.json")]
    said = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60).stderr
    known = said.rpartition("known: ")[2].strip().split(", ")
    assert len(known) > 10
    assert {case.kind for cases in CASES.values() for case in cases} == set(known)
    assert {len(cases) for cases in CASES.values()} == {NIGHTS}


@pytest.mark.parametrize(("source", "number"), BOTH)
def test_the_fault_is_told_in_a_sentence(told: Any, source: str, number: int) -> None:
    case, night = CASES[source][number], told(number)
    met = [entry for entry in night.log if case.kind in entry["faults"] and entry["host"] == HOSTS[source][0]]
    is_left = case.kind in ("huge", "slow") and case.outcome == "failed"  # we hang up, and the server logs nothing
    assert is_left or met, "the fault met no request"
    assert all(entry["status"] != 304 for entry in met), "the fault had no body to spoil"
    found = night.report["sources"][source]
    assert found["outcome"] == case.outcome, found["reason"]
    if not case.reason:
        assert found["reason"] is None
        return
    assert re.search(case.reason, found["reason"]), found["reason"]
    assert len(found["reason"].splitlines()) == 1
    assert len(found["reason"]) < 600
    assert "the connector has a bug" not in found["reason"]
    assert "127.0.0.1:" not in found["reason"].replace("through the gateway http://127.0.0.1:", "")


@pytest.mark.parametrize(("source", "number"), BOTH)
def test_no_course_is_lost_and_the_next_good_night_goes_on(told: Any, source: str, number: int) -> None:
    case, night = CASES[source][number], told(number)
    found, following = night.report["sources"][source], night.next_report["sources"][source]
    n = len(night.before[source])
    if case.outcome == "succeeded":
        quiet = {"new": 0, "changed": 0, "gone": 0, "missing": 0, "returned": 0, "retries": 0, "rejected": 0}
        assert {name: found[name] for name in quiet} == {name: case.counts.get(name, 0) for name in quiet}
    else:
        assert night.promoted[source][0] == night.promoted[source][1]
        assert (found["new"], found["changed"], found["gone"], found["missing"]) == (0, 0, 0, 0)
    if not case.counts.get("changed"):
        assert night.after[source] == night.before[source]
    assert (following["outcome"], following["reason"]) == ("succeeded", None)
    assert following["unchanged"] + following["changed"] + following["returned"] == n
    assert following["changed"] == case.counts.get("changed", 0)
    assert night.next_after[source] == night.before[source]


def test_hostile_titles_are_plain_text(told: Any) -> None:
    """A script, a formula, a megabyte, NUL, an override of direction: all are shown, none does anything."""
    number = next(number for number, case in enumerate(CASES["futurelearn"]) if case.kind == "evil")
    night = told(number)
    before = {row[0]: row[3] for row in night.before["futurelearn"]}
    titles = [row[3] for row in night.after["futurelearn"] if row[3] != before[row[0]]]
    assert len(titles) == 6
    assert all(1 <= len(title) <= 300 for title in titles)
    for hidden in ("\x00", "\u202e", "<script"):
        assert not any(hidden in title for title in titles)
    assert night.report["sources"]["futurelearn"]["issues"] >= 2  # NUL goes without a word


@pytest.mark.parametrize("number", range(NIGHTS))
def test_a_source_without_fault_is_not_touched(told: Any, number: int) -> None:
    night = told(number)
    found = night.report["sources"][GOOD]
    assert (found["outcome"], found["unchanged"], found["retries"]) == ("succeeded", 1, 0)
    assert night.after[GOOD] == night.before[GOOD] == night.next_after[GOOD]
    assert night.report["courses"] == sum(len(rows) for rows in night.before.values())
