"""The schemas as files: their own rules, their examples, and two validators that agree on them."""

import copy
import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker

import schemas
from gateway.formats import FORMATS

ROOT = Path(schemas.__file__).parent
FILES = sorted(path.relative_to(ROOT).as_posix() for path in ROOT.rglob("*.json"))
every_file = pytest.mark.parametrize("name", FILES)

# What callers get wrong: other types, edges of numbers, digits of other scripts, a newline.
ODD_VALUES: list[object] = [
    *(None, True, False, 0, 1, -1, 1.0, 1.5, 101, 1e300, 10**30, [], [None], {}, {"a": 1}),
    *("", " ", "a", "0", "\n", "\x00", "Ví dụ", "A" * 500, "2022", "0000", "2022-02-28"),
    *("2022-02-30", "0000-01-01", "20220101", "٠" * 12, "０" * 10, "VD 000001", "vd 000001"),
]
Place = tuple[str | int, ...]


def load(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((ROOT / name).read_text("utf-8"))
    return found


def nodes(value: object) -> Iterator[dict[str, Any]]:
    """Every schema within a schema."""
    if not isinstance(value, dict):
        return
    yield value
    for group in ("properties", "$defs"):
        for inner in value.get(group, {}).values():
            yield from nodes(inner)
    yield from nodes(value.get("items"))


def oracle(schema: dict[str, Any]) -> Draft202012Validator:
    checker = FormatChecker(formats=())
    for name, check in FORMATS.items():
        checker.checks(name)(lambda value, check=check: not isinstance(value, str) or check(value))
    return Draft202012Validator(schema, format_checker=checker)


def validator(schema: dict[str, Any]) -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator(
        schema,
        formats=dict(FORMATS),
        validate_formats=True,
        pattern_options=jsonschema_rs.RegexOptions(),
    )


def places(value: Any, path: Place = ()) -> Iterator[Place]:
    """Where something stands in a document, the document itself first."""
    yield path
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from places(inner, (*path, key))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from places(inner, (*path, number))


@st.composite
def spoilt(draw: st.DrawFn, examples: list[Any]) -> Any:
    """An example after up to three changes of the kind that callers make."""
    box = [json.loads(json.dumps(draw(st.sampled_from(examples))))]
    for _ in range(draw(st.integers(0, 3))):
        path = draw(st.sampled_from(list(places(box[0]))))
        holder: Any = box
        for part in (0, *path)[:-1]:
            holder = holder[part]
        last = (0, *path)[-1]
        if isinstance(holder, dict) and draw(st.booleans()):
            del holder[last]
        else:
            new = draw(st.one_of(st.sampled_from(ODD_VALUES), alike(holder[last])))
            holder[last] = copy.deepcopy(new)  # nothing stands in two places
    return box[0]


def alike(old: Any) -> st.SearchStrategy[Any]:
    """Values that are nearly the one that they replace."""
    match old:
        case str():
            cuts = st.integers(0, len(old))
            return st.builds(
                lambda start, put, skip: old[:start] + put + old[start + skip :],
                cuts,
                st.sampled_from(["", "\n", " ", "0", "a", "A", "-", "ệ", "\u0301"]),
                st.integers(0, 1),
            )
        case dict():
            return st.sampled_from(ODD_VALUES).map(lambda value: {**old, "Khac": value})
        case list():
            return st.integers(2, 120).map(lambda times: old * times)
        case _:
            return st.sampled_from(ODD_VALUES)


@every_file
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_two_validators_agree_on_every_document(name: str, data: st.DataObject) -> None:
    schema = load(name)
    document = data.draw(spoilt(schema["examples"]))

    assert validator(schema).is_valid(document) == oracle(schema).is_valid(document)


@every_file
def test_every_example_is_valid(name: str) -> None:
    schema = load(name)

    problems = [
        error.message for one in schema["examples"] for error in oracle(schema).iter_errors(one)
    ]

    assert schema["examples"]
    assert problems == []


@every_file
def test_every_schema_is_one_and_names_itself(name: str) -> None:
    schema = load(name)

    Draft202012Validator.check_schema(schema)

    assert schema["$id"] == "urn:ndxp:schema:" + name.removesuffix(".json").replace("/", ":")


@every_file
def test_titles_and_descriptions_are_in_two_languages(name: str) -> None:
    schema = load(name)
    described = [node["description"] for node in nodes(schema) if "$ref" not in node]

    texts = [schema["title"], *described]

    assert [text for text in texts if len(text.split(" / ")) != 2] == []


@every_file
def test_patterns_mean_the_same_to_every_validator(name: str) -> None:
    patterned = [node for node in nodes(load(name)) if "pattern" in node]

    for node in patterned:
        # Unicode classes differ between dialects, and so does `$` before a newline at the end:
        # a fixed length takes the newline's place away.
        assert not re.search(r"\\[dDwWsSbBpPAzZ]", node["pattern"])
        assert node["pattern"].startswith("^")
        assert node["pattern"].endswith("$")
        assert node["minLength"] == node["maxLength"]


@every_file
def test_nothing_is_unbounded(name: str) -> None:
    for node in nodes(load(name)):
        match node.get("type"):
            case "string":
                assert "maxLength" in node
            case "array":
                assert "maxItems" in node
            case "integer" | "number":
                assert {"minimum", "maximum"} <= node.keys()
            case "object":
                assert node["additionalProperties"] is False


def test_the_list_of_checked_schemas_is_up_to_date() -> None:
    """To renew it: cd schemas && sha256sum */*/v1/*.json > SHA256SUMS."""
    services = [name for name in FILES if name.count("/") == 3]
    fresh = [
        f"{hashlib.sha256((ROOT / name).read_bytes()).hexdigest()}  {name}" for name in services
    ]

    listed = (ROOT / "SHA256SUMS").read_text("utf-8").splitlines()

    assert sorted(listed) == sorted(fresh)
