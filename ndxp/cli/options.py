"""Options that several commands share, and how they are read."""

import argparse
import os
import shlex
from pathlib import Path
from urllib.parse import urlsplit

from gateway.errors import ConfigurationError
from gateway.message import ServiceId, SubsystemId
from gateway.network import load_network
from gateway.state import ENVIRONMENT, State, find_state
from ndxp.cli import values
from ndxp.compose import DEFAULT_NETWORK, NETWORKS

LOCAL_URL = "http://127.0.0.1:8080"
CONSUMER = "VN/GOV/H29/motcua"


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


def add_network_url(parser: argparse.ArgumentParser) -> None:
    """--network-url: where newer network documents come from."""
    parser.add_argument(
        "--network-url",
        metavar="URL",
        help="where newer network documents come from, for example http://other:8080/network"
        " (default: the state folder)",
    )


def add_schemas(parser: argparse.ArgumentParser) -> None:
    """--schemas: folders of schemas beside those that we ship."""
    parser.add_argument(
        "--schemas",
        metavar="DIR",
        type=values.folder,
        action="append",
        default=[],
        help="schemas of further services, searched before ours (may be repeated)",
    )


def add_allow_faults(parser: argparse.ArgumentParser, meaning: str) -> None:
    """--allow-faults: never where it is not asked for."""
    parser.add_argument("--allow-faults", action="store_true", help=f"{meaning} (docs/faults.md)")


def add_json(parser: argparse.ArgumentParser) -> None:
    """--json: for programs."""
    parser.add_argument("--json", action="store_true", help="print JSON")


def url(text: str) -> str:
    """Read --url; raises ConfigurationError unless it names a scheme, a host and a port alone."""
    try:
        parts = urlsplit(text)
        plain = text.removesuffix("/") == f"{parts.scheme}://{parts.netloc}" and text.isprintable()
        good = (
            parts.scheme in ("http", "https")
            and plain
            and parts.hostname
            and parts.port
            and not set("@ ") & set(text)
        )
    except ValueError:  # a port that is none
        good = False
    if not good:
        raise ConfigurationError(
            "--url",
            [f"must read http://HOST:PORT or https://HOST:PORT, for example {LOCAL_URL}"],
        )
    return text.removesuffix("/")


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


def country_database(state: State) -> Path:
    """Where the changes of the country lie that `ndxp up` serves."""
    return state.folder / "country.db"


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


def client(text: str, option: str = "--client") -> SubsystemId:
    """Read who calls."""
    try:
        return SubsystemId.parse(text)
    except ValueError as error:
        raise ConfigurationError(option, [f"{text!r} is {error}"]) from error


def token() -> str:
    """The caller's own, from NDXP_TOKEN: on a command line others could read it."""
    found = os.environ.get("NDXP_TOKEN", "")
    if not (found.isascii() and found.isprintable()):
        raise ConfigurationError("NDXP_TOKEN", ["must be printable ASCII in one line"])
    return found


def services() -> dict[str, ServiceId]:
    """The small network's services by registry (its first), by code and by identifier."""
    known: dict[str, ServiceId] = {}
    for provider in load_network(DEFAULT_NETWORK).providers():
        known[provider.registry] = provider.services[0]
        for service in provider.services:
            known[service.code] = known[str(service)] = service
    return known
