"""What is fuzzed: four ways in for words of strangers; a target reads bytes, and raises only what our tree names."""

from __future__ import annotations

import functools
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import yaml

from pipeline.contract import Connector, Page, Request
from pipeline.errors import CirclewiseError
from pipeline.flow.read_page import take
from pipeline.model import SurveyMapping
from pipeline.normalize.listing import Normaliser
from pipeline.settings import load_settings
from pipeline.sources import load_connector, load_rules
from pipeline.store import Reading
from pipeline.survey.read import read_export
from pipeline.typed_yaml import load_typed

ROOT = Path(__file__).resolve().parents[2]
RECORDINGS = ROOT / "tests" / "recordings"
CONNECTORS = ROOT / "connectors"
CASES = sorted(path.parent for path in RECORDINGS.glob("*/*/case.yaml"))
"""A page's first two bytes say as which of these it is read, so that one corpus holds pages of every source."""


def pages(data: bytes) -> None:
    """A page as the night reads it: the connector's own reader, then every value into our terms."""
    case = CASES[int.from_bytes(data[:2], "big") % len(CASES)]
    connector, normaliser, about = _source(case)
    request = Request(
        about["url"], about["reader"], method=about.get("method", "GET"), headers=about.get("headers", {})
    )
    page, reading = Page(request, about["url"], 200, about.get("answer_headers", {}), data[2:]), Reading()
    try:
        for produced in getattr(connector, request.reader)(page):
            take(reading, produced, normaliser, "")
        page.audit()
    except CirclewiseError as error:
        _is_said(error)


def surveys(data: bytes) -> None:
    """An export of whatever tool."""
    try:
        read_export(data, "export")
    except CirclewiseError as error:
        _is_said(error)


def source_yaml(data: bytes) -> None:
    """The rules of a source."""
    folder = _folder() / "dtls"
    folder.mkdir(exist_ok=True)
    (folder / "source.yaml").write_bytes(data)
    try:
        load_rules(folder)
    except CirclewiseError as error:
        _is_said(error)


def schedule_yaml(data: bytes) -> None:
    """The settings of a library, and a mapping of a survey, which is read by the same code."""
    path = _folder() / "schedule.yaml"
    path.write_bytes(data)
    for read in (load_settings, functools.partial(load_typed, kind=SurveyMapping)):
        try:
            read(path)  # type: ignore[operator]
        except CirclewiseError as error:
            _is_said(error)


def seeds(target: str) -> Iterator[bytes]:
    """What a target begins with: true files of this project, each in its own shape."""
    if target == "pages":
        for number, case in enumerate(CASES):
            (page,) = case.glob("page.*")
            yield number.to_bytes(2, "big") + page.read_bytes()
    elif target == "source_yaml":
        yield from (path.read_bytes() for path in sorted(CONNECTORS.glob("*/source.yaml")))
    elif target == "schedule_yaml":
        yield (ROOT / "schedule.yaml").read_bytes()
        yield b"dialect: qualtrics\nquestions:\n  Q1: {kind: goal, wording: What would you like to learn?}\n"
    else:
        yield (ROOT / "data" / "demo" / "survey.csv").read_bytes()
        yield from _other_surveys()


TARGETS: dict[str, Callable[[bytes], None]] = {
    target.__name__: target for target in (pages, surveys, source_yaml, schedule_yaml)
}


def _other_surveys() -> Iterator[bytes]:
    """Small exports of several tools: headings and an answer or two."""
    yield b'"Timestamp","What would you like to learn?"\n"2026/11/02 9:00:00 AM GMT-5","Python; data"\n'
    yield (
        b"StartDate,EndDate,Status,IPAddress,Progress,Finished,ResponseId,Q1,Q2_1,Q2_2\n"
        b"Start Date,End Date,Response Type,IP Address,Progress,Finished,Response ID,Goals?,Days - Mon,Days - Tue\n"
        b'"{""ImportId"":""startDate""}","{""ImportId"":""endDate""}","{""ImportId"":""status""}",'
        b'"{""ImportId"":""ipAddress""}","{""ImportId"":""progress""}","{""ImportId"":""finished""}",'
        b'"{""ImportId"":""_recordId""}","{""ImportId"":""QID1_TEXT""}","{""ImportId"":""QID2_1""}",'
        b'"{""ImportId"":""QID2_2""}"\n2026-11-02 9:00,2026-11-02 9:10,IP Address,192.0.2.1,100,True,R_1,Python,Mon,\n'
    )
    yield b"Respondent ID,Collector ID,Start Date,End Date,Your goals?,\n,,,,Response,Other\n1,2,,,SQL,x\n"
    yield (
        b'{"items": [{"token": "a", "answers": [{"field": {"id": "f", "type": "short_text"}, "type": "text", '
        b'"text": "SQL"}]}]}'
    )
    yield b"record_id,redcap_survey_identifier,goals___1,goals___2\n1,,1,0\n"
    yield "id;submitdate;G1Q1[SQ001];G1Q1[other]\n1;2026-11-02;Y;más\n".encode("utf-16")


@functools.cache
def _source(case: Path) -> tuple[Connector, Normaliser, dict[str, Any]]:
    about: dict[str, Any] = yaml.safe_load((case / "case.yaml").read_text(encoding="utf-8"))
    made = load_connector(case.parent.name, CONNECTORS)
    connector = made(about.get("credentials"), since=about.get("since"))
    return connector, Normaliser(load_rules(CONNECTORS / case.parent.name)), about


@functools.cache
def _folder() -> Path:
    return Path(tempfile.mkdtemp(prefix="circlewise-fuzz-"))


def _is_said(error: CirclewiseError) -> None:
    """A refusal has words that can be printed."""
    assert str(error).strip()
    str(error).encode()
