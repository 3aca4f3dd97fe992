"""The places that a refusal names: as JSON pointers of the schema, and so without any value."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from ndxp.workbench.bench import Bench

MOST: Final = 3  # that are shown
_POINTER: Final = re.compile(r"(?:/[^/\s:;,()]{1,100})+")
_INDEX: Final = re.compile(r"[0-9]{1,3}|\*")


def known_names(bench: Bench) -> frozenset[str]:
    """Whatever the schemas of the services under check call a member."""
    schemas = (schema for service in bench.bodies for schema in bench.catalogue.schemas(service))
    return frozenset(name for schema in schemas for name in _names(schema))


def pointers(message: str, names: frozenset[str]) -> tuple[str, ...]:
    """Those in a message that lead through members of the schema; others may be anything."""
    found = (pointer for pointer in _POINTER.findall(message) if _is_known(pointer, names))
    return tuple(dict.fromkeys(found))[:MOST]


def _is_known(pointer: str, names: frozenset[str]) -> bool:
    return all(part in names or _INDEX.fullmatch(part) for part in pointer.split("/")[1:])


def _names(schema: object) -> Iterator[str]:
    match schema:
        case dict():
            yield from _keys(schema.get("properties"))
            yield from _inside(schema.values())
        case list():
            yield from _inside(schema)


def _keys(properties: object) -> Iterable[str]:
    return properties if isinstance(properties, dict) else ()


def _inside(schemas: Iterable[object]) -> Iterator[str]:
    return (name for each in schemas for name in _names(each))
