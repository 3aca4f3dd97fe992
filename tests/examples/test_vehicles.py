"""The example adapter: short, and its answers are what its schemas say."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from adapters.base import Call
from examples.vehicles.adapter import REGISTER, Vehicles
from gateway.errors import SchemaViolationError
from gateway.message import ServiceId
from gateway.network.proposal import load_proposal
from gateway.schema import Catalogue

FOLDER = Path(__file__).resolve().parents[2] / "examples" / "vehicles"
SERVICE = ServiceId.parse(f"{Vehicles.subsystem}/traCuuPhuongTien")
SCHEMAS = FOLDER / "schemas" / "phuongtien" / "traCuuPhuongTien" / "v1"
AMBIGUOUS = ("\\d", "\\w", "\\s", "\\b", "\\p", "$\n")
MOST_LINES = 60


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return Catalogue.load(FOLDER / "schemas", [SERVICE])


def call(plate: str) -> Call:
    return Call(service=SERVICE.code, body={"BienSo": plate}, request_id="request", time_left_s=1.0)


def nodes(value: object) -> Iterator[dict[str, Any]]:
    """Every object in a schema but its examples."""
    if isinstance(value, dict):
        yield value
        for key, inner in value.items():
            if key != "examples":
                yield from nodes(inner)


def test_the_adapter_is_shorter_than_sixty_lines() -> None:
    assert len((FOLDER / "adapter.py").read_text("utf-8").splitlines()) < MOST_LINES


@pytest.mark.parametrize("plate", REGISTER)
async def test_a_vehicle_is_found_and_matches_the_schema(plate: str, catalogue: Catalogue) -> None:
    answer = await Vehicles().answer(call(plate))

    catalogue.check_request(SERVICE, {"BienSo": plate})
    catalogue.check_response(SERVICE, answer.body)
    assert answer.found
    assert answer.body["PhuongTien"]["BienSo"] == plate


async def test_an_unknown_vehicle_is_an_empty_answer(catalogue: Catalogue) -> None:
    answer = await Vehicles().answer(call("51F99999"))

    catalogue.check_response(SERVICE, answer.body)
    assert (answer.found, answer.body) == (False, {})


@pytest.mark.parametrize("plate", ["51F-123.45", "51f12345", "", "0AF12345", "51F12345\n"])
def test_a_plate_has_one_spelling(plate: str, catalogue: Catalogue) -> None:
    with pytest.raises(SchemaViolationError, match="/BienSo"):
        catalogue.check_request(SERVICE, {"BienSo": plate})


@pytest.mark.parametrize("name", ["request.json", "response.json"])
def test_a_schema_keeps_the_rules_of_ours(name: str) -> None:
    schema = json.loads((SCHEMAS / name).read_text("utf-8"))

    for node in nodes(schema):
        assert node.get("type") != "object" or node["additionalProperties"] is False
        assert not any(sign in str(node.get("pattern", "")) for sign in AMBIGUOUS)
        texts = [node[key] for key in ("title", "description") if isinstance(node.get(key), str)]
        assert [text for text in texts if " / " not in text] == []


@pytest.mark.parametrize("number", [0, 1])
def test_the_examples_of_the_schemas_are_true(number: int, catalogue: Catalogue) -> None:
    request, response = (
        json.loads((SCHEMAS / name).read_text("utf-8"))["examples"][number]
        for name in ("request.json", "response.json")
    )

    vehicle = REGISTER.get(request["BienSo"])
    assert response == ({"PhuongTien": vehicle} if vehicle else {})


def test_the_code_of_the_member_is_said_to_be_assumed() -> None:
    (member,) = load_proposal(FOLDER / "proposal.toml").tables["member"]

    assert member["assumed"]
