"""Commands at hand, and a log that a demo left."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.running import Ran, run_ndxp

Ndxp = Callable[..., Ran]


@pytest.fixture
def ndxp(tmp_path: Path) -> Ndxp:
    return lambda *words: run_ndxp(tmp_path, *words)


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the demo ran once; its log is for reading."""
    folder = tmp_path_factory.mktemp("played")
    assert run_ndxp(folder, "demo").code == 0
    return folder


@pytest.fixture
def audit(played: Path) -> Ndxp:
    return lambda *words: run_ndxp(played, "audit", *words, "--state", ".ndxp/demo")
