"""YAML as a dataclass: what no settings file of ours says today, and what a careless or hostile file may hold."""

from __future__ import annotations

import contextlib
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.errors import SettingsError
from pipeline.model import QuestionMapping, SurveyMapping
from pipeline.model.setting import setting
from pipeline.typed_yaml import load_typed, typed_text

Colour = Literal["red", "blue"]


@dataclass(frozen=True, kw_only=True)
class Room:
    colour: Colour = setting("colour of the door")
    seats: int = setting("chairs in it", limits=(1, 5000), default=1)
    height: float | None = setting("metres to the ceiling", limits=(1.5, 9), default=None)


@dataclass(frozen=True, kw_only=True)
class House:
    name: str = setting("words on the sign")
    cellar: Room | None = setting("what is below", default=None)
    rooms: dict[str, Room] = setting("by name", default_factory=dict)
    colours: tuple[Colour, ...] = setting("colours we have", default=())
    words: dict[str, str | None] = setting("by word", default_factory=dict)
    shares: dict[str, float] = setting("part of the whole", limits=(0, 1), default_factory=dict)
    steps: tuple[int, ...] = setting("steps of each stair", limits=(2, 30), default=())
    guest_room: dict[str, float] = setting("changes for a guest", overrides=Room, default_factory=dict)


@pytest.fixture
def load(tmp_path: Path):
    def write_and_load(text: str, **options: Any) -> House:
        path = tmp_path / "house.yaml"
        path.write_text(text, encoding="utf-8")
        return load_typed(path, House, **options)

    return write_and_load


def error_of(load, text: str, **options: Any) -> str:
    with pytest.raises(SettingsError) as caught:
        load(text, **options)
    return str(caught.value).partition("house.yaml: ")[2]


def test_a_file_of_more_than_a_mebibyte_is_not_read(load):
    text = "name: here\n"
    assert load(text + "#" * (2**20 - len(text))).name == "here"
    assert error_of(load, text + "#" * 2**20) == "2 MiB, at most 1 MiB are read"


def test_a_file_becomes_its_dataclasses(load):
    text = "name: 'Yes'\ncellar: {colour: red}\nrooms: {hall: {colour: blue, seats: 2}}\ncolours: [red]\nwords: {a: ~}"
    assert load(text) == House(
        name="Yes",
        cellar=Room(colour="red"),
        rooms={"hall": Room(colour="blue", seats=2)},
        colours=("red",),
        words={"a": None},
    )


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("cellar: {}", "cellar.colour: found nothing, expected colour of the door"),
        (
            "cellar: 1",
            "cellar: found 1, expected keys with values below it (remove the key to keep the defaults): what",
        ),
        ("cellar: {colour: red, seat: 1}", "cellar.seat: found a key that is not known; is `seats` meant?, expected"),
        ("rooms: {hall: {}}", "rooms.hall.colour: found nothing, expected colour of the door"),
        ("rooms: {seats: {colour: red, seats: x}}", "rooms.seats.seats: found 'x', expected a whole number: chairs"),
        ("rooms: {hall: 3}", "rooms.hall: found 3, expected keys with values below it"),
        ("colours: red", "colours: found 'red', expected a list in [ ], each one of red, blue: colours we have"),
        ("colours: [red, 5]", "colours[1]: found 5, expected one of red, blue: colours we have"),
        ("words: {a: 5}", "words.a: found 5, expected text: by word"),
    ],
)
def test_the_nearest_declared_key_is_explained(load, text, told):
    assert told in error_of(load, f"name: x\n{text}\n")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("cellar: {colour: red, seats: 0}", "cellar.seats: found 0, expected a number from 1 to 5,000: chairs in it"),
        ("cellar: {colour: red, height: 9.01}", "cellar.height: found 9.01, expected a number from 1.5 to 9: metres"),
        ("rooms: {a: {colour: red}, b: {colour: red, seats: 5001}}", "rooms.b.seats: found 5001, expected a number"),
        ("shares: {a: 1, b: -0.5}", "shares.b: found -0.5, expected a number from 0 to 1: part of the whole"),
        ("steps: [2, 31, 30]", "steps[1]: found 31, expected a number from 2 to 30: steps of each stair"),
        ("guest_room: {seats: 0}", "guest_room.seats: found 0, expected a number from 1 to 5,000: chairs"),
        ("guest_room: {seats: 2.5}", "guest_room.seats: found 2.5, expected a whole number: chairs in it"),
        ("guest_room: {seats: 1e6}", "guest_room.seats: found 1000000, expected a number from 1 to 5,000"),
        ("guest_room: {colour: 1}", "guest_room.colour: found a key that cannot be set here, expected one of seats"),
    ],
)
def test_a_number_outside_its_limits_is_told_wherever_it_stands(load, text, told):
    message = error_of(load, f"name: x\n{text}\n")
    assert message.startswith(told)
    assert len(message.splitlines()) == 1


