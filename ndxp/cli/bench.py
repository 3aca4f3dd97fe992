"""`ndxp bench`: the platform against bare libraries, side by side on this machine."""

import argparse
import asyncio
import os
import signal
import sys
import tempfile
from pathlib import Path

from gateway.errors import ConfigurationError
from gateway.telemetry import configure_logging
from ndxp.bench.bare_rpc import broker_version
from ndxp.bench.machine import describe_machine
from ndxp.bench.report import MANY, ONE, ROWS, Log, Results, as_json, good, ratios
from ndxp.bench.run import Plan, run_bench
from ndxp.cli import options
from ndxp.cli.output import say, say_json, table

LOCAL_BROKER = "amqp://guest:guest@127.0.0.1:5672/"

# docs/performance.md: what must hold, and where we are going.
GOALS = {
    "rabbit_vs_bare_rpc": (">= 1.4", ">= 2"),
    "rabbit_p50_vs_bare_rpc": ("<= 2.5", "<= 1.5"),
    "embedded_vs_bare_aiohttp": (">= 0.2", ">= 0.35"),
}


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument(
        "--bus", metavar="URL", help="AMQP URL (default: $AMQP_URL, else guest on this machine)"
    )
    parser.add_argument(
        "--seconds", type=float, default=4, help="of each of the 24 measurements (default: 4)"
    )
    options.add_json(parser)


def run(arguments: argparse.Namespace) -> int:
    """Measure; exit code 0 if every answer was right and the logs verify."""
    if not 0 < arguments.seconds <= 3600:
        raise ConfigurationError("--seconds", ["must be more than 0 and at most 3600"])
    configure_logging("warning")
    bus = arguments.bus or os.environ.get("AMQP_URL") or LOCAL_BROKER
    machine = describe_machine(asyncio.run(broker_version(bus)))
    with tempfile.TemporaryDirectory(prefix="ndxp-bench-") as folder:
        plan = Plan(bus=bus, folder=Path(folder), seconds=arguments.seconds)
        results, logs = asyncio.run(_measure(plan))
    if arguments.json:
        say_json(as_json(machine, results, logs))
    else:
        _print(machine, results, logs)
    return 0 if good(results, logs) else 1


async def _measure(plan: Plan) -> tuple[Results, list[Log]]:
    """A SIGTERM ends the servers too."""
    task = asyncio.create_task(run_bench(plan, _note))
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    try:
        return await task
    except asyncio.CancelledError:
        raise KeyboardInterrupt from None


def _note(text: str) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\x1b[K{text}")
        sys.stderr.flush()


def _print(machine: dict[str, object], results: Results, logs: list[Log]) -> None:
    if sys.stderr.isatty():
        _note("")
    say(
        f"{'Every answer was right and both logs verify' if good(results, logs) else 'NOT VALID'}; "
        f"medians of {len(results.rates('rabbit'))} interleaved rounds, closed loop."
    )
    say(
        f"{machine['cores']} cores, {machine['processor']}, Python {machine['python']}, "
        f"{machine['broker']}; load before the run {machine['load_before']}"
    )
    say()
    table(
        ("row", f"calls/s, {MANY} in flight", f"p50 ms, {ONE} in flight", "errors"), _rows(results)
    )
    say()
    table(
        ("ratio", "measured", "must", "goal"),
        [
            (name, "-" if r is None else f"{r:.2f}", *GOALS[name])
            for name, r in ratios(results).items()
        ],
    )
    say()
    for log in logs:
        say(f"{ROWS[log.row]}: {'ok' if log.ok else 'NOT OK'}. {log.verdict}")
        say(f"  {log.calls} calls, {log.exchanges} exchanges, {log.signatures} signatures verified")


def _rows(results: Results) -> list[tuple[str, str, str, int]]:
    return [
        (
            text,
            _rounds(results.rates(row), 0),
            _rounds(results.p50s(row), 2),
            results.errors(row),
        )
        for row, text in ROWS.items()
    ]


def _rounds(values: list[float], digits: int) -> str:
    """The median, and the rounds it is of."""
    ordered = sorted(values)
    each = " ".join(f"{value:.{digits}f}" for value in values)
    return f"{ordered[len(ordered) // 2]:,.{digits}f}  ({each})"
