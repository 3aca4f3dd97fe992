"""Log lines and metrics: for programs and people, and nothing of what was exchanged."""

import json
import subprocess
import sys

from gateway.telemetry import Metrics

LOGGING = """
import logging, sys, structlog
from gateway.telemetry import configure_logging
configure_logging(sys.argv[1])
log = structlog.get_logger()
log.info("call.refused", code="bad_request")
with structlog.contextvars.bound_contextvars(trace_id="0af7651916cd43dd8448eb211c80319c"):
    log.warning("bus.lost", error="OSError")
logging.getLogger("aiohttp").error("a foreign text with personal data")
"""


def lines(level: str) -> list[dict[str, str]]:
    """What a program of its own logs, because logging is configured once for each."""
    done = subprocess.run(
        [sys.executable, "-c", LOGGING, level], capture_output=True, text=True, check=True
    )
    assert done.stdout == ""
    return [json.loads(line) for line in done.stderr.splitlines()]


def test_a_log_line_is_json_with_a_constant_event() -> None:
    refused, lost = lines("info")

    assert (refused["event"], refused["code"]) == ("call.refused", "bad_request")
    assert (lost["event"], lost["level"]) == ("bus.lost", "warning")
    assert lost["timestamp"].endswith("Z")
    assert "trace_id" not in refused
    assert lost["trace_id"] == "0af7651916cd43dd8448eb211c80319c"


def test_the_level_filters() -> None:
    assert [line["event"] for line in lines("warning")] == ["bus.lost"]


def test_foreign_libraries_are_not_heard_with_their_texts() -> None:
    assert "personal" not in str(lines("debug"))


def test_metrics_are_counted_under_their_labels() -> None:
    metrics = Metrics()

    metrics.count("VN/GOV/H29/motcua", "VN/GOV/G01/dancu/TraCuu", "ok", 0.003)
    metrics.count("VN/GOV/H29/motcua", "VN/GOV/G01/dancu/TraCuu", "ok", 0.003)
    metrics.in_flight.inc()

    text = metrics.render().decode()
    labels = 'client="VN/GOV/H29/motcua",outcome="ok",service="VN/GOV/G01/dancu/TraCuu"'
    assert f"ndxp_exchanges_total{{{labels}}} 2.0" in text
    assert 'ndxp_exchange_seconds_bucket{le="0.005",service="VN/GOV/G01/dancu/TraCuu"} 2.0' in text
    assert "ndxp_calls_in_flight 1.0" in text


def test_sizes_are_measured_by_service() -> None:
    metrics = Metrics()

    metrics.measure("VN/GOV/G01/dancu/TraCuu", 110, 5000)

    text = metrics.render().decode()
    assert 'ndxp_request_bytes_bucket{le="256.0",service="VN/GOV/G01/dancu/TraCuu"} 1.0' in text
    assert 'ndxp_response_bytes_bucket{le="4096.0",service="VN/GOV/G01/dancu/TraCuu"} 0.0' in text
    assert 'ndxp_response_bytes_sum{service="VN/GOV/G01/dancu/TraCuu"} 5000.0' in text


def test_a_watched_number_is_asked_for_whenever_metrics_are_read() -> None:
    metrics, waiting = Metrics(), [1, 2, 3]
    metrics.watch("ndxp_waiting", "What waits.", lambda: len(waiting))
    metrics.watch("ndxp_commits_total", "What was done.", lambda: 7)

    waiting.pop()

    text = metrics.render().decode()
    assert "# TYPE ndxp_waiting gauge\nndxp_waiting 2.0" in text
    assert "# TYPE ndxp_commits_total counter\nndxp_commits_total 7.0" in text


def test_two_nodes_in_one_process_count_apart() -> None:
    one, other = Metrics(), Metrics()

    one.count("a", "b", "ok", 1)

    assert b'client="a"' not in other.render()
