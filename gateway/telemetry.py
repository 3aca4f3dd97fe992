"""What the program tells its operator: structured log lines and Prometheus metrics.

Event names are constant and dotted; values are codes, ids and counts. Bodies, paths, queries and
headers never become a key: they hold personal data. Labels come from the network document only, so
that no caller can make a series of its own. docs/monitoring.md lists every metric.
"""

import logging
import sys
from collections.abc import Callable, Iterator
from typing import TextIO

import structlog
from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

UNKNOWN = "unknown"
"""The label of every client and service that is not in the network document."""

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
_BYTES = (256, 1024, 4096, 16_384, 65_536, 262_144, 1_048_576, 10_485_760)


def configure_logging(level: str = "info", stream: TextIO = sys.stderr) -> None:
    """JSON lines for machines, coloured lines on a terminal; call it once, first."""
    renderer: structlog.typing.Processor = (
        structlog.dev.ConsoleRenderer() if stream.isatty() else structlog.processors.JSONRenderer()
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,  # trace_id, where a call is being worked on
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level.upper())),
        logger_factory=structlog.PrintLoggerFactory(stream),
        cache_logger_on_first_use=True,
    )
    # Foreign libraries log through the standard library, and with foreign texts: keep the gravest.
    logging.basicConfig(stream=stream, level=logging.CRITICAL)


class Metrics:
    """The node's numbers; one registry per node, nothing global."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._exchanges = Counter(
            "ndxp_exchanges_total",
            "Calls by client, service and outcome; refused ones of unknown parties are 'unknown'.",
            ("client", "service", "outcome"),
            registry=self._registry,
        )
        self._duration = self._histogram(
            "ndxp_exchange_seconds",
            "From the end of a request's header to the answer, in seconds.",
            _SECONDS,
        )
        self._request_bytes = self._histogram(
            "ndxp_request_bytes", "Bodies of calls that a provider answered, in bytes.", _BYTES
        )
        self._response_bytes = self._histogram(
            "ndxp_response_bytes", "Bodies of their answers, in bytes.", _BYTES
        )
        self._faults = Counter(
            "ndxp_faults_total",
            "Calls with a fault on demand, by fault and place.",
            ("fault", "place"),
            registry=self._registry,
        )
        self.in_flight = Gauge(
            "ndxp_calls_in_flight", "Calls being worked on.", registry=self._registry
        )
        self._watched = _Watched()
        self._registry.register(self._watched)
        ProcessCollector(registry=self._registry)

    def count(self, client: str, service: str, outcome: str, seconds: float) -> None:
        """A call ended. Labels are of the network document, or UNKNOWN."""
        self._exchanges.labels(client, service, outcome).inc()
        self._duration.labels(service).observe(seconds)

    def measure(self, service: str, request_bytes: int, response_bytes: int) -> None:
        """How large the bodies of a call were that got its answer."""
        self._request_bytes.labels(service).observe(request_bytes)
        self._response_bytes.labels(service).observe(response_bytes)

    def fault(self, name: str, place: str) -> None:
        """A call has a fault on demand; both are of gateway.faults.KINDS."""
        self._faults.labels(name, place).inc()

    def watch(self, name: str, text: str, read: Callable[[], float]) -> None:
        """Ask for a number whenever metrics are read; it is a counter if it is called `…_total`."""
        self._watched.reads[name] = (text, read)

    def render(self) -> bytes:
        """The Prometheus text format."""
        return generate_latest(self._registry)

    def _histogram(self, name: str, text: str, buckets: tuple[float, ...]) -> Histogram:
        return Histogram(name, text, ("service",), buckets=buckets, registry=self._registry)


class _Watched(Collector):
    """Numbers that others keep."""

    def __init__(self) -> None:
        self.reads: dict[str, tuple[str, Callable[[], float]]] = {}

    def collect(self) -> Iterator[Metric]:
        for name, (text, read) in self.reads.items():
            family = CounterMetricFamily if name.endswith("_total") else GaugeMetricFamily
            yield family(name, text, value=read())
