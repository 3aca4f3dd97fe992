"""A desk at which calls are answered with faults."""

from collections.abc import Mapping

import pytest

from mock_registries.registry import Registry
from tests.mock_registries.faults.scenes import Desk


@pytest.fixture
def desk(registries: Mapping[str, Registry]) -> Desk:
    return Desk(registries)
