"""Files and pages that people bring: what reading one of them takes ends with the process that reads it.

The limits are made small for the play: half a second of processor time, or 128 MiB.
"""

from __future__ import annotations

import io
import zipfile
from functools import partial
from pathlib import Path

from faultbook.fault import Fault, Stage, plain, sentence
from faultbook.kills import mends_itself
from faultbook.small import FIRST, SmallHome, unlike
from pipeline.engine import Limits
from pipeline.flow import read_files

TIME = Limits(cpu_seconds=0.5, memory_mib=2048, seconds=600)
MEMORY = Limits(cpu_seconds=600, memory_mib=128, seconds=600)
WORKBOOK = """<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"
xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">
<sheets><sheet name="attendance" sheetId="1" r:id="r1"/></sheets></workbook>"""
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"><Override PartName="/xl/workbook.xml" '
    f'ContentType="{KIND}.sheet.main+xml"/><Override PartName="/xl/worksheets/s.xml" '
    f'ContentType="{KIND}.worksheet+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" '
    f'Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": WORKBOOK,
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" '
    f'Type="{OFFICE}/worksheet" Target="worksheets/s.xml"/></Relationships>',
}


def workbook(rows: int, columns: int) -> bytes:
    """An XLSX of so many cells, all alike, so that it is some kilobytes."""
    row = "<row>" + '<c t="inlineStr"><is><t>a word</t></is></c>' * columns + "</row>"
    sheet = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, text in PARTS.items():
            archive.writestr(name, text)
        archive.writestr("xl/worksheets/s.xml", sheet + row * rows + "</sheetData></worksheet>")
    return out.getvalue()


def play(stage: Stage, words: tuple[str, ...], limits: Limits, name: str = "brought.xlsx") -> str:
    """It is refused in a sentence, nothing of it is kept, and the next night is as ever."""
    small: SmallHome = stage["small_home"]
    stage["monkeypatch"].setattr(read_files, "SHEETS", limits)
    stage["monkeypatch"].setattr(read_files, "EXPORT", limits)
    shown, decisions, before = small.shown(), small.decisions(), kept(small.folder)
    file = stage.folder / name
    file.write_bytes(workbook(1_500, 1_000))
    said = small.verb(*words, file, "--config", small.config)
    assert said.status == 2, said
    assert kept(small.folder) == before
    assert list(unlike(small.shown(), shown)) == []
    told = plain(sentence(said.reason), stage.folder)
    mends_itself(small, shown, decisions)
    return f"{file.stat().st_size >> 10} kB: {told}; nothing is kept, the next night publishes"


def play_rooms(stage: Stage) -> str:
    """Doctor tells of the list, and the night goes on without rooms."""
    small: SmallHome = stage["small_home"]
    shown, decisions = small.shown(), small.decisions()
    file = small.folder / "spaces.xlsx"
    file.write_bytes(workbook(1_500, 1_000))
    n_kib = file.stat().st_size >> 10
    night = small.night()
    assert night.status == 0, night
    assert list(unlike(small.shown(), shown)) == []
    (told,) = (finding.what for finding in small.doctor())
    file.unlink()
    mends_itself(small, shown, decisions)
    return f"{n_kib} kB: the night publishes; doctor: {plain(sentence(told), small.folder)}"


def play_corrections(stage: Stage) -> str:
    """They are refused before they are read, and nothing of the export is kept."""
    small: SmallHome = stage["small_home"]
    before = kept(small.folder)
    export, mapping = stage.folder / "answers.csv", stage.folder / "corrections.yaml"
    export.write_text("What would you like to learn?\nKnitting\n")
    mapping.write_text("questions: [" + "a," * (1 << 20) + "]\n")
    said = small.verb("survey", "add", export, "--mapping", mapping, "--config", small.config)
    assert said.status == 2, said
    assert kept(small.folder) == before
    return f"{plain(sentence(said.reason), stage.folder)}; nothing is kept"


def kept(home: Path) -> dict[str, bytes]:
    """The files of answers and of the ledger."""
    return {name: (home / name).read_bytes() for name in ("surveys.sqlite", "circles.sqlite") if (home / name).exists()}


ROWS = (
    ("a workbook of circles", ("circles", "import")),
    ("a workbook of answers, inspected,", ("survey", "inspect")),
    ("a workbook of answers, added,", ("survey", "add")),
    (
        "a workbook of answers given to a night",
        ("run", "--as-of", f"{FIRST:%Y-%m-%dT%H:%M}", "--no-harvest", "--survey"),
    ),
)
READ_APART = tuple(
    Fault(
        group="brought",
        name=f"{name} whose 1.5 million cells take too much {of}",
        expected=f"“the process that read this file {told}”; nothing is kept, the next night publishes",
        play=partial(play, words=words, limits=limits),
        is_slow=True,
    )
    for name, words in ROWS
    for of, told, limits in (
        ("time", "took more than 0.5 s of processor time", TIME),
        ("memory", "needed more than 128 MiB of memory", MEMORY),
    )
)
BOUNDED_IN_SIZE = (
    Fault(
        group="brought",
        name="a list of rooms that unpacks to much more than one of a thousand rooms",
        expected="the night publishes without rooms; doctor says “the list of spaces cannot be used: spaces.xlsx: "
        "unpacks to … MiB, at most 4 MiB are read”",
        play=play_rooms,
        is_slow=True,
    ),
    Fault(
        group="brought",
        name="corrections of an export that are a thousand times as long as any",
        expected="“corrections.yaml: 3 MiB, at most 1 MiB are read”; nothing is kept",
        play=play_corrections,
    ),
)
TABLE = READ_APART + BOUNDED_IN_SIZE
