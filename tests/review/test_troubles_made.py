"""Every sentence about what is wrong is known in Spanish: taken from where the code makes it, not from a list."""

from __future__ import annotations

import ast
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.review import sentences
from pipeline.review.languages import languages
from pipeline.review.sentences import Say, teller

HOLE = "…"
"""Stands for a value of an f-string."""
MAKERS = frozenset(
    {
        *(
            "BusyError",
            "OvertakenError",
            "PageChangedError",
            "RecordError",
            "SettingsError",
            "StoreError",
            "UsageError",
        ),
        *(
            "CellsError",
            "Finding",
            "Forgotten",
            "Note",
            "_remove",
            "finding",
            "leave_out",
            "reject",
            "remark",
            "unknown",
        ),
    }
)
"""What sentences are handed to."""
PLACES = (
    "connectors/**/*.py",
    "pipeline/circles/sheets.py",
    "pipeline/contract/*.py",
    "pipeline/flow/apart.py",
    "pipeline/flow/course_page.py",
    "pipeline/flow/doctor/*.py",
    "pipeline/flow/harvested.py",
    "pipeline/flow/intake.py",
    "pipeline/flow/purge.py",
    "pipeline/flow/read_files.py",
    "pipeline/flow/same.py",
    "pipeline/flow/strangers.py",
    "pipeline/flow/survey.py",
    "pipeline/flow/uploads/*.py",
    "pipeline/flow/walk.py",
    "pipeline/normalize/*.py",
    "pipeline/review/nights.py",
    "pipeline/review/pictures/draw.py",
    "pipeline/settings.py",
    "pipeline/store/accounts.py",
    "pipeline/store/forget.py",
    "pipeline/store/holdings.py",
    "pipeline/store/home.py",
    "pipeline/store/live.py",
    "pipeline/store/passwords.py",
    "pipeline/store/publish.py",
    "pipeline/store/reading.py",
    "pipeline/store/sqlite.py",
    "pipeline/store/versions.py",
    "pipeline/survey/*.py",
    "pipeline/typed_yaml.py",
)
"""Where what a coordinator or an administrator may meet on the page is worded."""
PUT_TOGETHER = frozenset(
    {
        "a night was noted for … UTC, and now it is … UTC: the clock went back, or was ahead then",
        "season.forbidden[…]: …, expected one of the two",
        "the last night (… UTC) published nothing: …",
        "the latest backup in … is …",
        "the mapping tells `…` (…) to be …, but it has …, which can be …: take out its line `kind`, or "
        "`is_stored: false` leaves the question out",
        "…, expected serve.proxies and serve.address beside it: who may send it, and where",
        "…, …: no column is called so; …",
        "…: not found, expected a file in YAML with …; copy one that works",
        "…: the file is …, expected …",
        "…: there are no answers in it (… under the headings, none kept), so nothing was added; export the "
        "individual responses again",
        "…: … column(s) … of the data dictionary: ……; one field a column was expected, since the dictionary "
        "tells which columns name a person: export the raw data (headings are variable names) with the "
        "dictionary of the same day, or take these columns out of the export",
        "…: …, …: export or download it again",
        "…; addresses on the sitemap's own host were expected",
        "…… says the same course as …",
    }
)
"""Sentences of which a value is words of ours, too, or two values in one: `WHOLE` has such sentences whole."""
ENGLISH = re.compile(r"\b(the|of|is|are|was|were|and|for|with|not|it|has|have|be|which|that|there|from|than)\b")


def _text(node: ast.expr) -> str | None:
    """A text or an f-string with a mark for each value."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(str(each.value) if isinstance(each, ast.Constant) else HOLE for each in node.values)
    return None


def _made(source: str) -> Iterator[str]:
    """The sentences of a module: what is raised, yielded, or handed to what keeps them."""
    for node in ast.walk(ast.parse(source)):
        handed: list[ast.expr] = []
        if isinstance(node, ast.Yield) and node.value is not None:
            handed = [node.value]
        elif isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) in MAKERS:
            handed = [*node.args, *(each.value for each in node.keywords)]
        for each in handed:
            text = _text(each)
            if text and len(re.findall(r"[A-Za-z]{2,}", text)) > 1:
                yield text


@pytest.fixture(scope="module")
def loosely() -> Iterator[Say]:
    """Says a sentence in Spanish, whatever stands in its places: here a mark does."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sentences, "KINDS", {kind: f"(?:{pattern}|{HOLE})" for kind, pattern in sentences.KINDS.items()})
        yield teller(languages()["es"])


@pytest.mark.parametrize("place", PLACES)
def test_every_sentence_of_a_module_is_said_in_spanish(root: Path, place: str, loosely: Say) -> None:
    made = {text for path in sorted(root.glob(place)) for text in _made(path.read_text())}
    assert made, "no sentence is made there any more: take the place out"
    left = {text: said for text in made - PUT_TOGETHER if ENGLISH.search(re.sub("`[^`]*`", "", said := loosely(text)))}
    assert left == {}


