"""The broker that the tests get: it answers, it can be stopped, and its absence is said."""

import socket
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager

import aio_pika
import pytest

from tests.house.broker import LOCAL_URL, choose, give_up, places
from tests.house.rabbitmq import BrokerProcess, NoBrokerError, probe


@contextmanager
def has_one() -> Iterator[str]:
    yield "amqp://here/"


def has_none() -> AbstractContextManager[str]:
    raise NoBrokerError("nobody home")


def test_the_first_place_with_a_broker_is_taken() -> None:
    with ExitStack() as held:
        assert choose([("empty", has_none), ("full", has_one)], held) == "amqp://here/"


def test_where_no_place_has_a_broker_each_is_named() -> None:
    with ExitStack() as held, pytest.raises(NoBrokerError, match=r"attic: nobody.*cellar: nobody"):
        choose([("attic", has_none), ("cellar", has_none)], held)


def test_a_broker_named_in_the_environment_is_the_only_place() -> None:
    assert [name for name, _ in places({"AMQP_URL": LOCAL_URL})] == [
        "the broker that AMQP_URL names"
    ]


def test_with_ci_set_a_missing_broker_fails() -> None:
    with pytest.raises(pytest.fail.Exception, match="cellar"):
        give_up(NoBrokerError("cellar: nobody home"), {"CI": "true"})


def test_without_ci_a_missing_broker_skips_and_says_what_to_do() -> None:
    with pytest.raises(pytest.skip.Exception, match="install rabbitmq-server"):
        give_up(NoBrokerError("cellar: nobody home"), {})


async def test_a_closed_port_is_no_broker() -> None:
    with pytest.raises(NoBrokerError, match="no AMQP answer"):
        await probe("amqp://guest:guest@127.0.0.1:1/")


@pytest.mark.rabbit
async def test_the_given_broker_carries_a_message(amqp_url: str) -> None:
    body = await echo(amqp_url, b"xin chao")

    assert body == b"xin chao"


@pytest.mark.rabbit
async def test_a_private_broker_keeps_a_durable_message_over_an_outage(
    private_broker: BrokerProcess,
) -> None:
    async with await aio_pika.connect(private_broker.url) as connection:
        channel = await connection.channel()
        queue = await channel.declare_queue("outage", durable=True)
        message = aio_pika.Message(b"kept", delivery_mode=aio_pika.DeliveryMode.PERSISTENT)
        await channel.default_exchange.publish(message, routing_key=queue.name)

    await private_broker.stop()
    with pytest.raises(NoBrokerError):
        await probe(private_broker.url)
    await private_broker.start()

    async with await aio_pika.connect(private_broker.url) as connection:
        channel = await connection.channel()
        kept = await (await channel.get_queue("outage")).get(no_ack=True)
    assert kept.body == b"kept"


@pytest.mark.rabbit
async def test_a_broker_that_is_closed_leaves_no_process_behind() -> None:
    broker = BrokerProcess()
    await broker.start()

    await broker.close()

    assert [port for port in broker.ports if listens(port)] == []
    assert not broker.folder.exists()


def listens(port: int) -> bool:
    """Whether anybody accepts a connection there."""
    with socket.socket() as probe_socket:
        return probe_socket.connect_ex(("127.0.0.1", port)) == 0


async def echo(url: str, body: bytes) -> bytes:
    """Send one message to a queue of our own and read it back."""
    async with await aio_pika.connect(url) as connection:
        channel = await connection.channel()
        queue = await channel.declare_queue(exclusive=True)
        await channel.default_exchange.publish(aio_pika.Message(body), routing_key=queue.name)
        return (await queue.get(no_ack=True)).body
