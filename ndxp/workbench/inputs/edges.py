"""Bodies just outside a schema, each wrong at one place, and bodies just inside it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from json import dumps as dump
from typing import Any, Final, Literal

from ndxp.workbench.inputs.places import Faults, Place, Schema, places, put, resolve, without

Kind = Literal["missing", "extra", "type", "bounds", "format"]
MOST_OF_A_KIND: Final = 6  # bodies for one place
UNKNOWN: Final = "KhongCoTruongNay"
# In UTF-16 two units and in UTF-8 four bytes: whoever does not count characters counts wrong.
WIDE: Final = "𠀀"
_SWAPS: Final = {"0": "9", "1": "7"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """A body at an edge of its schema."""

    kind: Kind
    pointer: str  # of the place; of an unknown member: of the object around it
    what: str
    body: object


def outside(schema: Schema, good: object, faults: Faults) -> Iterator[Edge]:
    """Bodies that the schema refuses for what stands at one place, and for nothing else."""
    for start, place in _starts(schema, good, faults):
        for kind, candidates in _beyond(place).items():
            kept: list[object] = []
            for what, body in candidates(start):
                pointer = f"{place.pointer}/{what}" if kind == "missing" else place.pointer
                new = len(kept) < MOST_OF_A_KIND and body not in kept
                if new and _only_at(faults(body), pointer, kind):
                    kept.append(body)
                    said = "missing" if kind == "missing" else what
                    yield Edge(kind=kind, pointer=pointer, what=said, body=body)


def inside(schema: Schema, good: object, faults: Faults) -> Iterator[tuple[str, object]]:
    """Bodies that the schema takes and that touch a bound; what is special about each, and the body."""
    seen = [dump(good)]
    for start, place in _starts(schema, good, faults):
        values = [(f"{place.pointer} {what}", value) for what, value in _within(place)]
        changed = [(what, put(start, place.path, value)) for what, value in values]
        changed += [
            (f"{place.pointer}/{name} left out", without(start, (*place.path, name)))
            for name in _members(place)
        ]
        for what, body in changed:
            if (written := dump(body)) not in seen and not faults(body):
                seen.append(written)
                yield what, body


def _starts(schema: Schema, good: object, faults: Faults) -> Iterator[tuple[object, Place]]:
    """Every place of the good body, and those that only an example has."""
    known: set[str] = set()
    for start in (good, *(each for each in examples(schema) if not faults(each))):
        here = list(places(schema, start))
        yield from ((start, place) for place in here if place.pointer not in known)
        known |= {place.pointer for place in here}


def _only_at(told: str, pointer: str, kind: Kind) -> bool:
    """Whether a body is wrong, and at this place alone."""
    if not told or ";" in told:
        return False
    found = told.partition(": ")[0]
    if kind == "extra":
        return found == f"{pointer}/*"
    return found == (pointer or "(the whole body)")


def _beyond(place: Place) -> Mapping[Kind, Any]:
    """Ways to break each kind of rule; a way takes the good body and gives (what, body) pairs."""

    def values(pairs: Iterable[tuple[str, object]]) -> Any:
        return lambda good: ((what, put(good, place.path, value)) for what, value in pairs)

    return {
        "missing": lambda good: (
            (name, without(good, (*place.path, name))) for name in _members(place)
        ),
        "extra": values(_with_unknown(place)),
        "type": values(_other_types(place)),
        "bounds": values(_out_of_bounds(place)),
        "format": values(_misspelt(place)),
    }


def _members(place: Place) -> list[str]:
    return list(place.value) if isinstance(place.value, dict) else []


def _with_unknown(place: Place) -> Iterator[tuple[str, object]]:
    if isinstance(place.value, dict):
        yield "an unknown member", {**place.value, UNKNOWN: 1}


def _other_types(place: Place) -> Iterator[tuple[str, object]]:
    value = place.value
    if isinstance(value, str):
        yield "a number instead of text", int(value) if _is_number(value) else 1
    if isinstance(value, int | float) and not isinstance(value, bool):
        yield "text instead of a number", str(value)
        yield "true instead of a number", True
        yield "half a number", value + 0.5
    if isinstance(value, bool):
        yield "1 instead of true", 1
    if not isinstance(value, dict):
        yield "an object around it", {"": value}
    yield "an array around it", [value]
    yield "null", None


def _is_number(text: str) -> bool:
    """Whether it can be written as a JSON number that programs read exactly."""
    return text.isascii() and text.isdigit() and text[0] != "0" and len(text) <= 15


def _out_of_bounds(place: Place) -> Iterator[tuple[str, object]]:
    schema, value = place.schema, place.value
    if isinstance(value, str):
        for fill in _fills(place, value):
            if "maxLength" in schema:
                yield "maxLength + 1", _of_length(value, schema["maxLength"] + 1, fill)
            if schema.get("minLength", 0):
                yield "minLength - 1", _of_length(value, schema["minLength"] - 1, fill)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield from ((f"{k} {by:+d}", schema[k] + by) for k, by in _STEPS.items() if k in schema)
    elif isinstance(value, list) and value:
        if "maxItems" in schema:
            yield "maxItems + 1", [value[0]] * (schema["maxItems"] + 1)
        if schema.get("minItems", 0):
            yield "minItems - 1", value[: schema["minItems"] - 1]


_STEPS: Final = {"minimum": -1, "maximum": 1, "exclusiveMinimum": 0, "exclusiveMaximum": 0}


def _misspelt(place: Place) -> Iterator[tuple[str, object]]:
    """As long as the good value, so that no bound but the spelling is broken."""
    value = place.value
    if not isinstance(value, str) or not value:
        return
    yield "another sign at the end", f"{value[:-1]}~"
    yield "a line break at the end", f"{value[:-1]}\n"
    yield "a blank at the start", f" {value[1:]}"
    for i, sign in enumerate(value):
        if sign.isdigit():
            # For \d of many languages these are digits.
            yield (
                "a digit of another script",
                f"{value[:i]}{chr(0xFF10 + int(sign))}{value[i + 1 :]}",
            )
            break
    yield "other capitals", value.swapcase()
    for i in reversed(range(len(value))):
        swapped = _SWAPS.get(value[i], "0") if value[i].isdigit() else "0"
        yield "another digit", f"{value[:i]}{swapped}{value[i + 1 :]}"
        if value[i].isdigit():
            yield "a letter for a digit", f"{value[:i]}X{value[i + 1 :]}"


def _within(place: Place) -> Iterator[tuple[str, object]]:
    schema, value = place.schema, place.value
    yield from (("one of the enum", each) for each in schema.get("enum", []))
    if isinstance(value, str):
        for fill in _fills(place, value):
            yield from (
                (name, _of_length(value, schema[name], fill))
                for name in ("maxLength", "minLength")
                if name in schema
            )
    elif isinstance(value, bool):
        yield "the other one", not value
    elif isinstance(value, int | float):
        yield from ((name, schema[name]) for name in ("minimum", "maximum") if name in schema)
        if isinstance(value, int):
            yield "a whole number written with .0", float(value)


def _fills(place: Place, value: str) -> Iterator[str]:
    yield value[-1:] or "a"
    if "pattern" not in place.schema:
        yield WIDE


def _of_length(value: str, length: int, fill: str) -> str:
    """Of so many characters: cut, or filled before its last one."""
    if length <= len(value) and fill != WIDE:
        return value[:length]
    return (fill * length)[:length] if fill == WIDE else value + fill * (length - len(value))


def examples(schema: Schema) -> list[object]:
    """Those that stand at its top."""
    found = resolve(schema, schema).get("examples", [])
    return list(found) if isinstance(found, list) else []
