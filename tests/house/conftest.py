"""Fixtures for the tests of the house around the code."""

from pathlib import Path

import pytest

TEXT = {
    ".cfg",
    ".json",
    ".md",
    ".py",
    ".pyi",
    ".toml",
    ".txt",
    ".yml",
    ".yaml",
    ".xml",
    ".wsdl",
    "",
}
# Dot folders belong to tools, but for the one that is ours; the rest is what builds leave.
OURS = {".ci"}
LEFT_BY_TOOLS = {"__pycache__", "build", "dist", "htmlcov", "node_modules"}


@pytest.fixture(scope="session")
def root() -> Path:
    return Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def texts(root: Path) -> dict[str, str]:
    """Every text file of the repository, by its path."""
    return {
        path.relative_to(root).as_posix(): path.read_text(encoding="utf-8")
        for path in walk(root)
        if path.suffix in TEXT
    }


def walk(folder: Path) -> list[Path]:
    """The files of the repository, without what tools and nodes leave in it."""
    found = []
    for entry in sorted(folder.iterdir()):
        if entry.is_file() and not entry.name.startswith(".coverage"):
            found.append(entry)
        elif entry.is_dir() and is_ours(entry.name):
            found.extend(walk(entry))
    return found


def is_ours(name: str) -> bool:
    """Whether a folder of this name holds what people write."""
    return name in OURS or not (name.startswith(".") or name in LEFT_BY_TOOLS)
