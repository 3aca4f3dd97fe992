"""The documents say where things are, and the places exist."""

import re
from pathlib import Path

import pytest

DOCUMENTS = [
    "README.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "docs/architecture.md",
    "docs/glossary.md",
    "docs/protocol.md",
    "docs/threat-model.md",
    "docs/decisions/README.md",
]
TARGETS = ["install", "demo", "test", "drill", "lint", "check", "bench", "clean"]
TERMS = """NDXP | LGSP | instance | member | subsystem | service | consumer | provider | adapter
    | registry | gateway | node | bus | seal | sealed message | JWS | content digest | salt
    | keyed reference | exchange | transaction | refusal | failure | late answer | ledger | entry
    | leaf | Merkle tree | tile | checkpoint | inclusion proof | consistency proof | authority
    | certificate | network document | right | canonical message | native message
    | natural batching | presence | dead letter | replay | outcome | open loop | deadline"""


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_is_there(name: str, root: Path) -> None:
    assert (root / name).is_file()


def test_every_link_within_the_repository_leads_somewhere(
    texts: dict[str, str], root: Path
) -> None:
    links = [
        (path, link)
        for path, text in texts.items()
        if path.endswith(".md")
        for link in re.findall(r"\]\(([^)#\s]+)[^)]*\)", text)
        if "://" not in link
    ]

    assert links
    assert [
        (path, link) for path, link in links if not (root / path).parent.joinpath(link).exists()
    ] == []


def test_every_decision_is_in_the_index(root: Path) -> None:
    folder = root / "docs" / "decisions"
    index = (folder / "README.md").read_text(encoding="utf-8")

    records = sorted(path.name for path in folder.glob("[0-9]*.md"))
    assert records == re.findall(r"\]\((\d{4}-[a-z0-9-]+\.md)\)", index)


def test_every_decision_has_context_decision_and_consequences(root: Path) -> None:
    for path in (root / "docs" / "decisions").glob("[0-9]*.md"):
        headings = re.findall(r"^## (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)

        assert headings == ["Context", "Decision", "Consequences"], path.name


def test_the_glossary_has_every_term_in_both_languages(root: Path) -> None:
    text = (root / "docs" / "glossary.md").read_text(encoding="utf-8")
    rows = [line.strip("| ").split(" | ") for line in text.splitlines() if line.startswith("| ")]
    explained = {row[0].lower() for row in rows if len(row) == 3 and all(row)}

    missing = [term.strip() for term in TERMS.split("|")]
    assert [term for term in missing if term.lower() not in explained] == []


def test_the_changelog_has_an_unreleased_section(root: Path) -> None:
    text = (root / "CHANGELOG.md").read_text(encoding="utf-8")

    assert "\n## [Unreleased]\n" in text


@pytest.mark.parametrize("target", TARGETS)
def test_make_knows_the_target(target: str, root: Path) -> None:
    text = (root / "Makefile").read_text(encoding="utf-8")

    assert re.search(rf"^{target}:", text, re.MULTILINE)


def test_ci_runs_the_test_command_of_the_readme(root: Path) -> None:
    script = (root / ".ci" / "run").read_text(encoding="utf-8")
    readme = (root / "README.md").read_text(encoding="utf-8")

    assert script.rstrip().endswith("make test")
    assert "make test" in readme
