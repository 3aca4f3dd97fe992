"""The AsyncAPI documents: valid, complete, and true of what really travels over the broker.

asyncapi-3.0.0.json is the specification's own schema (Apache License 2.0, github.com/asyncapi/spec-json-schemas),
without its annotations.
"""

import json
import uuid
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aio_pika
import pytest
from jsonschema import Draft7Validator

from gateway.bus.rabbit import RabbitBus
from gateway.bus.rabbit.topology import DEAD_TTL_MS, MAX_DEAD, MAX_QUEUE_MESSAGES, Topology
from gateway.bus.wire import CONTENT_TYPE, pack_batch
from gateway.config import Limits
from gateway.edge.catalogue.asyncapi import NAMESPACE, describe
from gateway.edge.catalogue.components import DRAFT_7, component, component_name
from gateway.message import Request, ServiceId, SubsystemId
from gateway.network import load_network
from gateway.schema import Catalogue
from gateway.state import State
from ndxp.compose import NETWORKS, SCHEMAS, open_node, prepare_state
from ndxp.providers import serve_adapters
from ndxp.registries import Registries
from tests.examples.sealing import CLIENT, Sealing, request
from tests.gateway.bus.broker import Backdoor, Incoming, take
from tests.gateway.edge.decoding import Document
from tests.gateway.edge.opaque import PROVIDER as STORE
from tests.gateway.members import BODY, OTHER_CLIENT, SMALL, ManualClock, Members
from tests.platform.client import exchange, message

OFFICIAL = json.loads(Path(__file__).with_name("asyncapi-3.0.0.json").read_text("utf-8"))
SERVICES = list(load_network(SMALL).services())
PROVIDERS = list(load_network(SMALL).providers())


def document(port: int, name: str) -> Any:
    path = f"/catalogue/asyncapi/{name}.json"
    answer = exchange(port, message(b"", method="GET", path=path, headers=()))
    assert answer.headers["content-type"] == "application/json"
    return answer.json()


def described(network: str = "small.toml") -> Iterator[tuple[str, Any]]:
    """Every document of a network: of each provider, and of each service."""
    found = load_network(NETWORKS / network)
    schemas = Catalogue.load(SCHEMAS, found.services())
    for provider in found.providers():
        yield str(provider.id), describe(provider, provider.services, schemas)
        for service in provider.services:
            yield str(service), describe(provider, [service], schemas)


def faults(found: object) -> list[str]:
    return [error.message for error in Draft7Validator(OFFICIAL).iter_errors(found)]


@pytest.mark.parametrize("network", ["small.toml", "country.toml"])
def test_every_document_of_a_network_is_valid(network: str) -> None:
    found = dict(described(network))

    assert len(found) > len(SERVICES)
    assert {name: faults(each) for name, each in found.items() if faults(each)} == {}


def test_the_official_schema_finds_a_misspelt_key() -> None:
    (_, found), *_ = described()

    assert faults(found | {"chanels": {}})
    assert faults({**found, "operations": {"a": {"action": "answer"}}})


@pytest.mark.parametrize("service", SERVICES, ids=str)
def test_a_service_has_a_document_of_its_own(port: int, service: ServiceId) -> None:
    found, name = document(port, str(service)), component_name(service)

    assert faults(found) == []
    assert list(found["operations"]) == [name]
    assert found["operations"][name]["reply"]["channel"] == {"$ref": "#/channels/replies"}
    assert name in json.dumps(found["channels"]["requests"]["messages"])


@pytest.mark.parametrize("provider", PROVIDERS, ids=lambda provider: str(provider.id))
def test_a_provider_has_one_of_all_its_services(port: int, provider: Any) -> None:
    found = document(port, str(provider.id))

    assert list(found["operations"]) == [component_name(each) for each in provider.services]


def test_an_opaque_service_is_any_request_and_any_answer(store_port: int) -> None:
    found = document(store_port, f"{STORE}/tep")

    assert faults(found) == []
    batch = found["components"]["messages"]["tep.request"]["payload"]
    content = batch["items"]["items"][1]["contentSchema"]["properties"]
    assert content["body"] == {"type": "string", "format": "binary"}
    assert "DELETE" in content["method"]["enum"]


@pytest.mark.parametrize("service", SERVICES, ids=str)
def test_its_schemas_are_those_that_the_gateway_checks(port: int, service: ServiceId) -> None:
    schemas = document(port, str(service))["components"]["schemas"]
    both = Catalogue.load(SCHEMAS, SERVICES).schemas(service)

    for kind, schema in zip(("request", "response"), both, strict=True):
        name = f"{component_name(service)}.{kind}"
        assert schemas[name] == component(schema, name, DRAFT_7)


def test_every_reference_leads_somewhere() -> None:
    for name, found in described():
        for reference in references(found):
            place: Any = found
            for part in reference.removeprefix("#/").split("/"):
                assert part in place, (name, reference)
                place = place[part]


def references(node: object) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        node = list(node.values())
    if isinstance(node, list):
        for each in node:
            yield from references(each)


