"""`ndxp adapter check`: is what serves a subsystem on the bus an adapter that keeps the protocol?"""

import argparse
import asyncio
import json
from collections.abc import Mapping
from pathlib import Path

from gateway.bus.rabbit.probe import RabbitProbe
from gateway.clock import SystemClock
from gateway.errors import ConfigurationError, StateError
from gateway.message import SubsystemId
from gateway.state import State
from gateway.telemetry import configure_logging
from ndxp.cli import country, options
from ndxp.cli.output import say, say_json, table
from ndxp.compose import SCHEMAS
from ndxp.registries import Registries
from ndxp.workbench.bench import Bench, Bodies, open_bench
from ndxp.workbench.conformance import Report, check

MOST_COLUMNS = 70  # of a cell that says what came


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    action = actions.add_parser("check", help="try an adapter on the bus, good calls and attacks")
    action.add_argument(
        "--subsystem", required=True, metavar="ID", help="for example VN/GOV/G01/dancu"
    )
    action.add_argument(
        "--data",
        metavar="JSON|@FILE",
        help='bodies by service: {"CODE": {"found": {...}, "unknown": {...}}} '
        "(default: the mock registry's samples, else the examples of the request schema)",
    )
    options.add_bus(action, required=True)
    options.add_state(action)
    options.add_schemas(action)
    country.add_options(action)
    options.add_json(action)


def run(arguments: argparse.Namespace) -> int:
    """Check; exit code 0 if every case is good, 1 if one is not, 2 if it could not be tried."""
    configure_logging("warning")
    bench = _bench(arguments, options.state(arguments))
    report = asyncio.run(_check(arguments, bench))
    if arguments.json:
        say_json(report.as_json())
    else:
        _show(report)
    return 0 if report.ok else 1


async def _check(arguments: argparse.Namespace, bench: Bench) -> Report:
    probe = await RabbitProbe.connect(arguments.bus, arguments.namespace)
    try:
        if not await probe.present(bench.provider):
            raise StateError(
                f"nobody serves {bench.provider} on this broker under the namespace "
                f"{arguments.namespace}; start the adapter first"
            )
        return await check(bench, probe)
    finally:
        await probe.close()


def _bench(arguments: argparse.Namespace, state: State) -> Bench:
    try:
        subsystem = SubsystemId.parse(arguments.subsystem)
    except ValueError as error:
        raise ConfigurationError("--subsystem", [str(error)]) from error
    given = {**_samples(country.registries(arguments), state, subsystem), **_given(arguments.data)}
    return open_bench(state, subsystem, [*arguments.schemas, SCHEMAS], given, SystemClock())


def _samples(registries: Registries, state: State, subsystem: SubsystemId) -> dict[str, Bodies]:
    """What the mock registry behind the subsystem knows, and what it does not."""
    provider = state.directory().network.subsystems.get(subsystem)
    if provider is None or not provider.registry:
        return {}
    return {
        service.code: Bodies(
            found=registries.sample(provider.registry, 1, 1, service.code)[0],
            unknown=registries.unknown(service.code),
        )
        for service in provider.services
    }


def _given(data: str | None) -> dict[str, Bodies]:
    if data is None:
        return {}
    try:
        document = json.loads(Path(data[1:]).read_bytes() if data.startswith("@") else data)
        return {code: _read_bodies(bodies) for code, bodies in document.items()}
    except OSError as error:
        raise ConfigurationError("--data", [f"{data[1:]}: {error.strerror}"]) from error
    except (ValueError, AttributeError, KeyError, TypeError):
        # The foreign text may quote the bodies.
        raise ConfigurationError(
            "--data", ['must read {"CODE": {"found": {...}, "unknown": {...}}}']
        ) from None


def _read_bodies(bodies: Mapping[str, object]) -> Bodies:
    found, unknown = bodies["found"], bodies.get("unknown")
    if not isinstance(found, dict) or not isinstance(unknown, dict | None):
        raise TypeError("a body is a JSON object")
    return Bodies(found=found, unknown=unknown)


def _show(report: Report) -> None:
    say(report.sentence)
    say()
    table(
        ("case", "", "what came"),
        [(case.name, "good" if case.ok else "BAD", _cut(case.got)) for case in report.cases],
    )
    for case in report.cases:
        if not case.ok:
            say(f"\n{case.name}\n  sent: {case.sent}\n  got:  {case.got}\n  rule: {case.rule}")
    for name, why in report.not_run:
        say(f"\nnot run: {name}: {why}")


def _cut(text: str) -> str:
    return text if len(text) <= MOST_COLUMNS else text[: MOST_COLUMNS - 1] + "…"
