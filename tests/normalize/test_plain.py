from __future__ import annotations

import pytest

from pipeline.normalize.plain import _STRAY, ELEMENTS, plain

NAMES = ELEMENTS.split()


@pytest.mark.parametrize("name", NAMES)
def test_every_element_counts_as_a_tag(name: str) -> None:
    for tag in (f"<{name}>", f"</{name.upper()}>", f'<{name} a="b">', f"<{name}/>"):
        assert _STRAY.sub("&lt;", tag) == tag


@pytest.mark.parametrize(
    "name",
    sorted({made for name in NAMES for made in (f"{name}x", name[:-1], f"{name}-x", f"{name}:y") if made} - {*NAMES}),
)
def test_no_other_name_does(name: str) -> None:
    assert _STRAY.sub("&lt;", f"<{name}>") == f"&lt;{name}>"


def test_generics_stay_and_markup_goes() -> None:
    assert plain("<p>Generics: List<T> &amp; <b>more</b></p>") == "Generics: List<T> & more\n"