def test_numbers_at_their_limits_load(load):
    text = "shares: {a: 0, b: 1}\nsteps: [2, 30]\nguest_room: {seats: 5000}\nrooms: {a: {colour: red, height: 1.5}}"
    assert load(f"name: x\n{text}").guest_room == {"seats": 5000}


def test_own_checks_are_told_after_the_limits(load):
    def checks(house: House) -> list[str]:
        return [f"name: found {house.name}, expected y"] if house.name != "y" else []

    first, second = error_of(load, "name: x\nsteps: [0]", checks=checks).splitlines()
    assert first == "steps[0]: found 0, expected a number from 2 to 30: steps of each stair"
    assert second.endswith("house.yaml: name: found x, expected y")
    assert load("name: y", checks=checks).name == "y"


def test_a_type_can_have_words_of_its_own(load):
    words = {Colour: "a colour of the flag"}
    text = "name: 1\ncolours: [5]\nrooms: {hall: {colour: green}}"
    assert [line.partition(", expected ")[2] for line in error_of(load, text, words=words).splitlines()] == [
        "text: words on the sign",
        "a colour of the flag: colour of the door",
        "a colour of the flag: colours we have",
    ]
    assert "a list in [ ], each a colour of the flag" in error_of(load, "name: x\ncolours: 1", words=words)


def test_a_missing_file_and_one_without_keys_name_what_must_be_given(load, tmp_path):
    assert error_of(load, "# nothing yet\n") == "the file is nothing, expected keys such as name"
    with pytest.raises(SettingsError, match=r"none\.yaml: not found, expected a file in YAML with keys such as name; "):
        load_typed(tmp_path / "none.yaml", House)


@pytest.mark.parametrize("value", ["!!int abc", "!!bool maybe", "!!float .inf", "!!binary aGk=", "!own x", "&a [*a]"])
def test_tags_and_aliases_are_refused_where_they_stand(load, value):
    assert error_of(load, f"name: {value}\n").startswith("line 1, column ")
    assert "found an alias (*name) or a tag (!name), which are not read here" in error_of(load, f"name: {value}\n")


@pytest.mark.parametrize("value", ['"\\ud800"', "[" * 250 + "]" * 250])
def test_what_json_cannot_hold_is_told(load, value):
    assert error_of(load, f"name: {value}\n").startswith("found half a character, such as \\ud800, or too deep a nest")


@pytest.mark.parametrize("value", ['"\\U00110000"', '"\\UFFFFFFFF"', "[" * 5000, "\x01", "'open"])
def test_what_yaml_cannot_hold_is_told(load, value):
    assert error_of(load, f"name: {value}\n").endswith("expected plain YAML")


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(alphabet='!&*<>{}[]:,-|"\\%@?~#xU0fno1. \n', max_size=40))
def test_any_text_loads_or_is_a_settings_error(load, text):
    with contextlib.suppress(SettingsError):
        assert load(f"name: x\nwords: {text}").name == "x"


WORDS = st.text(max_size=40) | st.sampled_from(["no", "null", "02:30", "1e5", "~", "- a: b", "é\u2028x", "😀", "\x85"])
TOLD = st.builds(
    QuestionMapping,
    wording=st.none() | WORDS,
    role=st.none() | st.sampled_from(["goal", "none"]),
    is_stored=st.none() | st.booleans(),
    steps=st.dictionaries(WORDS, st.none() | st.floats(0, 1), max_size=3),
    labels=st.dictionaries(WORDS, WORDS, max_size=3),
    split_at=st.lists(WORDS, max_size=3).map(tuple),
)


@given(
    st.builds(SurveyMapping, dialect=st.none() | st.just("table"), questions=st.dictionaries(WORDS, TOLD, max_size=4))
)
@settings(deadline=None)
def test_a_mapping_that_is_written_is_read_as_it_was(mapping: SurveyMapping) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "needs.yaml"
        path.write_text(typed_text(mapping), encoding="utf-8")
        assert load_typed(path, SurveyMapping) == mapping
