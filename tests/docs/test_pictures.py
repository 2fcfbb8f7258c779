"""The pictures on the front page are there, small, told in words, and those that `make pictures` takes."""

from __future__ import annotations

import importlib.util
import re
import struct
import sys
from pathlib import Path
from types import ModuleType

import pytest

SHOWN = re.compile(r'<img src="(docs/pictures/[^"]+)" width="(\d+)" alt="([^"]{20,})">')
ONE_SCREEN = 64
"""Lines of README.md."""


@pytest.fixture(scope="module")
def front(root: Path) -> ModuleType:
    """The script that takes them; it lies among the browser tests, and importing it starts no browser."""
    spec = importlib.util.spec_from_file_location("front_pictures", root / "tests" / "browser" / "front_pictures.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look there for their annotations
    spec.loader.exec_module(module)
    return module


def test_the_front_page_shows_three_and_make_pictures_takes_them(root: Path, front: ModuleType) -> None:
    shown = SHOWN.findall((root / "README.md").read_text(encoding="utf-8"))
    assert [path for path, _, _ in shown] == [f"docs/pictures/{name}" for name in front.PICTURES]
    assert len(shown) == 3
    assert sorted(path.name for path in (root / "docs" / "pictures").iterdir()) == sorted(front.PICTURES)
    recipe = (root / "Makefile").read_text(encoding="utf-8").partition("\npictures:")[2].partition("\n\n")[0]
    assert "tests/browser/front_pictures.py" in recipe


def test_each_is_a_picture_of_that_window_and_small(root: Path, front: ModuleType) -> None:
    for name, picture in front.PICTURES.items():
        content = (root / "docs" / "pictures" / name).read_bytes()
        assert content.startswith(b"\x89PNG\r\n\x1a\n"), name
        assert struct.unpack(">II", content[16:24]) == (picture.width, picture.height), name
        assert len(content) < front.MOST_BYTES, name


def test_the_front_page_stays_one_screen(root: Path) -> None:
    assert len((root / "README.md").read_text(encoding="utf-8").splitlines()) <= ONE_SCREEN
