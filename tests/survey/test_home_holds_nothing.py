"""What is personal in an export is in no file of the home and is not shown, whichever column it was typed into."""

from __future__ import annotations

import json
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.flow.survey import Files, add_survey, inspect_survey
from pipeline.model import Job, Settings
from pipeline.store import Home, Surveys

SETTINGS = Settings(timezone="UTC", night=Job(at="02:30"), contact="a@example.org")
NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)
PLAIN = ("Excel", "zines", "weeding", "bookbinding", "story time", "Canva", "Grant Writing", "maps")
GOALS = "What would you like to learn?"
HEADS = (
    "Q7",
    "Other skills you want to learn",
    "Response",
    "Would you lead a circle?",
)
DIGITS = st.lists(st.integers(0, 9).map(str), min_size=4, max_size=4).map("".join)
PHONE = st.builds("{}-{}-{}".format, st.integers(201, 989), st.integers(201, 989), DIGITS)
ABROAD = st.builds("+{} {} {} {}".format, st.integers(30, 49), st.integers(600, 699), st.integers(100, 999), DIGITS)
INSIDE = st.builds("x{}7".format, st.integers(101, 999).filter(lambda n: n not in range(190, 210)))
SECURITY = st.builds("{}-{}-{}".format, st.integers(100, 899), st.integers(10, 99), DIGITS)
BIRTH = st.builds("{} {}/{}/{}".format, st.sampled_from(["DOB", "born"]), st.integers(1, 12), st.integers(1, 28),
                  st.integers(1940, 2008))  # fmt: skip
V6 = st.integers(0x1000, 0xFFFF).map("2001:db8::8a2e:{:x}".format)
STREET = st.builds("{} {} {}".format, st.integers(1, 9999), st.sampled_from(["Quillon", "Brastow", "N Tamber"]),
                   st.sampled_from(["Street", "Ave", "Blvd.", "Dr", "Ct"]))  # fmt: skip
BOX = st.integers(1000, 99999).map("P.O. Box {}".format)
GIVEN = st.sampled_from(["Priyanka", "Ngozika", "Tjitske", "Thandiwe", "Svetlana", "Yevgeny", "Xochitl", "Aoibhinn"])
FAMILY = st.sampled_from(["Ramanujanam", "O'Shaugh", "Okonjo-Weala", "McAllisterby", "Dlaminix", "Etxeberria"])
NAME = st.one_of(
    st.builds("{} {}".format, GIVEN, FAMILY),
    st.builds("{} Q. {}".format, GIVEN, FAMILY),
    st.builds("Mrs. {}".format, FAMILY),
    st.builds("ask {}".format, GIVEN),
)
PERSONAL = st.one_of(PHONE, ABROAD, INSIDE, SECURITY, BIRTH, V6, STREET, BOX, NAME)
AROUND = st.sampled_from(["{}", "{}", "I need zines, {}.", "maps - {} please", "like ({})"])


@pytest.fixture(scope="module")
def said(reader: Any) -> Any:
    reader.text("warm")
    return reader


@given(
    st.lists(st.tuples(PERSONAL, AROUND), min_size=1, max_size=6),
    st.lists(st.sampled_from(HEADS), max_size=3, unique=True),
    st.sampled_from(["utf-8", "cp1252", "mac_roman", "utf-16"]),
)
@settings(deadline=None, max_examples=40)
def test_no_byte_of_what_is_personal_is_in_the_home(
    forge: Any, said: Any, typed: list[tuple[str, str]], heads: list[str], encoding: str
) -> None:
    cells = [*PLAIN, *(around.format(words) for words, around in typed)]
    rows = [["Branch", GOALS, *heads], *(["Main", cell, *[cell] * len(heads)] for cell in cells)]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "needs.csv"
        file.write_bytes(forge.to_csv(rows, encoding))
        home = Home(Path(folder) / "home")
        home.prepare()
        add_survey(home, Files(file), SETTINGS, NOON, said)
        assert Surveys(home.surveys, home.salt()).all()
        kept = b"".join(path.read_bytes() for path in home.folder.rglob("*") if path.is_file())
        shown = json.dumps(inspect_survey(Files(file), 5, Path(folder) / "needs.yaml"), ensure_ascii=False)
        shown += (Path(folder) / "needs.yaml").read_text(encoding="utf-8")
    assert b"bookbinding" in kept
    for words, _ in typed:
        assert words.removeprefix("ask ").encode() not in kept
        assert words not in shown
