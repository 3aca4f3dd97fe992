"""The example adapter: short, in order, and what the documents say about it works as it stands there."""

import json
import uuid
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest

from adapters.base import Call
from examples.vehicles.adapter import REGISTER, Vehicles
from gateway.errors import SchemaViolationError
from gateway.message import ServiceId, SubsystemId
from gateway.network import Network, load_network
from gateway.schema import Catalogue
from ndxp.compose import DEFAULT_NETWORK
from tests.docs.blocks import read_blocks, typed_blocks
from tests.docs.terminal import Terminals
from tests.gateway.bus.broker import Backdoor

FOLDER = Path(__file__).resolve().parents[2] / "examples" / "vehicles"
SERVICE = ServiceId.parse(f"{Vehicles.subsystem}/traCuuPhuongTien")
CONSUMER = SubsystemId.parse("VN/GOV/H29/motcua")
SCHEMAS = FOLDER / "schemas" / "phuongtien" / "traCuuPhuongTien" / "v1"
DOCUMENTS = ["docs/adapters.md", "examples/vehicles/README.md"]
AMBIGUOUS = ("\\d", "\\w", "\\s", "\\b", "\\p", "$\n")
MOST_LINES = 60
QUOTED = {"python": "adapter.py", "toml": "network.toml"}


@pytest.fixture(scope="module")
def network() -> Network:
    return load_network(FOLDER / "network.toml")


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


def test_the_network_is_the_small_one_and_the_vehicles(network: Network) -> None:
    small = load_network(DEFAULT_NETWORK)

    assert network.members.keys() - small.members.keys() == {"VN/GOV/G04"}
    assert network.subsystems.keys() - small.subsystems.keys() == {SERVICE.provider}
    assert network.rights.keys() - small.rights.keys() == {(CONSUMER, SERVICE)}
    assert small.rights.keys() <= network.rights.keys()


def test_the_code_of_the_member_is_said_to_be_assumed(network: Network) -> None:
    assert network.members["VN/GOV/G04"].assumed


def test_what_the_guide_quotes_stands_in_the_files() -> None:
    quoted = [block for block in read_blocks("docs/adapters.md") if block.language in QUOTED]

    assert {block.language for block in quoted} == QUOTED.keys()
    for block in quoted:
        text = (FOLDER / QUOTED[block.language]).read_text("utf-8")
        assert [part for part in block.text.strip().split("\n\n") if part not in text] == []


@pytest.fixture
async def namespaced(amqp_url: str, network: Network) -> AsyncIterator[str]:
    """The broker with names of our own, as the value of --bus and the option after it."""
    namespace = f"t-{uuid.uuid4()}"
    yield f"{amqp_url} --namespace {namespace}"
    async with Backdoor.open(amqp_url, namespace) as backdoor:
        await backdoor.clean([provider.id for provider in network.providers()])


@pytest.mark.rabbit
@pytest.mark.parametrize("document", DOCUMENTS)
async def test_the_document_followed_to_the_letter_ends_with_a_checked_adapter(
    document: str, tmp_path: Path, namespaced: str
) -> None:
    with Terminals(tmp_path, namespaced) as terminals:
        printed = "".join([terminals.type(block) for block in typed_blocks(document)])

    assert '"NhanHieu": "TOYOTA VIOS"' in printed
    assert "keeps the protocol: 12 of 12 cases are good." in printed
