"""Many calls at a time, and what became of each."""

import asyncio
import json
import time
from collections.abc import Callable
from dataclasses import dataclass

import aiohttp

from tests.platform.client import CLIENT, SERVICE

HANG_S = 35  # a caller waits 30 s by default; whoever hears nothing for longer hangs


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How one call ended; status 0 where the connection broke or nothing came."""

    status: int
    code: str
    request_id: str
    retry_after: str
    seconds: float


class Pouring:
    """Keeps `in_flight` calls going at once; see `outcomes`."""

    def __init__(self, port: int, requests: list[dict[str, object]], in_flight: int) -> None:
        self._url = f"http://127.0.0.1:{port}{SERVICE}"
        self._bodies = [json.dumps(request).encode() for request in requests]
        self._in_flight = in_flight
        self._started = 0
        self.outcomes: list[Outcome] = []

    async def run(self, go_on: Callable[[], bool]) -> None:
        """Call until `go_on` says no, asked before each call."""
        timeout = aiohttp.ClientTimeout(total=HANG_S)
        connector = aiohttp.TCPConnector(limit=0)
        async with (
            aiohttp.ClientSession(timeout=timeout, connector=connector) as session,
            asyncio.TaskGroup() as group,
        ):
            for _ in range(self._in_flight):
                group.create_task(self._one_after_the_other(session, go_on))

    async def calls(self, count: int) -> None:
        """Exactly so many calls."""
        await self.run(lambda: self._started < count)

    async def answered(self, count: int) -> None:
        """Wait until so many calls got their answer."""
        while sum(outcome.status == 200 for outcome in self.outcomes) < count:  # noqa: ASYNC110  nothing else tells
            await asyncio.sleep(0.01)

    async def _one_after_the_other(
        self, session: aiohttp.ClientSession, go_on: Callable[[], bool]
    ) -> None:
        while go_on():
            body = self._bodies[self._started % len(self._bodies)]
            self._started += 1
            outcome = await self._call(session, body)
            self.outcomes.append(outcome)
            if outcome.status != 200:
                await asyncio.sleep(0.1)

    async def _call(self, session: aiohttp.ClientSession, body: bytes) -> Outcome:
        headers = {"X-Road-Client": CLIENT, "Content-Type": "application/json"}
        status, code, request_id, retry_after = 0, "", "", ""
        started = time.monotonic()
        try:
            async with session.post(self._url, data=body, headers=headers) as answer:
                document = await answer.json()
                status, code = answer.status, str(document.get("type", ""))
                request_id = answer.headers.get("X-Road-Request-Id", "")
                retry_after = answer.headers.get("Retry-After", "")
        except aiohttp.ClientError:
            code = "broken"
        except TimeoutError:
            code = "hung"
        return Outcome(
            status=status,
            code=code,
            request_id=request_id,
            retry_after=retry_after,
            seconds=time.monotonic() - started,
        )
