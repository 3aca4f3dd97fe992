"""`ndxp trust app issue | list | revoke`: accounts of systems that call in another dialect than r1."""

import argparse
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import get_args

from gateway.applications import (
    AccountDialect,
    Application,
    Applications,
    KeyType,
    digest,
    kept,
    new_key,
)
from gateway.authority import DAY_MS
from gateway.clock import SystemClock
from gateway.edge.lgsp.credentials import OFFICER, Credentials, auth_hash
from gateway.errors import ConfigurationError
from gateway.message import SubsystemId
from gateway.network import Network
from ndxp.cli import options, values
from ndxp.cli.output import complain, day, say, say_json, table

VALID_DAYS = 365
_DIALECTS = get_args(AccountDialect)
# A colon ends the name in Basic and AuthHash.
_KEY = re.compile(r"[\x21-\x39\x3b-\x7e]{1,128}")
_OFFICER = re.compile(r"[^\x00-\x1f\x7f:]{1,255}")


def configure(app: argparse.ArgumentParser) -> None:
    """Declare the actions and their options."""
    actions = app.add_subparsers(dest="app_action", required=True, metavar="ACTION")
    issue = actions.add_parser("issue", help="an account of a subsystem; its secret is shown once")
    _configure_issue(issue)
    listing = actions.add_parser("list", help="accounts and what became of them")
    revoke = actions.add_parser("revoke", help="let an account and its tokens count no more")
    revoke.add_argument("key", help="its key or user name, as `list` shows it")
    revoke.add_argument("--dialect", choices=_DIALECTS, help="only in this one (default: all)")
    for action, act in ((issue, _issue), (listing, _list), (revoke, _revoke)):
        options.add_state(action)
        options.add_json(action)
        action.set_defaults(act=act)


def _configure_issue(issue: argparse.ArgumentParser) -> None:
    issue.add_argument("subsystem", help="in whose name it calls, such as VN/GOV/H29/motcua")
    issue.add_argument("--dialect", choices=_DIALECTS, required=True, help="how it calls")
    issue.add_argument("--key", help="consumer key, AccessKey or user name (default: a new one)")
    issue.add_argument(
        "--secret-file",
        metavar="FILE",
        help="holds its secret, - is standard input (default: a new one)",
    )
    issue.add_argument("--name", help="of the application (default: the subsystem's code)")
    issue.add_argument(
        "--key-type",
        choices=get_args(KeyType),
        default="PRODUCTION",
        help="which of an application's two key pairs it is (default: PRODUCTION)",
    )
    issue.add_argument(
        "--per-minute", type=values.positive, metavar="CALLS", help="quota (default: none)"
    )
    issue.add_argument(
        "--valid",
        type=values.positive,
        default=VALID_DAYS,
        metavar="DAYS",
        help=f"how long it is good for (default: {VALID_DAYS})",
    )
    lgsp = issue.add_argument_group("lgsp")
    lgsp.add_argument("--partner-code", metavar="CODE", help="(default: the member's long code)")
    lgsp.add_argument("--partner-code-cus", metavar="CODE", help="(default: the same)")
    lgsp.add_argument(
        "--officer",
        action="append",
        default=[],
        metavar="NAME",
        help="may make population calls, with a new password (may be repeated)",
    )
    lgsp.add_argument(
        "--officer-file", metavar="FILE", help="more of them, a line of name:password for each"
    )


def _issue(arguments: argparse.Namespace) -> int:
    state, now_ms = options.state(arguments), SystemClock().now_ms()
    client = _client(state.directory().network, arguments.subsystem)
    secret, officers = _secret(arguments.secret_file), _officers(arguments)
    dialect: AccountDialect = arguments.dialect
    partner = arguments.partner_code or _long_code(state.directory().network, client)
    application = Application(
        dialect=dialect,
        key=_key(arguments.key),
        secret=kept(dialect, secret),
        client=client,
        name=arguments.name or client.subsystem,
        partner_code=partner,
        partner_code_cus=arguments.partner_code_cus or partner,
        key_type=arguments.key_type,
        per_minute=arguments.per_minute,
        issued_ms=now_ms,
        expires_ms=now_ms + arguments.valid * DAY_MS,
        officers={name: digest(password) for name, password in officers.items()},
    )
    with state.issuing():
        Applications(state.applications).issue(application, now_ms)
    told = _told(application, secret)
    hashes = {name: auth_hash(name, password) for name, password in officers.items()}
    if arguments.json:
        say_json({"secret": secret, "credentials": told, OFFICER: hashes, **_facts(application)})
        return 0
    for line in (told, *hashes.values()):  # each alone, so that a shell can take it
        say(line)
    complain(
        f"account {application.key} of {client} for {dialect}, good until"
        f" {day(application.expires_ms)}, is shown this once"
    )
    return 0


