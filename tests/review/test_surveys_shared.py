"""Who may add and destroy surveys on the page, and when: several people, a night under way, and what nobody adds."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.store import Accounts, Home, Uploads

from .conftest import Reader, Serve, Visit, Watch, sign_in, token_of
from .sending import (
    as_csv,
    id_of,
    in_process,
    main_of,
    needs,
    new_surveys,
    press,
    send,
    settle,
    surveys_of,
    told,
    uploaded,
)


@pytest.mark.slow
def test_two_coordinators_add_one_survey_and_none_that_they_did_not_see(
    address: str, closed: Path, visit: Visit
) -> None:
    carla, ada = visit(address), visit(address)
    sign_in(carla, "Carla")
    sign_in(ada, "Ada")
    upload_id, page = uploaded(carla, closed, as_csv(needs()))
    press(ada, closed, upload_id, "", **{"role-q2": "none"})
    late = carla.client.post(f"/surveys/{upload_id}/add", data={"token": token_of(page), "reading": "1"})
    assert "a colleague corrected it meanwhile" in late.text
    assert new_surveys(closed) == []
    pages = [each.text(f"/surveys/{upload_id}") for each in (carla, ada)]
    for each, seen in zip((carla, ada), pages, strict=True):
        each.client.post(f"/surveys/{upload_id}/add", data={"token": token_of(seen), "reading": "2"})
    settle(closed, upload_id)
    told(carla.text(f"/surveys/{upload_id}"), "The survey is added")
    assert len(new_surveys(closed)) == 1
    assert [(each.kind, each.account) for each in Accounts(closed / "accounts.sqlite").log(2)] == [
        ("survey_added", "Carla"),
        ("survey_uploaded", "Carla"),
    ]


@pytest.mark.slow
def test_only_an_administrator_destroys_a_survey(address: str, closed: Path, visit: Visit) -> None:
    carla, ada = visit(address), visit(address)
    sign_in(carla, "Carla")
    sign_in(ada, "Ada")
    (survey_id,) = surveys_of(closed)
    waiting, _ = uploaded(carla, closed, as_csv(needs()))
    assert carla.get(f"/surveys/purge?survey={survey_id}").status_code == 403
    page = ada.text(f"/surveys/purge?survey={survey_id}")
    told(page, "There is no way back", "Now that is 1.")
    unsure = ada.client.post("/surveys/purge", data={"token": token_of(page), "survey": survey_id})
    assert (unsure.status_code, surveys_of(closed)) == (400, [survey_id])
    upload_id = id_of(
        ada.client.post("/surveys/purge", data={"token": token_of(page), "survey": survey_id, "sure": "yes"})
    )
    settle(closed, upload_id)
    told(ada.text(f"/surveys/{upload_id}"), "The survey is destroyed", "surveys.sqlite</code>: rewritten (62 people")
    assert surveys_of(closed) == []
    assert Uploads(closed / "uploads").found(waiting) is None
    assert Accounts(closed / "accounts.sqlite").log(1)[0].note == survey_id
    assert survey_id not in ada.text("/surveys")


@in_process
def test_a_running_night_is_waited_for(address: str, closed: Path, visit: Visit) -> None:
    ada = visit(address)
    sign_in(ada, "Ada")
    (survey_id,) = surveys_of(closed)
    page = ada.text(f"/surveys/purge?survey={survey_id}")
    with Home(closed).lock("run"):
        sent = {"token": token_of(page), "survey": survey_id, "sure": "yes"}
        upload_id = id_of(ada.client.post("/surveys/purge", data=sent))
        settle(closed, upload_id)
    page = ada.text(f"/surveys/{upload_id}")
    told(page, "The survey was not destroyed", "wait until it is over and try again")
    assert str(closed) not in page
    assert surveys_of(closed) == [survey_id]


def test_without_accounts_nobody_destroys_from_the_page(rosa: Reader, home: Path) -> None:
    (survey_id,) = surveys_of(home)
    page = rosa.text(f"/surveys/purge?survey={survey_id}")
    told(page, f"circlewise purge-survey {survey_id}")
    sent = {"token": token_of(page), "survey": survey_id, "sure": "yes"}
    assert rosa.client.post("/surveys/purge", data=sent).status_code == 400
    assert surveys_of(home) == [survey_id]


@in_process
def test_what_nobody_adds_is_removed_in_time(serve: Serve, home: Path, watch: Watch, visit: Visit) -> None:
    with serve(home, clock=watch) as address:
        rosa = visit(address)
        upload_id = id_of(send(rosa, as_csv(needs())))
        settle(home, upload_id)
        watch.move(hours=23)
        assert "needs.csv" in rosa.text("/surveys")
        watch.move(hours=2)
        assert "needs.csv" not in rosa.text("/surveys")
    assert not (home / "uploads" / upload_id).exists()


@in_process
def test_there_are_surveys_before_the_first_night(serve: Serve, tmp_path: Path, visit: Visit) -> None:
    home = tmp_path / "new"
    home.mkdir()
    with serve(home) as address:
        rosa = visit(address)
        told(rosa.text("/surveys"), "No survey is here yet.")
        upload_id, _ = uploaded(rosa, home, as_csv(needs()))
        told(press(rosa, home, upload_id), "The survey is added", 'run a night under <a href="/admin">')
        told(rosa.text("/surveys"), "waits for the next night")


def test_a_coordinator_is_told_who_can_count_it_at_once(address: str, closed: Path, visit: Visit) -> None:
    carla = visit(address)
    sign_in(carla, "Carla")
    upload_id, _ = uploaded(carla, closed, as_csv(needs()))
    page = press(carla, closed, upload_id)
    told(page, "The survey is added", "an administrator runs a night", "circlewise run --demo --no-harvest")
    assert 'href="/admin"' not in page


def test_an_upload_that_is_not_here_leads_to_the_list(rosa: Reader) -> None:
    for upload_id in ("0" * 32, "x", "..%2f..%2fsalt", "%00"):
        answer = rosa.get(f"/surveys/{upload_id}")
        assert answer.status_code in (200, 404)
        assert "salt" not in main_of(answer.text)
    assert "That upload is not here any more" in rosa.text(f"/surveys/{'0' * 32}")
