"""Who may read the files of a home, whatever the umask says: nobody else, but for one group if it is named."""

from __future__ import annotations

import grp
import os
import tempfile
import warnings
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from homes import copied
from served import served

from pipeline.store import Build
from pipeline.store.sqlite import open_sqlite

from .conftest import Verb

NOW = datetime(2026, 11, 26, 15, tzinfo=UTC)
SETTINGS = "timezone: UTC\nnight: {at: '02:30'}\ncontact: t@example.org\n"
NAMES = ("catalogue.duckdb", "surveys.sqlite", "builds", ".")
STRANGER = 65534
"""The number of an account that owns nothing (`nobody`)."""


@pytest.fixture(autouse=True)
def _careless() -> Iterator[None]:
    """The umask that takes nothing away: more open than 022, so that whatever is closed was closed by us."""
    before = os.umask(0)
    try:
        yield
    finally:
        assert os.umask(before) == 0, "a verb left another umask behind"


def opened(folder: Path) -> dict[str, str]:
    """Files and folders that others may read or enter, the folder itself among them, and their modes."""
    modes = {path: path.lstat().st_mode for path in (folder, *folder.rglob("*"))}
    assert len(modes) > 3
    return {str(path): f"{mode & 0o777:o}" for path, mode in modes.items() if mode & 0o077}


@pytest.mark.slow
def test_nothing_of_a_home_is_open_whichever_verb_made_it(
    tmp_path: Path, verb: Verb, monkeypatch: pytest.MonkeyPatch
) -> None:
    home, meanwhile, finish = tmp_path / "above" / "home", [], Build.finish

    def looked(build: Build) -> None:
        meanwhile.append(opened(home))
        finish(build)

    monkeypatch.setattr(Build, "finish", looked)
    assert verb("run", "--demo", "--home", home).status == 0
    assert meanwhile == [{}], "while a night builds"
    survey = tmp_path / "needs.csv"
    survey.write_text("Timestamp,What would you like to learn?\n" + "2026/11/02 9:00:00 AM GMT,Grant writing\n" * 9)
    (topic, *_), mapping = verb("topics", "--format", "json", "--home", home).json, tmp_path / "mapping.yaml"
    course = verb("query", "SELECT min(course_id) AS id FROM out.course", "--format", "json", "--home", home).json[0][
        "id"
    ]
    verbs: tuple[tuple[object, ...], ...] = (
        ("survey", "add", survey),
        ("decide", topic["topic_id"], "shortlist"),
        ("accounts", "add", "Ada", "--role", "administrator", "--without-password"),
        ("teach", "reject", topic["title"], course),
        ("run", "--demo", "--no-harvest"),
        ("doctor",),
        ("backup", tmp_path / "kept.tar.gz", "--pages"),
        ("restore", tmp_path / "kept.tar.gz"),
    )
    for words in verbs:
        place = tmp_path / "deep" / "restored" if words[0] == "restore" else home
        said = verb(*words, "--home", place)
        assert said.status == 0, (words, said)
        assert opened(place) == {}, words
    assert (tmp_path / "kept.tar.gz").stat().st_mode & 0o777 == 0o600
    with served(home, lambda: NOW) as address:
        assert httpx.get(f"{address}/topics").status_code in (200, 303)
        assert opened(home) == {}
    with open_sqlite(home / "decisions.sqlite", "") as connection:
        connection.execute("CREATE TABLE passing (n INTEGER)")
        assert {"decisions.sqlite-wal", "decisions.sqlite-shm"} <= {path.name for path in home.iterdir()}
        assert opened(home) == {}
    for listed in verb("survey", "list", "--json", "--home", home).json:
        assert verb("purge-survey", listed["survey_id"], "--home", home).status == 0
    assert opened(home) == {}
    made = {path.name for path in home.iterdir()}
    kinds = {"catalogue.duckdb", "decisions.sqlite", "surveys.sqlite", "accounts.sqlite", "salt", "logs", "builds"}
    assert kinds | {"pages", "readings", "vectors.npy", "night.lock", "demand.sqlite"} <= made
    assert verb("survey", "inspect", survey, "--write-mapping", mapping).status == 0
    assert mapping.stat().st_mode & 0o777 == 0o666, "what people ask for is theirs: as their umask says"


@pytest.fixture
def group() -> str:
    """A group that is not this account's first one and that it may give files to."""
    mine = {number for number in os.getgroups() if number != os.getegid()}
    found = [each.gr_name for each in grp.getgrall() if os.geteuid() == 0 or each.gr_gid in mine]
    if not found:
        pytest.skip("this account is a member of one group only, so it can give files to no other")
    return found[-1]


