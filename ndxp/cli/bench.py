"""`ndxp bench`: the platform, or its registries, side by side with others on this machine."""

import argparse
import asyncio
import os
import signal
import sys
import tempfile
from collections.abc import Coroutine, Mapping
from pathlib import Path
from typing import TypeVar

from gateway.errors import ConfigurationError
from gateway.telemetry import configure_logging
from ndxp.bench import registry_report, report
from ndxp.bench.bare_rpc import broker_version
from ndxp.bench.machine import describe_machine
from ndxp.bench.peers import MOUNTEBANK_VERSION, PRISM_VERSION, install
from ndxp.bench.registries import RegistriesPlan, run_registries
from ndxp.bench.results import ONE, Results
from ndxp.bench.run import Plan, run_bench
from ndxp.cli import options
from ndxp.cli.output import say, say_json, table

LOCAL_BROKER = "amqp://guest:guest@127.0.0.1:5672/"
EXCHANGE, REGISTRIES = "exchange", "registries"

# docs/performance.md: what must hold, and where we are going.
GOALS = {
    "rabbit_vs_bare_rpc": (">= 1.4", ">= 2"),
    "rabbit_p50_vs_bare_rpc": ("<= 2.5", "<= 1.5"),
    "embedded_vs_bare_aiohttp": (">= 0.2", ">= 0.35"),
}

Result = TypeVar("Result")


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument(
        "what",
        nargs="?",
        choices=(EXCHANGE, REGISTRIES),
        default=EXCHANGE,
        help="the whole exchange beside bare libraries (default), or the registries over HTTP",
    )
    parser.add_argument(
        "--bus",
        metavar="URL",
        help="exchange: AMQP URL (default: $AMQP_URL, else guest on this machine)",
    )
    parser.add_argument(
        "--peers",
        metavar="DIR",
        type=Path,
        help="registries: beside Prism and Mountebank too, which npm installs in this folder",
    )
    parser.add_argument(
        "--seconds", type=float, default=4, help="of each of the measurements (default: 4)"
    )
    options.add_json(parser)


def run(arguments: argparse.Namespace) -> int:
    """Measure; exit code 0 if every answer was right and the logs verify."""
    if not 0 < arguments.seconds <= 3600:
        raise ConfigurationError("--seconds", ["must be more than 0 and at most 3600"])
    for option, what in (("bus", EXCHANGE), ("peers", REGISTRIES)):
        if arguments.what != what and getattr(arguments, option) is not None:
            raise ConfigurationError(f"--{option}", [f"belongs to `ndxp bench {what}`"])
    configure_logging("warning")
    with tempfile.TemporaryDirectory(prefix="ndxp-bench-") as folder:
        measure = _exchange if arguments.what == EXCHANGE else _registries
        return measure(arguments, Path(folder))


def _exchange(arguments: argparse.Namespace, folder: Path) -> int:
    bus = arguments.bus or os.environ.get("AMQP_URL") or LOCAL_BROKER
    machine = describe_machine(broker=asyncio.run(broker_version(bus)))
    plan = Plan(bus=bus, folder=folder, seconds=arguments.seconds)
    results, logs = _wait_for(run_bench(plan, _note))
    good = report.good(results, logs)
    if arguments.json:
        say_json(report.as_json(machine, results, logs))
        return 0 if good else 1
    _print(machine, results, "Every answer was right and both logs verify" if good else "NOT VALID")
    table(
        ("ratio", "measured", "must", "goal"),
        [(name, _ratio(found), *GOALS[name]) for name, found in report.ratios(results).items()],
    )
    say()
    for log in logs:
        say(f"{report.ROWS[log.row]}: {'ok' if log.ok else 'NOT OK'}. {log.verdict}")
        say(f"  {log.calls} calls, {log.exchanges} exchanges, {log.signatures} signatures verified")
    return 0 if good else 1


def _registries(arguments: argparse.Namespace, folder: Path) -> int:
    peers = None if arguments.peers is None else arguments.peers.absolute()
    others: dict[str, str] = {}
    if peers is not None:
        node = _wait_for(install(peers, _note))
        others = {"node": node, "prism": PRISM_VERSION, "mountebank": MOUNTEBANK_VERSION}
    machine = describe_machine(**others)
    plan = RegistriesPlan(folder=folder, seconds=arguments.seconds, peers=peers)
    results = _wait_for(run_registries(plan, _note))
    good = registry_report.good(results)
    if arguments.json:
        say_json(registry_report.as_json(machine, results))
        return 0 if good else 1
    _print(machine, results, "Every answer was right" if good else "NOT VALID")
    found = registry_report.ratios(results)
    others_measured = [row for row in results.rows if row not in registry_report.REGISTRIES]
    table(
        ("rate against", *others_measured),
        [
            (ours, *(_ratio(found[f"{ours}_vs_{theirs}"]) for theirs in others_measured))
            for ours in registry_report.REGISTRIES
        ],
    )
    return 0 if good else 1


def _wait_for(work: Coroutine[object, object, Result]) -> Result:
    """Run it to its end; a SIGTERM ends the servers too."""

    async def main() -> Result:
        task = asyncio.create_task(work)
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
        try:
            return await task
        except asyncio.CancelledError:
            raise KeyboardInterrupt from None

    return asyncio.run(main())


def _note(text: str) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\x1b[K{text}")
        sys.stderr.flush()


def _print(machine: Mapping[str, object], results: Results, verdict: str) -> None:
    _note("")
    rounds = len(results.rates(next(iter(results.rows))))
    say(f"{verdict}; medians of {rounds} interleaved rounds, closed loop.")
    known = ("broker", "node", "prism", "mountebank")
    others = "".join(f", {name} {machine[name]}" for name in known if name in machine)
    say(
        f"{machine['cores']} cores, {machine['processor']}, Python {machine['python']}{others}; "
        f"load before the run {machine['load_before']}"
    )
    say()
    table(
        ("row", f"calls/s, {results.many} in flight", f"p50 ms, {ONE} in flight", "errors"),
        [
            (
                text,
                _rounds(results.rates(row), 0),
                _rounds(results.p50s(row), 2),
                results.errors(row),
            )
            for row, text in results.rows.items()
        ],
    )
    say()


def _ratio(found: float | None) -> str:
    return "-" if found is None else f"{found:.2f}"


def _rounds(values: list[float], digits: int) -> str:
    """The median, and the rounds it is of."""
    ordered = sorted(values)
    each = " ".join(f"{value:.{digits}f}" for value in values)
    return f"{ordered[len(ordered) // 2]:,.{digits}f}  ({each})"
