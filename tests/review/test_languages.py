"""The page speaks English and Spanish; no text is left without its Spanish."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from starlette.requests import Request

from pipeline.review.languages import FOLDER, language_of, languages
from pipeline.review.messages import MESSAGES, TROUBLES, WORDS

from .conftest import Reader

KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2)}
OPTIONS = {"newstyle_gettext": "true", "silent": "false"}


def _extracted(root: Path) -> set[str | tuple[str, ...]]:
    found: set[str | tuple[str, ...]] = {
        "language not given",
        *MESSAGES,
        *TROUBLES,
        *WORDS,
    }  # the texts outside templates
    for _, _, message, _, _ in extract_from_dir(
        str(root / "pipeline" / "review" / "templates"),
        method_map=[("**.html", "jinja2")],
        options_map={"**.html": OPTIONS},
        keywords=KEYWORDS,
    ):
        found.add(message)
    return found


def _names(text: str) -> set[str]:
    return set(re.findall(r"%\((\w+)\)s", text))


@pytest.mark.parametrize("code", sorted(path.stem for path in FOLDER.glob("*.po")))
def test_every_text_is_translated_with_its_places(root: Path, code: str) -> None:
    with (FOLDER / f"{code}.po").open("rb") as file:
        catalogue = read_po(file, locale=code)
    there = {message.id: message for message in catalogue if message.id}
    asked = _extracted(root)
    assert len(asked) > 200
    assert sorted(map(str, asked - there.keys())) == []
    assert sorted(map(str, there.keys() - asked)) == []
    for key, message in there.items():
        ids = key if isinstance(key, tuple) else (key,)
        strings = message.string if isinstance(message.string, tuple) else (message.string,)
        for number, text in enumerate(strings):
            assert text, key
            may_lack = {"num"} if len(strings) > 1 and number == 0 else set()  # one is said without its number
            assert _names(ids[-1]) - may_lack <= _names(text) <= _names(ids[-1]), key


@pytest.mark.parametrize(
    ("query", "cookie", "header", "code"),
    [
        ("", "", "", "en"),
        ("", "", "es-MX,es;q=0.9,en;q=0.5", "es"),
        ("", "", "de,en;q=0.3,es;q=0.8", "es"),
        ("", "", "es;q=0", "en"),
        ("", "", "es;q=x,,;;q", "en"),
        ("", "en", "es", "en"),
        ("lang=es", "en", "en", "es"),
        ("lang=xx", "", "es", "es"),
    ],
)
def test_the_reader_gets_what_they_ask_for(query: str, cookie: str, header: str, code: str) -> None:
    headers = [(b"accept-language", header.encode()), (b"cookie", f"circlewise_language={cookie}".encode())]
    request = Request(
        {"type": "http", "query_string": query.encode(), "headers": headers, "path": "/", "method": "GET"}
    )
    assert language_of(request).code == code


def test_pages_are_in_spanish(reader: Reader, topic: str) -> None:
    for path, words in (
        ("/topics", "Lo que el personal quiere aprender, lo mejor primero, a 24 de noviembre de 2026."),
        (f"/topics/{topic}", "¿Puede sostener un círculo?"),
        ("/health", "¿Está todo al día?"),
        ("/keys", "Desactivar las teclas"),
    ):
        page = reader.text(f"{path}?lang=es")
        assert '<html lang="es">' in page
        assert words in page


def test_a_language_is_kept_once_chosen(rosa: Reader) -> None:
    page = rosa.text("/health")
    token = re.findall('name="token" value="([^"]+)"', page)[0]
    answer = rosa.client.post("/preferences", data={"token": token, "language": "es", "back": "/health"})
    assert '<html lang="es">' in answer.text
    assert '<html lang="es">' in rosa.text("/topics")


def test_dates_and_numbers_are_written_as_the_language_does() -> None:
    english, spanish = languages()["en"], languages()["es"]
    assert (english.number(12345.67), spanish.number(12345.67)) == ("12,345.7", "12.345,7")
    assert (english.named("es"), spanish.named("en")) == ("Spanish", "inglés")
    assert english.named("not said") == "not said"