def test_one_group_may_read_the_catalogue_and_nothing_else(demo: Path, verb: Verb, group: str) -> None:
    number = grp.getgrnam(group).gr_gid
    demo.chmod(0o700)
    (demo / "schedule.yaml").write_text(f"{SETTINGS}catalogue_group: {group}\n")
    said = verb("run", "--demo", "--no-harvest", "--home", demo, "--config", demo / "schedule.yaml")
    assert "catalogue_group" not in said.err
    newest = max((demo / "builds").glob("*.duckdb"))
    shared = {path: path.stat() for path in (demo, demo / "catalogue.duckdb", newest)}
    assert {about.st_gid for about in shared.values()} == {number}
    assert [f"{about.st_mode & 0o777:o}" for about in shared.values()] == ["710", "640", "640"]
    others = opened(demo).keys() - {str(path) for path in shared} - {str(demo / "schedule.yaml")}
    assert others == set()
    assert "other accounts" not in verb("doctor", "--home", demo).text
    (demo / "schedule.yaml").write_text(SETTINGS)
    told = verb("doctor", "--home", demo).text
    assert "other accounts may enter" in told
    assert "catalogue.duckdb (640)" in told


@pytest.mark.parametrize(("of_group", "mode"), [(False, "o+x"), (True, "g+x")])
def test_a_folder_above_the_home_that_the_group_cannot_pass_is_told(
    demo_once: Path, verb: Verb, group: str, of_group: bool, mode: str
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        above, number = Path(folder), grp.getgrnam(group).gr_gid
        home = copied(demo_once, above / "people" / "home")
        (home / "schedule.yaml").write_text(f"{SETTINGS}catalogue_group: {group}\n")
        above.chmod(0o755)
        people = home.parent
        if of_group:
            os.chown(people, -1, number)
        people.chmod(0o705 if of_group else 0o700)
        told = verb("doctor", "--home", home).text
        assert f"the group {group} cannot pass {people} (mode {'705' if of_group else '700'})" in told
        assert f"chmod {mode} {people}" in told
        people.chmod(0o710 if of_group else 0o701)
        assert "cannot pass" not in verb("doctor", "--home", home).text


def test_a_purge_leaves_the_catalogue_to_its_group(demo: Path, verb: Verb, group: str) -> None:
    number = grp.getgrnam(group).gr_gid
    for path in (demo, demo / "catalogue.duckdb"):
        os.chown(path, -1, number)
    (demo / "catalogue.duckdb").chmod(0o640)
    before = (demo / "catalogue.duckdb").stat()
    for listed in verb("survey", "list", "--json", "--home", demo).json:
        assert verb("purge-survey", listed["survey_id"], "--home", demo).status == 0
    after = (demo / "catalogue.duckdb").stat()
    assert after.st_ino != before.st_ino
    assert (after.st_gid, after.st_mode & 0o777) == (number, 0o640)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can be another account")
def test_a_member_reads_it_and_a_stranger_does_not(demo_once: Path, verb: Verb, group: str) -> None:
    """As the system sees it, not as modes promise it: child processes that are somebody else."""
    number = grp.getgrnam(group).gr_gid
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        home = copied(demo_once, Path(folder) / "home")
        config = Path(folder) / "schedule.yaml"
        config.write_text(f"{SETTINGS}catalogue_group: {group}\n")
        verb("run", "--demo", "--no-harvest", "--home", home, "--config", config)
        assert may(home, number) == {"catalogue.duckdb": True, "surveys.sqlite": False, "builds": False, ".": False}
        assert set(may(home, STRANGER).values()) == {False}


def may(home: Path, group: int) -> dict[str, bool]:
    """What an account of this group alone can read or list."""
    reading, writing = os.pipe()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of Python 3.12, where other threads run: none is needed
        child = os.fork()
    if child == 0:
        os.setgroups([])
        os.setgid(group)
        os.setuid(STRANGER)
        found = [os.access(home / name, os.R_OK) for name in NAMES]  # the ids are the real ones now
        os.write(writing, bytes(found))
        os._exit(0)
    os.waitpid(child, 0)
    os.close(writing)
    with os.fdopen(reading, "rb") as told:
        return dict(zip(NAMES, map(bool, told.read()), strict=True))


def test_a_group_that_is_not_there_is_told_and_the_night_goes_on(demo: Path, verb: Verb) -> None:
    (demo / "schedule.yaml").write_text(f"{SETTINGS}catalogue_group: no-such-people\n")
    said = verb("run", "--demo", "--no-harvest", "--home", demo, "--config", demo / "schedule.yaml", "--json")
    assert said.status == 0
    assert said.json["published"] is True
    assert "there is no group no-such-people on this machine" in said.json["warning"]
    assert opened(demo).keys() == {str(demo / "schedule.yaml")}
    assert "groupadd no-such-people" in verb("doctor", "--home", demo).text
