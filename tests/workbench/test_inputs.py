"""Bodies at every edge of a schema and within it, for all services that ship with us."""

import json
import random
from collections.abc import Mapping
from typing import Any

import pytest

from gateway.errors import SchemaViolationError
from gateway.message import ServiceId
from gateway.network import load_network
from gateway.schema import Catalogue
from ndxp.compose import DEFAULT_NETWORK, SCHEMAS
from ndxp.workbench.inputs.edges import WIDE, inside, outside
from ndxp.workbench.inputs.generated import generated
from ndxp.workbench.inputs.places import places, put, resolve, without

NETWORK = load_network(DEFAULT_NETWORK)
SERVICES = [service for provider in NETWORK.providers() for service in provider.described]
CATALOGUE = Catalogue.load(SCHEMAS, SERVICES)


def faults(service: ServiceId, body: object) -> str:
    try:
        CATALOGUE.check_request(service, body)
    except SchemaViolationError as error:
        return error.where
    return ""


def good(service: ServiceId) -> dict[str, Any]:
    """The first example of the request schema."""
    example: dict[str, Any] = CATALOGUE.schemas(service)[0]["examples"][0]  # type: ignore[index]
    return example


def schema(service: ServiceId) -> Mapping[str, Any]:
    return CATALOGUE.schemas(service)[0]


def by_code(code: str) -> ServiceId:
    return next(service for service in SERVICES if service.code == code)


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.code)
def test_each_body_outside_is_wrong_at_its_place_alone(service: ServiceId) -> None:
    edges = list(outside(schema(service), good(service), lambda body: faults(service, body)))

    told = [(edge, faults(service, edge.body)) for edge in edges]
    assert {edge.kind for edge in edges} >= {"missing", "extra", "type", "bounds"}
    assert [edge for edge, where in told if ";" in where or edge.pointer not in where] == []


def test_members_are_left_out_where_they_are_needed_and_only_there() -> None:
    """An identity number is needed where there is no older number, which the schema says by `if`."""
    service = by_code("TraCuuThongTinCongDan")

    edges = outside(schema(service), good(service), lambda body: faults(service, body))

    missing = {edge.pointer for edge in edges if edge.kind == "missing"}
    assert missing == {"/SoDinhDanh", "/HoVaTen", "/NgayThangNamSinh"}


def test_members_that_only_an_example_has_are_tried_too() -> None:
    service = by_code("traCuuChuSuDung")

    edges = outside(schema(service), good(service), lambda body: faults(service, body))

    assert {"/MaSoDoanhNghiep", "/ViTri", "/SoLuong"} <= {edge.pointer for edge in edges}


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.code)
def test_each_body_inside_is_taken_and_is_another(service: ServiceId) -> None:
    bodies = list(inside(schema(service), good(service), lambda body: faults(service, body)))

    written = [json.dumps(body) for _, body in bodies]
    assert [what for what, body in bodies if faults(service, body)] == []
    assert len(set(written)) == len(written)
    assert json.dumps(good(service)) not in written


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.code)
def test_bodies_by_chance_are_taken_and_all_different(service: ServiceId) -> None:
    made = generated(
        schema(service),
        good(service),
        lambda body: faults(service, body),
        random.Random(1),
        10,
    )

    assert len({json.dumps(body, sort_keys=True) for body in made}) == len(made) == 10
    assert [body for body in made if faults(service, body)] == []


def test_the_same_chance_makes_the_same_bodies() -> None:
    service = by_code("TraCuuThongTinCongDan")

    first, second, other = [
        generated(
            schema(service), good(service), lambda b: faults(service, b), random.Random(seed), 5
        )
        for seed in (7, 7, 8)
    ]

    assert first == second != other


def test_a_wrong_check_digit_and_a_day_that_is_not_are_among_the_edges() -> None:
    enterprise, dossiers = by_code("chiTietDoanhNghiep"), by_code("danhSachHoSo")

    digits = [
        edge.body["MaSoDoanhNghiep"]
        for edge in outside(
            schema(enterprise), good(enterprise), lambda body: faults(enterprise, body)
        )
        if edge.kind == "format" and isinstance(edge.body, dict)
    ]
    days = [
        edge.body["TuNgay"]
        for edge in outside(schema(dossiers), good(dossiers), lambda body: faults(dossiers, body))
        if edge.kind == "format" and edge.pointer == "/TuNgay" and isinstance(edge.body, dict)
    ]

    assert any(text.isascii() and text.isdigit() and len(text) == 10 for text in digits)
    assert any(text[:8] == "2022-12-" and text[8:].isdigit() for text in days)


def test_lengths_are_tried_with_letters_of_four_bytes() -> None:
    service = by_code("TraCuuThongTinCongDan")

    bodies = [
        body
        for what, body in inside(schema(service), good(service), lambda b: faults(service, b))
        if what == "/HoVaTen maxLength"
    ]

    assert WIDE * 100 in [body["HoVaTen"] for body in bodies if isinstance(body, dict)]


def test_places_follow_references_and_the_first_item_of_a_list() -> None:
    referring = {
        "properties": {"Xe": {"type": "array", "items": {"$ref": "#/$defs/Xe"}}},
        "$defs": {"Xe": {"properties": {"BienSo": {"type": "string", "maxLength": 9}}}},
    }

    found = {place.pointer: place for place in places(referring, {"Xe": [{"BienSo": "51F12345"}]})}

    assert found.keys() == {"", "/Xe", "/Xe/0", "/Xe/0/BienSo"}
    assert found["/Xe/0/BienSo"].schema["maxLength"] == 9


def test_references_that_go_in_circles_end() -> None:
    circle = {"$defs": {"A": {"$ref": "#/$defs/B"}, "B": {"$ref": "#/$defs/A"}}}

    assert "$ref" in resolve(circle, {"$ref": "#/$defs/A"})


def test_a_changed_body_leaves_the_good_one_as_it_was() -> None:
    body = {"A": {"B": [1, 2]}}

    changed, less = put(body, ("A", "B", 0), 9), without(body, ("A", "B"))

    assert (changed, less, body) == ({"A": {"B": [9, 2]}}, {"A": {}}, {"A": {"B": [1, 2]}})
