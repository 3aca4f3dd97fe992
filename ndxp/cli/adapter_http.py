"""`ndxp adapter check --url`: does what answers there speak the dialect that it claims?"""

import argparse
import asyncio
import os
import ssl
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from gateway.errors import ConfigurationError, StateError
from gateway.message import ServiceId
from gateway.network import Network, load_network
from gateway.schema import Catalogue
from gateway.telemetry import configure_logging
from ndxp.cli import country, options
from ndxp.cli.adapter_check import given_bodies, progress, tell
from ndxp.compose import DEFAULT_NETWORK, SCHEMAS
from ndxp.registries import Registries
from ndxp.workbench.bench import Bodies
from ndxp.workbench.conformance import check
from ndxp.workbench.http.account import Account
from ndxp.workbench.http.bench import Bench, Offered, asked_in
from ndxp.workbench.http.cases import cases
from ndxp.workbench.http.dialects import DIALECTS
from ndxp.workbench.http.dialects.dialect import Dialect
from ndxp.workbench.http.forms import REGISTRIES
from ndxp.workbench.http.line import Line, open_line
from ndxp.workbench.http.talk import Talk
from ndxp.workbench.pace import Pace
from ndxp.workbench.verdict import BreachError, Case, Report

ENVIRONMENT: Final = "NDXP_ACCOUNT"
SAMPLES: Final = 16  # questions to one service that are told apart
_PROVEN: Final = ("wso2", "lgsp", "c06")  # whose clients have an account
_NAMING: Final = ("r1", "vdxp")  # whose clients name themselves


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    http = parser.add_argument_group("a service over HTTP")
    http.add_argument("--url", metavar="URL", help="where it is, for example http://127.0.0.1:8280")
    http.add_argument("--dialect", choices=DIALECTS, help="what it claims to speak")
    http.add_argument(
        "--account",
        metavar="FILE",
        help="what `ndxp trust app issue` printed, - is standard input"
        f" (default: the text in ${ENVIRONMENT})",
    )
    http.add_argument(
        "--denied",
        metavar="FILE|ID",
        help="an account that may not call the first service; in r1 and vdxp such a client",
    )
    http.add_argument(
        "--client",
        default=options.CONSUMER,
        metavar="ID",
        help=f"X-Road-Client in r1 and vdxp (default: {options.CONSUMER})",
    )
    http.add_argument(
        "--service",
        action="append",
        metavar="CODE|ID",
        help="a service to ask (may be repeated; default: all that the dialect carries)",
    )
    http.add_argument("--ca", type=Path, metavar="FILE", help="who vouches for its certificate")


def run(arguments: argparse.Namespace) -> int:
    """Check; exit code 0 if every case is good, 1 if one is not, 2 if it could not be tried."""
    configure_logging("error")
    if arguments.dialect is None or arguments.bus or arguments.subsystem or arguments.restart:
        raise ConfigurationError(
            "--url", ["goes with --dialect, and with neither --bus, --subsystem nor --restart"]
        )
    tls = _tls(arguments.ca)
    return tell(arguments, asyncio.run(_check(arguments, _bench(arguments), tls)))


async def _check(arguments: argparse.Namespace, bench: Bench, tls: ssl.SSLContext) -> Report:
    async with open_line(bench.url, tls) as line:
        await _reach(line, bench.url)
        talk = Talk(bench, line, Pace(), arguments.seed)
        chosen = _chosen(arguments.only, cases(bench.dialect))
        return await check(bench.subject, talk, chosen, tell=progress)


async def _reach(line: Line, url: str) -> None:
    try:
        reached = await line.raw(b"GET / HTTP/1.0\r\n\r\n", Pace().patience_s) is not None
    except BreachError:
        reached = False
    if not reached:
        trusted = " (is its certificate one of --ca?)" if url.startswith("https") else ""
        raise StateError(f"nobody answers HTTP at {url}{trusted}; start the service first")


def _chosen(names: Sequence[str] | None, known: Sequence[Case[Talk]]) -> Sequence[Case[Talk]]:
    """The first case is always one of them: what it shows the others need."""
    unknown = set(names or ()) - {case.name for case in known}
    if unknown:
        raise ConfigurationError("--only", [f"this dialect has no case {min(unknown)}"])
    return [case for case in known if names is None or case is known[0] or case.name in names]


