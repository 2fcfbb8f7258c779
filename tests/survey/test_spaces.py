"""The list of spaces: what is understood, and what is said of what is not."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import openpyxl
import pytest

from pipeline.errors import UsageError
from pipeline.model import EVERY_SLOT, Slot
from pipeline.survey import TEMPLATE, equipment_words, read_spaces

HEAD = "space,branch,capacity,free,equipment,serves\n"


def read(*lines: str, head: str = HEAD) -> tuple[object, ...]:
    return read_spaces((head + "\n".join(lines)).encode(), "spaces.csv")


def test_the_template_is_a_list_of_spaces() -> None:
    first, second, online = read_spaces(TEMPLATE.encode(), "spaces.csv")
    assert (first.name, first.branch, first.capacity) == ("Meeting room A", "Main", 16)
    assert first.slots == frozenset(Slot(day, 0) for day in range(4))
    assert first.equipment == equipment_words(["Projector", "computers"])
    assert first.serves == frozenset({"Main"})
    assert second.serves == frozenset({"North", "Main"})
    assert (online.slots, online.serves) == (EVERY_SLOT, None)


def test_a_workbook_with_spanish_headings() -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(["Sala", "Sucursal", "Capacidad", "Horario", "Equipo"])
    book.active.append(["Sala 1", "Centro", 12, "martes por la tarde", "proyector"])
    stream = BytesIO()
    book.save(stream)
    (room,) = read_spaces(stream.getvalue(), "spaces.xlsx")
    assert (room.name, room.capacity, room.slots) == ("Sala 1", 12, frozenset({Slot(1, 2)}))


@pytest.mark.parametrize(
    ("work", "said"),
    [
        (lambda: read("A,Main,many,Monday,,"), "spaces.csv, row 2, column capacity: found `many`"),
        (lambda: read("A,Main,1,Monday,,"), "row 2, column capacity: found `1`"),
        (lambda: read("A,Main,9,soon,,"), "row 2, column free: found `soon`, expected times such as"),
        (lambda: read("A,Main,9,,,"), "row 2, column free: found nothing"),
        (lambda: read("A,Main,9,Monday,,", ",North,9,Friday,,"), "row 3, column space: found nothing"),
        (lambda: read("A,Main,9,Monday,,", "A,North,9,Friday,,"), "row 3, column space: found `A` a second time"),
        (lambda: read("A,9", head="space,capacity\n"), "row 1: no column branch, free; found space, capacity"),
        (lambda: read("A,B,M,9,Monday", head="space,room,branch,seats,when\n"), "the column space is there twice"),
        (lambda: read(",,,,,"), "no room below them"),
        (lambda: read_spaces(b"", "spaces.csv"), "the file is empty"),
    ],
    ids=["words", "one", "time", "no time", "no name", "twice", "no column", "column twice", "no room", "empty"],
)
def test_what_is_wrong_is_told(work: Callable[[], object], said: str) -> None:
    with pytest.raises(UsageError, match=r".") as error:
        work()
    assert said in str(error.value)
