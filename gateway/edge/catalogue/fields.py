"""A JSON Schema as the rows of a table, which a person reads without knowing JSON Schema."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote

Schema = Mapping[str, object]

# What is said about a value beside its type, in the order in which a reader wants it.
_RULES: Final = (
    *("format", "pattern", "enum", "const", "minLength", "maxLength"),
    *("minimum", "maximum", "minItems", "maxItems"),
)
_JSON_TYPES: Final[Mapping[type, str]] = {
    bool: "boolean",
    int: "integer",
    float: "number",
    str: "string",
    list: "array",
    dict: "object",
    type(None): "null",
}
_DEEPEST = 12  # of a schema that refers to itself so much is shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field: `ThanhVien[].HoVaTen` is a member of each element of the array ThanhVien."""

    name: str
    type: str
    required: bool
    rules: Mapping[str, object]  # keywords of the schema
    en: str
    vi: str


def fields(schema: Schema) -> tuple[Field, ...]:
    """Every field of an object, each before those within it."""
    return tuple(_within(schema, schema, "", 0))


def bilingual(text: object) -> tuple[str, str]:
    """The English and the Vietnamese half of a title or description: `Full name / Họ và tên`."""
    en, _, vi = str(text or "").partition(" / ")
    return en, vi or en


def title(schema: Schema) -> tuple[str, str]:
    """What a service is called, from a schema's title: without `: request` and `: answer`."""
    en, vi = bilingual(schema.get("title"))
    return en.rpartition(": ")[0] or en, vi.rpartition(": ")[0] or vi


def _within(root: Schema, node: Schema, prefix: str, depth: int) -> Iterator[Field]:
    if depth == _DEEPEST:
        return
    properties = node.get("properties")
    required = node.get("required")
    for key, value in properties.items() if isinstance(properties, Mapping) else ():
        found = _resolve(root, value)
        must = isinstance(required, list) and key in required
        yield _field(f"{prefix}{key}", found, required=must)
        yield from _below(root, found, f"{prefix}{key}", depth)


def _below(root: Schema, node: Schema, name: str, depth: int) -> Iterator[Field]:
    if "items" not in node:
        yield from _within(root, node, f"{name}.", depth + 1)
        return
    items = _resolve(root, node["items"])
    if "properties" in items:
        yield from _within(root, items, f"{name}[].", depth + 1)
    else:
        yield _field(f"{name}[]", items, required=False)


def _field(name: str, node: Schema, *, required: bool) -> Field:
    en, vi = bilingual(node.get("description") or node.get("title"))
    return Field(
        name=name,
        type=_type(node),
        required=required,
        rules={rule: node[rule] for rule in _RULES if rule in node},
        en=en,
        vi=vi,
    )


def _type(node: Schema) -> str:
    """As the schema says, else as the values that it lists; empty where it takes anything."""
    kinds = node.get("type")
    if kinds is None:
        values = node.get("enum", [node["const"]] if "const" in node else [])
        kinds = [_JSON_TYPES[type(value)] for value in values] if isinstance(values, list) else []
    return " | ".join(dict.fromkeys(kinds)) if isinstance(kinds, list) else str(kinds)


def _resolve(root: Schema, value: object) -> Schema:
    """Follow `$ref` within the file; the words beside it count more than those it leads to."""
    seen: dict[str, object] = {}
    for _ in range(_DEEPEST):
        if not isinstance(value, Mapping):
            break
        seen = {**value, **seen}
        reference = seen.pop("$ref", None)
        if not isinstance(reference, str):
            break
        value = _at(root, reference)
    return seen


def _at(root: Schema, reference: str) -> object:
    value: object = root
    for part in unquote(reference).removeprefix("#").split("/")[1:]:
        name = part.replace("~1", "/").replace("~0", "~")
        value = value.get(name) if isinstance(value, Mapping) else None
    return value
