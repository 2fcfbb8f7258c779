"""Every route of the page against everything that may be sent to it: nothing makes it fail, whoever asks.

The schema is made from the tables of routes and from the forms that the pages themselves carry, so a route or a field
that is added is tried, too. Schemathesis draws what fits it, and what does not.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
import requests
import schemathesis
from crawl import ALONE, ROUTES, Field, Form, Sent, Walk, walk
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from signed import COOKIE, sign_in_as

from pipeline.model import ROLES
from pipeline.review.doors import NEEDS
from pipeline.review.guard import HEADERS
from pipeline.store import Catalogue, Decisions

from .conftest import NOW, WHO, Serve, token_of

pytestmark = pytest.mark.slow
TOKEN = "the token of our form"
LEFT_OUT = {
    "POST /admin/night": "begins a night in a process of its own",
    "POST /admin/doctor": "examines the home in a process of its own",
    "POST /season/again": "solves a season in a process of its own",
}
"""Routes that are not tried a hundred times, each with the reason; a name that is no route does nothing."""
TRIED = tuple(route for route in ROUTES if route not in LEFT_OUT)
OFFERED = ("page", "q", "status", "lang", "back", "ended", "changed")
"""Names of queries that routes may read without a form that says so."""
SENT = ("action", "seen", "note", "number", "back", "first", "last", "topics", "goals", "to", "into_seen")
"""Names of fields that routes may read whose form stands on no page as long as there is nothing to undo."""
ANSWERS = {200, 303, 307, 400, 403, 404, 405, 409, 413, 415, 422, 429, 503}


@dataclass
class Place:
    """A home that is served, and somebody of each role who is signed in there."""

    home: Path
    address: str
    sessions: dict[str | None, requests.Session] = field(default_factory=dict)
    tokens: dict[str | None, str] = field(default_factory=dict)

    def session(self, name: str | None) -> requests.Session:
        """The browser of somebody; who was signed out by what was tried signs in anew."""
        session = self.sessions.setdefault(name, requests.Session())
        if name and COOKIE not in session.cookies.get_dict():
            session.cookies.clear()
            session.cookies.set(COOKIE, sign_in_as(self.home, name, WHO[name], NOW), domain="127.0.0.1")
            self.tokens.pop(name, None)
        if name not in self.tokens or "circlewise_visit" not in session.cookies.get_dict():
            page = session.get(f"{self.address}/{'topics' if name else 'sign-in'}", timeout=30)
            self.tokens[name] = token_of(page.text)
        return session


@pytest.fixture(scope="module")
def place(
    serve: Serve, demo_once: Path, accounts_file: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Place]:
    home = Path(shutil.copytree(demo_once, tmp_path_factory.mktemp("tried") / "home"))
    shutil.copy(accounts_file, home / "accounts.sqlite")
    with Catalogue(home / "catalogue.duckdb") as catalogue:
        ((topic_id,),) = catalogue.query("SELECT topic_id FROM out.topic ORDER BY priority DESC LIMIT 1").rows
    Decisions(home / "decisions.sqlite").add(topic_id, "shortlist", decided_by="Carla", decided_at=NOW)
    with serve(home) as address:
        yield Place(home, address)


@pytest.fixture(scope="module")
def found(place: Place, topic: str) -> Walk:
    """Every address and form that an administrator comes across."""
    with httpx.Client(base_url=place.address, timeout=30) as client:
        page = client.get("/sign-in").text
        client.post("/sign-in", data={"token": token_of(page), "name": "Ada", "password": "seven brown teapots"})

        def fetch(address: str) -> Sent:
            answer = client.get(address)
            return Sent(
                answer.status_code,
                answer.headers.get("content-type", ""),
                answer.text,
                answer.headers.get("location", ""),
            )

        return walk(fetch, [*ALONE, f"/topics/{topic}"])


@pytest.fixture(scope="module")
def schema(found: Walk) -> Any:
    """What the routes take, as OpenAPI."""
    paths: dict[str, dict[str, Any]] = {}
    for route in ROUTES:
        method, _, path = route.partition(" ")
        paths.setdefault(path, {})[method.lower()] = _operation(route, found)
    document = {"openapi": "3.1.0", "info": {"title": "the page", "version": "0"}, "paths": paths}
    return schemathesis.openapi.from_dict(document)


def _operation(route: str, found: Walk) -> dict[str, Any]:
    method, _, path = route.partition(" ")
    known = [address.partition("?") for address in found.addresses.get(f"GET {path}", [])]
    form = found.forms.get(route)
    parameters = [
        {"name": name, "in": "path", "required": True, "schema": _path_schema(name, path, [at for at, _, _ in known])}
        for name in (part[1:-1].partition(":")[0] for part in path.split("/") if part.startswith("{"))
    ]
    operation: dict[str, Any] = {"parameters": parameters, "responses": {"default": {"description": "an answer"}}}
    if method == "POST":
        operation["requestBody"] = {"required": True, "content": _content(form)}
        return operation
    names = {name for _, _, query in known for name, _ in httpx.QueryParams(query).multi_items()}
    asked = {name: Field(name, "text") for name in sorted({*names, *OFFERED})} | (form.fields if form else {})
    parameters += [{"name": each.name, "in": "query", "schema": _schema(each)} for each in asked.values()]
    return operation


def _content(form: Form | None) -> dict[str, Any]:
    fields = dict(form.fields) if form else {}
    if form is None or "token" not in fields:
        fields |= {name: Field(name, "text") for name in SENT}
    properties = {each.name: _schema(each) for each in fields.values() if each.kind != "file"}
    properties |= {each.name: {"type": "string", "format": "binary"} for each in fields.values() if each.kind == "file"}
    properties["token"] = {"const": TOKEN}
    body = {
        "type": "object",
        "properties": properties,
        "required": ["token"],
        "additionalProperties": {"type": "string"},
    }
    return {form.encoding if form else "application/x-www-form-urlencoded": {"schema": body}}


def _schema(each: Field) -> dict[str, Any]:
    """A value that the page offers, or any other text."""
    offered = [value for value in each.values if value][:20]
    text: dict[str, Any] = {"type": "string", "maxLength": min(each.longest or 60, 200)}
    return {"anyOf": [{"enum": offered}, text]} if offered else text


def _path_schema(name: str, path: str, addresses: list[str]) -> dict[str, Any]:
    place = path.split("/").index("{" + name + "}") if "{" + name + "}" in path.split("/") else -1
    known = sorted({address.split("/")[place] for address in addresses} - {""}) if place >= 0 else []
    text = {"type": "string", "minLength": 1, "maxLength": 60}
    return {"anyOf": [{"enum": known}, text]} if known else text


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["fits", "does not fit"])
@pytest.mark.parametrize("route", TRIED)
def test_nothing_that_is_sent_makes_it_fail(route: str, mode: GenerationMode, schema: Any, place: Place) -> None:
    method, _, path = route.partition(" ")
    cases = schema[path][method].as_strategy(generation_mode=mode)

    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(case=cases, name=st.sampled_from([None, *WHO]))
    def tried(case: Any, name: str | None) -> None:
        session = place.session(name)
        if isinstance(case.body, dict) and case.body.get("token") == TOKEN:
            case.body["token"] = place.tokens[name]
        answer = case.call(base_url=place.address, session=session, allow_redirects=False, timeout=30)
        case.validate_response(answer, checks=[not_a_server_error])
        assert answer.status_code in ANSWERS, (name, answer.status_code)
        told = {each: answer.headers.get(each.lower(), [None])[0] for each in HEADERS}
        assert told == HEADERS
        needed = NEEDS[route]
        if needed is not None and (name is None or ROLES.index(WHO[name]) < ROLES.index(needed)):
            assert answer.status_code in (303, 403, 404, 405), (name, answer.status_code)

    tried()


def test_every_route_is_in_the_schema_and_every_form_leads_to_one(found: Walk, schema: Any) -> None:
    assert found.strange == []
    with_forms = {route for route in found.forms if route.startswith("POST")}
    assert len(with_forms) >= 8
    for route in with_forms:
        method, _, path = route.partition(" ")
        (content,) = schema[path][method].definition.raw["requestBody"]["content"].values()
        assert set(found.forms[route].fields) <= set(content["schema"]["properties"]), route
