"""What the program tells its operator: structured log lines and Prometheus metrics.

Event names are constant and dotted; values are codes, ids and counts. Bodies, paths, queries and
headers never become a key: they hold personal data. Labels come from the network document only.
"""

import logging
import sys
from typing import TextIO

import structlog
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

BUCKETS_S = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)


def configure_logging(level: str = "info", stream: TextIO = sys.stderr) -> None:
    """JSON lines for machines, coloured lines on a terminal; call it once, first."""
    renderer: structlog.typing.Processor = (
        structlog.dev.ConsoleRenderer() if stream.isatty() else structlog.processors.JSONRenderer()
    )
    structlog.configure(
        processors=[
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
    """The node's counters; one registry per node, nothing global."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._exchanges = Counter(
            "ndxp_exchanges_total",
            "Calls by client, service and outcome; refused ones of unknown parties are 'unknown'.",
            ("client", "service", "outcome"),
            registry=self._registry,
        )
        self._duration = Histogram(
            "ndxp_exchange_seconds",
            "From the end of a request's header to the answer, in seconds.",
            ("service",),
            buckets=BUCKETS_S,
            registry=self._registry,
        )
        self.in_flight = Gauge(
            "ndxp_calls_in_flight", "Calls being worked on.", registry=self._registry
        )

    def count(self, client: str, service: str, outcome: str, seconds: float) -> None:
        self._exchanges.labels(client, service, outcome).inc()
        self._duration.labels(service).observe(seconds)

    def render(self) -> bytes:
        """The Prometheus text format."""
        return generate_latest(self._registry)
