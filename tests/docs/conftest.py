"""Fixtures for the tests of what the documents say."""

from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def root() -> Path:
    return Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def protocol(root: Path) -> str:
    return (root / "docs" / "protocol.md").read_text(encoding="utf-8")
