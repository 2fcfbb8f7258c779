"""A connector: its requests and the credentials it was given."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.contract import Connector, Produced, Request

URL = "https://catalogue.example.org/courses?page=1"


def test_connector_keeps_its_own_credentials() -> None:
    class Example(Connector):
        source = "example"

        def start(self) -> Iterable[Produced]:
            yield Request(URL, "courses")

    given_credentials = {"KEY": "value"}
    connector = Example(given_credentials)
    given_credentials.clear()
    assert connector.credentials == {"KEY": "value"}
    assert Example().credentials == {}
    assert list(connector.start()) == [Request(URL, "courses")]
