"""Faults that the same question meets only the first times: pushed again, or polled often enough, it is answered."""

import json
import re
from typing import Final
from urllib.parse import parse_qsl, urlencode

from mock_registries.faults import content, fields
from mock_registries.faults.content import Json
from mock_registries.faults.orders import Order
from mock_registries.faults.scene import Scene, Sending
from mock_registries.wire import NativeRequest, json_object

_NONSENSE: Final = "?"
_STATE, _PENDING, _DECIDED_ON = "PROCESS_STATUS", "Đang xử lý", "REGISTRATION_DATE"
_REQUEST_ID = re.compile(rb"<(?:[\w.-]+:)?MaYeuCau>[^<]*<")  # new for each request


def rejected_once(scene: Scene, sending: Sending, order: Order) -> Sending:
    """Refuse a question for one field, in the registry's words, until it is asked again.

    The registry itself refuses: it gets the question with nonsense in that field.
    """
    spoilt, name = _spoil(scene)
    if not name or _count(scene, order) > 1:
        return sending
    return sending._replace(answer=scene.registry.answer(spoilt), note=f"field={name}")


def still_processing(scene: Scene, sending: Sending, order: Order) -> Sending:
    """Say of every dossier that it is in work, the first `polls` times that a question is asked."""

    def change(value: Json) -> Json:
        if not isinstance(value, dict) or _STATE not in value:
            return value
        undecided = {_DECIDED_ON: None} if _DECIDED_ON in value else {}
        return {**value, _STATE: _PENDING, **undecided}

    if _count(scene, order) > order.number("polls"):
        return sending
    return content.of_json(scene, sending, lambda value: content.walk(value, change))


def _count(scene: Scene, order: Order) -> int:
    asked = scene.request
    return scene.memory.count(
        order.name.encode(),
        order.word("memory").encode(),
        asked.path.encode(),
        asked.query.encode(errors="replace"),
        _REQUEST_ID.sub(b"<", asked.body),
    )


def _spoil(scene: Scene) -> tuple[NativeRequest, str]:
    """Return the question with nonsense in the first field that makes a difference, and its name."""
    asked = scene.request
    for name in fields.KEYS.get(scene.operation, ()):
        element = re.compile(rf"(<(?:[\w.-]+:)?{name}>)[^<]*<".encode())
        if element.search(asked.body):
            body = element.sub(rf"\g<1>{_NONSENSE}<".encode(), asked.body, count=1)
            return asked._replace(body=body), name
        given = json_object(asked.body)
        if name in given:
            # Not as registries write: what a caller sent may hold half a surrogate pair.
            return asked._replace(body=json.dumps({**given, name: _NONSENSE}).encode()), name
        pairs = parse_qsl(asked.query, keep_blank_values=True)
        if name in dict(pairs):
            spoilt = [(key, _NONSENSE if key == name else value) for key, value in pairs]
            return asked._replace(query=urlencode(spoilt)), name
    return asked, ""
