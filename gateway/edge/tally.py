"""What ended calls come to: the metrics, and the health of each service."""

from gateway.bus import Bus
from gateway.clock import Clock
from gateway.health import Ended, Health
from gateway.ledger.sqlite import SqliteLedger
from gateway.message import COUNTED, Request, ServiceId
from gateway.network import Network
from gateway.telemetry import UNKNOWN, Metrics


class Tally:
    """One for each node; only what stands in the network document becomes a label."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.metrics = Metrics()
        self.health = Health(clock.now_ms())

    def answered(
        self, network: Network, request: Request, outcome: str, started: float, size: int
    ) -> None:
        """The provider answered with a body of `size` bytes; `started` is on the monotonic clock."""
        _, service = _labels(network, request)
        self.metrics.measure(service, len(request.body), size)
        self.ended(network, request, outcome, started, size)

    def ended(
        self,
        network: Network,
        request: Request | None,
        outcome: str,
        started: float,
        size: int = 0,
    ) -> None:
        """A call is over; `request` is None if it could not even be read."""
        seconds = self._clock.monotonic() - started
        client, service = _labels(network, request)
        self.metrics.count(client, service, outcome, seconds)
        if request is None or UNKNOWN in (client, service):
            return  # noise says nothing about how a service does
        ended = Ended(
            now_ms=self._clock.now_ms(),
            succeeded=outcome in COUNTED,
            duration_ms=round(seconds * 1000),
            request_bytes=len(request.body),
            response_bytes=size,
        )
        self.health.record(service, ended)


def _labels(network: Network, request: Request | None) -> tuple[str, str]:
    """Client and service as the network document has them, UNKNOWN where it has not."""
    if request is None:
        return UNKNOWN, UNKNOWN
    client = network.resolve(request.client)
    provider = network.subsystems.get(network.resolve(request.service.provider))
    code = request.service.code
    known = provider is not None and ServiceId(provider=provider.id, code=code) in provider.services
    return (
        str(client) if client in network.subsystems else UNKNOWN,
        f"{provider.id}/{code}" if provider is not None and known else UNKNOWN,
    )


def watch(metrics: Metrics, bus: Bus, ledger: SqliteLedger) -> None:
    """Let whoever reads the metrics see how much waits where, and how fast the log is."""
    metrics.watch(
        "ndxp_bus_waiting_calls",
        "Calls that wait for an answer from the bus.",
        lambda: bus.waiting,
    )
    metrics.watch(
        "ndxp_ledger_waiting_entries", "Entries that wait for the commit.", lambda: ledger.waiting
    )
    metrics.watch(
        "ndxp_ledger_entries_total", "Entries in the log since it began.", lambda: ledger.size
    )
    metrics.watch("ndxp_ledger_commits_total", "Commits of the log.", lambda: ledger.commits)
    metrics.watch(
        "ndxp_ledger_commit_seconds_total",
        "Time that these commits took.",
        lambda: ledger.commit_seconds,
    )
