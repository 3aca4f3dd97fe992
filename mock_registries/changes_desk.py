"""Changes of the country over HTTP: POST /changes makes one, GET /changes lists them.

    POST /changes  {"kind": "person.died", "identity": "079…", "date": "2023-01-05"}
    201 {"seq": 1, "time": "2026-11-23T02:15:32.000000Z", "kind": "person.died",
         "subject": "079…", "data": {"identity": "079…", "date": "2023-01-05"}}
    400 {"error": "date: is before the birth"}

    GET /changes?after=0   {"changes": [as above]}, a thousand at most, in the order of `seq`

The body has to be application/json, so that no web page that somebody has open can send it.
"""

import re

from mock_registries.overlay import Changes, RefusedError
from mock_registries.wire import (
    NativeRequest,
    NativeResponse,
    Stationery,
    json_object,
    parameters,
    says_json,
)

_NUMBER = re.compile(r"[0-9]{1,15}", re.ASCII)


class ChangesDesk:
    """Answers what comes for /changes; who may come is the server's matter."""

    def __init__(self, changes: Changes, paper: Stationery) -> None:
        self._changes = changes
        self._paper = paper

    def answer(self, request: NativeRequest) -> NativeResponse:
        """Answer one request; a change that is answered with 201 is on the disk."""
        match request.method:
            case "POST":
                return self._make(request)
            case "GET":
                return self._list(parameters(request.query))
        return self._refuse(405, "changes are made with POST and listed with GET")

    def _make(self, request: NativeRequest) -> NativeResponse:
        if not says_json(request):
            return self._refuse(415, "a change is application/json")
        given = json_object(request.body)
        kind = given.pop("kind", None)
        if not isinstance(kind, str):
            return self._refuse(400, "kind: is missing, or the body is no JSON object")
        try:
            change = self._changes.make(kind, given)
        except RefusedError as refusal:
            return self._refuse(400, str(refusal))
        except ValueError as failure:
            return self._refuse(503, str(failure))
        return self._paper.json(change._asdict(), 201)

    def _list(self, given: dict[str, str]) -> NativeResponse:
        after = given.get("after", "0")
        if not _NUMBER.fullmatch(after):
            return self._refuse(400, "after: has to be a whole number")
        changes = [change._asdict() for change in self._changes.list(int(after))]
        return self._paper.json({"changes": changes})

    def _refuse(self, status: int, sentence: str) -> NativeResponse:
        return self._paper.json({"error": sentence}, status)