WHOLE = {
    "circle, row 1, column C (colour): no column is called so; there are circle_id, title and withdraw": (
        "hoja circle, fila 1, columna C (colour): ninguna columna se llama así; existen circle_id, title y withdraw"
    ),
    "https://x.example/map: 2 address(es) are left out, such as 'https://y.example'; addresses on the "
    "sitemap's own host were expected": (
        "https://x.example/map: se dejan fuera 2 direcciones, como 'https://y.example'; se esperaban "
        "direcciones del propio servidor del mapa"
    ),
    "the latest backup in /backups is none at all": ("no hay ninguna copia de seguridad en /backups"),
    "the latest backup in /backups is of 2026-11-02": (
        "la última copia de seguridad en /backups es del 2 de noviembre de 2026"
    ),
    "needs.csv: there are no answers in it (1,204 rows under the headings, none kept), so nothing was "
    "added; export the individual responses again": (
        "needs.csv: no contiene respuestas (1.204 filas bajo los encabezados, ninguna conservada), así que "
        "no se añadió nada; exporte de nuevo las respuestas individuales"
    ),
    "schedule.yaml: season.forbidden[0]: found a facilitator and a place (branch or room), expected one of the two": (
        "schedule.yaml: season.forbidden[0]: hay una persona que facilita y un lugar (sucursal o sala), y se "
        "esperaba uno de los dos"
    ),
    "serve.trusted_header: found 'X-User', expected serve.proxies and serve.address beside it: who may "
    "send it, and where": (
        "serve.trusted_header: pone 'X-User' y se esperaban serve.proxies y serve.address a su lado: quién "
        "lo puede enviar y adónde"
    ),
    "the mapping tells `q3` (Your wishes) to be date, but it has a column an option, ticked or not, "
    "which can be multi_select or rating: take out its line `kind`, or `is_stored: false` leaves the "
    "question out": (
        "las correcciones dicen que `q3` (Your wishes) es date, pero tiene una columna por opción, marcada o "
        "no, que puede ser multi_select or rating: quite su línea `kind`, o deje fuera la pregunta con "
        "`is_stored: false`"
    ),
    "x.csv: JSON that breaks off in line 3, a survey export as CSV or XLSX was expected: export or download it again": (
        "x.csv: es JSON que se corta en la línea 3 y se esperaba la exportación de una encuesta como CSV o "
        "XLSX: expórtelo o descárguelo de nuevo"
    ),
    "schedule.yaml: not found, expected a file in YAML with keys such as timezone; copy one that works": (
        "schedule.yaml: no se encuentra; se esperaba un archivo YAML con claves como timezone; copie uno que funcione"
    ),
    "schedule.yaml: the file is nothing, expected keys such as timezone": (
        "schedule.yaml: el archivo es nothing y se esperaban claves como timezone"
    ),
    "schedule.yaml: night.at: found '25:00', expected local time as HH:MM, from 00:00 to 23:59, such as "
    "02:30\n"
    "schedule.yaml: circle.min_weeks: found 99, expected a number from 1 to 52: the fewest weeks of a "
    "circle": (
        "schedule.yaml: night.at: pone '25:00' y se esperaba una hora local HH:MM, de 00:00 a 23:59, como "
        "02:30\n"
        "schedule.yaml: circle.min_weeks: pone 99 y se esperaba un número de 1 a 52: lo que significa está "
        "en docs/settings.md, y lo de las correcciones en docs/surveys.md"
    ),
    "row 4 says the same course as row 2": ("la fila 4 dice el mismo curso que la fila 2"),
    "a night was noted for 2026-11-24 02:30 UTC, and now it is 2026-11-23 01:00 UTC: the clock went "
    "back, or was ahead then": (
        "hay una noche anotada para el 24 de noviembre de 2026 a las 02:30 UTC, y ahora es el 23 de "
        "noviembre de 2026 a las 01:00 UTC: el reloj se atrasó, o entonces estaba adelantado"
    ),
    "the last night (2026-11-24 02:30 UTC) published nothing: decisions.sqlite is damaged (disk image is "
    "malformed); `circlewise restore FILE` brings back a backup": (
        "la última noche (24 de noviembre de 2026, 02:30 UTC) no publicó nada: decisions.sqlite está dañado "
        "(disk image is malformed); `circlewise restore FILE` recupera una copia de seguridad"
    ),
}


@pytest.mark.parametrize("sentence", WHOLE)
def test_sentences_put_together(sentence: str) -> None:
    assert teller(languages()["es"])(sentence) == WHOLE[sentence]


def test_whatever_a_stranger_wrote_is_looked_at_for_a_moment_only() -> None:
    """Messages are patterns with places that hold anything; words made to fit them in many ways cost no seconds."""
    say = teller(languages()["es"])
    for piece in (
        "x cannot be used (x); `circlewise doctor` looks for the reason",
        "JSON, x: ",
        "a `x`: x: ",
        "x: y; ",
    ):
        before = time.process_time()
        assert isinstance(say((piece * 300)[:995] + "~"), str)
        assert time.process_time() - before < 3
