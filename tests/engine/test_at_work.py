"""What a worker does: only with our code, and its work is made once."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from engine_parts import Where, hasher, unmakable

from pipeline.engine import at_work
from pipeline.engine.at_work import code_mark, do_part
from pipeline.engine.spread import Here
from pipeline.errors import WorkerError


def test_a_worker_with_other_code_does_no_part(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match=r"has the code [0-9a-f]{12}…, 000000000000… was expected"):
        do_part("0" * 32, at_work.name_of(hasher), (str(tmp_path),), (0, "word"))
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("package", at_work.DECISIVE)
def test_a_worker_with_another_package_has_other_code(package: str, monkeypatch: pytest.MonkeyPatch) -> None:
    known = at_work._version
    assert known(package), "a name that nothing has is compared in vain"
    monkeypatch.setattr(at_work, "_version", lambda each: "0" if each == package else known(each))
    assert code_mark.__wrapped__() != code_mark()


def test_what_cannot_be_made_is_told_and_of_its_group_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(at_work, "_kept", {})
    found = at_work.answer(code_mark(), at_work.name_of(unmakable), ("no connector",), 0, "one")
    assert isinstance(found, WorkerError)
    assert str(found) == "no connector"
    assert at_work._kept == {}


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
