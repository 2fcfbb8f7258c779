"""Each kind of contact data by its content: found in whichever shape people write it, alone and within a sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from ipaddress import IPv6Address
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.survey.births import births
from pipeline.survey.contact import column_is_withheld, has_contact, whole_contact
from pipeline.survey.network import network_addresses
from pipeline.survey.phones import phones
from pipeline.survey.streets import streets

Recogniser = Callable[[str], Iterator[tuple[int, int]]]
FOUND: dict[Recogniser, tuple[str, ...]] = {
    phones: (
        "555-0199", "(555) 0199", "(555)0199", "555-2019", "(212) 555-0147", "212.555.0147", "212-555-0147",
        "555–010–0199", "555 - 010 - 0199", "1-555-010-0199", "555/010-0199", "5550100199", "30 55 12 34",
        "30.55.12.34", "06 12 34 56 78", "91 123 45 67", "912 34 56 78", "600 12 34 56", "612 345 678", "912345678",
        "+34 912 34 56 78", "+34 600123456", "+34600123456", "+44 (0)20 7946 0958", "0034 912 345 678",
        "020 7946 0958", "0171 2345678", "x4417", "x 4417", "ext. 4417", "ext 4417", "Ext: 4417", "extension 4417",
        "extensión 4417",
    ),
    births: (
        "123-45-6789", "123 45 6789", "123.45.6789", "SSN 123456789", "DOB 3/4/1971", "DOB: 1971", "D.O.B. 03-04-71",
        "born 4 March 1971", "born March 4, 1971", "born on the 4th of March 1971", "I was born in 1971",
        "date of birth 1971-03-04", "birthdate: 3.4.1971", "nací el 4 de marzo de 1971", "nacida el 4/3/1971",
        "fecha de nacimiento: 04/03/1971", "my birthday is March 4", "mi cumpleaños es el 4 de marzo",
    ),
    network_addresses: (
        "192.0.2.7", "fe80::1", "2001:db8::8a2e:370:7334", "2001:db8:0:0:0:8a2e:370:7334", "::ffff:192.0.2.1",
        "00:1B:44:11:3A:B7", "00-1b-44-11-3a-b7", "001b.4411.3ab7",
    ),
    streets: (
        "12 Main Street", "12 main street", "900 N 5th St", "4 Oak Ave", "12 Oak Dr", "4 Elm Ct",
        "12 Kings Way", "12 Broadway", "12 Broadway, Anytown", "Apt 4B", "apt. 4", "Apartment 12", "Flat 4B",
        "12 Main Street, Apt 4B, Anytown, OH 44101", "P.O. Box 12", "PO Box #12", "Post Office Box 12",
        "Apartado de correos 12", "IL 62704", "Springfield, IL 62704-1234", "Springfield Illinois 62704", "62704-1234",
        "Calle Mayor 12, 3º B", "calle mayor 12", "C/ Mayor, 12", "C/Mayor 12", "Avda. de la Constitución, 5",
        "Av. Libertador 1234", "Plaza de España 3", "Carrera 7 # 32-16", "Hauptstraße 4a",
    ),
}  # fmt: skip
CASES = [(recogniser, text) for recogniser, texts in FOUND.items() for text in texts]


@pytest.mark.parametrize(("recogniser", "text"), CASES, ids=[f"{one.__name__}: {text}" for one, text in CASES])
def test_a_kind_is_found_alone_and_in_a_sentence(recogniser: Recogniser, text: str) -> None:
    assert (0, len(text)) in recogniser(text)
    for sentence in (f"I want Excel, {text}.", f"zines - {text}, please", f"maps ({text})", f"maps\n{text}\nzines"):
        assert any(recogniser(sentence)), sentence
    assert column_is_withheld("Q7", [text, "", text, "Excel"])


@pytest.mark.parametrize(
    "text",
    [
        "call 555 0199 after noon", "mobile 5550199", "WhatsApp 30551234", "llámame al 5551234", "mi móvil es 5551234",
        "my cell: 555-010-0199.", "2125550147, thanks", "212-555-0147,212-555-0148", "desk x4417", "IP:fe80::1",
        "my IP is 192.0.2.7.", "MAC:00:1B:44:11:3A:B7", "jane (at) example.org", "40.7128, -74.0060",
        "12 oak drive", "4 elm court",
    ],
)  # fmt: skip
def test_more_of_what_people_write(text: str) -> None:
    assert has_contact(text)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("a@example.org", "e-mail address"), ("555-0199", "phone number"), ("fe80::1", "network address"),
        ("2019-2024", None), ("x4417", None), ("call 555-0199", None), ("Topic", None), ("", None),
    ],
)  # fmt: skip
def test_what_a_heading_is_that_is_somebodys(text: str, what: str | None) -> None:
    assert whole_contact(text) == what


DIGIT = st.integers(0, 9).map(str)


def digits(n: int) -> st.SearchStrategy[str]:
    return st.lists(DIGIT, min_size=n, max_size=n).map("".join)


LOCAL = st.builds(lambda one, other: f"{one}-{other}", st.integers(200, 999), digits(4)).filter(
    lambda number: not all(int(part) % 100 in (0, 15, 30, 45, 50) for part in number.split("-"))
)
FULL = st.builds(
    lambda sign, area, one, gap, other: f"{sign}{area}{gap}{one}{gap}{other}",
    st.sampled_from(["", "1-", "+1 "]),
    st.integers(201, 989),
    st.integers(201, 999),
    st.sampled_from(["-", ".", " ", "–"]),
    digits(4),
).filter(lambda number: not number.endswith("0"))
ABROAD = st.builds(
    lambda country, groups: f"+{country} {' '.join(groups)}",
    st.integers(1, 99),
    st.lists(st.integers(2, 3).flatmap(digits), min_size=3, max_size=5).filter(lambda groups: len("".join(groups)) > 6),
)
PAIRS = (
    st.tuples(*(st.integers(1, 99).filter(lambda n: n % 5) for _ in range(4)))
    .filter(lambda four: len({other - one for one, other in pairwise(four)}) > 1)
    .map(lambda four: " ".join(f"{n:02}" for n in four))
)
AROUND = st.sampled_from(["{}", "me: {}.", "maps, {}", "({}) please", "zines; {}; maps"])


@given(st.one_of(LOCAL, FULL, ABROAD, PAIRS), AROUND)
@settings(deadline=None, max_examples=300)
def test_every_phone_number_is_found(number: str, around: str) -> None:
    assert has_contact(around.format(number))


@given(st.integers(1, 899), st.integers(1, 99), st.integers(1, 9999), st.sampled_from("-– ."), AROUND)
@settings(deadline=None)
def test_every_social_security_number_is_found(area: int, group: int, serial: int, gap: str, around: str) -> None:
    assert has_contact(around.format(f"{area:03}{gap}{group:02}{gap}{serial:04}"))


@given(st.integers(2**112, 2**128 - 1), st.booleans(), AROUND)
@settings(deadline=None, max_examples=200)
def test_every_address_of_a_machine_is_found(number: int, is_long: bool, around: str) -> None:
    """Every second one has a gap in the middle, which is written `::`."""
    address = IPv6Address((number | 2**32) & ~(2**96 - 2**48) if number % 2 else number | 2**32)
    assert has_contact(around.format(address.exploded if is_long else address.compressed))


@given(st.text(max_size=60))
@settings(deadline=None, max_examples=300)
def test_no_text_makes_a_traceback(text: str) -> None:
    for recogniser in FOUND:
        assert all(0 <= start < end <= len(text) for start, end in recogniser(text))


@given(
    st.lists(
        st.sampled_from(["12", "555", "(555)", "+34", "-", ".", " ", ",", ":", "0199", "x", "a", "St"]), max_size=40
    )
)
@settings(deadline=None, max_examples=300)
def test_no_heap_of_parts_makes_a_traceback(parts: list[str]) -> None:
    has_contact("".join(parts))


@pytest.mark.parametrize("part", ["1 ", "12-", "(5", "a:", "1:", "+3 ", "12 Oak ", "St. ", "calle a ", "born 1", "x1 "])
def test_a_long_text_takes_no_long_time(part: str) -> None:
    """Where the time grew with the square of the length, this would not come back in a time worth waiting for."""
    has_contact(part * (100_000 // len(part)))


@pytest.mark.parametrize(
    ("head", "cells", "is_withheld"),
    [
        ("Date of birth", ["x", "y"], True),
        ("Please enter your date of birth (MM/DD/YYYY)", ["x", "y"], True),
        ("When were you born?", ["long ago", "1971"], True),
        ("¿Cuándo nació?", ["1971", ""], True),
        ("Born", ["3/4/1971", "1980-01-31", "", "31.12.1999"], True),
        ("Your generation (year born)", ["1971", "1985", "2001", "n/a"], True),
        ("Month and year of birth", ["March 1971", "04/85", "", ""], True),
        ("How useful are birthday party programs?", ["very useful", "not useful"], False),
        ("Have you worked with born-digital records?", ["Yes", "No", "since 2019"], False),
        ("When did you last attend a course?", ["3/4/2026", "1/2/2025"], False),
    ],
)
def test_columns_about_birth(head: str, cells: list[str], is_withheld: bool) -> None:
    assert column_is_withheld(head, cells) == is_withheld
