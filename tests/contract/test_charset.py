"""Bytes and the charset they are sent with often disagree; what can be told for sure from the bytes is believed."""

from __future__ import annotations

import pytest

from pipeline.contract import Page, Request

URL = "https://a.example/page"
WORDS = "Café “Größe” & 日本"
LATIN = "Café Größe"


def page(body: bytes, content_type: str) -> Page:
    return Page(Request(URL, "read"), URL, 200, {"content-type": content_type}, body)


def feed(words: str, declared: str = "UTF-8") -> str:
    words = words.replace("&", "&amp;")
    return (
        f'<?xml version="1.0" encoding="{declared}"?><rss version="2.0" xmlns:c="https://c.example/"><channel><item>'
        f"<title>{words}</title><guid>1</guid><c:school>{words}</c:school></item></channel></rss>"
    )


@pytest.mark.parametrize("charset", ["iso-8859-1", "windows-1252", "us-ascii", "shift_jis", "utf-8", "no-such-charset"])
def test_bytes_that_are_utf_8_are_read_as_such_whatever_the_header_says(charset: str) -> None:
    assert page(WORDS.encode(), f"text/html; charset={charset}").text == WORDS
    (entry,) = page(feed(WORDS).encode(), f"application/rss+xml; charset={charset}").feed().entries
    assert (entry.title, entry.more) == (WORDS, {"school": (WORDS,)})


@pytest.mark.parametrize(
    ("words", "charset"),
    [(LATIN, "iso-8859-1"), (LATIN, "windows-1252"), ("日本", "iso-2022-jp"), ("日本", "shift_jis")],
)
def test_bytes_that_are_not_utf_8_are_read_as_the_header_says(words: str, charset: str) -> None:
    assert page(words.encode(charset), f"text/html; charset={charset}").text == words


@pytest.mark.parametrize("declared", ["UTF-8", "ISO-8859-1"])
def test_latin_1_bytes_under_utf_8_keep_the_words_of_a_feed_and_of_its_own_elements(declared: str) -> None:
    """Seen with dtls.nl replayed so, 2026-11: names of schools lost their ampersands and gained U+FFFD."""
    words = f"{LATIN} & more"
    (entry,) = page(feed(words, declared).encode("latin-1"), "application/rss+xml; charset=utf-8").feed().entries
    assert (entry.title, entry.more) == (words, {"school": (words,)})


def test_lost_letters_of_a_page_stay_visible_as_lost() -> None:
    assert page(LATIN.encode("latin-1"), "text/html; charset=utf-8").text == "Caf\ufffd Gr\ufffd\ufffde"
