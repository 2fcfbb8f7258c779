from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.normalize import description, plain


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (None, None),
        ("", None),
        ("<p> </p>", None),
        ("One line.", "One line."),
        ("<p>One\ntwo.</p>\n<p>Three.</p>", "One two.\nThree."),
        ("<ul><li>read</li><li>write</li></ul>", "read\nwrite"),
        ("first<br>second<br/>third", "first\nsecond\nthird"),
        ("&lt;p&gt;Escaped &amp;amp; twice&lt;/p&gt;", "Escaped & twice"),
        ("<style>p{}</style><p>Text</p><script>evil()</script>", "Text"),
        (
            '# Aims\n\nSome **strong** words and a [link](https://example.org "t").',
            "Aims\nSome strong words and a link.",
        ),
        ("- one\n* two\n---\n```py\nx = 1\n```", "one\ntwo\nx = 1"),
        ("C# and 2 * 3 * 4", "C# and 2 * 3 * 4"),
        ("__init__ stays", "__init__ stays"),
        ("line one\r\n\r\n\r\nline two", "line one\nline two"),
    ],
)
def test_descriptions(words: str | None, expected: str | None) -> None:
    assert description.read(words).value == expected


def test_lost_characters_are_noted_and_kept() -> None:
    reading = description.read("you\ufffdll learn")
    assert reading.value == "you\ufffdll learn"
    assert [note.kind for note in reading.notes] == ["damaged_text"]


def test_a_long_text_is_cut_with_a_note() -> None:
    reading = description.read("<p>" + "word " * 5_000 + "</p>")
    assert reading.value is not None
    assert len(reading.value) <= description.MAX_DESCRIPTION
    assert reading.value.endswith("word…")
    assert [note.kind for note in reading.notes] == ["cut_text"]


@pytest.mark.parametrize(
    "words",
    [
        "<a" * 50_000,
        "<" * 200_000,
        "<div>" * 20_000,
        "<!--" * 25_000,
        "&lt;" * 25_000,
        "[" * 100_000,
        "**" * 50_000,
        "# " * 50_000,
    ],
)
def test_hostile_markup_ends(words: str) -> None:
    text = description.read(words).value
    assert text is None or len(text) <= description.MAX_DESCRIPTION


@given(st.one_of(st.text(), st.text(st.sampled_from("ab<p>/br&;#*[]()!\n \x00"), max_size=120)))
def test_any_text_is_read_within_bounds(words: str) -> None:
    text = description.read(words).value
    if text is not None:
        assert 0 < len(text) <= description.MAX_DESCRIPTION
        assert all(line == " ".join(line.split()) and line for line in text.split("\n"))


PIECES = st.sampled_from(
    ["<p>", "</p>", "<b>", "</b>", "<ul>", "<li>", "</li>", "</ul>", "<br>", "<div>", "</div>", "<h2>", "</h2>",
     '<a href="/x">', "</a>", "a", "one two", " ", "  ", "\n", "\n\n", "- ", "* ", "#", "## ", "---", "**", "**b**",
     "> ", "[t](u)", "](", "`", "é", "e\u0301", "\u212b", "\u00a0", "\ufffd", "\u200b", "&amp;", "\t", "\r\n", "•",
     "List<T>"]
)  # fmt: skip


def of_pairs(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    names = st.sampled_from(["p", "b", "li", "ul", "div", "h2", "a"])
    return st.builds(lambda name, parts: f"<{name}>{''.join(parts)}</{name}>", names, st.lists(inner, max_size=4))


@given(
    st.lists(st.one_of(PIECES, st.recursive(PIECES, of_pairs, max_leaves=8)), max_size=8).map("".join)
    | st.text(max_size=40)
)
@settings(max_examples=500, deadline=None)
def test_tidy_words_are_read_as_all_others_are(words: str) -> None:
    found = description._of_tidy(words)
    if found is not None:
        assert found == description._lines(description._without_markdown(plain.plain(words)))
        assert plain.damage("description", words) == ()


@pytest.mark.parametrize(
    "words",
    [
        "One line.",
        "<p>Für <b>alle</b>,  <a href='#'>x</a></p>".replace("'", '"'),
        "first\nsecond",
        "# Aims\n- one\n- two",
    ],
)
def test_what_most_descriptions_are_is_tidy(words: str) -> None:
    assert description._of_tidy(words) is not None


def test_nothing_that_is_printable_is_ever_removed() -> None:
    for letter in map(chr, range(0x110000)):
        if letter.isprintable():
            assert plain._without_hidden(letter) == letter
        if letter.isspace() and letter != " ":
            assert not letter.isprintable(), f"U+{ord(letter):04X} is a space that would be kept"
