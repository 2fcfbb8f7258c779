"""Surveys by way of the page: uploaded, understood, put right, added once, and destroyed; and what is told of them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pipeline.store import Accounts, Home, contents
from pipeline.store.holdings import unknown_files

from .conftest import Reader, token_of
from .sending import (
    LEARN,
    as_csv,
    in_process,
    main_of,
    needs,
    new_surveys,
    press,
    told,
    uploaded,
)

PERSONAL = ("Ngozi", "Okonkwo", "Ramanujan", "zines number", "maps number", "please")


def test_an_export_is_understood_added_once_and_gone(rosa: Reader, home: Path) -> None:
    data = as_csv(needs(23))
    upload_id, page = uploaded(rosa, home, data)
    told(page, "Never kept</dt><dd>Your name · Anything else", "a plain table", LEARN, "Grant writing", "<dd>23</dd>")
    for words in PERSONAL:
        assert words not in main_of(page), words
    assert new_surveys(home) == []
    page = press(rosa, home, upload_id)
    told(
        page,
        "The survey is added: needs",
        "The next night counts it: Wed 25 Nov 2026, 02:30",
        "Goals read</dt><dd>3<",
        'run a night under <a href="/admin">Administration</a>',  # a page without accounts: who is at the machine may
    )
    (survey_id,) = new_surveys(home)
    again = rosa.client.post(
        f"/surveys/{upload_id}/add", data={"token": token_of(page), "reading": "1"}
    )  # the button of a page that was still open
    assert "The survey is added: needs" in again.text
    assert new_surveys(home) == [survey_id]
    assert sorted(path.name for path in (home / "uploads" / upload_id).iterdir()) == [
        "answer.json",
        "step",
        "task.json",
        "upload.json",
        "work.lock",
    ]
    kept = b"".join(path.read_bytes() for path in home.rglob("*") if path.is_file())
    assert b"Spanish for the desk" in kept
    for words in PERSONAL[:5]:
        assert words.encode() not in kept, words
    listed = rosa.text("/surveys")
    told(listed, survey_id, "waits for the next night", ">counted<")
    assert "Destroy" not in listed
    events = Accounts(home / "accounts.sqlite").log(2)
    assert [(each.kind, each.account, each.note) for each in events] == [
        ("survey_added", "Rosa", f"{survey_id}, added"),
        ("survey_uploaded", "Rosa", "needs.csv"),
    ]
    assert unknown_files(Home(home)) == []
    assert rosa.text("/topics")  # the log alone asks nobody to sign in


@in_process
def test_what_waits_is_private_and_in_no_backup(rosa: Reader, home: Path) -> None:
    upload_id, _ = uploaded(rosa, home, as_csv(needs()))
    folder = home / "uploads" / upload_id
    assert {oct(path.stat().st_mode & 0o777) for path in (home / "uploads", folder)} == {"0o700"}
    assert {oct(path.stat().st_mode & 0o777) for path in folder.iterdir()} == {"0o600"}
    assert b"Okonkwo" in (folder / "export").read_bytes()
    assert [path for path in contents(Home(home), with_pages=True) if "uploads" in path.parts] == []
    assert "needs.csv" in rosa.text("/surveys")
    page = rosa.text(f"/surveys/{upload_id}")
    answer = rosa.client.post(f"/surveys/{upload_id}/discard", data={"token": token_of(page)})
    assert "The upload is discarded" in answer.text
    assert not folder.exists()
    assert "not here any more" in rosa.text(f"/surveys/{upload_id}")


@in_process
def test_a_question_is_put_right_left_out_and_taken_back(rosa: Reader, home: Path) -> None:
    rows = [
        [f"Q{n}" if n == 2 else head for n, head in enumerate(row)] if not k else row for k, row in enumerate(needs())
    ]
    upload_id, page = uploaded(rosa, home, as_csv(rows))
    told(page, "No question was understood to ask what people want to learn", "It cannot be added as it is")
    assert "Add it to the surveys" not in page
    page = press(rosa, home, upload_id, "", **{"role-q3": "goal", "role-q2": "leave_out"})
    told(page, "Add it to the surveys", "Read it after all: Branch", "Forget all corrections")
    assert 'id="q-q2"' not in page
    assert re.findall(r'id="(?:q|left)-(q\d+)"', page) == ["q2", "q3", "q4"]  # it stays where it was
    assert "left out by hand: nothing of it is kept" in page
    saved = rosa.get(f"/surveys/{upload_id}/corrections")
    assert saved.headers["content-disposition"] == 'attachment; filename="corrections.yaml"'
    told(saved.text, '  q3:\n    wording: "Q2"\n    role: goal\n', '  q2:\n    wording: "Branch"\n    is_stored: false')
    page = press(rosa, home, upload_id, "", take_back="q2")
    assert 'id="q-q2"' in page
    assert "left out by hand" not in page
    told(page, "Add it to the surveys")  # what else was put right holds on
    page = press(rosa, home, upload_id, "", **{"role-q2": "leave_out", "role-q3": "leave_out"})
    assert re.findall(r'id="(?:q|left)-(q\d+)"', page) == ["q2", "q3", "q4"]  # with nothing left, too
    page = press(rosa, home, upload_id, "", take_back="q3")
    assert re.findall(r'id="(q|left)-(q\d+)"', page) == [("left", "q2"), ("q", "q3"), ("q", "q4")]
    told(page, "Add it to the surveys")  # it tells what people want to learn, as it was told before it was left out
    page = press(rosa, home, upload_id, "", forget="1")
    told(page, "No question was understood")
    told(
        press(rosa, home, upload_id), "no question was understood to ask what people want to learn"
    )  # the verb's words
    assert new_surveys(home) == []
    second, page = uploaded(rosa, home, as_csv(rows), mapping=saved.content)
    told(page, "Read it after all: Branch")
    told(press(rosa, home, second), "The survey is added", "Goals read</dt><dd>3<")


@in_process
def test_codes_are_told_by_hand(rosa: Reader, home: Path) -> None:
    coded = {"Excel": "1", "Grant writing": "2", "Spanish for the desk": "3"}
    rows = [[coded.get(cell, cell) for cell in row] for row in needs()]
    upload_id, page = uploaded(rosa, home, as_csv(rows))
    told(page, "are codes, which name nothing, so it cannot be added yet")
    page = rosa.text(f"/surveys/{upload_id}")
    bad = rosa.client.post(
        f"/surveys/{upload_id}", data={"token": token_of(page), "reading": "1", "labels-q3": "1 Excel"}
    )
    assert bad.status_code == 400
    assert "has no = sign" in bad.text
    page = press(rosa, home, upload_id, "", **{"labels-q3": "1 = Excel\n2=Grant writing\n\n3 = Spanish = desk"})
    told(page, "Grant writing", "Spanish = desk</span>", "1 = Excel\n2 = Grant writing", "Add it to the surveys")
    told(press(rosa, home, upload_id), "Goals read</dt><dd>3<")


@in_process
def test_corrections_that_do_not_fit_are_told_and_not_taken(rosa: Reader, home: Path) -> None:
    other = b"questions:\n  q99:\n    role: goal\n"
    upload_id, page = uploaded(rosa, home, as_csv(needs()), mapping=other)
    told(page, "none of them was taken", "the mapping names the question `q99`", "Add it to the surveys")
    assert str(home) not in page
    page = press(rosa, home, upload_id, "", **{"kind-q3": "date"})
    told(page, "most of its answers hold no date", "Add it to the surveys")
    unsafe = b"questions: !!python/object:os.system [1]\n"
    told(
        uploaded(rosa, home, as_csv(needs(seed=2)), mapping=unsafe)[1],
        "none of them was taken",
        "which are not read here",
    )


@in_process
def test_an_export_that_may_be_of_a_survey_that_is_here_asks_which(rosa: Reader, home: Path) -> None:
    first, _ = uploaded(rosa, home, as_csv(needs(48)))
    press(rosa, home, first)
    (survey_id,) = new_surveys(home)
    later = [row[:3] for row in needs(48)]  # the same people; the form lost a question, its answers are all alike
    later[0] = ["Your name", "Your branch, please", LEARN]
    upload_id, _ = uploaded(rosa, home, as_csv([later[0], *later[:0:-1]]), "needs-2.csv")
    page = press(rosa, home, upload_id)
    told(
        page,
        "Nothing was stored yet",
        f"<code>{survey_id}</code>",
        "It is a survey of its own",
        "more than three quarters",
    )
    assert "Add it to the surveys" not in page
    assert new_surveys(home) == [survey_id]
    page = press(rosa, home, upload_id, told="replaces", survey=survey_id)
    told(page, "The survey is brought up to date")
    third, _ = uploaded(rosa, home, as_csv([later[0], *later[:0:-1]]), "needs-3.csv")
    press(rosa, home, third)
    assert new_surveys(home) == [survey_id]


@in_process
def test_a_later_export_needs_the_corrections_of_the_earlier_one(rosa: Reader, home: Path) -> None:
    first, _ = uploaded(rosa, home, as_csv(needs(24)))
    press(rosa, home, first, "", **{"role-q2": "none"})
    saved = rosa.get(f"/surveys/{first}/corrections").content
    told(press(rosa, home, first), "The survey is added")
    later, _ = uploaded(rosa, home, as_csv(needs(36)), "later.csv")
    told(press(rosa, home, later), "this export came without any", "Add it to the surveys")
    with_them, _ = uploaded(rosa, home, as_csv(needs(36)), "later.csv", mapping=saved)
    told(press(rosa, home, with_them), "The survey is brought up to date", "People</dt><dd>36<")
    assert len(new_surveys(home)) == 1


@in_process
def test_what_fewer_than_five_people_said_is_not_told(rosa: Reader, home: Path) -> None:
    rows = needs(24)
    for row in rows[4:]:
        row[3] = ""
    rows[0][3] = "Which of our databases do you use?"
    upload_id, page = uploaded(rosa, home, as_csv([*rows, ["", "", "", "only Mergent"]]))
    told(page, "answered by too few to be told", "answered by nearly everybody")
    few_id, page = uploaded(rosa, home, as_csv(needs(4)))
    told(page, "People</dt><dd>too few to be told", "it would be kept and not counted")
    assert not re.search(r">\s*[1-4]\s*<", main_of(page))
    page = press(rosa, home, few_id)
    told(page, "People</dt><dd>too few to be told", "It is kept and not counted, since fewer than 5 people answered")
    assert "not counted: too few people" in rosa.text("/surveys")
    assert upload_id != few_id


@in_process
@pytest.mark.parametrize("path", ["/surveys", "/surveys/upload", "UPLOAD"])
def test_it_is_in_spanish(rosa: Reader, home: Path, path: str) -> None:
    if path == "UPLOAD":
        upload_id, _ = uploaded(rosa, home, as_csv(needs()))
        path = f"/surveys/{upload_id}"
    page = rosa.text(f"{path}?lang=es")
    told(page, '<html lang="es">', "Encuestas")
    for english in ("What was understood", "Upload", "Add it", "what people want"):
        assert english not in main_of(page), english