def _list(arguments: argparse.Namespace) -> int:
    applications = Applications(options.state(arguments).applications).list()
    if arguments.json:
        say_json([_facts(each) for each in applications])
        return 0
    rows = [
        (
            *(each.key, each.dialect, each.client, each.key_type),
            *(each.per_minute or "", day(each.expires_ms), _standing(each)),
        )
        for each in applications
    ]
    table(("key", "dialect", "client", "type", "a minute", "until", "state"), rows)
    return 0


def _revoke(arguments: argparse.Namespace) -> int:
    state = options.state(arguments)
    with state.issuing():
        revoked = Applications(state.applications).revoke(arguments.key, arguments.dialect)
    if arguments.json:
        say_json([_facts(each) for each in revoked])
        return 0
    for each in revoked:
        say(f"account {each.key} of {each.client} for {each.dialect} counts no more")
    return 0


def _client(network: Network, text: str) -> SubsystemId:
    """The subsystem under its member's own code; how else it proves that it calls does not matter."""
    client = network.resolve(options.client(text, "SUBSYSTEM"))
    if client not in network.subsystems:
        raise ConfigurationError("SUBSYSTEM", [f"{client} is not in the network document"])
    return client


def _long_code(network: Network, client: SubsystemId) -> str:
    return next(iter(network.members[client.member].aliases), client.member_code)


def _key(text: str | None) -> str:
    if text is not None and not _KEY.fullmatch(text):
        raise ConfigurationError("--key", ["takes 1 to 128 visible ASCII characters, no colon"])
    return text or new_key()


def _secret(file: str | None) -> str:
    """Never an option itself: others could read it off the list of processes."""
    if file is None:
        return new_key()
    text = _lines("--secret-file", file)
    if len(text) != 1:
        raise ConfigurationError("--secret-file", [f"{file} holds more or less than one line"])
    return text[0]


def _officers(arguments: argparse.Namespace) -> Mapping[str, str]:
    """Passwords by name."""
    file = arguments.officer_file
    pairs = [line.partition(":") for line in _lines("--officer-file", file)] if file else []
    found = {name: new_key() for name in arguments.officer}
    found |= {name: password for name, colon, password in pairs if colon}
    if not all(map(_OFFICER.fullmatch, found)) or len(found) != len(arguments.officer) + len(pairs):
        raise ConfigurationError("--officer", ["each has a name of its own, without a colon"])
    if found and arguments.dialect != "lgsp":
        raise ConfigurationError("--officer", ["only with --dialect lgsp"])
    return found


def _lines(option: str, file: str) -> list[str]:
    try:
        text = sys.stdin.read() if file == "-" else Path(file).read_text("utf-8")
    except (OSError, UnicodeError) as error:
        raise ConfigurationError(option, [f"{file} cannot be read as UTF-8 text"]) from error
    return [line for line in text.splitlines() if line.strip()]


def _told(application: Application, secret: str) -> str:
    """What goes into the client's configuration."""
    if application.dialect != "lgsp":
        return f"{application.key}:{secret}"
    return Credentials(
        app_name=application.name,
        access_key=application.key,
        secret_key=secret,
        partner_code=application.partner_code,
        partner_code_cus=application.partner_code_cus,
    ).value


def _facts(application: Application) -> dict[str, object]:
    return {
        "key": application.key,
        "dialect": application.dialect,
        "client": str(application.client),
        "name": application.name,
        "key_type": application.key_type,
        "per_minute": application.per_minute,
        "issued_ms": application.issued_ms,
        "expires_ms": application.expires_ms,
        "officers": sorted(application.officers),
        "standing": _standing(application),
    }


def _standing(application: Application) -> str:
    if application.revoked:
        return "revoked"
    return "active" if application.is_good(SystemClock().now_ms()) else "expired"
