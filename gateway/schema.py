"""The catalogue of schemas: check a body, say where it is wrong and never with what.

`jsonschema-rs` decides and explains on the hot path; `jsonschema` checks the schemas themselves
when they are loaded. A schema is JSON Schema 2020-12 with one annotation of ours at its top:
`x-subject`, the JSON pointer of the field that says whom a lookup is about; or several, of which the
first that the body has counts.
"""

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

import jsonschema_rs

from gateway.errors import (
    ConfigurationError,
    InvalidAnswerError,
    InvalidBodyError,
    SchemaViolationError,
)
from gateway.formats import FORMATS
from gateway.message import ServiceId
from gateway.strict_json import parse_json

_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
_MOST_ERRORS = 3  # more than these help nobody to mend a body
# Explaining copies the body into every error, and makes all errors before it gives the first one:
# with a body of ten megabytes that would hold up everybody else for seconds.
_MOST_VALUES_EXPLAINED = 3_000


@dataclass(frozen=True, slots=True, kw_only=True)
class _Checker:
    """One compiled schema."""

    schema: Mapping[str, object]
    validator: jsonschema_rs.Draft202012Validator
    names: frozenset[str]  # the property names of the schema: all that a pointer may spell out

    def faults(self, body: object) -> str:
        """Return what is wrong and where, in the schema's words alone; empty when nothing is."""
        if self.validator.is_valid(body):
            return ""
        if _more_than(_MOST_VALUES_EXPLAINED, body):
            return f"(the whole body): more than {_MOST_VALUES_EXPLAINED} values"
        found: dict[str, str] = {}  # by pointer: of a wrong field the first broken rule is enough
        for error in self.validator.iter_errors(body):
            pointer, rule = self._describe(error)
            found.setdefault(pointer, f"{pointer}: {rule}")
        return "; ".join(list(found.values())[:_MOST_ERRORS])

    def _describe(self, error: jsonschema_rs.ValidationError) -> tuple[str, str]:
        keyword = str(error.schema_path[-1])
        path = list(error.instance_path)
        if isinstance(error.kind, jsonschema_rs.ValidationErrorKind.Required):
            return self._pointer([*path, error.kind.property]), keyword
        if keyword == "additionalProperties":
            return self._pointer([*path, "*"]), keyword
        return self._pointer(path), keyword + _explain(keyword, _at(self.schema, error.schema_path))

    def _pointer(self, path: Iterable[str | int]) -> str:
        known = (str(p) if isinstance(p, int) or p in self.names else "*" for p in path)
        return "".join(f"/{part}" for part in known) or "(the whole body)"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Service:
    request: _Checker
    response: _Checker
    subjects: tuple[tuple[str, ...], ...]  # where x-subject points; empty: it is about nobody


class Catalogue:
    """The schemas of a network's services, compiled once. Immutable, safe to share.

    Asked about a service that was not loaded it raises KeyError: rights are checked before schemas.
    """

    def __init__(self, services: Mapping[ServiceId, _Service]) -> None:
        self._services = services

    @classmethod
    def load(cls, root: Path, service_ids: Iterable[ServiceId], *before: Path) -> Self:
        """Read `<folder>/<subsystem>/<service>/v1/{request,response}.json` of each service.

        The folder is the first of `before` that has it, else `root`. Raises ConfigurationError
        with every fault. What `<root>/SHA256SUMS` lists our tests checked: that saves 0.2 s here.
        """
        faults: list[str] = []
        checked = _checked(root)
        services: dict[ServiceId, _Service] = {}
        for service in service_ids:
            inside = f"{service.provider.subsystem}/{service.code}"
            folder = next((each for each in before if (each / inside).is_dir()), root)
            if loaded := _load(folder, service, checked, faults):
                services[service] = loaded
        if faults:
            raise ConfigurationError("schemas", faults)
        return cls(services)

    def check_request(self, service: ServiceId, body: object) -> None:
        """Raise SchemaViolationError unless the body is what the service takes."""
        faults = self._services[service].request.faults(body)
        if faults:
            raise SchemaViolationError(faults)

    def check_response(self, service: ServiceId, body: object) -> None:
        """Raise InvalidAnswerError unless the body is what the service answers."""
        faults = self._services[service].response.faults(body)
        if faults:
            raise InvalidAnswerError(faults)

    def subject(self, service: ServiceId, body: object) -> str | None:
        """Return whom a request is about; None where the service or this body names nobody."""
        for path in self._services[service].subjects:
            found = body
            for part in path:
                found = found.get(part) if isinstance(found, dict) else None
            if isinstance(found, str):
                return found
        return None

    def schemas(self, service: ServiceId) -> tuple[Mapping[str, object], Mapping[str, object]]:
        """The request's and the answer's schema of a service, as they stand in their files."""
        found = self._services[service]
        return found.request.schema, found.response.schema


