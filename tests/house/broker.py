"""Where the tests get RabbitMQ from, as a pytest plugin.

``amqp_url`` takes the first of: the broker named in ``AMQP_URL`` (a named broker that does not
answer is an error, not a reason to look elsewhere); one that answers on this machine as
guest/guest; a container, where Docker answers; a ``rabbitmq-server`` binary, run as a child.
``private_broker`` is always such a child, so that a test may stop it and start it again.

Where there is none, the test is skipped with the reason; with ``CI`` set it fails.
"""

import asyncio
import os
import shutil
import subprocess
from collections.abc import Callable, Coroutine, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack, contextmanager
from typing import NoReturn, TypeVar

import pytest
from docker.errors import DockerException
from testcontainers.core.container import DockerContainer

from tests.house.rabbitmq import BrokerProcess, NoBrokerError, probe, wait_until_it_answers

LOCAL_URL = "amqp://guest:guest@127.0.0.1:5672/"
IMAGE = "rabbitmq:4"
DOCKER_TIMEOUT_S = 10

Place = tuple[str, Callable[[], AbstractContextManager[str]]]
T = TypeVar("T")


def choose(places: Sequence[Place], held: ExitStack) -> str:
    """The URL of the first place that has a broker, held open by ``held``.

    Raises NoBrokerError that names every place and why it had none.
    """
    tried = []
    for name, place in places:
        try:
            return held.enter_context(place())
        except NoBrokerError as error:
            tried.append(f"{name}: {error}")
    raise NoBrokerError("; ".join(tried))


def places(environment: Mapping[str, str]) -> list[Place]:
    """Where to look, in order."""
    named = environment.get("AMQP_URL")
    if named:
        return [("the broker that AMQP_URL names", lambda: running_broker(named))]
    return [
        ("guest/guest on 127.0.0.1:5672", lambda: running_broker(LOCAL_URL)),
        (f"a container of {IMAGE}", container_broker),
        ("a rabbitmq-server of our own", child_broker),
    ]


def give_up(error: NoBrokerError, environment: Mapping[str, str]) -> NoReturn:
    """Fail where ``CI`` is set; elsewhere skip, with the reason and what to do about it."""
    if environment.get("CI"):
        pytest.fail(f"NO BROKER, and CI is set. Tried: {error}", pytrace=False)
    pytest.skip(
        f"NO BROKER, so nothing about RabbitMQ was tested. Tried: {error}. "
        "Set AMQP_URL, start Docker, or install rabbitmq-server."
    )


@pytest.fixture(scope="session")
def amqp_url() -> Iterator[str]:
    """The URL of a broker that answers. Others use it too: take a namespace of your own."""
    with ExitStack() as held:
        try:
            url = choose(places(os.environ), held)
        except NoBrokerError as error:
            give_up(error, os.environ)
        yield url


@pytest.fixture(scope="session")
def broker_process() -> Iterator[BrokerProcess]:
    """The child behind ``private_broker``, not started yet; one for the whole session."""
    try:
        broker = BrokerProcess()
    except NoBrokerError as error:
        give_up(error, os.environ)
    yield broker
    run_apart(broker.close())


@pytest.fixture
async def private_broker(broker_process: BrokerProcess) -> BrokerProcess:
    """A running broker with ``url``, ``await stop()`` and ``await start()``, for outages.

    What earlier tests declared on it is still there: take a namespace of your own.
    """
    try:
        await broker_process.start()
    except NoBrokerError as error:
        give_up(error, os.environ)
    return broker_process


@contextmanager
def running_broker(url: str) -> Iterator[str]:
    """A broker that somebody else started."""
    run_apart(probe(url))
    yield url


@contextmanager
def container_broker() -> Iterator[str]:
    """A broker in a container, ended with the session."""
    if shutil.which("docker") is None:
        raise NoBrokerError("there is no docker command")
    command = ["docker", "info"]
    answer = subprocess.run(command, capture_output=True, timeout=DOCKER_TIMEOUT_S, check=False)
    if answer.returncode != 0:
        raise NoBrokerError("the Docker engine does not answer")
    container = DockerContainer(IMAGE).with_exposed_ports(5672)
    try:
        container.start()
    except DockerException as error:
        raise NoBrokerError(f"the container did not start ({type(error).__name__})") from error
    try:
        place = f"{container.get_container_host_ip()}:{container.get_exposed_port(5672)}"
        url = f"amqp://guest:guest@{place}/"
        run_apart(wait_until_it_answers(url))
        yield url
    finally:
        container.stop()


@contextmanager
def child_broker() -> Iterator[str]:
    """A broker of our own, as a child process."""
    broker = BrokerProcess()
    try:
        run_apart(broker.start())
        yield broker.url
    finally:
        run_apart(broker.close())


def run_apart(work: Coroutine[None, None, T]) -> T:
    """Run a coroutine in a thread of its own, so that no test's event loop is touched."""
    with ThreadPoolExecutor(max_workers=1) as pool:
        return pool.submit(asyncio.run, work).result()
