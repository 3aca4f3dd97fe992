"""Calls of the platform's services, made before the run from records that exist."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from gateway.message import ServiceId, SubsystemId
from ndxp.load.http import Answer, Pool, request_bytes
from ndxp.load.recording import Outcome
from ndxp.load.target import Target

SAMPLES: Final = 200  # different records a service; they are asked in turn
_SMALL: Final = 64  # bytes; a longer answer holds a record

Sampler = Callable[[ServiceId, int], Sequence[Mapping[str, object]]]
"""So many canonical requests of a service, about records that exist."""


class ServiceCalls:
    """Calls each service in turn with its samples in turn; see Caller."""

    def __init__(self, pool: Pool, requests: Sequence[bytes]) -> None:
        self._pool = pool
        self._requests = requests

    async def call(self, number: int) -> Outcome:
        try:
            answer = await self._pool.send(self._requests[number % len(self._requests)])
        except TimeoutError:
            return _unanswered("timeout")
        except OSError:
            return _unanswered("connection")
        except ValueError:
            return _unanswered("unreadable")
        return judge(answer)


def prepare(
    target: Target,
    client: SubsystemId,
    services: Sequence[ServiceId],
    sampler: Sampler,
    token: str,
) -> list[bytes]:
    """The requests in the order in which they are sent, over and over: the services alternate."""
    headers = {"X-Road-Client": str(client)}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    by_service = [
        [
            request_bytes(
                target, f"/r1/{service}", headers, json.dumps(body, ensure_ascii=False).encode()
            )
            for body in sampler(service, SAMPLES)
        ]
        for service in services
    ]
    return [request for turn in zip(*by_service, strict=True) for request in turn]


def judge(answer: Answer) -> Outcome:
    """What an answer means: its status, and the code of an error (the last part of `type`)."""
    good = 200 <= answer.status < 300
    label = str(answer.status)
    if not good and (code := _code(answer.body)):
        label = f"{label} {code}"
    return Outcome(
        label=label, answered=True, good=good, found=good and not _says_not_found(answer.body)
    )


def _unanswered(why: str) -> Outcome:
    return Outcome(label=why, answered=False, good=False, found=False)


def _code(body: bytes) -> str:
    try:
        place = json.loads(body)["type"]
    except (ValueError, TypeError, KeyError):
        return ""
    return place.rpartition(".")[2] if isinstance(place, str) else ""


def _says_not_found(body: bytes) -> bool:
    """An empty object, or the verification services' {"KetQua": false}."""
    if len(body) > _SMALL:
        return False
    try:
        return json.loads(body) in ({}, {"KetQua": False})
    except ValueError:
        return False
