"""Where the lake is: what settings and environment may say, and that no secret gets out."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import SettingsError
from pipeline.model.lake import LakeSettings
from pipeline.redact import Redactor
from pipeline.store.home import Home
from pipeline.store.lake import LakeState, find_access, read_state, write_state

SETTINGS = LakeSettings(library="ash", data="/srv/lake")


def test_the_server_is_found_in_the_environment_or_in_a_file(tmp_path: Path) -> None:
    held = "host=db.example.org user=circlewise_ash password=secret"
    path = tmp_path / "server"
    path.write_text(f"{held}\n")
    for environ in ({"CIRCLEWISE_LAKE": held}, {"CIRCLEWISE_LAKE_FILE": str(path)}):
        access = find_access(SETTINGS, environ)
        assert access.server == held
        assert access.database("shared") == f"{held} dbname=circlewise_shared"
        assert "secret" not in repr(access)


@pytest.mark.parametrize(
    ("held", "said"),
    [
        ("", "is not set"),
        ("postgresql://ash:secret@db/x", "cannot be read as names and values"),
        ("host=db password='secret", "cannot be read as names and values"),
        ("host=db dbname=other password=secret", "found dbname="),
        ("host=db options=-crole=x password=secret", "found options="),
        ("service=x password=secret", "found service="),
    ],
)
def test_what_cannot_be_meant_is_refused_without_the_secret(held: str, said: str) -> None:
    with pytest.raises(SettingsError, match=said) as raised:
        find_access(SETTINGS, {"CIRCLEWISE_LAKE": held})
    assert "secret" not in str(raised.value)


@pytest.mark.parametrize("library", ["Ash", "shared", "a-b", "", "1a", "a" * 41, "a;b", "ä", "../a", "lake"])
def test_odd_names_of_libraries_are_refused(library: str) -> None:
    with pytest.raises(SettingsError, match=r"lake\.library"):
        find_access(LakeSettings(library=library, data="/srv/lake"), {"CIRCLEWISE_LAKE": "host=db"})


@pytest.mark.parametrize("data", ["lake", "", "/srv/o'lake", "/srv/\nlake"])
def test_odd_folders_are_refused(data: str) -> None:
    with pytest.raises(SettingsError, match=r"lake\.data"):
        find_access(LakeSettings(library="ash", data=data), {"CIRCLEWISE_LAKE": "host=db"})


@given(password=st.text(st.characters(codec="utf-8", exclude_characters="\x00"), min_size=4))
def test_a_quoted_password_is_hidden_as_typed_and_as_meant(password: str) -> None:
    quoted = "'" + password.replace("\\", "\\\\").replace("'", "\\'") + "'"
    access = find_access(SETTINGS, {"CIRCLEWISE_LAKE": f"host=db password={quoted} user=ash"})
    hide = Redactor(access.secrets)
    assert quoted not in hide(f"at «{access.database('shared')}»")
    assert hide(password) == "(a secret)"


def test_how_far_the_lake_is_is_kept_and_a_broken_file_is_as_none(tmp_path: Path) -> None:
    home = Home(tmp_path)
    assert read_state(home) == LakeState()
    state = LakeState(night_id="n1", published_at="2026-11-27T02:30:00+00:00")
    write_state(home, state)
    assert read_state(home) == state
    assert (tmp_path / "lake.json").stat().st_mode & 0o777 == 0o600
    for broken in ("", "[]", '{"other": 1}', "{"):
        (tmp_path / "lake.json").write_text(broken)
        assert read_state(home) == LakeState()
