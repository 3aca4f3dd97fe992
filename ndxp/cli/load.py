"""`ndxp load run`: calls at a steady rate, in an open loop, and what the latency really was."""

import argparse
import asyncio
import contextlib
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager

from gateway.clock import SystemClock
from gateway.errors import ConfigurationError
from gateway.message import ServiceId
from ndxp.cli import country, options
from ndxp.cli.output import complain, say, say_json, table
from ndxp.compose import ADAPTERS
from ndxp.load.calls import Sampler, ServiceCalls, prepare
from ndxp.load.generator import generate
from ndxp.load.http import Pool
from ndxp.load.recording import MAX_ARRIVALS, Recording
from ndxp.load.report import METRICS, Asked, Report, make_report
from ndxp.load.requirements import parse_requirements
from ndxp.load.schedule import ConstantRate
from ndxp.load.target import Target
from ndxp.registries import Registries

CALL_TIMEOUT_S = 35  # a little more than the gateway's own 30
PROGRESS_S = 0.5


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    run_parser = actions.add_parser("run", help="call at a steady rate and measure")
    run_parser.add_argument("--url", default=options.LOCAL_URL, help="this machine only")
    run_parser.add_argument("--client", default=options.CONSUMER, help="who calls (X-Road-Client)")
    run_parser.add_argument(
        "--service",
        action="append",
        help="dancu, dkdn, bhxh, datdai, a service code or identifier; repeat for a mix in equal "
        "parts (default: the first service of each registry)",
    )
    run_parser.add_argument("--rate", type=float, default=50, help="calls a second (default: 50)")
    run_parser.add_argument("--duration", type=float, default=10, help="seconds (default: 10)")
    run_parser.add_argument(
        "--require",
        action="append",
        default=[],
        metavar="METRIC<NUMBER",
        help="exit code 1 unless it holds, for example 'p99_ms<500' or 'errors<0.001'; repeatable",
    )
    run_parser.add_argument("--seed", type=int, default=1, help="another seed, other records")
    country.add_options(run_parser)
    options.add_json(run_parser)


def run(arguments: argparse.Namespace) -> int:
    """Run; exit code 0 if calls were good and every requirement met, 1 if not, 2 if none began."""
    target = Target.parse(arguments.url)
    schedule = _schedule(arguments.rate, arguments.duration)
    asked = Asked(
        target=str(target),
        rate=arguments.rate,
        duration_s=arguments.duration,
        requirements=parse_requirements(arguments.require, METRICS),
    )
    client, services = options.client(arguments.client), _services(arguments.service)
    sampler = _sampler(country.registries(arguments), arguments.seed)
    requests = prepare(target, client, services, sampler, options.token())
    try:
        recording = asyncio.run(_run(target, schedule, requests))
    except (OSError, TimeoutError):
        complain(f"no gateway answers at {target}; start one with `ndxp up`")
        return 2
    report = make_report(asked, recording)
    if arguments.json:
        say_json(report.as_json())
    else:
        _print(report)
    return 0 if report.ok else 1


async def _run(target: Target, schedule: ConstantRate, requests: Sequence[bytes]) -> Recording:
    recording, pool = Recording(), Pool(target, CALL_TIMEOUT_S)
    try:
        await pool.reach()
        async with _progress(recording, schedule):
            await generate(schedule, ServiceCalls(pool, requests), recording, SystemClock())
    finally:
        pool.close()
    return recording


@asynccontextmanager
async def _progress(recording: Recording, schedule: ConstantRate) -> AsyncIterator[None]:
    """A line on standard error that grows with the run; nothing where nobody looks at it."""
    if not sys.stderr.isatty():
        yield
        return
    showing = asyncio.create_task(_show(recording, schedule))
    try:
        yield
    finally:
        showing.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await showing
        sys.stderr.write("\r\x1b[K")


async def _show(recording: Recording, schedule: ConstantRate) -> None:
    while True:
        bad = recording.ended - recording.good + recording.dropped
        sys.stderr.write(
            f"\r\x1b[K{recording.planned:,} of {schedule.size:,} calls, "
            f"{recording.in_flight} in flight, {bad} errors"
        )
        sys.stderr.flush()
        await asyncio.sleep(PROGRESS_S)


def _schedule(rate: float, duration_s: float) -> ConstantRate:
    faults = [
        f"{name} must be more than 0"
        for name, value in (("--rate", rate), ("--duration", duration_s))
        if not 0 < value < float("inf")
    ]
    if not faults and rate * duration_s > MAX_ARRIVALS:
        faults.append(f"--rate times --duration is more than {MAX_ARRIVALS:,} calls")
    if faults:
        raise ConfigurationError("load run", faults)
    return ConstantRate(rate=rate, duration_s=duration_s)


def _services(wanted: Sequence[str] | None) -> list[ServiceId]:
    """The services that are named, or each registry's first; every unknown name is a fault."""
    known = options.services()
    if wanted is None:
        return [known[registry] for registry in ADAPTERS]
    if faults := [f"there is no service {name!r}" for name in wanted if name not in known]:
        raise ConfigurationError("--service", faults)
    return [known[name] for name in wanted]


def _sampler(registries: Registries, seed: int) -> Sampler:
    def sample(service: ServiceId, count: int) -> Sequence[Mapping[str, object]]:
        return registries.sample(service.provider.subsystem, count, seed, service.code)

    return sample


def _print(report: Report) -> None:
    say(report.sentence)
    say()
    columns = (report.latency_ms, report.service_time_ms, report.lag_ms)
    table(
        ("ms", "latency (from the intended start)", "service time", "generator's lag"),
        [(name, *(column[name] for column in columns)) for name in report.latency_ms],
    )
    say()
    table(("outcome", "calls"), sorted(report.recording.outcomes.items()))
    say()
    _print_remarks(report)
    for each in report.requirements:
        value = "nothing was measured" if each.measured is None else f"measured {each.measured:g}"
        say(f"{'met' if each.met else 'NOT MET'}: {each.text} ({value})")


def _print_remarks(report: Report) -> None:
    found = "-" if report.found is None else f"{report.found:.1%}"
    recording = report.recording
    say(f"rate achieved {report.rate_achieved:,.1f}/s; found {found} of the good answers")
    if recording.dropped:
        say(f"{recording.dropped:,} arrivals were dropped (too many in flight): they are errors")
    if recording.late:
        say(f"{recording.late:,} calls started more than 10 ms late")
    if report.bottleneck == "generator":
        say(
            "The generator itself was the bottleneck: 1 % of the calls and more started over 10 ms "
            "late, which is in the latency. Give it a quieter machine or a lower rate."
        )
    elif report.bottleneck == "target":
        say("The target did not keep up with the rate.")
