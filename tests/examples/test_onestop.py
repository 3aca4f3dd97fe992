"""The example of a client: its tests pass where they lie beside it, as they would in a user's project."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from ndxp import pytest_plugin
from ndxp.testing import Platform
from tests.docs.blocks import read_blocks

ROOT = Path(__file__).resolve().parents[2]
ONESTOP = ROOT / "examples" / "onestop"
# What they do not need takes a second to load.
OPTIONS = "-p no:schemathesis -p no:anyio -p no:asyncio -W error"


@pytest.mark.rabbit
def test_the_tests_of_the_client_pass(tmp_path: Path, amqp_url: str) -> None:
    project = tmp_path / "onestop"
    shutil.copytree(ONESTOP, project, ignore=shutil.ignore_patterns("__pycache__", ".*"))
    environment = os.environ | {"NDXP_AMQP_URL": amqp_url, "PYTEST_ADDOPTS": OPTIONS}

    done = subprocess.run(
        [sys.executable, "-m", "pytest"],
        cwd=project,
        env=environment,
        capture_output=True,
        text=True,
        timeout=50,
        check=False,
    )

    assert done.returncode == 0, done.stdout
    assert "8 passed" in done.stdout


def test_what_the_guide_quotes_stands_in_the_example() -> None:
    tests = (ONESTOP / "tests" / "test_client.py").read_text("utf-8")
    quoted = [block.text for block in read_blocks("docs/testing.md") if block.language == "python"]

    assert len(quoted) == 2
    assert [text for text in quoted if text not in tests] == []


def test_the_guide_names_every_fixture_and_everything_that_a_platform_does() -> None:
    guide = (ROOT / "docs" / "testing.md").read_text("utf-8")
    fixtures = [name for name, each in vars(pytest_plugin).items() if is_fixture(each)]
    members = [name for name in dir(Platform) if not name.startswith("_")]

    assert len(fixtures) == 7
    assert [name for name in fixtures if f"| `{name}` |" not in guide] == []
    assert [name for name in members if f"| `{name}" not in guide] == []


def is_fixture(value: object) -> bool:
    return type(value).__name__ == "FixtureFunctionDefinition"
