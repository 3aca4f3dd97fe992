"""What a caller is told when the platform itself cannot: a status, a code, and when to come back."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from gateway.applications import Applications
from gateway.bus.local import LocalBus
from gateway.config import Limits
from gateway.edge.catalogue.samples import no_sample
from gateway.edge.doors import Doors
from gateway.edge.faulty import Mischief
from gateway.edge.listen import Listen
from gateway.edge.server import Edge, Inside
from gateway.errors import ExchangeError, LogUnavailableError, OverloadedError
from gateway.message import Sealed
from gateway.signature import OpenedRequest
from gateway.tokens import Tokens
from tests.gateway.exchanging import Pipeline
from tests.gateway.members import BODY
from tests.platform.client import Answer, exchange, message

Say = Callable[[bytes], Awaitable[Answer]]


@pytest.fixture
def pipeline() -> Pipeline:
    return Pipeline()


@pytest.fixture
async def say(pipeline: Pipeline, tmp_path: Path) -> AsyncIterator[Say]:
    """Sends bytes to an edge in front of the pipeline."""
    members = pipeline.members

    async def missing() -> list[str]:
        return ["bus"]

    doors = Doors(trusted=pipeline.trusted.current, sample=no_sample)
    inside = Inside(
        missing=missing,
        transactions=tmp_path / "log.db",
        doors=doors,
        tokens=Tokens(tmp_path / "tokens.json"),
        applications=Applications(tmp_path / "applications.json"),
        mischief=Mischief.over(LocalBus(), pipeline.members.clock),
    )
    edge = Edge(pipeline.exchange, pipeline.source, Limits(), members.clock, inside)
    await edge.start(Listen(host="127.0.0.1", port=0))
    yield lambda data: asyncio.to_thread(exchange, edge.port, data)
    await edge.close()


@pytest.mark.parametrize("error", [LogUnavailableError(), OverloadedError()], ids=repr)
async def test_a_platform_that_cannot_says_when_to_come_back(
    pipeline: Pipeline, say: Say, error: ExchangeError
) -> None:
    pipeline.ledger.failing["request"] = error

    answer = await say(message(BODY))

    assert (answer.status, answer.code) == (503, error.code)
    assert answer.headers["retry-after"] == str(error.retry_after_s)


async def test_a_defect_is_told_without_its_text(pipeline: Pipeline, say: Say) -> None:
    async def fail(_request: OpenedRequest) -> Sealed:
        raise ZeroDivisionError("what was sent")

    pipeline.bus.answering = fail

    answer = await say(message(BODY, more=[("X-Road-Id", "ho-so-3")]))

    assert (answer.status, answer.code) == (500, "internal_error")
    assert answer.headers["x-road-id"] == "ho-so-3"
    assert "what was sent" not in answer.everything


async def test_a_node_that_is_not_ready_names_what_is_missing(say: Say) -> None:
    answer = await say(message(b"", method="GET", path="/readyz", headers=()))

    assert answer.status == 503
    assert answer.json() == {"ready": False, "missing": ["bus"]}
