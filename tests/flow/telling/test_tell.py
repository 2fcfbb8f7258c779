"""People are told what is new, once, and a message that does not go out costs no night."""

from __future__ import annotations

import json
import stat
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path

import pytest
from post import Hook

from pipeline.flow.telling import NightEnd, People, tell, try_out
from pipeline.store import Home, read_told

from .conftest import AT, Ended, Logged

HELD = ("held", "12 listings came, at least 100 were expected")


def test_the_digest_of_a_night_goes_out_once(
    people: People, ended: Ended, coordinators: Hook, administrators: Hook
) -> None:
    said = tell(people, ended(edx=("succeeded", "")))
    assert said == ["Sent: digest, to 1 of 1 addresses."]
    (body,) = coordinators.bodies
    assert body["title"].startswith("Circlewise: The first night: 2026-11-24")
    assert "circlewise topics" in body["message"]
    assert tell(people, ended(edx=("succeeded", ""))) == []
    assert len(coordinators.bodies) == 1
    assert administrators.bodies == []


def test_troubles_go_to_administrators_by_cause_when_they_begin_and_when_they_end(
    people: People, ended: Ended, coordinators: Hook, administrators: Hook
) -> None:
    tell(
        people,
        ended(edx=HELD, p2pu=("held", "3 listings came, at least 9 were expected"), khan=("blocked", "no <b>@all")),
    )
    (first,) = administrators.bodies
    assert first["title"] == "Circlewise: 3 sources stopped (night of 2026-11-24 07:30 UTC)"
    assert first["message"].startswith(
        "Held back, since what came does not look right (2 sources): … listings came, at least … were expected\n"
        "- edX (edx): 12 listings came, at least 100 were expected\n"
        "- P2PU (p2pu): 3 listings came, at least 9 were expected\n\n"
        "Blocked: the source refuses us, and a person has to look\n"
        "- khan: no <b>@\u2060all\n\n"
    )
    tell(
        people,
        ended(edx=("held", "15 listings came, at least 100 were expected"), p2pu=HELD, khan=("blocked", "no <b>@all")),
    )
    assert len(administrators.bodies) == 1
    tell(people, ended(edx=("succeeded", ""), p2pu=HELD))
    second = administrators.bodies[1]
    assert second["title"] == "Circlewise: 1 source back (night of 2026-11-24 07:30 UTC)"
    assert "- edX (edx) is harvested again" in second["message"]
    assert "1 source stands as told before" in second["message"]
    assert len(coordinators.bodies) == 1  # the digest of this night, and no trouble


def test_a_night_that_was_not_published_is_told_and_has_no_digest(
    people: People, ended: Ended, coordinators: Hook, administrators: Hook
) -> None:
    tell(people, ended("the disk is full"))
    tell(people, NightEnd(at=AT, night_id=None, failure="the disk is full"))
    (body,) = administrators.bodies
    assert body["title"] == "Circlewise: nothing was published (night of 2026-11-24 07:30 UTC)"
    assert "- the disk is full" in body["message"]
    assert coordinators.bodies == []
    tell(people, ended())
    assert "nights are published again" in administrators.bodies[1]["message"]


def test_without_administrators_the_coordinators_are_told_of_troubles(
    people: People, ended: Ended, coordinators: Hook
) -> None:
    alone = replace(people, environ={"CIRCLEWISE_NOTIFY": coordinators.url()})
    tell(alone, ended(edx=HELD))
    assert [body["title"].split(" (")[0] for body in coordinators.bodies] == [
        "Circlewise: The first night: 2026-11-24", "Circlewise: 1 source stopped"
    ]  # fmt: skip


def test_where_nobody_is_named_nothing_is_sent_or_kept(people: People, ended: Ended, home: Home) -> None:
    assert tell(replace(people, environ={}), ended(edx=HELD)) == []
    assert not (home.folder / "told.json").exists()


