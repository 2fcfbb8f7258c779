"""The committed words of circle fit, and what is told of a wrong file."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import SettingsError
from pipeline.flow.fit import FILE, load_fit_words
from pipeline.model import FitWords


def test_the_committed_words_are_read_and_each_is_written_once(root: Path) -> None:
    words = load_fit_words(root / FILE)
    for name in FitWords.__dataclass_fields__:
        said = getattr(words, name)
        phrases = [*said.yes, *said.no]
        assert said.yes, name
        assert len({phrase.casefold() for phrase in phrases}) == len(phrases), name
        assert all(phrase == " ".join(phrase.split()) != "" for phrase in phrases), name


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("no_login:", "no_logn:", "no_login"),
        ("    - capstone\n", "    - [capstone]\n", "discussion_or_project.yes"),
        ("weekly_modules:\n  yes:", "weekly_modules:\n  maybe:", "weekly_modules.maybe"),
    ],
)
def test_a_wrong_file_is_told(root: Path, tmp_path: Path, old: str, new: str, told: str) -> None:
    path = tmp_path / "fit_words.yaml"
    text = (root / FILE).read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(SettingsError) as found:
        load_fit_words(path)
    assert str(path) in str(found.value)
    assert told in str(found.value)
