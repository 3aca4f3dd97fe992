"""`ndxp adapter check`: is what serves a subsystem on the bus an adapter that keeps the protocol?"""

import argparse
import asyncio
import contextlib
import json
import sys
from collections.abc import Mapping, Sequence
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
from ndxp.workbench.cases import CASES
from ndxp.workbench.conformance import check
from ndxp.workbench.http.cases import TRIALS
from ndxp.workbench.pace import Pace
from ndxp.workbench.reports.junit import junit
from ndxp.workbench.reports.page import page
from ndxp.workbench.talk import Talk
from ndxp.workbench.verdict import Case, NotRunError, Report

MOST_COLUMNS = 78  # of a cell that says what came, on a terminal
RESTART_S = 20  # for the command of --restart to end


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument(
        "--subsystem", metavar="ID", help="on the bus, for example VN/GOV/G01/dancu"
    )
    parser.add_argument(
        "--data",
        metavar="JSON|@FILE",
        help='bodies by service: {"CODE": {"found": {...}, "unknown": {...}}} '
        "(default: the mock registry's samples, else the examples of the request schema)",
    )
    parser.add_argument(
        "--restart", metavar="CMD", help="restarts the adapter, for the case `restart`"
    )
    parser.add_argument(
        "--only",
        action="append",
        choices=sorted({case.name for case in CASES} | {trial.name for trial in TRIALS}),
        metavar="CASE",
        help="this case and the good call alone (may be repeated)",
    )
    parser.add_argument(
        "--seed", type=int, default=1, metavar="N", help="of what is made by chance (default: 1)"
    )
    parser.add_argument("--junit", type=Path, metavar="FILE", help="write JUnit XML too")
    parser.add_argument("--html", type=Path, metavar="FILE", help="write a page for people too")
    options.add_bus(parser)
    options.add_state(parser)
    options.add_schemas(parser)
    country.add_options(parser)
    options.add_json(parser)


def run(arguments: argparse.Namespace) -> int:
    """Check; exit code 0 if every case is good, 1 if one is not, 2 if it could not be tried."""
    configure_logging("error")
    if arguments.bus is None or arguments.subsystem is None:
        raise ConfigurationError(
            "--bus", ["goes with --subsystem; a service over HTTP is named by --url and --dialect"]
        )
    bench = _bench(arguments, options.state(arguments))
    return tell(arguments, asyncio.run(_check(arguments, bench)))


def tell(arguments: argparse.Namespace, report: Report) -> int:
    """Print and write the report in the forms that were asked for; the exit code is its verdict."""
    _note("")
    _write(arguments.junit, "--junit", junit(report))
    _write(arguments.html, "--html", page(report))
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
        talk = Talk(bench, probe, Pace(), arguments.seed)
        if arguments.restart:
            talk.restart = lambda: _restart(arguments.restart)
        return await check(bench.subject, talk, _chosen(arguments.only), tell=progress)
    finally:
        await probe.close()


def _chosen(names: Sequence[str] | None) -> Sequence[Case[Talk]]:
    """The first case is always one of them: what it shows the others need."""
    if names is None:
        return CASES
    return [case for case in CASES if case is CASES[0] or case.name in names]


async def _restart(command: str) -> None:
    """Run the command of --restart; raises NotRunError if it fails or does not end."""
    process = await asyncio.create_subprocess_shell(
        command,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        async with asyncio.timeout(RESTART_S):
            code = await process.wait()
    except TimeoutError:
        raise NotRunError(
            f"the command of --restart did not end within {RESTART_S} s: let it return at once"
        ) from None
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
    if code:
        raise NotRunError(f"the command of --restart ended with {code}")


def _bench(arguments: argparse.Namespace, state: State) -> Bench:
    try:
        subsystem = SubsystemId.parse(arguments.subsystem)
    except ValueError as error:
        raise ConfigurationError("--subsystem", [str(error)]) from error
    samples = _samples(country.registries(arguments), state, subsystem, arguments.seed)
    given = {**samples, **given_bodies(arguments.data)}
    folders = [*arguments.schemas, *state.granted_schemas(), SCHEMAS]
    return open_bench(state, subsystem, folders, given, SystemClock())


def _samples(
    registries: Registries, state: State, subsystem: SubsystemId, seed: int
) -> dict[str, Bodies]:
    """What the mock registry behind the subsystem knows, and what it does not."""
    provider = state.directory().network.subsystems.get(subsystem)
    if provider is None or not provider.registry:
        return {}
    return {
        service.code: Bodies(
            found=registries.sample(provider.registry, 1, seed, service.code)[0],
            unknown=registries.unknown(service.code),
        )
        for service in provider.services
    }


def given_bodies(data: str | None) -> dict[str, Bodies]:
    """Read --data, by service code; raises ConfigurationError."""
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
    say(report.sentence.en)
    say()
    table(
        ("case", "", "what came"),
        [(case.name, "good" if case.ok else "BAD", _cell(case.got)) for case in report.cases],
    )
    for case in report.broken:
        say(f"\n{case.name}\n  sent: {case.sent.en}\n  got:  {case.got}\n  rule: {case.rule}")
    for why in dict.fromkeys(each.why for each in report.not_run):
        names = ", ".join(each.name for each in report.not_run if each.why == why)
        say(f"\nnot run: {names}: {why}")


def _cell(text: str) -> str:
    """Cut where a line would break on a terminal; what goes into a pipe or a file is whole."""
    fits = len(text) <= MOST_COLUMNS or not sys.stdout.isatty()
    return text if fits else text[: MOST_COLUMNS - 1] + "…"


def _write(path: Path | None, option: str, data: bytes) -> None:
    if path is None:
        return
    try:
        path.write_bytes(data)
    except OSError as error:
        raise ConfigurationError(option, [f"{path}: {error.strerror}"]) from error


def progress(name: str, ended: int, cases: int) -> None:
    """A line for who looks at a terminal."""
    _note(f"{ended} of {cases} cases, {name}")


def _note(text: str) -> None:
    """A line that the next one replaces; nothing where nobody looks at it."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\x1b[K{text}")
        sys.stderr.flush()
