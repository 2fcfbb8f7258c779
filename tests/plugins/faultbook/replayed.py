"""Every fault that the replay server knows: what a night makes of it, what people go on seeing, and how it goes on.

Each source breaks in another way in one and the same night; the next night is a good one. openHPI never breaks.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from faultbook.fault import Fault, Stage, plain, sentence

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
WORDS = {
    "half": "half of the records, well-formed",
    "empty": "no record, well-formed",
    "drift": "the key `{from}` renamed to `{to}`",
    "truncate": "half of the body, of the right length",
    "not_json": "a page of maintenance with status 200",
    "charset": "another charset in the header",
    "gzip_bomb": "a gzip body that unpacks to {mb} MB",
    "huge": "a body of {mb} MB",
    "drop": "a connection that closes in the body",
    "evil": "titles with a script, a formula, a megabyte, NUL and a change of direction",
    "status": "status {status}",
    "redirect": "a redirect to `{to}`",
    "loop": "a token that leads to the same page",
    "slow": "a byte a second for {seconds} s",
}


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


def name_of(source: str, case: Case) -> str:
    """The fault in words."""
    words = WORDS[case.kind].format(**case.args)
    if case.args.get("mode") == "bytes":
        words = "Latin-1 under a header of UTF-8"
    if case.args.get("challenge"):
        words += " with a bot check"
    if "retry_after" in case.args:
        words += f" and a pause of {case.args['retry_after']} s"
    often = {None: "", 1: ", once", 2: ", twice"}[case.times]
    return f"{source}: {words}{often}"


def expected_of(case: Case) -> str:
    """What is expected, in words; the pattern of the reason by its plain parts."""
    if case.outcome == "succeeded":
        counts = ", ".join(f"{n} {name}" for name, n in case.counts.items())
        return f"succeeded{f' ({counts})' if counts else ''}; no course goes; the next night is as the one before"
    ways = [" … ".join(f"“{_unescaped(part)}”" for part in way.split(".*") if part) for way in case.reason.split("|")]
    return f"{case.outcome}: {' or '.join(ways)}; all courses stay; the next night succeeds"


def _unescaped(pattern: str) -> str:
    return pattern.replace("\\", "").removeprefix("^")


def check_told(case: Case, source: str, night: Told) -> None:
    """The fault met a request, and was told in a sentence."""
    met = [entry for entry in night.log if case.kind in entry["faults"] and entry["host"] == HOSTS[source][0]]
    is_left = case.kind in ("huge", "slow") and case.outcome == "failed"  # we hang up, and the server logs nothing
    assert is_left or met, "the fault met no request"
    assert all(entry["status"] != 304 for entry in met), "the fault had no body to spoil"
    found = night.report["sources"][source]
    assert found["outcome"] == case.outcome, found["reason"]
    if not case.reason:
        assert found["reason"] is None
        return
    assert re.search(case.reason, sentence(found["reason"])), found["reason"]
    assert "127.0.0.1:" not in found["reason"].replace("through the gateway http://127.0.0.1:", "")


def check_kept(case: Case, source: str, night: Told) -> None:
    """No course is lost, and the next good night goes on."""
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


def play(source: str, number: int, stage: Stage) -> str:
    """Look at what the broken night of this number made of the source, and the good one after it."""
    case, night = CASES[source][number], stage["told"](number)
    check_told(case, source, night)
    check_kept(case, source, night)
    found, n = night.report["sources"][source], len(night.after[source])
    said = found["outcome"] + (f": {plain(found['reason'])}" if found["reason"] else "")
    later = night.next_report["sources"][source]["outcome"]
    return f"{said}; {n} of {len(night.before[source])} courses stay; the next night {later}"


TABLE = tuple(
    Fault(
        group="replayed",
        name=name_of(source, case),
        expected=expected_of(case),
        play=partial(play, source, number),
        is_slow=True,
        needs_shared=True,
    )
    for source, cases in CASES.items()
    for number, case in enumerate(cases)
)
