"""`ndxp trust token issue | list | revoke`: bearer tokens of the systems that call this node."""

import argparse
from collections.abc import Sequence

from gateway.authority import DAY_MS
from gateway.clock import SystemClock
from gateway.errors import ConfigurationError
from gateway.message import ServiceId, SubsystemId
from gateway.network import Network
from gateway.tokens import Token, Tokens
from ndxp.cli import options, values
from ndxp.cli.output import complain, day, say, say_json, table

VALID_DAYS = 90


def configure(token: argparse.ArgumentParser) -> None:
    """Declare the actions and their options."""
    actions = token.add_subparsers(dest="token_action", required=True, metavar="ACTION")
    issue = actions.add_parser("issue", help="a token of a subsystem; it is shown this once")
    issue.add_argument("subsystem", help="who calls with it (X-Road-Client)")
    issue.add_argument(
        "--service",
        action="append",
        default=[],
        metavar="SERVICE",
        help="only for this service, a code or identifier (may be repeated; default: all)",
    )
    issue.add_argument(
        "--valid",
        type=values.positive,
        default=VALID_DAYS,
        metavar="DAYS",
        help=f"how long it is good for (default: {VALID_DAYS})",
    )
    listing = actions.add_parser("list", help="tokens and what became of them")
    revoke = actions.add_parser("revoke", help="let a token count no more, at once")
    revoke.add_argument("id", help="the twelve characters behind `ndxp_`")
    for action, act in ((issue, _issue), (listing, _list), (revoke, _revoke)):
        options.add_state(action)
        options.add_json(action)
        action.set_defaults(act=act)


def _issue(arguments: argparse.Namespace) -> int:
    state, clock = options.state(arguments), SystemClock()
    network = state.directory().network
    client = _client(network, arguments.subsystem)
    services = [_service(network, text) for text in arguments.service]
    with state.issuing():
        token, text = Tokens(state.tokens).issue(
            client, services, clock.now_ms(), arguments.valid * DAY_MS
        )
    if arguments.json:
        say_json({"token": text, **_facts(token, clock.now_ms())})
        return 0
    say(text)  # alone, so that a shell can take it
    complain(
        f"token {token.id} of {client}, good until {day(token.expires_ms)}, is shown this once"
    )
    return 0


def _list(arguments: argparse.Namespace) -> int:
    tokens, now_ms = Tokens(options.state(arguments).tokens).list(), SystemClock().now_ms()
    if arguments.json:
        say_json([_facts(token, now_ms) for token in tokens])
        return 0
    rows = [
        (
            *(token.id, token.client, day(token.issued_ms), day(token.expires_ms)),
            *(_standing(token, now_ms), ", ".join(_codes(token)) or "all"),
        )
        for token in tokens
    ]
    table(("id", "client", "from", "until", "state", "services"), rows)
    return 0


def _revoke(arguments: argparse.Namespace) -> int:
    state = options.state(arguments)
    with state.issuing():
        token = Tokens(state.tokens).revoke(arguments.id)
    if arguments.json:
        say_json(_facts(token, SystemClock().now_ms()))
    else:
        say(f"token {token.id} of {token.client} counts no more")
    return 0


def _client(network: Network, text: str) -> SubsystemId:
    """The subsystem under its member's own code; raises ConfigurationError if a token is no use to it."""
    client = network.resolve(options.client(text, "SUBSYSTEM"))
    subsystem = network.subsystems.get(client)
    if subsystem is None:
        raise ConfigurationError("SUBSYSTEM", [f"{client} is not in the network document"])
    if subsystem.auth != "token":
        raise ConfigurationError(
            "SUBSYSTEM",
            [f'the network document says auth = "{subsystem.auth}" of {client}, not "token"'],
        )
    return client


def _service(network: Network, text: str) -> ServiceId:
    found = [each for each in network.services() if text in (each.code, str(each))]
    if len(found) != 1:
        what = "no service" if not found else "more than one service"
        raise ConfigurationError("--service", [f"{what} of the network document is {text!r}"])
    return found[0]


def _facts(token: Token, now_ms: int) -> dict[str, object]:
    return {
        "id": token.id,
        "client": str(token.client),
        "services": sorted(map(str, token.services)),
        "issued_ms": token.issued_ms,
        "expires_ms": token.expires_ms,
        "standing": _standing(token, now_ms),
    }


def _standing(token: Token, now_ms: int) -> str:
    if token.revoked:
        return "revoked"
    return "active" if token.is_good(now_ms) else "expired"


def _codes(token: Token) -> Sequence[str]:
    return sorted(service.code for service in token.services)
