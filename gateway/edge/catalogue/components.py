"""A schema file as a component of a document that describes services.

It becomes one as it is, with its `$defs` within it; only its references are led to its new place.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from gateway.edge.catalogue.fields import Schema
from gateway.message import ServiceId

Document = dict[str, object]

# What a component may not be called by (OpenAPI 3.1 §4.8.7, AsyncAPI 3.0); a service code may.
_NOT_IN_A_NAME = re.compile(r"[^A-Za-z0-9._-]")
# Beneath these stand schemas by name, beneath the others data that are no schemas.
_NAMED: Final = frozenset({"properties", "patternProperties", "$defs", "dependentSchemas"})
_DATA: Final = frozenset(
    {"examples", "example", "default", "const", "enum", "required", "dependentRequired"}
)
_OF_A_FILE: Final = frozenset({"$schema", "$id", "x-subject"})

AS_WRITTEN: Final[Mapping[str, str]] = {}
DRAFT_7: Final[Mapping[str, str]] = {"$defs": "definitions", "dependentRequired": "dependencies"}
"""What was spelt in another way in draft 7 of JSON Schema, of the keywords that our schemas use."""


def component_name(service: ServiceId) -> str:
    """No two services have the same: `_` stands in no code."""
    return _NOT_IN_A_NAME.sub(lambda found: f"_{ord(found[0]):x}", service.code)


def component(schema: Schema, name: str, spelling: Mapping[str, str] = AS_WRITTEN) -> Document:
    """A schema file as a component: without its own names, its references led to its new place."""
    move = _Move(f"#/components/schemas/{name}", spelling)
    return move.keywords({key: schema[key] for key in schema if key not in _OF_A_FILE})


@dataclass(frozen=True, slots=True)
class _Move:
    place: str
    spelling: Mapping[str, str]

    def keywords(self, schema: Schema) -> Document:
        return {
            self.spelling.get(key, key): self._keyword(key, value) for key, value in schema.items()
        }

    def _keyword(self, key: str, value: object) -> object:
        if key in _DATA:
            return value
        if key == "$ref" and isinstance(value, str) and value.startswith("#"):
            return self.place + self._spelt(value[1:])
        if key in _NAMED and isinstance(value, Mapping):
            return {name: self._moved(each) for name, each in value.items()}
        return self._moved(value)

    def _moved(self, node: object) -> object:
        if isinstance(node, list):
            return [self._moved(each) for each in node]
        return self.keywords(node) if isinstance(node, Mapping) else node

    def _spelt(self, pointer: str) -> str:
        return "/".join(self.spelling.get(part, part) for part in pointer.split("/"))
