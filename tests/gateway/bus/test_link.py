"""How the link to the broker starts, refuses to start, and is set up anew."""

import asyncio

import pytest
from aio_pika.abc import AbstractConnection, AbstractIncomingMessage
from yarl import URL

from gateway.bus.rabbit import RabbitBus
from gateway.bus.rabbit.link import Link, open_channel
from gateway.bus.rabbit.presence import Presence
from gateway.bus.rabbit.topology import Topology
from gateway.bus.wire import pack_batch
from gateway.errors import BrokerError, BusUnavailableError
from tests.gateway.bus.broker import Backdoor, Proxy
from tests.gateway.bus.echo import PROVIDER, Echo, message
from tests.gateway.bus.ends import Ends

pytestmark = pytest.mark.rabbit


async def test_a_setup_that_fails_in_any_way_does_not_end_the_attempts(amqp_url: str) -> None:
    failures = [Exception("closed"), KeyError("x")]
    done = asyncio.Event()

    async def setup(_connection: AbstractConnection) -> None:
        if started and failures:
            raise failures.pop()
        if started:
            done.set()

    async with Proxy.to(amqp_url) as proxy:
        started = False
        link = Link(proxy.url, lambda: None)
        await link.add(setup)
        await link.start()
        started = True

        proxy.cut()

        await asyncio.wait_for(done.wait(), 5)
        await link.close()


async def test_a_consumer_that_the_broker_cancels_is_set_up_anew(amqp_url: str) -> None:
    heard: asyncio.Queue[AbstractIncomingMessage] = asyncio.Queue()
    connections: asyncio.Queue[tuple[AbstractConnection, str]] = asyncio.Queue()

    async def setup(connection: AbstractConnection) -> None:
        channel = await open_channel(connection)
        queue = await channel.declare_queue(exclusive=True, auto_delete=True)
        await queue.consume(heard.put, no_ack=True)
        await connections.put((connection, queue.name))

    link = Link(amqp_url, lambda: None)
    await link.add(setup)
    await link.start()
    first, name = await connections.get()

    async with first.channel() as other:
        await other.queue_delete(name)

    second, _ = await asyncio.wait_for(connections.get(), 5)
    assert second is not first
    await link.close()


async def test_a_provider_whose_queue_is_deleted_serves_again(
    rabbit: Ends, backdoor: Backdoor, echo: Echo
) -> None:
    await rabbit.provider.serve(PROVIDER, echo)

    await backdoor.channel.queue_delete(backdoor.queue(PROVIDER))

    sealed = message("again")
    async with asyncio.timeout(10):
        while not await rabbit.caller.present(PROVIDER):  # noqa: ASYNC110 -- the broker tells nobody
            await asyncio.sleep(0.05)
        answer = await rabbit.caller.call(PROVIDER, "again", sealed, 5)
    assert answer.content == sealed.content


async def test_as_many_single_messages_are_worked_on_as_there_are_slots(
    rabbit: Ends, backdoor: Backdoor, echo: Echo
) -> None:
    await rabbit.provider.serve(PROVIDER, echo)

    calls = [backdoor.publish(PROVIDER, pack_batch([message(content=b"wait")])) for _ in range(256)]
    await asyncio.gather(*calls)

    async with asyncio.timeout(5):
        while len(echo.seen) < 256:  # noqa: ASYNC110 -- Echo only counts
            await asyncio.sleep(0.01)
    echo.opened.set()


async def test_a_question_without_an_answer_leaves_no_channel_open(
    amqp_url: str, namespace: str
) -> None:
    async with Proxy.to(amqp_url) as proxy:
        link = Link(proxy.url, lambda: None)
        await link.start()
        presence = Presence(link, Topology(namespace=namespace))
        connection = link.connection
        proxy.flowing.clear()

        with pytest.raises(BusUnavailableError):
            await presence.of(PROVIDER)
        proxy.flowing.set()

        assert connection.transport is not None
        channels = connection.transport.connection.channels
        async with asyncio.timeout(3):
            while any(channels.values()):  # noqa: ASYNC110 -- aiormq tells nobody
                await asyncio.sleep(0.05)
        assert link.connection is connection
        await link.close()


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"password": "secret"}, "refuses the user name or password"),
        ({"path": "/secret"}, "does not open this virtual host"),
    ],
    ids=["password", "virtual host"],
)
async def test_what_the_broker_refuses_for_good_is_said_at_once(
    amqp_url: str, wrong: dict[str, str], sentence: str
) -> None:
    url = URL(amqp_url)
    if "password" in wrong:
        url = url.with_password(wrong["password"])
    else:
        url = url.with_path(wrong["path"])

    with pytest.raises(BrokerError, match=sentence) as raised:
        async with asyncio.timeout(5):
            await Link(str(url), lambda: None).start()

    assert "secret" not in str(raised.value)


@pytest.mark.parametrize(
    "url",
    ["http://guest:secret@host/", "amqp://", "secret", "amqp://guest:secret@host:x/"],
)
async def test_a_url_that_is_not_amqp_is_refused_without_naming_it(url: str) -> None:
    with pytest.raises(BrokerError, match=r"amqp://USER:PASSWORD@HOST") as raised:
        await RabbitBus.connect(url)

    assert "secret" not in str(raised.value)


@pytest.mark.parametrize("namespace", ["", "a b", "a/b", "xã", "a\n"])
async def test_a_namespace_that_cannot_be_part_of_a_name_is_refused(namespace: str) -> None:
    with pytest.raises(BrokerError, match="--namespace"):
        await RabbitBus.connect("amqp://127.0.0.1:1/", namespace)
