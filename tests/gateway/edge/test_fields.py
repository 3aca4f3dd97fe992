"""A schema as the rows of a table."""

from typing import Any

import pytest

from gateway.edge.catalogue.fields import Field, bilingual, fields, title


def rows(schema: dict[str, Any]) -> dict[str, Field]:
    return {field.name: field for field in fields(schema)}


def test_fields_stand_before_those_within_them() -> None:
    inner = {"type": "object", "properties": {"c": {"type": "string"}}, "required": ["c"]}
    schema = {"properties": {"a": inner, "b": {"type": "array", "items": inner}}}

    assert list(rows(schema)) == ["a", "a.c", "b", "b[].c"]
    assert rows(schema)["b[].c"].required
    assert not rows(schema)["a"].required


def test_an_array_of_plain_values_has_a_row_for_its_elements() -> None:
    schema = {
        "properties": {
            "a": {"type": "array", "maxItems": 3, "items": {"type": "string", "pattern": "^x$"}}
        }
    }

    assert rows(schema)["a"].rules == {"maxItems": 3}
    assert rows(schema)["a[]"].rules == {"pattern": "^x$"}


def test_a_reference_is_followed_and_what_stands_beside_it_counts_more() -> None:
    schema = {
        "properties": {"a": {"$ref": "#/$defs/x~1y%20z", "description": "Mine / Của tôi"}},
        "$defs": {"x/y z": {"$ref": "#/$defs/end"}, "end": {"type": "integer", "minimum": 1}},
    }

    assert rows(schema)["a"] == Field(
        name="a", type="integer", required=False, rules={"minimum": 1}, en="Mine", vi="Của tôi"
    )


@pytest.mark.parametrize(
    "reference", ["#/$defs/none", "https://elsewhere.example/x", "#/$defs/a/b"]
)
def test_a_reference_to_nowhere_is_a_row_without_a_type(reference: str) -> None:
    schema = {"properties": {"a": {"$ref": reference}}, "$defs": {"a": True}}

    assert rows(schema)["a"].type == ""


def test_a_schema_that_refers_to_itself_ends_somewhere() -> None:
    tree = {"properties": {"child": {"$ref": "#"}, "loop": {"$ref": "#/properties/loop"}}}

    assert 2 < len(rows(tree)) < 100


@pytest.mark.parametrize(
    ("node", "kind"),
    [
        ({"type": ["string", "null"]}, "string | null"),
        ({"enum": ["Nam", "Nữ"]}, "string"),
        ({"enum": [1, True, None]}, "integer | boolean | null"),
        ({"const": 1.5}, "number"),
        ({}, ""),
    ],
)
def test_a_type_is_read_from_what_there_is(node: dict[str, Any], kind: str) -> None:
    assert rows({"properties": {"a": node}})["a"].type == kind


@pytest.mark.parametrize(
    ("text", "halves"),
    [
        ("Full name / Họ và tên", ("Full name", "Họ và tên")),
        ("Only English", ("Only English", "Only English")),
        ("YYYY/MM / năm / tháng", ("YYYY/MM", "năm / tháng")),
        (None, ("", "")),
    ],
)
def test_a_description_has_two_halves(text: object, halves: tuple[str, str]) -> None:
    assert bilingual(text) == halves


def test_a_service_is_called_by_its_title_without_what_side_it_is() -> None:
    schema = {"title": "Look up: a citizen: request / Tra cứu: yêu cầu"}

    assert title(schema) == ("Look up: a citizen", "Tra cứu")
    assert title({"title": "Lookup / Tra cứu"}) == ("Lookup", "Tra cứu")
    assert title({}) == ("", "")
