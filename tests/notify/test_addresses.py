"""Addresses come from the environment or a file it names, and are shown nowhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import SettingsError
from pipeline.notify import find_addresses, secrets_of
from pipeline.redact import HIDDEN, Redactor

NAME = "CIRCLEWISE_NOTIFY"


def test_white_space_parts_them_and_they_are_numbered() -> None:
    found = find_addresses(NAME, {NAME: " mailto://a:pw@h.org\n\tJSON://h.org/x  strange "})
    assert [each.url for each in found] == ["mailto://a:pw@h.org", "JSON://h.org/x", "strange"]
    names = [f"address 1 of {NAME} (mailto)", f"address 2 of {NAME} (json)", f"address 3 of {NAME}"]
    assert [each.name for each in found] == names
    assert "pw" not in repr(found)


def test_a_file_has_one_a_line_and_remarks(tmp_path: Path) -> None:
    file = tmp_path / "addresses"
    file.write_text("\ufeff# the team\nmailto://a@h.org\n\n  # slack://x\njson://h.org/#part\n", encoding="utf-8")
    found = find_addresses(NAME, {f"{NAME}_FILE": str(file)})
    assert [each.url for each in found] == ["mailto://a@h.org", "json://h.org/#part"]


def test_the_variable_counts_more_than_the_file_and_blank_is_nothing(tmp_path: Path) -> None:
    (tmp_path / "f").write_text("json://file.org")
    both = {NAME: "json://variable.org", f"{NAME}_FILE": str(tmp_path / "f")}
    assert [each.url for each in find_addresses(NAME, both)] == ["json://variable.org"]
    assert [each.url for each in find_addresses(NAME, both | {NAME: "  "})] == ["json://file.org"]
    assert find_addresses(NAME, {}) == find_addresses(NAME, {NAME: "\n", f"{NAME}_FILE": " "}) == ()


@pytest.mark.parametrize("content", [None, b"json://\xff\xfesecret"])
def test_a_file_that_cannot_be_read_is_told_without_its_content(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "addresses"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(SettingsError, match="expected a file with one address a line") as told:
        find_addresses(NAME, {f"{NAME}_FILE": str(file)})
    assert "secret" not in str(told.value)


HIDES = [
    # address, what must not be shown, what may be
    ("mailto://rosa:p%40ssw0rd@smtp.library.org?to=team@library.org", ["p@ssw0rd", "p%40ssw0rd"], ["team@library.org"]),
    (
        "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ",
        ["T1JJ3T3L2", "A1BRTD4JD", "TIiajkdnlazkcOXrIdevi7FQ"],
        [],
    ),
    ("tgram://123456789:abcdefg_hijklmnop/12315544/", ["123456789", "abcdefg_hijklmnop"], []),
    ("discord://4174216298/JHMHI8qBe7bk2ZwO5U711o3dV_js", ["4174216298", "JHMHI8qBe7bk2ZwO5U711o3dV_js"], []),
    (
        "json://hooks.library.org/in/9f86d081884c?+X-Token=s3cr3tvalue",
        ["9f86d081884c", "s3cr3tvalue"],
        ["hooks.library"],
    ),
    ("json://[broken/9f86d081884c", ["json://[broken/9f86d081884c"], []),
]


@pytest.mark.parametrize(("url", "hidden", "shown"), HIDES, ids=range(len(HIDES)))
def test_the_secret_parts_of_an_address_are_hidden(url: str, hidden: list[str], shown: list[str]) -> None:
    hide = Redactor(secrets_of(url))
    told = hide(f"could not reach {url}: {' / '.join([*hidden, *shown])}")
    assert [each for each in hidden if each in told] == []
    assert [each for each in shown if each not in told] == []


def test_a_secret_is_found_as_addresses_spell_it_and_short_ones_are_left_alone() -> None:
    hide = Redactor(["p w/1&2", "ab", ""])
    assert hide("p w/1&2, p+w%2F1%262, p%20w%2F1%262, p%20w/1%262, ab") == f"{', '.join([HIDDEN] * 4)}, ab"


def test_the_longest_secret_goes_first() -> None:
    assert Redactor(["token", "token-of-rosa"])("x token-of-rosa y token") == f"x {HIDDEN} y {HIDDEN}"
