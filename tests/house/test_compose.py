"""docker-compose.yml against the Compose specification, and against what it promises.

compose-spec.json is the specification's own schema (Apache License 2.0, github.com/compose-spec).
"""

import json
from pathlib import Path
from typing import cast

import pytest
import yaml
from jsonschema import Draft202012Validator

Service = dict[str, object]


@pytest.fixture(scope="module")
def compose(root: Path) -> dict[str, object]:
    text = (root / "docker-compose.yml").read_text(encoding="utf-8")
    return cast("dict[str, object]", yaml.safe_load(text))


@pytest.fixture(scope="module")
def services(compose: dict[str, object]) -> dict[str, Service]:
    return cast("dict[str, Service]", compose["services"])


def test_the_file_is_a_valid_compose_file(compose: dict[str, object]) -> None:
    schema = json.loads(Path(__file__).with_name("compose-spec.json").read_text(encoding="utf-8"))

    faults = [fault.message for fault in Draft202012Validator(schema).iter_errors(compose)]

    assert faults == []


def test_the_schema_refuses_a_misspelt_key(compose: dict[str, object]) -> None:
    schema = json.loads(Path(__file__).with_name("compose-spec.json").read_text(encoding="utf-8"))

    wrong = compose | {"services": {"gateway": {"comand": "gateway"}}}

    assert not Draft202012Validator(schema).is_valid(wrong)


def test_every_process_and_both_services_are_there(services: dict[str, Service]) -> None:
    assert set(services) == {
        "gateway",
        "adapters",
        "registries",
        "rabbitmq",
        "postgres",
    }


def test_a_port_is_published_on_loopback_only(services: dict[str, Service]) -> None:
    published = [
        port
        for service in services.values()
        for port in cast("list[str]", service.get("ports", []))
    ]

    assert published
    assert [port for port in published if not port.startswith("127.0.0.1:")] == []


def test_the_gateway_asks_its_clients_for_tokens(services: dict[str, Service]) -> None:
    assert "--auth=token" in cast("list[str]", services["gateway"]["command"])


def test_no_secret_is_written_down(root: Path) -> None:
    lines = (root / "docker-compose.yml").read_text(encoding="utf-8").splitlines()
    secrets = [line for line in lines if "PASS" in line and not line.lstrip().startswith("#")]

    assert [line for line in secrets if "${" not in line] == []


def test_what_is_used_is_declared(compose: dict[str, object], services: dict[str, Service]) -> None:
    networks = cast("dict[str, object]", compose["networks"])
    volumes = cast("dict[str, object]", compose["volumes"])

    for service in services.values():
        assert set(cast("list[str]", service["networks"])) <= set(networks)
        assert {
            mount.partition(":")[0] for mount in cast("list[str]", service.get("volumes", []))
        } <= set(volumes)
        assert set(cast("dict[str, object]", service.get("depends_on", {}))) <= set(services)