def test_newer_keywords_are_spelt_as_draft_7_has_them() -> None:
    schema = {
        "$defs": {"A": {"dependentRequired": {"a": ["b"]}}},
        "properties": {"$defs": {"$ref": "#/$defs/A"}},
        "examples": [{"$defs": 1}],
    }

    assert component(schema, "S", DRAFT_7) == {
        "definitions": {"A": {"dependencies": {"a": ["b"]}}},
        "properties": {"$defs": {"$ref": "#/components/schemas/S/definitions/A"}},
        "examples": [{"$defs": 1}],
    }


def test_the_names_on_the_broker_are_those_of_the_bus() -> None:
    topology = Topology(namespace=NAMESPACE)
    for provider in PROVIDERS:
        channels: Any = dict(described())[str(provider.id)]["channels"]
        bindings = {name: each["bindings"]["amqp"] for name, each in channels.items()}

        assert bindings["exchange"]["exchange"]["name"] == topology.requests
        assert channels["exchange"]["address"] == str(provider.id)
        assert bindings["requests"]["queue"]["name"] == topology.queue(provider.id)
        assert bindings["requests"]["queue"]["x-arguments"]["x-max-length"] == MAX_QUEUE_MESSAGES
        assert bindings["dead"]["queue"]["name"] == topology.dead
        assert bindings["dead"]["queue"]["x-arguments"] == {
            "x-message-ttl": DEAD_TTL_MS,
            "x-max-length": MAX_DEAD,
        }


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        ("batch", "is too long"),
        ("typ", "ndxp-request+jws"),
        ("path", "'' was expected"),
        ("body", "'HoVaTen' is a required property"),
    ],
)
def test_a_message_of_another_form_is_found_out(wrong: str, where: str) -> None:
    """Otherwise the next test would show nothing."""
    members = Members(ManualClock())
    path, person = ("/x" if wrong == "path" else ""), (b"{}" if wrong == "body" else BODY)
    sealed = members.seal(members.request(path=path, body=person)).sealed
    answer = members.answer(members.open_sealed(sealed))
    body = pack_batch([answer if wrong == "typ" else sealed] * (129 if wrong == "batch" else 1))

    found = Document(dict(described())["VN/GOV/G01/dancu"])

    assert where in " ".join(found.faults("TraCuuThongTinCongDan.request", body))


@dataclass(frozen=True, slots=True)
class Tap:
    """A queue that gets a copy of every request, and all the answers that are asked for here."""

    backdoor: Backdoor
    queue: aio_pika.abc.AbstractQueue

    async def request(self) -> Incoming:
        return await take(self.queue)

    async def answer(self, provider: SubsystemId, body: bytes) -> bytes:
        """The same bytes once more: a redelivery, which gets the same answer."""
        replies = await self.backdoor.reply_queue()
        await self.backdoor.publish(provider, body, replies.name)
        return (await take(replies)).body


@pytest.fixture
async def tap(amqp_url: str, tmp_path: Path) -> AsyncIterator[tuple[Tap, Any, State]]:
    """A platform over the broker, its pipeline, and its keys."""
    namespace, registries, state = f"t-{uuid.uuid4()}", Registries(), State(folder=tmp_path)
    prepare_state(state, None)
    bus = await RabbitBus.connect(amqp_url, namespace)
    async with (
        Backdoor.open(amqp_url, namespace) as backdoor,
        open_node(state, bus, Limits()) as node,
        serve_adapters(node.membership, bus, registries.wires()),
    ):
        queue = await backdoor.reply_queue()
        for provider in PROVIDERS:
            await queue.bind(Topology(namespace=namespace).requests, str(provider.id))

        async def ask(service: ServiceId) -> Request:
            asked = request(registries.example(service), service=service, client=CLIENT)
            await node.exchange(asked)
            return asked

        yield Tap(backdoor, queue), ask, state
        await bus.close()
        await backdoor.clean([provider.id for provider in PROVIDERS])


@pytest.mark.rabbit
async def test_what_travels_is_as_the_documents_say(tap: tuple[Tap, Any, State]) -> None:
    tapped, ask, _ = tap
    documents = dict(described())
    for service in SERVICES:
        found, name = Document(documents[str(service)]), component_name(service)

        await ask(service)

        asked = await tapped.request()
        assert found.faults(f"{name}.request", asked.body) == []
        assert asked.content_type == CONTENT_TYPE == documents[str(service)]["defaultContentType"]
        answered = await tapped.answer(service.provider, asked.body)
        assert found.faults(f"{name}.response", answered) == []


@pytest.mark.rabbit
async def test_a_refusal_and_its_dead_letter_are_as_the_documents_say(
    tap: tuple[Tap, Any, State],
) -> None:
    tapped, _, state = tap
    service = next(each for each in SERVICES if each.code == "kiemTraTheBhyt")
    found, name = Document(dict(described())[str(service)]), component_name(service)
    asked = request({"MaThe": "x"}, service=service, client=OTHER_CLIENT)
    body = pack_batch([Sealing(state).seal(asked)])

    refused = await tapped.answer(service.provider, body)

    (letter,) = await tapped.backdoor.dead(1)
    assert found.faults(f"{name}.request", body) != []  # which is why it was refused
    assert found.faults(f"{name}.response", refused) == []
    assert found.faults("deadLetter", letter.body) == []
    assert letter.reason == "schema_violation"
