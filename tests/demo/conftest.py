"""The demo's server and what it serves."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from pipeline.demo import DemoServer, demo_folder

CATALOGUES = {  # source: address, and the key that holds its records (none: the body is the list)
    "coursera": ("api.coursera.org/api/courses.v1", "elements"),
    "mit_learn": ("api.learn.mit.edu/api/v1/courses", "results"),
    "futurelearn": ("www.futurelearn.com/feeds/courses", ""),
    "udacity": ("www.udacity.com/public-api/v0/courses", "courses"),
    "edx": ("discovery.edx.org/api/v1/courses", "results"),
    "openhpi": ("open.hpi.de/bridges/moochub/courses", "data"),
    "p2pu": ("learningcircles.p2pu.org/api/courses", "items"),
}


@pytest.fixture(scope="module")
def gateway() -> Iterator[str]:
    with DemoServer() as server:
        yield server.gateway


@pytest.fixture(scope="session")
def catalogues() -> dict[str, tuple[str, str]]:
    """By source the address of its catalogue and the key that holds its records (none: the body is the list)."""
    return CATALOGUES


@pytest.fixture(scope="session")
def records() -> Callable[[str], list[dict[str, Any]]]:
    """The records of a source's catalogue."""

    def found(source: str) -> list[dict[str, Any]]:
        address, key = CATALOGUES[source]
        body = json.loads((demo_folder() / "catalogues" / f"{address}.json").read_bytes())
        listed: list[dict[str, Any]] = body[key] if key else body
        return listed

    return found