def _checked(root: Path) -> Collection[str]:
    """The digests that stand first in the lines of SHA256SUMS; none where there is no such file."""
    try:
        return set((root / "SHA256SUMS").read_text("utf-8").split()[::2])
    except FileNotFoundError:
        return ()


def _more_than(most: int, body: object) -> bool:
    """Whether there are more values in a body; stops counting there."""
    waiting: list[Collection[object]] = [[body]]
    count = 0
    while waiting:
        values = waiting.pop()
        count += len(values)
        if count > most:
            return True
        waiting.extend(v.values() for v in values if isinstance(v, dict))
        waiting.extend(v for v in values if isinstance(v, list))
    return False


def _explain(keyword: str, constraint: object) -> str:
    match constraint:
        case str() if keyword == "pattern":
            return f" (must match {constraint})"
        case str() | int() | float():
            return f" ({constraint})"
        case list():
            return f" ({', '.join(map(str, constraint))})"
        case dict() if keyword == "not" and not constraint:
            return " (allowed here)"  # beside the member in whose place it may stand
    return ""


def _at(schema: object, path: Iterable[str | int]) -> object:
    for part in path:
        schema = schema[part] if isinstance(schema, dict | list) else None  # type: ignore[index]
    return schema


def _load(
    root: Path, service: ServiceId, checked: Collection[str], faults: list[str]
) -> _Service | None:
    subsystem = service.provider.subsystem
    if {subsystem, service.code} & {".", ".."}:
        faults.append(f"{service}: no folder has this name")
        return None
    sides: list[_Checker] = []
    for name in ("request.json", "response.json"):
        try:
            data = (root / subsystem / service.code / "v1" / name).read_bytes()
            sides.append(_compile(data, checked))
        except (OSError, ValueError, InvalidBodyError) as error:
            faults.append(f"{service}: {name}: {error}")
    if len(sides) < 2:
        return None
    request, response = sides
    return _Service(request=request, response=response, subjects=_subjects(request.schema))


def _compile(data: bytes, checked: Collection[str]) -> _Checker:
    """Check a schema and compile it; raises ValueError, InvalidBodyError."""
    schema = parse_json(data)
    if not isinstance(schema, dict) or schema.get("$schema") != _DIALECT:
        raise ValueError(f"$schema has to be {_DIALECT}")
    if hashlib.sha256(data).hexdigest() not in checked:
        _check_schema(schema)
    nodes = list(_nodes(schema))
    unknown = {str(node["format"]) for node in nodes if "format" in node} - FORMATS.keys()
    if unknown:
        raise ValueError(f"unknown format: {', '.join(sorted(unknown))}")
    names = frozenset(name for node in nodes for name in _keys(node.get("properties")))
    if not all(path and names.issuperset(path) for path in _subjects(schema)):
        raise ValueError("x-subject points at no property")
    return _Checker(schema=schema, validator=_validator(schema), names=names)


def _subjects(schema: Mapping[str, object]) -> tuple[tuple[str, ...], ...]:
    """The paths of x-subject, which is a JSON pointer or a list of them."""
    pointers = schema.get("x-subject", [])
    each = pointers if isinstance(pointers, list) else [pointers]
    return tuple(tuple(str(pointer).split("/")[1:]) for pointer in each)


def _validator(schema: dict[str, object]) -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator(
        schema,
        formats=dict(FORMATS),
        validate_formats=True,
        pattern_options=jsonschema_rs.RegexOptions(),  # time linear in the text
        offline=True,  # a schema refers to nothing outside itself
    )


def _check_schema(schema: dict[str, object]) -> None:
    # Imported here because it takes a tenth of a second and is needed for unlisted schemas only.
    from jsonschema import Draft202012Validator, SchemaError

    try:
        Draft202012Validator.check_schema(schema)
    except SchemaError as error:
        raise ValueError(f"{error.json_path}: {error.message}") from error


def _nodes(schema: object) -> Iterator[Mapping[str, object]]:
    """Every object of a schema except its examples, which are data."""
    if isinstance(schema, dict):
        yield schema
        for keyword, value in schema.items():
            if keyword != "examples":
                yield from _nodes(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from _nodes(value)


def _keys(value: object) -> Iterable[str]:
    return value if isinstance(value, dict) else ()