def _bench(arguments: argparse.Namespace) -> Bench:
    """What is quickly told comes before the country is computed."""
    url = _url(arguments.url, arguments.dialect)
    dialect = DIALECTS[arguments.dialect](url, arguments.client)
    _chosen(arguments.only, cases(dialect))
    account, denied = _account(arguments), _denied(arguments)
    offered = _offered(arguments, dialect)
    canonical = [one.service for one in offered if one.registry not in dialect.registries]
    catalogue = Catalogue.load(SCHEMAS, canonical, *arguments.schemas)
    services = asked_in(dialect, offered, catalogue)
    if account is None and arguments.dialect in _PROVEN:
        raise ConfigurationError(
            f"--dialect {arguments.dialect}",
            [f"give --account FILE or {ENVIRONMENT}: `ndxp trust app issue` prints what goes in"],
        )
    return Bench(url=url, dialect=dialect, account=account, denied=denied, services=services)


def _url(text: str, dialect: str) -> str:
    """A base URL; c06 has a path, which is /dancu where none is named."""
    try:
        parts = urlsplit(text)
        good = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        parts, good = urlsplit(""), False
    if not good or set("@?# ") & set(text) or not text.isprintable():
        raise ConfigurationError("--url", ["must read http://HOST:PORT, perhaps with a path"])
    path = parts.path.rstrip("/") or ("/dancu" if dialect == "c06" else "")
    return f"{parts.scheme}://{parts.netloc}{path}"


def _offered(arguments: argparse.Namespace, dialect: Dialect) -> list[Offered]:
    network = load_network(DEFAULT_NETWORK)
    wanted = _named(network, arguments.service) or _usual(network, dialect)
    given, registries = given_bodies(arguments.data), country.registries(arguments)
    return [
        _with_bodies(service, _registry(network, service), given, registries) for service in wanted
    ]


def _usual(network: Network, dialect: Dialect) -> list[ServiceId]:
    carried = dialect.registries or REGISTRIES
    return [
        service
        for provider in network.providers()
        if provider.registry in carried
        for service in provider.described
    ]


def _named(network: Network, texts: Sequence[str] | None) -> list[ServiceId]:
    """Services by code, of those that ship with us, or by identifier."""
    codes = {service.code: service for service in network.services()}
    try:
        return [codes.get(text) or ServiceId.parse(text) for text in texts or ()]
    except ValueError:
        raise ConfigurationError(
            "--service", [f"takes an identifier, or one of {', '.join(codes)}"]
        ) from None


def _registry(network: Network, service: ServiceId) -> str:
    provider = network.subsystems.get(service.provider)
    return provider.registry or "" if provider else ""


def _with_bodies(
    service: ServiceId, registry: str, given: Mapping[str, Bodies], registries: Registries
) -> Offered:
    bodies = given.get(service.code)
    if bodies is not None:
        return Offered(
            service=service, registry=registry, found=[bodies.found], unknown=bodies.unknown
        )
    if not registry:
        return Offered(service=service, registry="", found=[], unknown=None)
    return Offered(
        service=service,
        registry=registry,
        found=registries.sample(registry, SAMPLES, 1, service.code),
        unknown=registries.unknown(service.code),
    )


def _account(arguments: argparse.Namespace) -> Account | None:
    """From a file or the environment: what is typed as an argument others could read."""
    if arguments.account is not None:
        return _read("--account", arguments.dialect, _text("--account", arguments.account))
    text = os.environ.get(ENVIRONMENT, "")
    return _read(ENVIRONMENT, arguments.dialect, text) if text else None


def _denied(arguments: argparse.Namespace) -> Account | None:
    if arguments.denied is None:
        return None
    if arguments.dialect in _NAMING:
        return Account(key=str(options.client(arguments.denied, "--denied")))
    return _read("--denied", arguments.dialect, _text("--denied", arguments.denied))


def _text(option: str, file: str) -> str:
    try:
        return sys.stdin.read() if file == "-" else Path(file).read_text("utf-8")
    except (OSError, UnicodeError) as error:
        raise ConfigurationError(option, [f"{file} cannot be read as UTF-8 text"]) from error


def _read(place: str, dialect: str, text: str) -> Account:
    try:
        return Account.read(dialect, text)
    except ValueError as error:
        raise ConfigurationError(place, [str(error)]) from None


def _tls(authority: Path | None) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=authority)
    except (OSError, ssl.SSLError) as error:
        raise ConfigurationError("--ca", [f"{authority} holds no certificate"]) from error
