"""A whole platform in this process: gateway, bus, adapters, and the registries of a whole country."""

import contextlib
import secrets
from collections.abc import Iterator, Mapping
from pathlib import Path

import structlog

from adapters import sdk
from adapters.base import Adapter, OpaqueAdapter
from gateway.clock import SystemClock
from gateway.edge.dialects import DIALECTS
from gateway.message import ServiceId
from gateway.network import Network
from gateway.network.proposal import load_proposal
from gateway.state import PROPOSAL, State
from ndxp.compose import prepare_state
from ndxp.testing.account import CONSUMER, Account
from ndxp.testing.call import Reply, post
from ndxp.testing.exchanges import Exchanges
from ndxp.testing.running import Running, Settings, open_running
from ndxp.testing.switch import Switch
from ndxp.testing.thread import Inside, in_thread


class Platform:
    """A running platform; all methods may be called from tests with and without an event loop.

    In a test with a loop they hold that loop up until they are done: `await asyncio.to_thread(…)` for
    several at a time. What says what is missing in a platform or an adapter is an OperatorError.
    """

    def __init__(self, inside: Inside[Running]) -> None:
        self._inside = inside
        self._state = inside.value.node.membership.state
        self.url = f"http://127.0.0.1:{inside.value.edge.port}"
        self.exchanges = Exchanges(self._state.log)
        self.faults = Switch(inside.value.node.mischief.faults)

    @property
    def state(self) -> Path:
        """The state folder: keys, network document, log."""
        return self._state.folder

    def call(
        self,
        service: str,
        body: Mapping[str, object] | bytes,
        client: str = CONSUMER,
        headers: Mapping[str, str] | None = None,
    ) -> Reply:
        """Call a service as `client`: by its identifier or code, or by the name of its registry.

        Raises ValueError for a name that is none of these.
        """
        named = service_named(self._inside.value.node.source.newest.network, service)
        usual = {"X-Road-Client": client, "Content-Type": "application/json"}
        return post(f"{self.url}/r1/{named}", body, usual | dict(headers or {}))

    def grant(self, proposal: Path) -> None:
        """Let an adapter have what it asks for, in the network of this platform and in no other."""
        self._inside.run(self._inside.value.grant(load_proposal(proposal)))

    def serve(self, adapter: Adapter | OpaqueAdapter) -> None:
        """Let an adapter answer until the platform ends; what `proposal.toml` beside it asks for is granted."""
        proposal = sdk.beside(adapter, PROPOSAL)
        if proposal.exists():
            self.grant(proposal)
        self._inside.run(self._inside.value.serve(adapter))

    def listener(self, dialect: str) -> str:
        """The URL at which clients of another dialect than r1 are heard: wso2, lgsp, c06, vdxp.

        Raises ValueError for one that is none of these.
        """
        if dialect not in DIALECTS:
            raise ValueError(f"there is no dialect {dialect!r}, only {', '.join(DIALECTS)}")
        port = self._inside.run(self._inside.value.listen(dialect))
        return f"http://127.0.0.1:{port}"

    def admit(self, account: Account) -> Account:
        """Let the client of an account in, at the listener of its dialect; the account for convenience."""
        account.issue(self._state, SystemClock().now_ms())
        return account


@contextlib.contextmanager
def open_platform(
    folder: Path, settings: Settings | None = None, broker: str | None = None
) -> Iterator[Platform]:
    """A platform on a free port, with a new state folder; over RabbitMQ if a broker is named.

    It takes names of its own on the broker, which forgets them. Raises OperatorError.
    """
    chosen, namespace = settings or Settings(), f"ndxp-test-{secrets.token_hex(8)}"
    state = State(folder=folder)
    prepare_state(state, chosen.network)
    with _captured(), in_thread(open_running(state, chosen, broker, namespace)) as inside:
        yield Platform(inside)


@contextlib.contextmanager
def _captured() -> Iterator[None]:
    """The platform logs through `logging`, where pytest captures it: what a test prints stays its own."""
    if not _as_imported():
        yield
        return
    structlog.configure(
        processors=[structlog.processors.KeyValueRenderer(key_order=["event"])],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
    )
    try:
        yield
    finally:
        structlog.reset_defaults()


def _as_imported() -> bool:
    """Whether nobody configured structlog; its `capture_logs` counts as that too, and changes nothing."""
    if not structlog.is_configured():
        return True
    found = structlog.get_config()
    structlog.reset_defaults()
    usual = structlog.get_config()
    structlog.configure(**found)
    return found == usual


def service_named(network: Network, text: str) -> ServiceId:
    """A service by its identifier, its code, or the registry whose first one it is.

    Any identifier will do, also of a service that there is not. Raises ValueError with what there is.
    """
    for provider in network.providers():
        if text == provider.registry:
            return provider.services[0]
        for service in provider.services:
            if text in (service.code, str(service)):
                return service
    try:
        return ServiceId.parse(text)
    except ValueError:
        known = ", ".join(str(service) for service in network.services())
        raise ValueError(f"there is no service {text!r}, only {known}") from None
