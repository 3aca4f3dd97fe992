"""Holds what travels against an AsyncAPI document, down into what is encoded in texts and bytes."""

import base64
import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import msgpack
from jsonschema import Draft7Validator, FormatChecker
from jsonschema.exceptions import ValidationError
from referencing import Registry
from referencing.jsonschema import DRAFT7

from gateway.formats import FORMATS

DOCUMENT = "urn:document"
FORMS = FormatChecker(formats=())


def _on_texts(is_one: Callable[[str], bool]) -> Callable[[object], bool]:
    return lambda value: not isinstance(value, str) or is_one(value)


for name, is_one in FORMATS.items():
    FORMS.checks(name)(_on_texts(is_one))


class Document:
    """An AsyncAPI document whose schemas are asked about values that came over the bus."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._document = document
        self._registry = Registry().with_resource(DOCUMENT, DRAFT7.create_resource(document))

    def faults(self, message: str, body: bytes) -> list[str]:
        """What is wrong with the body of an AMQP message of this name."""
        pointer = f"/components/messages/{message}/payload"
        return list(self._faults(pointer, msgpack.unpackb(body)))

    def _faults(self, place: str, value: Any) -> Iterator[str]:
        pointer, schema = self._at(place)
        yield from map(_told, self._validator(pointer).iter_errors(_plain(value)))
        if "contentMediaType" in schema:
            yield from self._within(pointer, schema, value)
        for part, each in _parts(schema, value):
            yield from self._faults(f"{pointer}/{part}", each)

    def _within(self, pointer: str, schema: Mapping[str, Any], value: Any) -> Iterator[str]:
        match schema["contentMediaType"]:
            case "application/jose":
                header, payload, _ = (_unpadded(part) for part in value.split("."))
                yield from self._faults(f"{pointer}/x-header", json.loads(header))
                inner = json.loads(payload)
            case "application/msgpack":
                inner = msgpack.unpackb(value)
            case "application/json":
                inner = json.loads(value)
            case other:
                raise AssertionError(other)
        yield from self._faults(f"{pointer}/contentSchema", inner)

    def _validator(self, pointer: str) -> Draft7Validator:
        schema = {"$ref": f"{DOCUMENT}#{pointer}"}
        return Draft7Validator(schema, registry=self._registry, format_checker=FORMS)

    def _at(self, pointer: str) -> tuple[str, Mapping[str, Any]]:
        """A schema, and where it really stands."""
        found: Any = self._document
        for part in pointer.split("/")[1:]:
            found = found[int(part)] if isinstance(found, list) else found[part]
        return self._at(found["$ref"].removeprefix("#")) if "$ref" in found else (pointer, found)


def _parts(schema: Mapping[str, Any], value: Any) -> Iterator[tuple[str, Any]]:
    """The places of the schema, and what stands there."""
    items = schema.get("items")
    if isinstance(value, list) and isinstance(items, list):
        yield from ((f"items/{n}", each) for n, each in enumerate(value[: len(items)]))
    elif isinstance(value, list) and items:
        yield from (("items", each) for each in value)
    elif isinstance(value, dict):
        known = schema.get("properties", {})
        yield from ((f"properties/{key}", each) for key, each in value.items() if key in known)


def _plain(value: Any) -> Any:
    """For a validator of JSON, which knows no bytes."""
    match value:
        case bytes():
            return value.decode("latin-1")
        case list():
            return [_plain(each) for each in value]
        case dict():
            return {key: _plain(each) for key, each in value.items()}
        case _:
            return value


def _unpadded(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def _told(error: ValidationError) -> str:
    return f"{error.json_path}: {error.message}"
