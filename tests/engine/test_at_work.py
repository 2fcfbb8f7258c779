"""What a worker does: only with our code, and its work is made once."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from engine_parts import Where, hasher

from pipeline.engine import at_work
from pipeline.engine.at_work import code_mark, do_part
from pipeline.engine.spread import Here


def test_a_worker_with_other_code_does_no_part(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match=r"has the code [0-9a-f]{12}…, 000000000000… was expected"):
        do_part("0" * 32, at_work.name_of(hasher), (str(tmp_path),), (0, "word"))
    assert not list(tmp_path.iterdir())


def test_a_worker_makes_its_work_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(at_work, "_made", {})
    name = at_work.name_of(hasher)
    found = [do_part(code_mark(), name, (str(tmp_path),), part) for part in [(0, "word"), (1, "word")]]
    assert found == list(Here().spread(hasher, (str(tmp_path),), [(0, "word"), (1, "word")]))
    ((key, work),) = at_work._made.items()
    do_part(code_mark(), name, (str(tmp_path),), (2, "word"))
    assert at_work._made == {key: work}
    do_part(code_mark(), name, (f"{tmp_path}/",), (3, "word"))
    assert len(at_work._made) == 1
    assert key not in at_work._made


def test_a_worker_keeps_what_answers_for_a_few_groups_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(at_work, "_kept", {})
    monkeypatch.setattr(at_work, "MOST_KEPT", 2)
    closed: list[str] = []
    monkeypatch.setattr(Where, "close", lambda self: closed.append(self.group))
    name = at_work.name_of(Where)
    for group in ("one", "two", "one", "three"):
        at_work.answer(code_mark(), name, (group,), 0, group)
    assert list(at_work._kept) == ["one", "three"], "who asked last stands last"
    assert closed == ["two"]
    at_work.let_go("one")
    at_work.let_go("one")
    assert closed == ["two", "one"]
    with pytest.raises(RuntimeError, match="has the code"):
        at_work.answer("0" * 32, name, ("one",), 0, "one")
