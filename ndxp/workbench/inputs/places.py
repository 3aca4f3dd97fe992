"""The places in a body that its schema describes, and bodies that are other at one place."""

import copy
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Schema = Mapping[str, Any]
Path = tuple[str | int, ...]
Faults = Callable[[object], str]
"""What is wrong with a body, `POINTER: rule; POINTER: rule`; empty if nothing is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A value in a good body, and the part of the schema that it has to match."""

    path: Path
    schema: Schema
    value: object

    @property
    def pointer(self) -> str:
        return "".join(f"/{part}" for part in self.path)


def places(schema: Schema, body: object) -> Iterator[Place]:
    """Every place of a body that the schema describes, the body itself first."""
    yield from _below(schema, schema, body, ())


def resolve(root: Schema, schema: Schema) -> Schema:
    """The schema with what its `$ref` within the same document points at."""
    seen = 0
    while "$ref" in schema and seen < 20:
        target: Any = root
        for part in str(schema["$ref"]).removeprefix("#").split("/")[1:]:
            target = target.get(part, {}) if isinstance(target, dict) else {}
        schema = {**target, **{k: v for k, v in schema.items() if k != "$ref"}}
        seen += 1
    return schema


def put(body: object, path: Path, value: object) -> object:
    """The body with another value at one place."""
    return _changed(body, path, lambda holder, key: holder.__setitem__(key, value), value)


def without(body: object, path: Path) -> object:
    """The body without what stands at one place."""
    return _changed(body, path, lambda holder, key: holder.__delitem__(key), None)


def _changed(
    body: object, path: Path, change: Callable[[Any, str | int], None], whole: object
) -> object:
    if not path:
        return whole
    new: Any = copy.deepcopy(body)
    holder = new
    for part in path[:-1]:
        holder = holder[part]
    change(holder, path[-1])
    return new


def _below(root: Schema, schema: Schema, value: object, path: Path) -> Iterator[Place]:
    schema = resolve(root, schema)
    yield Place(path=path, schema=schema, value=value)
    if isinstance(value, dict):
        known = schema.get("properties", {})
        for name, inner in value.items():
            if name in known:
                yield from _below(root, known[name], inner, (*path, name))
    elif isinstance(value, list) and value and isinstance(schema.get("items"), dict):
        yield from _below(root, schema["items"], value[0], (*path, 0))
