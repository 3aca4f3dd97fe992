"""A RabbitMQ of our own as a child process, and how to tell that a broker answers."""

import asyncio
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path

import aio_pika
from aio_pika.exceptions import AMQPError

from tests.house.ports import held_ports

PROBE_TIMEOUT_S = 3.0
START_TIMEOUT_S = 45.0
STOP_TIMEOUT_S = 20.0

# Debian's /usr/sbin/rabbitmq-server insists on root or the user rabbitmq, and root becomes rabbitmq
# there; the script that it calls in the end runs as anybody, in folders of our choice.
SERVER_SCRIPTS = ("/usr/lib/rabbitmq/bin/rabbitmq-server",)
EPMD_PLACES = ("/usr/lib/erlang/bin/epmd", "/usr/local/lib/erlang/bin/epmd")


class NoBrokerError(Exception):
    """No broker could be had; the text names what was tried."""


async def probe(url: str) -> None:
    """Return when a broker shakes hands as AMQP at ``url``; raise NoBrokerError if it does not."""
    try:
        async with asyncio.timeout(PROBE_TIMEOUT_S):
            connection = await aio_pika.connect(url)
            await connection.close()
    except (OSError, AMQPError, TimeoutError) as error:
        raise NoBrokerError(f"no AMQP answer ({type(error).__name__})") from error


async def wait_until_it_answers(url: str, *, timeout_s: float = START_TIMEOUT_S) -> None:
    """Probe until the broker answers; raise NoBrokerError with the last reason at the deadline."""
    deadline = time.monotonic() + timeout_s
    while True:
        try:
            return await probe(url)
        except NoBrokerError:
            if time.monotonic() > deadline:
                raise
        await asyncio.sleep(0.1)


class BrokerProcess:
    """A RabbitMQ of our own: private ports, node name, cookie and folders, bound to loopback.

    Runs as root and as an ordinary user alike. Queues and messages that are durable survive
    ``stop`` and ``start``. ``url`` stays the same. ``close`` ends epmd too; both are ended by the
    ids of the processes that were started here.
    """

    def __init__(self) -> None:
        self._script = find_server_script()
        self._epmd_binary = find_epmd()
        self.folder = Path(tempfile.mkdtemp(prefix="ndxp-rabbit-"))
        self._held = ExitStack()
        self.ports = self._held.enter_context(held_ports(3))
        self._port, self._dist_port, self._epmd_port = self.ports
        self._epmd: subprocess.Popen[bytes] | None = None
        self._server: subprocess.Popen[bytes] | None = None
        self.url = f"amqp://guest:guest@127.0.0.1:{self._port}/"

    @property
    def running(self) -> bool:
        """Whether the broker's process is alive."""
        return self._server is not None and self._server.poll() is None

    async def start(self) -> None:
        """Start the broker unless it runs, and return when it answers."""
        if self.running:
            return
        environment = self._environment()
        if self._epmd is None or self._epmd.poll() is not None:
            self._epmd = self._spawn(
                [self._epmd_binary, "-port", str(self._epmd_port), "-address", "127.0.0.1"],
                environment,
            )
        self._server = self._spawn([self._script], environment)
        try:
            await self._answers(self._server)
        except NoBrokerError as error:
            await self.stop()
            message = f"rabbitmq-server did not come up: {error}; {self._tail()}"
            raise NoBrokerError(message) from error

    async def stop(self) -> None:
        """Stop the broker and return when its process is gone. Its data stay for ``start``."""
        if self._server is not None:
            await asyncio.to_thread(end_group, self._server)
            self._server = None

    async def close(self) -> None:
        """Stop everything that was started here and remove the folder."""
        await self.stop()
        if self._epmd is not None:
            await asyncio.to_thread(end_group, self._epmd)
            self._epmd = None
        self._held.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    async def _answers(self, server: subprocess.Popen[bytes]) -> None:
        answer = asyncio.ensure_future(wait_until_it_answers(self.url))
        while not answer.done():
            await asyncio.wait([answer], timeout=0.2)
            if server.poll() is not None and not answer.done():
                answer.cancel()
                await asyncio.wait([answer])
                raise NoBrokerError(f"it ended with exit code {server.returncode}")
        answer.result()

    def _environment(self) -> Mapping[str, str]:
        """The child's environment: nothing of the machine's own RabbitMQ, nothing off loopback."""
        inherited = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
        empty = self.folder / "empty.conf"
        empty.touch()
        plugins = self.folder / "enabled_plugins"
        plugins.write_text("[].\n", encoding="ascii")
        return inherited | {
            "HOME": str(self.folder),
            "ERL_EPMD_PORT": str(self._epmd_port),
            "ERL_EPMD_ADDRESS": "127.0.0.1",
            "ERL_FLAGS": "-kernel inet_dist_use_interface {127,0,0,1}",
            "RABBITMQ_NODENAME": f"ndxp_{self._port}@localhost",
            "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1",
            "RABBITMQ_NODE_PORT": str(self._port),
            "RABBITMQ_DIST_PORT": str(self._dist_port),
            "RABBITMQ_CONF_ENV_FILE": str(empty),
            "RABBITMQ_CONFIG_FILE": str(empty),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(plugins),
            "RABBITMQ_MNESIA_BASE": str(self.folder / "data"),
            "RABBITMQ_LOG_BASE": str(self.folder / "log"),
            "RABBITMQ_SCHEMA_DIR": str(self.folder / "schema"),
            "RABBITMQ_GENERATED_CONFIG_DIR": str(self.folder / "config"),
            "RABBITMQ_PID_FILE": str(self.folder / "server.pid"),
        }

    def _spawn(self, command: list[str], environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
        with (self.folder / "output.txt").open("ab") as output:
            return subprocess.Popen(
                command,
                cwd=self.folder,
                env=dict(environment),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def _tail(self) -> str:
        text = (self.folder / "output.txt").read_text(encoding="utf-8", errors="replace")
        return "last lines: " + " | ".join(text.strip().splitlines()[-5:])


def end_group(process: subprocess.Popen[bytes]) -> None:
    """End a process and the children of its own session, gently, then at the deadline by force."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, number)
            process.wait(timeout=STOP_TIMEOUT_S)
        except ProcessLookupError:
            break
        except subprocess.TimeoutExpired:
            continue
    process.wait(timeout=STOP_TIMEOUT_S)


def find_server_script() -> str:
    """The script that starts a broker as the user that we are, or NoBrokerError."""
    for place in SERVER_SCRIPTS:
        if os.access(place, os.X_OK):
            return place
    found = shutil.which("rabbitmq-server")
    if found is None:
        raise NoBrokerError("no rabbitmq-server binary is installed")
    return found


def find_epmd() -> str:
    """Erlang's port mapper, which must be our own child so that it can be ended."""
    for place in (shutil.which("epmd"), *EPMD_PLACES):
        if place is not None and os.access(place, os.X_OK):
            return place
    raise NoBrokerError("no epmd binary is installed (it comes with Erlang)")
