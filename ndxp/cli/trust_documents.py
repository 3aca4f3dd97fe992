"""`ndxp trust init | export | import`: the state folder and the network document as a whole."""

import argparse
from pathlib import Path

from gateway.authority import DAY_MS
from gateway.certificates import thumbprint
from gateway.errors import ConfigurationError
from gateway.handover import export_trust, import_trust
from gateway.state import State
from gateway.trust import Directory
from ndxp.cli import options, values
from ndxp.cli.output import day, say, say_json
from ndxp.compose import publish_network


def configure(actions: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Declare the actions and their options."""
    init = actions.add_parser(
        "init", help="make authority, keys and document, or publish a changed network file"
    )
    options.add_network(init)
    init.add_argument(
        "--valid",
        type=values.positive,
        metavar="DAYS",
        help="how long a document may be used before it has to be renewed (default: 30)",
    )
    out = actions.add_parser(
        "export", help="write what another node or an auditor needs; no private key"
    )
    out.add_argument("file", type=Path)
    into = actions.add_parser("import", help="take over what another node exported")
    into.add_argument("file", type=Path)
    for action, act in ((init, _init), (out, _export), (into, _import)):
        options.add_state(action)
        options.add_json(action)
        action.set_defaults(act=act)


def _init(arguments: argparse.Namespace) -> int:
    state = options.state(arguments)
    valid_ms = arguments.valid * DAY_MS if arguments.valid else None
    _tell(arguments, state, publish_network(state, arguments.network, valid_ms))
    return 0


def _export(arguments: argparse.Namespace) -> int:
    state = options.state(arguments)
    text = export_trust(state)
    try:
        arguments.file.write_text(text, encoding="ascii")
    except OSError as error:
        raise ConfigurationError("FILE", [f"{arguments.file}: {error.strerror}"]) from error
    _tell(arguments, state, state.directory())
    return 0


def _import(arguments: argparse.Namespace) -> int:
    state = options.state(arguments)
    try:
        text = arguments.file.read_text(encoding="ascii", errors="replace")
    except OSError as error:
        raise ConfigurationError("FILE", [f"{arguments.file}: {error.strerror}"]) from error
    _tell(arguments, state, import_trust(state, text))
    return 0


def _tell(arguments: argparse.Namespace, state: State, directory: Directory) -> None:
    """Which document, and under which authority: people compare the thumbprint by telephone."""
    authority = thumbprint(directory.roots[-1])
    if arguments.json:
        say_json(
            {
                "state": str(state.folder),
                "version": directory.version,
                "expires_ms": directory.expires_ms,
                "authority": authority,
                "network": directory.network.name,
            }
        )
        return
    say(f"network {directory.network.name}, version {directory.version}, in {state.folder}")
    say(f"  may be used until {day(directory.expires_ms)}")
    say(f"  authority {authority}")
