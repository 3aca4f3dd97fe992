"""What is installed is this distribution, whole, under the names that it claims."""

import importlib.util
import subprocess
import sys
import tomllib
from importlib.metadata import distribution
from pathlib import Path
from zipfile import ZipFile

import pytest

PACKAGES = ["gateway", "adapters", "schemas", "mock_registries", "ndxp"]


@pytest.mark.parametrize("name", PACKAGES)
def test_a_top_level_name_resolves_to_this_distribution(name: str, root: Path) -> None:
    spec = importlib.util.find_spec(name)

    assert spec is not None
    assert {Path(place) for place in spec.submodule_search_locations or []} == {root / name}


def test_the_installed_distribution_is_this_tree() -> None:
    installed = distribution("ndxp-simulator")

    assert {(entry.group, entry.value) for entry in installed.entry_points} == {
        ("console_scripts", "ndxp.cli:main"),
        ("pytest11", "ndxp.pytest_plugin"),
    }


def test_the_distribution_cannot_be_uploaded_by_mistake() -> None:
    classifiers = distribution("ndxp-simulator").metadata.get_all("Classifier") or []

    assert "Private :: Do Not Upload" in classifiers


def test_a_wheel_holds_every_module_and_every_data_file(root: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(command, cwd=root, check=True, capture_output=True, timeout=50)

    with ZipFile(next(tmp_path.glob("*.whl"))) as wheel:
        packed = {name for name in wheel.namelist() if ".dist-info/" not in name}
    assert packed == {
        path.relative_to(root).as_posix()
        for package in PACKAGES
        for path in (root / package).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def test_a_development_requirement_is_a_name_and_a_version(root: Path) -> None:
    lines = (root / "requirements-dev.txt").read_text(encoding="ascii").splitlines()

    assert [line for line in lines if line.count("==") != 1 or " " in line or "/" in line] == []


def test_every_runtime_dependency_is_pinned_for_development(root: Path) -> None:
    with (root / "pyproject.toml").open("rb") as stream:
        declared = tomllib.load(stream)["project"]["dependencies"]
    lines = (root / "requirements-dev.txt").read_text(encoding="ascii").splitlines()

    pinned = {line.partition("==")[0].lower().replace("_", "-") for line in lines}
    assert {requirement.partition(">=")[0] for requirement in declared} <= pinned