def test_what_did_not_go_out_is_told_logged_kept_and_sent_with_the_next(
    people: People, ended: Ended, home: Home, log: Logged, coordinators: Hook, administrators: Hook, night_id: str
) -> None:
    coordinators.status = administrators.status = 500
    said = tell(people, ended(edx=HELD))
    assert [line.partition(" out ")[0] for line in said] == [
        "The message (digest) did not go", "The message (troubles) did not go"
    ]  # fmt: skip
    assert [(event, values["level"]) for event, values in log.events] == [("message_not_sent", "error")] * 2
    kept = read_told(home)
    assert [each.what for each in kept.unsent] == ["digest", "troubles"]
    assert (kept.missed, kept.causes) == ((night_id,), {})
    everything = " ".join([*said, str(log.events), (home.folder / "told.json").read_text()])
    assert "hunter22" not in everything
    assert coordinators.address not in everything
    assert stat.S_IMODE((home.folder / "told.json").stat().st_mode) == 0o600

    quiet = NightEnd(at=AT, night_id=None)
    assert tell(people, quiet) == []
    assert read_told(home).unsent == kept.unsent  # until somebody is reached

    coordinators.status = administrators.status = 200
    said = tell(people, ended(edx=HELD))
    assert said == ["Sent: digest, to 1 of 1 addresses.", "Sent: troubles, to 1 of 1 addresses."]
    assert f"`circlewise digest --night {night_id}` shows it" in coordinators.bodies[-1]["message"]
    assert read_told(home).unsent == ()
    assert read_told(home).missed == ()


@pytest.mark.parametrize(
    "content", [b"", b"[]", b"{", b'{"causes": 3}', b'{"causes": {"a": []}}', b"\xff", b"[" * 100_000]
)
def test_a_broken_note_of_what_was_told_is_begun_anew(
    people: People, ended: Ended, home: Home, administrators: Hook, content: bytes
) -> None:
    (home.folder / "told.json").write_bytes(content)
    tell(people, ended(edx=HELD))
    assert len(administrators.bodies) == 1
    assert json.loads((home.folder / "told.json").read_text())["causes"]["edx"]["outcome"] == "held"


def test_a_home_that_cannot_be_written_is_told(
    people: People, ended: Ended, home: Home, read_only: Callable[[Path], AbstractContextManager[None]]
) -> None:
    with read_only(home.folder):
        said = tell(people, ended(edx=HELD))
    assert said[-1].startswith("What was told could not be noted (")


def test_a_file_of_addresses_that_is_gone_is_told_and_the_others_are_told_of_troubles(
    people: People, ended: Ended, administrators: Hook, tmp_path: Path
) -> None:
    environ = {"CIRCLEWISE_NOTIFY_FILE": str(tmp_path / "none"), "CIRCLEWISE_NOTIFY_ADMIN": administrators.url()}
    said = tell(replace(people, environ=environ), ended(edx=HELD))
    assert said[0].startswith("Nobody is told: CIRCLEWISE_NOTIFY_FILE: cannot read")
    assert len(administrators.bodies) == 1


def test_a_trial_that_reaches_everybody_clears_what_did_not_go_out(
    people: People, ended: Ended, home: Home, administrators: Hook
) -> None:
    administrators.status = 500
    tell(people, ended(edx=HELD))
    try_out(people)
    assert len(read_told(home).unsent) == 1
    administrators.status = 200
    try_out(people)
    assert read_told(home).unsent == ()


def test_a_trial_goes_to_everybody_once(people: People, coordinators: Hook, administrators: Hook) -> None:
    both = f"{coordinators.url()} {administrators.url()}"
    sent, said = try_out(
        replace(people, environ={"CIRCLEWISE_NOTIFY": both, "CIRCLEWISE_NOTIFY_ADMIN": administrators.url()})
    )
    assert ([each.failure for each in sent], said) == ([None, None], [])
    assert "to coordinators arrive here" in coordinators.bodies[0]["message"]
    assert "to coordinators and administrators arrive here" in administrators.bodies[0]["message"]
