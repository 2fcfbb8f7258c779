"""Surveys by way of the page: uploaded, understood, put right, added once, and destroyed; who may, and what is told."""

from __future__ import annotations

from pathlib import Path

from pipeline.store import Home, Surveys

from .conftest import Reader
from .sending import as_csv, needs, press, uploaded


def test_an_export_is_understood_and_added(rosa: Reader, home: Path) -> None:
    upload_id, page = uploaded(rosa, home, as_csv(needs()))
    print(page)
    page = press(rosa, home, upload_id)
    print(page)
    assert 0
