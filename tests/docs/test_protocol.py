"""docs/protocol.md says what the code does."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import fields

import pytest

from gateway.bus.rabbit.topology import DEAD_TTL_MS, MAX_DEAD, MAX_QUEUE_MESSAGES
from gateway.bus.wire import CONTENT_TYPE
from gateway.config import PREFIX, Limits
from gateway.errors import ExchangeError
from gateway.formats import FORMATS
from gateway.ledger.payloads import TYPS
from gateway.ledger.rows import ExchangeRow
from gateway.network import load_network
from tests.docs.blocks import ROOT

SECTIONS = """One exchange | The signature | The content | The payload | The bus | The provider's side
    | The edge: X-Road REST, version 1 | Errors | The log | The network document | Services"""
ROW = re.compile(r"^\| `([a-z_]+)` \| ([0-9]{3}) \| `([a-z_.]+)` \|", re.MULTILINE)
REASON = re.compile(r"SealError\(\s*\"([a-z_]+)\"|dead=\"([a-z_]+)\"")
SERVICES = list(load_network(ROOT / "ndxp" / "networks" / "small.toml").services())


def errors(parent: type[ExchangeError] = ExchangeError) -> Iterator[type[ExchangeError]]:
    """Every error that has a code of its own."""
    for child in parent.__subclasses__():
        if "code" in vars(child):
            yield child
        yield from errors(child)


def section(protocol: str, number: int) -> str:
    """The text of a numbered section."""
    return protocol.split(f"\n## {number}. ")[1].split("\n## ")[0]


def property_names(schema: object) -> Iterator[str]:
    """The names of all members that a schema knows, at any depth."""
    if isinstance(schema, Mapping):
        properties = schema.get("properties")
        if isinstance(properties, Mapping):
            yield from map(str, properties)
        for keyword, value in schema.items():
            if keyword != "examples":
                yield from property_names(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from property_names(value)


def test_the_sections_have_the_numbers_that_the_code_cites(protocol: str) -> None:
    expected = [
        (str(number), title.strip()) for number, title in enumerate(SECTIONS.split("|"), start=1)
    ]

    assert re.findall(r"^## ([0-9]+)\. (.+)$", protocol, re.MULTILINE) == expected


def test_every_error_is_in_the_table_and_the_table_has_no_other(protocol: str) -> None:
    known = {(e.code, str(e.status), f"{e.place}.{e.code}") for e in errors()}

    rows = ROW.findall(section(protocol, 8))

    assert set(rows) == known
    assert len(rows) == len(known)


def test_every_reason_of_a_dead_letter_is_explained(protocol: str) -> None:
    folders = [ROOT / "gateway", ROOT / "adapters"]
    sources = [path.read_text(encoding="utf-8") for f in folders for path in f.rglob("*.py")]
    reasons = {word for text in sources for pair in REASON.findall(text) for word in pair if word}

    assert len(reasons) > 10
    assert [reason for reason in reasons if f"`{reason}`" not in section(protocol, 6)] == []


@pytest.mark.parametrize("side", ["request", "response"])
def test_every_member_of_a_payload_is_explained(side: str, protocol: str) -> None:
    schema = json.loads((ROOT / "schemas" / "sealed" / f"{side}.json").read_text(encoding="utf-8"))

    explained = set(re.findall(r"^\| `(\w+)` \|", section(protocol, 4), re.MULTILINE))

    assert set(schema["properties"]) <= explained


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.code)
def test_every_service_is_listed_with_its_members(service: object, protocol: str) -> None:
    subsystem, code = str(service).split("/")[-2:]
    folder = ROOT / "schemas" / subsystem / code / "v1"
    listed = section(protocol, 11)
    row = next(line for line in listed.splitlines() if line.startswith(f"| `{service}` |"))

    names = set(property_names(json.loads((folder / "response.json").read_text(encoding="utf-8"))))
    asked = set(property_names(json.loads((folder / "request.json").read_text(encoding="utf-8"))))

    assert [name for name in names if f"`{name}`" not in listed] == []
    assert [name for name in asked if f"`{name}`" not in row and "the same" not in row] == []


def test_the_bus_has_the_arguments_that_are_written(protocol: str) -> None:
    bus = section(protocol, 5)

    assert f"`x-max-length` = {MAX_QUEUE_MESSAGES}, `x-overflow` = `reject-publish`" in bus
    assert f"`x-message-ttl` = {DEAD_TTL_MS} (7 days), `x-max-length` = {MAX_DEAD}" in bus
    assert f"`{CONTENT_TYPE}`" in bus


def test_every_kind_of_entry_is_explained(protocol: str) -> None:
    explained = re.findall(r"^\| `([a-z]+)` \| [a-z']+", section(protocol, 9), re.MULTILINE)

    assert set(explained) == set(TYPS)


def test_every_typ_and_every_column_is_named(protocol: str) -> None:
    names = [*TYPS.values(), *ExchangeRow._fields]

    assert [name for name in names if f"`{name}`" not in protocol] == []


def test_every_setting_of_the_edge_is_named(protocol: str) -> None:
    settings = [PREFIX + field.name.upper() for field in fields(Limits)]

    assert [name for name in settings if f"`{name}`" not in section(protocol, 7)] == []


def test_every_format_of_the_schemas_is_explained(protocol: str) -> None:
    assert [name for name in FORMATS if f"`{name}`" not in section(protocol, 11)] == []
