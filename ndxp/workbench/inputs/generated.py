"""Valid bodies by chance: a good one changed here and there, kept where the schema takes it."""

import json
import random
from collections.abc import Iterator
from typing import Final

from ndxp.workbench.inputs.edges import examples
from ndxp.workbench.inputs.places import Faults, Place, Schema, places, put, without

TRIES: Final = 400  # for each body; a check digit lets one change in eleven pass
_LETTERS: Final = (
    "aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạắằẳẵặấầẩẫậéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵ"
)
_MARKS: Final = " -'.,()/&\"<>%ʼ"


def generated(
    schema: Schema, good: object, faults: Faults, chance: random.Random, count: int
) -> list[object]:
    """Up to `count` different bodies that the schema takes; fewer where it takes few."""
    starts = [good, *(each for each in examples(schema) if not faults(each))]
    found: dict[str, object] = {}
    for _ in range(TRIES * count):
        if len(found) == count:
            break
        body = _changed(schema, chance.choice(starts), chance)
        if not faults(body):
            found.setdefault(json.dumps(body, sort_keys=True), body)
    return list(found.values())


def _changed(schema: Schema, body: object, chance: random.Random) -> object:
    """Changed at some of its places."""
    for place in list(places(schema, body))[1:]:
        if chance.random() < 0.6:
            body = put(body, place.path, _another(place, chance))
    for name in _droppable(schema, body):
        if chance.random() < 0.2:
            body = without(body, (name,))
    return body


def _droppable(schema: Schema, body: object) -> Iterator[str]:
    if isinstance(body, dict):
        yield from (name for name in list(body) if name not in schema.get("required", []))


def _another(place: Place, chance: random.Random) -> object:
    """Another value of the same type; whether it is allowed is not asked here."""
    schema, value = place.schema, place.value
    if "enum" in schema:
        return chance.choice(schema["enum"])
    match value:
        case bool():
            return chance.random() < 0.5
        case int():
            return _whole(schema, value, chance)
        case float():
            return value * chance.uniform(0.5, 2)
        case str() if value:
            return _text(schema, value, chance)
        case list() if value:
            return [chance.choice(value) for _ in range(chance.randint(1, len(value) + 1))]
    return value


def _whole(schema: Schema, value: int, chance: random.Random) -> int:
    least, most = schema.get("minimum", value - 1000), schema.get("maximum", value + 1000)
    near = value + chance.randint(-10, 10)
    return chance.choice([near, chance.randint(int(least), int(most))])


def _text(schema: Schema, value: str, chance: random.Random) -> str:
    """Some signs of it replaced by others of their class; free text also grows and shrinks."""
    signs = list(value)
    free = "pattern" not in schema and schema.get("minLength", 0) < schema.get("maxLength", 1 << 20)
    for _ in range(chance.randint(1, 4)):
        i = chance.randrange(len(signs))
        signs[i] = _like(signs[i], chance)
        if free and chance.random() < 0.5:
            i = chance.randrange(len(signs))
            signs[i:i] = chance.choice([chance.choice(_MARKS), chance.choice(_LETTERS)])
        if free and len(signs) > 1 and chance.random() < 0.3:
            signs.pop(chance.randrange(len(signs)))
    return "".join(signs)


def _like(sign: str, chance: random.Random) -> str:
    if sign.isdigit():
        return chance.choice("0123456789")
    if not sign.isalpha():
        return sign
    letters = "abcdefghijklmnopqrstuvwxyz" if sign.isascii() else _LETTERS
    drawn = chance.choice(letters)
    return drawn.upper() if sign.isupper() else drawn
