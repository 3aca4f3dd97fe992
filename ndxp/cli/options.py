"""Options that several commands share, and how they are read."""

import argparse
import os
import shlex
from datetime import date
from pathlib import Path

from gateway.edge.server import Listen
from gateway.errors import ConfigurationError
from gateway.message import ServiceId, SubsystemId
from gateway.network import load_network
from gateway.state import ENVIRONMENT, State, find_state
from ndxp.compose import DEFAULT_NETWORK, NETWORKS
from ndxp.registries import CountrySettings, Registries

LOCAL_URL = "http://127.0.0.1:8080"
CONSUMER = "VN/GOV/H29/motcua"
MOST = 1_000_000  # of anything that is counted out


def add_state(parser: argparse.ArgumentParser) -> None:
    """--state: where keys and log lie."""
    parser.add_argument(
        "--state",
        metavar="DIR",
        help="folder of keys and log (default: $NDXP_STATE, else .ndxp here)",
    )


def add_bus(parser: argparse.ArgumentParser, *, required: bool = False) -> None:
    """--bus and --namespace: which broker, and under which names on it."""
    parser.add_argument(
        "--bus",
        metavar="URL",
        required=required,
        help="AMQP URL of a RabbitMQ" + ("" if required else " (default: within this process)"),
    )
    parser.add_argument(
        "--namespace", default="ndxp", help="prefix of all names on the broker (default: ndxp)"
    )


def add_network(parser: argparse.ArgumentParser) -> None:
    """--network: who takes part and who may call what."""
    parser.add_argument(
        "--network",
        metavar="NAME|FILE",
        type=network,
        help=f"{' or '.join(_shipped())}, or a network file (default: small)",
    )


def add_country(parser: argparse.ArgumentParser) -> None:
    """--scale, --as-of and --country-seed: which country the mock registries compute."""
    parser.add_argument(
        "--scale",
        type=float,
        default=1.0,
        metavar="N",
        help="size of the country: 1 for 99 million people (default), 0.001 for a thousandth",
    )
    parser.add_argument(
        "--as-of",
        type=day,
        default=CountrySettings().as_of,
        metavar="DATE",
        help="the country's date (default: 2022-12-31); from 2025-07-01 on it has 34 provinces",
    )
    parser.add_argument(
        "--country-seed",
        type=int,
        default=CountrySettings().seed,
        metavar="N",
        help="another seed, another country (default: 2022)",
    )


def add_schemas(parser: argparse.ArgumentParser) -> None:
    """--schemas: folders of schemas beside those that we ship."""
    parser.add_argument(
        "--schemas",
        metavar="DIR",
        type=folder,
        action="append",
        default=[],
        help="schemas of further services, searched before ours (may be repeated)",
    )


def add_json(parser: argparse.ArgumentParser) -> None:
    """--json: for programs."""
    parser.add_argument("--json", action="store_true", help="print JSON")


def positive(text: str) -> int:
    """Read a whole number from 1 on, in digits; for argparse."""
    number = int(text) if text.isascii() and text.isdigit() and len(text) <= len(str(MOST)) else 0
    if not 0 < number <= MOST:
        raise argparse.ArgumentTypeError(f"must be a whole number from 1 to {MOST:,}")
    return number


def day(text: str) -> date:
    """Read YYYY-MM-DD; for argparse."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is no date YYYY-MM-DD") from None


def network(text: str) -> Path:
    """Read the name of a network that ships with us, or the path of a file; for argparse."""
    path = Path(text)
    if path.suffix or path.name != text:
        return path
    if text not in _shipped():
        known = ", ".join(_shipped())
        msg = f"no network {text} ships with us ({known}); a file needs ./ before its name"
        raise argparse.ArgumentTypeError(msg)
    return NETWORKS / f"{text}.toml"


def _shipped() -> list[str]:
    return sorted(path.stem for path in NETWORKS.glob("*.toml"))


def folder(text: str) -> Path:
    """Read the name of a folder that is there; for argparse."""
    path = Path(text)
    if not path.is_dir():
        raise argparse.ArgumentTypeError(f"{text} is no folder")
    return path


def registries(arguments: argparse.Namespace) -> Registries:
    """The mock registries of the country that the options name."""
    settings = CountrySettings(
        seed=arguments.country_seed, as_of=arguments.as_of, scale=arguments.scale
    )
    try:
        return Registries(settings)
    except ValueError as error:
        raise ConfigurationError("--scale, --as-of", [str(error)]) from error


def country_words(arguments: argparse.Namespace) -> list[str]:
    """The options with which another command computes the same country."""
    return [
        *("--scale", str(arguments.scale), "--as-of", str(arguments.as_of)),
        *("--country-seed", str(arguments.country_seed)),
    ]


def state(arguments: argparse.Namespace) -> State:
    """The state folder that the options name."""
    return find_state(arguments.state, os.environ.get(ENVIRONMENT))


def state_words(state: State) -> str:
    """What a command needs to find this state folder too: nothing where it is the usual one."""
    usual = state.folder == find_state(None, None).folder
    return "" if usual else f" --state {shlex.quote(str(state.folder))}"


def url_words(url: str) -> str:
    """What a command needs to find this gateway: nothing where it is the usual one."""
    return "" if url == LOCAL_URL else f" --url {url}"


def network_words(path: Path | None) -> str:
    """What a command needs to work on the same network: nothing for the usual one."""
    if path in (None, DEFAULT_NETWORK):
        return ""
    shipped = path.parent == NETWORKS
    return f" --network {path.stem if shipped else shlex.quote(str(path))}"


def client(text: str) -> SubsystemId:
    """Read who calls."""
    try:
        return SubsystemId.parse(text)
    except ValueError as error:
        raise ConfigurationError("--client", [f"{text!r} is {error}"]) from error


def token() -> str:
    """NDXP_TOKEN, fit for a header; it never stands on a command line, where others can read it."""
    found = os.environ.get("NDXP_TOKEN", "")
    if not (found.isascii() and found.isprintable()):
        raise ConfigurationError("NDXP_TOKEN", ["must be printable ASCII in one line"])
    return found


def listen(text: str) -> Listen:
    """Read HOST:PORT; the token comes from NDXP_TOKEN."""
    host, colon, port = text.rpartition(":")
    if not (colon and host and port.isascii() and port.isdigit() and int(port) < 65536):
        raise ConfigurationError("--listen", ["must read HOST:PORT, for example 127.0.0.1:8080"])
    return Listen(host=host.strip("[]"), port=int(port), token=token())


def services() -> dict[str, ServiceId]:
    """The small network's services by registry (its first), by code and by identifier."""
    known: dict[str, ServiceId] = {}
    for provider in load_network(DEFAULT_NETWORK).providers():
        known[provider.registry] = provider.services[0]
        for service in provider.services:
            known[service.code] = known[str(service)] = service
    return known
