"""The list of spaces: what is understood, and what is said of what is not."""

from __future__ import annotations

import zipfile
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


def test_a_thousand_rooms_in_a_workbook_are_read() -> None:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    for cells in (
        HEAD.strip().split(","),
        *([f"Room {n}", "Main", 9, "Monday", "projector", "all"] for n in range(1000)),
    ):
        sheet.append(cells)
    stream = BytesIO()
    book.save(stream)
    assert len(read_spaces(stream.getvalue(), "spaces.xlsx")) == 1000


def packed(n_bytes: int) -> bytes:
    """A workbook of some kilobytes that is so large when it is unpacked, and that nothing else is wrong with."""
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(HEAD.strip().split(","))
    book.active.append(["A", "Main", 9, "Monday"])
    stream = BytesIO()
    book.save(stream)
    with zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/picture.bin", bytes(n_bytes))
    return stream.getvalue()


def test_a_workbook_of_rooms_that_unpacks_to_more_is_not_read() -> None:
    assert len(read_spaces(packed(3 << 20), "spaces.xlsx")) == 1
    assert len(packed(4 << 20)) < 12_000
    with pytest.raises(UsageError, match=r"^spaces\.xlsx: unpacks to 5 MiB, at most 4 MiB are read$"):
        read_spaces(packed(4 << 20), "spaces.xlsx")


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
        (lambda: read("A,Main,9,Monday," + "x" * 2**20), "spaces.csv: 2 MiB, at most 1 MiB are read"),
    ],
    ids=[
        "words",
        "one",
        "time",
        "no time",
        "no name",
        "twice",
        "no column",
        "column twice",
        "no room",
        "empty",
        "long",
    ],
)
def test_what_is_wrong_is_told(work: Callable[[], object], said: str) -> None:
    with pytest.raises(UsageError, match=r".") as error:
        work()
    assert said in str(error.value)
