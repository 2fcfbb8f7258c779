"""The built-in model, loaded once for all tests."""

from __future__ import annotations

import pytest

from pipeline.embed.encoder import Encoder
from pipeline.embed.find import find_encoder


@pytest.fixture(scope="session")
def encoder() -> Encoder:
    """The model that came with the packages; it is part of the project, so its absence is an error, not a skip."""
    found, said = find_encoder()
    assert found is not None, said
    return found
