"""The content of an answer, JSON or XML, read, changed and written again.

What nothing changes is written byte for byte as it was, as the registries write.
"""

import json
from collections.abc import Callable, Mapping
from html import escape
from typing import Any, Final
from xml.etree.ElementTree import Element, fromstring

from mock_registries.faults.scene import Scene, Sending
from mock_registries.wire import write_json

ENVELOPE: Final = "http://schemas.xmlsoap.org/soap/envelope/"
_PREFIXES: Final = {ENVELOPE: "soapenv"}  # what the registry writes; the rest without a prefix
_OPENING = '<?xml version="1.0" encoding="UTF-8"?>'

Json = Any


def texts(scene: Scene, sending: Sending, change: Callable[[str, str], str]) -> Sending:
    """Change the texts of an answer; `change` gets a field's name and its text."""
    sending = of_json(scene, sending, lambda value: _json_texts(value, "", change))
    return of_xml(scene, sending, lambda root: _xml_texts(root, change))


def of_json(scene: Scene, sending: Sending, change: Callable[[Json], Json]) -> Sending:
    """Change a JSON answer as a whole."""
    if _kind(scene, sending) != "json":
        return sending
    return _with_body(sending, write_json(change(json.loads(sending.answer.body))))


def of_xml(
    scene: Scene,
    sending: Sending,
    change: Callable[[Element], None],
    prefixes: Mapping[str, str] = _PREFIXES,
) -> Sending:
    """Change an XML answer in place; namespaces without a prefix are declared where they begin."""
    if _kind(scene, sending) != "xml":
        return sending
    root = fromstring(sending.answer.body)  # noqa: S314  # a registry of ours has written it
    change(root)
    return _with_body(sending, write_xml(root, prefixes))


def walk(value: Json, change: Callable[[Json], Json]) -> Json:
    """Change every value within a JSON value, the innermost first, and then itself."""
    if isinstance(value, dict):
        value = {name: walk(inside, change) for name, inside in value.items()}
    elif isinstance(value, list):
        value = [walk(one, change) for one in value]
    return change(value)


def local(element: Element) -> str:
    """Return the name of an element without its namespace."""
    return str(element.tag).rpartition("}")[2]


def namespace_of(element: Element) -> str:
    """Return the namespace of an element, empty for none."""
    return str(element.tag).rpartition("}")[0].removeprefix("{")


def child(element: Element, name: str) -> Element | None:
    """Return the first child of a name."""
    return next((one for one in element if local(one) == name), None)


def write_xml(root: Element, prefixes: Mapping[str, str]) -> bytes:
    """Write a document; the namespaces with prefixes are declared at its root."""
    declared = "".join(f' xmlns:{prefix}="{name}"' for name, prefix in prefixes.items())
    return (_OPENING + _write(root, prefixes, "", declared)).encode()


def _write(element: Element, prefixes: Mapping[str, str], default: str, declared: str) -> str:
    namespace, name = namespace_of(element), local(element)
    if namespace in prefixes:
        name = f"{prefixes[namespace]}:{name}"
    elif namespace != default:
        default, declared = namespace, f'{declared} xmlns="{namespace}"'
    given = "".join(f' {key}="{escape(value)}"' for key, value in element.attrib.items())
    inside = escape(element.text or "", quote=False)
    inside += "".join(_write(one, prefixes, default, "") for one in element)
    opening = f"{name}{declared}{given}"
    return f"<{opening}>{inside}</{name}>" if inside else f"<{opening}/>"


def _json_texts(value: Json, name: str, change: Callable[[str, str], str]) -> Json:
    if isinstance(value, dict):
        return {key: _json_texts(inside, key, change) for key, inside in value.items()}
    if isinstance(value, list):
        return [_json_texts(one, name, change) for one in value]
    return change(name, value) if isinstance(value, str) else value


def _xml_texts(root: Element, change: Callable[[str, str], str]) -> None:
    for element in root.iter():
        if element.text:
            element.text = change(local(element), element.text)


def _kind(scene: Scene, sending: Sending) -> str:
    """Say of which kind an answer to an operation is; pages and descriptions stay as they are."""
    written = sending.answer.headers["Content-Type"] if scene.operation else ""
    return next((kind for kind in ("json", "xml") if f"/{kind};" in written), "")


def _with_body(sending: Sending, body: bytes) -> Sending:
    return sending._replace(answer=sending.answer._replace(body=body))
