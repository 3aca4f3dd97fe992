"""docs/architecture.md is a map of the code as it stands."""

import re
import tomllib
from pathlib import Path

import pytest

FOLDERS = ["gateway", "gateway/edge", "gateway/bus", "gateway/ledger", "adapters"]
REGISTRIES = {"bhxh", "dancu", "datdai", "dkdn", "dates", "reading"}  # "one module per registry"


@pytest.fixture(scope="session")
def architecture(root: Path) -> str:
    return (root / "docs" / "architecture.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_module_is_on_the_map(folder: str, architecture: str, root: Path) -> None:
    named = architecture.split("```")[1]
    modules = {path.stem for path in (root / folder).glob("*.py")} - {"__init__"} - REGISTRIES

    missing = [name for name in modules if not re.search(rf"\b{name}\.py\b", named)]
    assert missing == []


def test_every_module_on_the_map_is_there(architecture: str, root: Path) -> None:
    named = set(re.findall(r"\b(\w+\.py)\b", architecture.split("```")[1]))
    there = {
        path.name
        for top in ("gateway", "adapters", "mock_registries", "ndxp")
        for path in (root / top).rglob("*.py")
    }

    assert named - there == set()


def test_every_package_of_the_mock_registries_is_on_the_map(architecture: str, root: Path) -> None:
    named = architecture.split("```")[1]
    packages = [path.parent.name for path in (root / "mock_registries").glob("*/__init__.py")]

    assert packages
    assert [name for name in packages if not re.search(rf"\b{name}/", named)] == []


def test_the_layers_are_those_that_lint_enforces(architecture: str, root: Path) -> None:
    settings = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = {each["id"]: each for each in settings["tool"]["importlinter"]["contracts"]}
    drawn = " ".join(architecture.split("\n## Layers\n")[1].split("```")[1].split())

    for contract in ("house", "gateway"):
        assert " → ".join(contracts[contract]["layers"]) in drawn
