"""A small country with an empty database of changes, and its registries."""

from pathlib import Path

import pytest

from mock_registries.overlay import ChangedCountry
from tests.mock_registries.overlay.wires import Wires, open_small


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "country.db"


@pytest.fixture
def changed(database: Path) -> ChangedCountry:
    return open_small(database)


@pytest.fixture
def wires(changed: ChangedCountry) -> Wires:
    return Wires(changed)
