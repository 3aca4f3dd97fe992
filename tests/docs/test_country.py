"""docs/country.md and docs/registries.md say what the mock registries do."""

import json
import re
from pathlib import Path

import pytest

from mock_registries.country import Country
from mock_registries.country.figures import FOUNDED_IN_2022, LAND_DISTRICTS, LAND_PROVINCES
from mock_registries.insurance.cards import RESULTS
from mock_registries.overlay import KINDS
from mock_registries.samples import SERVICES, condition_names
from tests.docs.blocks import ROOT

CONTRACTS = sorted((ROOT / "mock_registries").glob("*_openapi.json"))


@pytest.fixture(scope="module")
def country_text() -> str:
    return (ROOT / "docs" / "country.md").read_text(encoding="utf-8").replace("\\|", "|")


@pytest.fixture(scope="module")
def registries_text() -> str:
    return (ROOT / "docs" / "registries.md").read_text(encoding="utf-8")


def test_the_country_has_the_figures_of_the_document(country_text: str) -> None:
    country = Country()

    figures = (country.population.size, country.enterprises.size, FOUNDED_IN_2022)
    assert [one for one in figures if f"{one:,}" not in country_text] == []
    assert f"{country.population.families / 1e6:.1f} million families" in country_text
    assert f"{country.land.size // 1_000_000} million parcels" in country_text
    assert f"{LAND_DISTRICTS} of 705, {LAND_PROVINCES} of 63" in country_text


@pytest.mark.parametrize("registry", SERVICES)
def test_every_condition_of_a_sample_is_listed(registry: str, country_text: str) -> None:
    rows = [line for line in country_text.splitlines() if line.startswith(f"| `{registry}` ")]
    if registry == "bhxh":  # "the same, and": the row above counts too
        rows += [line for line in country_text.splitlines() if line.startswith("| `dancu` ")]

    listed = set(re.findall(r"`([a-z]+=[^`]+)`", " ".join(rows)))
    assert [name for name in condition_names(registry) if name not in listed] == []


def test_every_kind_of_change_is_listed(country_text: str) -> None:
    listed = re.findall(r"^\| `([a-z]+\.[a-z]+)` \|", country_text, re.MULTILINE)

    assert listed == list(KINDS)


@pytest.mark.parametrize("contract", CONTRACTS, ids=lambda path: path.stem)
def test_every_operation_of_a_registry_is_described(contract: Path, registries_text: str) -> None:
    paths = list(json.loads(contract.read_text(encoding="utf-8"))["paths"])

    assert paths
    assert [path for path in paths if path.rsplit("/", 1)[1] not in registries_text] == []


def test_every_result_of_a_card_is_explained(registries_text: str) -> None:
    table = registries_text.split("| code | means |")[1].split("\n\n")[0]
    explained = set(re.findall(r"\b[0-9]{3}\b", table))
    for first, last in re.findall(r"\b([0-9]{3})–([0-9]{3})\b", table):
        explained |= {f"{one:03d}" for one in range(int(first), int(last))}

    assert set(RESULTS) == explained
