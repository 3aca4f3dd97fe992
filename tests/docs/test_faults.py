"""docs/faults.md has every fault as the code has it."""

import json
import re
from pathlib import Path

import pytest

from gateway.edge.fault_desk import PATH
from gateway.faults import HEADER, KINDS, Kind
from gateway.faults.engine import MAX_RULES
from gateway.faults.parameters import LONGEST_S
from gateway.faults.rule import SEED, Rule
from tests.docs.blocks import read_blocks

TABLE = "## What can go wrong"
OF_A_PLACE = {
    "gateway": "## At the gateway",
    "adapter": "## At an adapter",
    "registry": "## At a registry",
}


@pytest.fixture(scope="module")
def faults(root: Path) -> str:
    return (root / "docs" / "faults.md").read_text(encoding="utf-8")


def row(name: str, kind: Kind) -> str:
    """As the table has it."""
    registries = f" ({', '.join(kind.registries)})" if kind.registries else ""
    takes = (f"`{key}={each.write(each.default)}`" for key, each in kind.parameters.items())
    cells = (
        f"`{name}`",
        str(kind.pain or ""),
        ", ".join(kind.places) + registries,
        ", ".join(takes),
        kind.en,
        kind.vi,
    )
    return f"| {' | '.join(cells)} |"


def section(faults: str, title: str) -> str:
    return faults.split(f"\n{title}\n")[1].split("\n## ")[0]


def test_the_table_is_that_of_the_code(faults: str) -> None:
    expected = [row(name, kind) for name, kind in KINDS.items()]

    assert re.findall(r"^\| `.*$", section(faults, TABLE), re.MULTILINE) == expected


@pytest.mark.parametrize("place", OF_A_PLACE)
def test_what_happens_at_a_place_is_told_of_each_fault(place: str, faults: str) -> None:
    told = section(faults, OF_A_PLACE[place])
    rows = re.findall(r"^\| (`[a-z_`, ]+`) \|", told, re.MULTILINE)
    named = {name for cell in rows for name in re.findall(r"`([a-z_]+)`", cell)}

    assert named == {name for name, kind in KINDS.items() if place in kind.places}


def test_a_rule_that_is_shown_is_one(faults: str) -> None:
    shown = [block.text for block in read_blocks("docs/faults.md") if block.language == "json"]
    rule = Rule.read(json.loads(shown[0]))

    assert json.loads(shown[0]).keys() == rule.json().keys()
    assert f"`{HEADER}`" in faults
    assert f"`POST {PATH}`" in faults


def test_the_numbers_are_those_of_the_code(faults: str) -> None:
    assert f"At most {MAX_RULES} rules are on" in faults
    assert f"; {SEED} if nobody says" in faults
    assert f"a trickle lasts {LONGEST_S:g} s at most" in faults
