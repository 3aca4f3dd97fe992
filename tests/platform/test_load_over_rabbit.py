"""The whole platform over RabbitMQ under load: nothing is lost, counted twice or left open."""

import asyncio
import time
from collections import Counter
from pathlib import Path

import pytest

from ndxp.registries import Registries
from tests.house.rabbitmq import BrokerProcess
from tests.platform.pouring import HANG_S, Pouring
from tests.platform.processes import Up, query, verify, wait_until_gone

pytestmark = pytest.mark.rabbit

IN_FLIGHT = 64
BACK_S = 5  # calls work again so soon after the broker answers

CLOSINGS = """
    SELECT (SELECT count(*) FROM entries WHERE kind = 'request'),
           (SELECT count(*) FROM entries WHERE kind IN ('response', 'failure')),
           (SELECT count(*) FROM open_requests)
"""
ABORTED = "SELECT count(*) FROM exchanges WHERE code = 'aborted'"


def log_of_exchanges(state: Path) -> dict[str, str]:
    """The outcome of each exchange id; an id twice would be an error of its own."""
    rows = query(state, "SELECT request_id, outcome FROM exchanges")
    outcomes = {str(request_id): str(outcome) for request_id, outcome in rows}
    assert len(outcomes) == len(rows)
    return outcomes


def expect_everything_closed(state: Path) -> int:
    """Every request has one end, and the log verifies; gives the number of requests."""
    ((requests, ends, still_open),) = query(state, CLOSINGS)
    assert (requests, still_open) == (ends, 0)
    assert verify(state)["ok"] is True
    return int(requests)


async def test_two_thousand_calls_are_each_answered_and_logged_once(
    tmp_path: Path, registries: Registries, amqp_url: str, namespace: str
) -> None:
    people = registries.sample("dancu", 200, 3)

    with Up(tmp_path, "--bus", amqp_url, "--namespace", namespace) as up:
        pouring = Pouring(up.port, people, IN_FLIGHT)
        await pouring.calls(2000)

    assert Counter(outcome.status for outcome in pouring.outcomes) == {200: 2000}
    ids = {outcome.request_id for outcome in pouring.outcomes}
    assert len(ids) == 2000
    assert log_of_exchanges(up.state) == dict.fromkeys(ids, "ok")
    kinds = query(up.state, "SELECT kind, count(*) FROM entries GROUP BY kind")
    assert sorted(kinds) == [("network", 1), ("request", 2000), ("response", 2000)]
    assert verify(up.state)["ok"] is True


async def freeze_between_request_and_answer(up: Up) -> None:
    """Stop it where requests are in the log whose answers are not: that is what a kill has to meet."""
    for _ in range(200):
        up.pause()
        if query(up.state, "SELECT count(*) FROM open_requests") != [(0,)]:
            return
        up.go_on()
        await asyncio.sleep(0.01)
    pytest.fail("no request was ever open under load")


async def test_a_kill_under_load_loses_nothing_that_a_client_saw(
    tmp_path: Path, registries: Registries, amqp_url: str, namespace: str
) -> None:
    options = ("--bus", amqp_url, "--namespace", namespace)
    up = Up(tmp_path, *options)
    children = await asyncio.to_thread(up.children)
    pouring = Pouring(up.port, registries.sample("dancu", 200, 3), IN_FLIGHT)
    alive = True

    load = asyncio.create_task(pouring.run(lambda: alive))
    await pouring.answered(500)
    await freeze_between_request_and_answer(up)
    up.kill()
    alive = False
    await load
    left = await asyncio.to_thread(wait_until_gone, children, 20)
    left_open = query(up.state, "SELECT count(*) FROM open_requests")

    with Up(tmp_path, *options) as again:
        after = Pouring(again.port, registries.sample("dancu", 10, 4), 1)
        await after.calls(10)

    seen = {outcome.request_id for outcome in pouring.outcomes if outcome.status == 200}
    logged = log_of_exchanges(up.state)
    aborted = query(up.state, ABORTED)
    assert len(children) == 2
    assert left == []
    assert {logged.get(request_id) for request_id in seen} == {"ok"}
    assert aborted == left_open != [(0,)]
    assert [outcome.status for outcome in after.outcomes] == [200] * 10
    expect_everything_closed(up.state)


async def test_a_stop_under_load_leaves_nothing_open(
    tmp_path: Path, registries: Registries, amqp_url: str, namespace: str
) -> None:
    up = Up(tmp_path, "--bus", amqp_url, "--namespace", namespace)
    pouring = Pouring(up.port, registries.sample("dancu", 200, 3), IN_FLIGHT)
    running = True

    load = asyncio.create_task(pouring.run(lambda: running))
    await pouring.answered(300)
    await asyncio.to_thread(up.stop)
    running = False
    await load

    seen = {outcome.request_id for outcome in pouring.outcomes if outcome.status == 200}
    assert {log_of_exchanges(up.state).get(request_id) for request_id in seen} == {"ok"}
    expect_everything_closed(up.state)


async def test_an_outage_of_the_broker_is_told_and_survived(
    tmp_path: Path, registries: Registries, private_broker: BrokerProcess
) -> None:
    with Up(tmp_path, "--bus", private_broker.url, "--namespace", "t-outage") as up:
        pouring = Pouring(up.port, registries.sample("dancu", 200, 3), IN_FLIGHT)
        running = True
        load = asyncio.create_task(pouring.run(lambda: running))
        await pouring.answered(300)

        await private_broker.stop()
        await asyncio.sleep(1)
        await private_broker.start()
        returned = time.monotonic()
        good_before = sum(outcome.status == 200 for outcome in pouring.outcomes)
        await pouring.answered(good_before + 200)
        back_s = time.monotonic() - returned
        running = False
        await load

    statuses = Counter((outcome.status, outcome.code) for outcome in pouring.outcomes)
    assert (
        statuses.keys()
        - {
            (200, ""),
            (503, "server.clientproxy.bus_unavailable"),
            (503, "server.clientproxy.provider_unavailable"),
            (504, "server.clientproxy.timeout"),
        }
        == set()
    )
    assert any(status == 503 for status, _ in statuses)
    assert all(outcome.retry_after for outcome in pouring.outcomes if outcome.status == 503)
    assert max(outcome.seconds for outcome in pouring.outcomes) < HANG_S
    assert back_s < BACK_S
    assert expect_everything_closed(up.state) >= good_before
