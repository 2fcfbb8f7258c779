from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.normalize import url


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("https://example.org/course", "https://example.org/course"),
        (" HTTP://WWW.Example.org:80/A/ ", "http://www.example.org/A/"),
        ("//cdn.example.org/x", "https://cdn.example.org/x"),
        ("https://example.org:8443/x", "https://example.org:8443/x"),
        (
            "https://example.org/x?utm_source=a&id=5&UTM_medium=b&gclid=1&fbclid=2&mc_cid=3",
            "https://example.org/x?id=5",
        ),
        ("https://example.org/x?utm_source=a", "https://example.org/x"),
        ("https://example.org/x?flag&b=2&b=1", "https://example.org/x?flag&b=2&b=1"),
        ("https://example.org/a b", "https://example.org/a%20b"),
        ("https://example.org\n/x", "https://example.org/x"),
        ("https://example.org/x#part", "https://example.org/x#part"),
        ("https://example.org/caf%C3%A9/日本", "https://example.org/caf%C3%A9/日本"),
    ],
)
def test_addresses(words: str, expected: str) -> None:
    reading = url.clean(words)
    assert reading.value == expected
    assert reading.notes == ()


@pytest.mark.parametrize(
    "words",
    ["javascript:alert(1)", "java\tscript:alert(1)", "JaVaScRiPt:alert(1)//https://example.org", "data:text/html,x",
     "file:///etc/passwd",
     "ftp://example.org/x", "mailto:a@example.org", "/learn/x", "www.example.org/x", "learn", "https:///x",
     "https://münchen.de/",
     "https://xn--mnchen-3ya.de/", "https://exаmple.org/", "http://localhost/x", "http://[::1]/", "http://[::1",
     "http://example.org:99999/",
     "http://example.org:0/", "https://example..org/", "https://user@example.org/", "https://example.org\\@evil.org/",
     "https://example.org/<script>", 'https://example.org/"onload="x', "https://example.org/" + "x" * 3000],
)  # fmt: skip
def test_refused_with_a_note(words: str) -> None:
    reading = url.clean(words)
    assert reading.value is None
    assert [(note.level, note.kind, note.field) for note in reading.notes] == [("warning", "refused_url", "url")]


def test_a_password_is_never_noted() -> None:
    note = url.clean("https://someone:geheim@example.org/x").notes[0]
    assert "geheim" not in note.message + note.value
    assert "someone" not in note.message + note.value


@pytest.mark.parametrize(
    "address",
    ["http://example.org/x", "https://www.example.org/x/", "https://example.org/x#part", "https://EXAMPLE.org:443/x",
     "https://example.org/x?utm_source=feed", "https://example.org./x"],
)  # fmt: skip
def test_the_same_page_has_one_canonical_form(address: str) -> None:
    assert url.canonical(url.clean(address).value) == "example.org/x"


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        (None, None),
        ("https://example.org/x?b=2&a=1", "example.org/x?a=1&b=2"),
        ("https://example.org/X", "example.org/X"),
        ("https://example.org/", "example.org"),
        ("https://example.org:8443/x", "example.org:8443/x"),
    ],
)
def test_canonical_forms(address: str | None, expected: str | None) -> None:
    assert url.canonical(address) == expected


@given(
    st.one_of(
        st.text(max_size=60), st.text(st.sampled_from("htps:/.@?#&=[]%ab1 \\"), max_size=40).map("https://".__add__)
    )
)
def test_any_text_gives_a_safe_address_or_none(words: str) -> None:
    found = url.clean(words).value
    if found is not None:
        parts = urlsplit(found)
        assert parts.scheme in ("http", "https")
        assert parts.hostname
        assert "@" not in parts.netloc
        assert url.clean(found).value == found
        assert url.canonical(found)


HOSTS = st.lists(
    st.sampled_from(["www.", "www", "a", "b-c", "xn--a", "-d", "e-", "f--g", "A", "_h", "1", ".", "..", ":443"])
)


@given(
    st.sampled_from(["https://", "http://", "HTTPS://", "//", "ftp://"]),
    st.lists(HOSTS.map("".join), max_size=3).map(".".join),
    st.lists(
        st.sampled_from(["/", "x", "//", "?", "#", "%20", " ", ";", "@", "é", "utm_source=a", "&b=1", "..", "\n", "<"])
    ),
)
@settings(max_examples=400)
def test_tidy_addresses_are_read_as_all_others_are(scheme: str, host: str, parts: list[str]) -> None:
    words = scheme + host + "".join(parts)
    found = url.clean(words)
    if words.strip():
        assert found == url._clean(words)
    if found.value is not None:
        assert url.canonical(found.value) == url._canonical(found.value)


def test_most_addresses_are_tidy() -> None:
    assert url._TIDY.fullmatch("https://www.example-site.org/learn/Grant_Writing-101/(a)")
