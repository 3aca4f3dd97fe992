"""The OpenAPI documents: valid, complete, and about records that exist."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator, validate

from gateway.edge.catalogue.components import component
from gateway.edge.catalogue.openapi import describe
from gateway.edge.catalogue.refusals import PROBLEM
from gateway.edge.catalogue.samples import fitting, no_sample
from gateway.errors import ExchangeError
from gateway.message import ServiceId
from gateway.network import load_network
from gateway.schema import Catalogue
from gateway.strict_json import parse_json
from ndxp.compose import NETWORKS, SCHEMAS
from tests.gateway.edge.opaque import PROVIDER
from tests.gateway.members import SERVICE, SMALL
from tests.platform.client import CLIENT, Answer, exchange, message

PROVIDERS = [str(provider.id) for provider in load_network(SMALL).providers()]
SERVICES = [str(service) for service in load_network(SMALL).services()]
each_provider = pytest.mark.parametrize("provider", PROVIDERS)
each_service = pytest.mark.parametrize("service", SERVICES)


def document(port: int, provider: str) -> Any:
    path = f"/catalogue/openapi/{provider}.json"
    answer = exchange(port, message(b"", method="GET", path=path, headers=()))
    assert answer.headers["content-type"] == "application/json"
    return answer.json()


def described(port: int, service: str) -> Any:
    provider, _, code = service.rpartition("/")
    path = f"/r1/{provider}/getOpenAPI?serviceCode={code}"
    headers = [("X-Road-Client", CLIENT)]
    answer = exchange(port, message(b"", method="GET", path=path, headers=headers))
    assert answer.headers["content-type"] == "application/json"
    return answer.json()


def call(port: int, service: str, body: object) -> Answer:
    return exchange(port, message(json.dumps(body).encode(), path=f"/r1/{service}"))


def post(found: Any, service: str) -> Any:
    return found["paths"][f"/r1/{service}"]["post"]


def catalogue() -> Catalogue:
    return Catalogue.load(SCHEMAS, load_network(SMALL).services())


@each_provider
def test_the_document_of_a_provider_is_valid(port: int, provider: str) -> None:
    found = document(port, provider)

    validate(found, cls=OpenAPIV31SpecValidator)
    services = [name for name in SERVICES if name.startswith(f"{provider}/")]
    assert list(found["paths"]) == [f"/r1/{service}" for service in services]


@each_service
def test_the_document_of_a_service_is_valid(port: int, service: str) -> None:
    found = described(port, service)

    validate(found, cls=OpenAPIV31SpecValidator)
    assert list(found["paths"]) == [f"/r1/{service}"]


@each_service
def test_the_catalogue_has_the_same_document_of_a_service(port: int, service: str) -> None:
    assert document(port, service) == described(port, service)


def test_the_document_of_an_opaque_service_is_valid(store_port: int) -> None:
    found = document(store_port, PROVIDER)

    validate(found, cls=OpenAPIV31SpecValidator)
    assert list(found["paths"]) == [f"/r1/{PROVIDER}/tep", f"/r1/{PROVIDER}/tep/{{path}}"]
    assert found["paths"][f"/r1/{PROVIDER}/tep"]["delete"]["x-opaque"]


def test_every_document_of_the_country_is_valid() -> None:
    network = load_network(NETWORKS / "country.toml")
    schemas = Catalogue.load(SCHEMAS, network.services())

    for provider in network.providers():
        found: Any = describe(provider, provider.services, schemas, no_sample)
        validate(found, cls=OpenAPIV31SpecValidator)


@each_service
def test_its_schemas_are_those_that_the_gateway_checks(port: int, service: str) -> None:
    found, name = described(port, service), service.rpartition("/")[2]
    request, response = catalogue().schemas(ServiceId.parse(service))
    schemas = found["components"]["schemas"]

    assert schemas[f"{name}.request"] == component(request, f"{name}.request")
    assert schemas[f"{name}.response"] == component(response, f"{name}.response")
    assert post(found, service)["requestBody"]["content"]["application/json"]["schema"] == {
        "$ref": f"#/components/schemas/{name}.request"
    }


@each_service
def test_its_examples_match_and_the_first_is_about_a_record_that_exists(
    port: int, service: str
) -> None:
    content = post(described(port, service), service)["requestBody"]["content"]
    examples = content["application/json"]["examples"]
    schemas = catalogue()

    for example in examples.values():
        schemas.check_request(ServiceId.parse(service), example["value"])
    assert next(iter(examples)) == "exists"
    answer = call(port, service, examples["exists"]["value"])
    assert answer.status == 200
    assert answer.json() not in ({}, {"KetQua": False})


def test_every_refusal_that_can_be_raised_is_described(port: int) -> None:
    found = document(port, PROVIDERS[0])
    told = found["components"]["responses"]

    for error in _errors(ExchangeError):
        assert f"`{error.code}`" in told[str(error.status)]["description"]
        examples = told[str(error.status)]["content"]["application/json"]["examples"]
        assert examples[error.code]["value"]["type"].endswith(f".{error.code}")
    assert post(found, SERVICES[0])["responses"].keys() == {"200", *told}


def _errors(parent: type[ExchangeError]) -> Iterator[type[ExchangeError]]:
    if "code" in vars(parent):
        yield parent
    for child in parent.__subclasses__():
        yield from _errors(child)


def test_a_problem_is_described_as_the_schemas_folder_has_it() -> None:
    ours: Any = PROBLEM
    shipped: Any = parse_json((SCHEMAS / "problem.json").read_bytes())

    assert ours["required"] == shipped["required"]
    assert ours["properties"].keys() == shipped["properties"].keys()


def test_references_are_led_to_the_component_and_data_are_left_alone() -> None:
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:x",
        "x-subject": "/a",
        "properties": {
            "a": {"$ref": "#/$defs/A"},
            "$ref": {"type": "string"},
            "examples": {"$ref": "#"},
        },
        "items": [{"$ref": "https://elsewhere.example/#/x"}],
        "examples": [{"$ref": "#/$defs/A"}],
        "$defs": {"A": {"const": {"$ref": "#"}}},
    }

    assert component(schema, "S") == {
        "properties": {
            "a": {"$ref": "#/components/schemas/S/$defs/A"},
            "$ref": {"type": "string"},
            "examples": {"$ref": "#/components/schemas/S"},
        },
        "items": [{"$ref": "https://elsewhere.example/#/x"}],
        "examples": [{"$ref": "#/$defs/A"}],
        "$defs": {"A": {"const": {"$ref": "#"}}},
    }


def test_a_service_code_may_hold_what_a_component_may_not(tmp_path: Path) -> None:
    code = "tra(c)uu,'1'+=?"
    text = SMALL.read_text("utf-8").replace("TraCuuThongTinCongDan", code)
    file = tmp_path / "net.toml"
    file.write_text(text, "utf-8")
    network = load_network(file)
    folder = tmp_path / "schemas" / "dancu" / code / "v1"
    folder.mkdir(parents=True)
    for name in ("request.json", "response.json"):
        shipped = SCHEMAS / "dancu" / "TraCuuThongTinCongDan" / "v1" / name
        (folder / name).write_bytes(shipped.read_bytes())
    schemas = Catalogue.load(SCHEMAS, network.services(), tmp_path / "schemas")
    provider = next(network.providers())

    found: Any = describe(provider, provider.services, schemas, no_sample)

    validate(found, cls=OpenAPIV31SpecValidator)
    assert "/r1/VN/GOV/G01/dancu/tra(c)uu,'1'+=%3F" in found["paths"]
    assert "tra_28c_29uu_2c_271_27_2b_3d_3f.request" in found["components"]["schemas"]


def test_a_sample_that_the_service_would_refuse_is_left_out() -> None:
    schemas = catalogue()

    assert fitting(lambda _: {"SoDinhDanh": "1"}, schemas)(SERVICE) is None
    assert fitting(no_sample, schemas)(SERVICE) is None
