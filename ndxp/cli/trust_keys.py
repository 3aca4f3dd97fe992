"""`ndxp trust issue | list | rotate | revoke`: keys and certificates, one at a time."""

import argparse
import datetime
from dataclasses import asdict
from pathlib import Path

from gateway.clock import SystemClock
from gateway.custody import LEAD_MS, Custody, list_certificates
from gateway.errors import ConfigurationError
from gateway.issuing import KEY_KINDS
from ndxp.cli import options, values
from ndxp.cli.output import day, say, say_json, table

AUTHORITY = "authority"
_LEAD_S = LEAD_MS // 1000


def configure(actions: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Declare the actions and their options."""
    for name, purpose, add, act in (
        (
            "issue",
            "a certificate: for signing, for TLS, or of a key that is elsewhere",
            _to_issue,
            _issue,
        ),
        ("list", "certificates and what became of them", _to_list, _list),
        ("rotate", "a new key beside the old one, or a new authority", _to_rotate, _rotate),
        ("revoke", "let a key count no more", _to_revoke, _revoke),
    ):
        action = actions.add_parser(name, help=purpose)
        add(action)
        options.add_state(action)
        options.add_json(action)
        action.set_defaults(act=act)


def _to_issue(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("owner", help="member, node:NAME; for TLS a host or a subsystem")
    parser.add_argument("names", nargs="*", help="for TLS: more host names and IP addresses")
    parser.add_argument("--type", choices=("sign", "tls"), default="sign")
    parser.add_argument("--key", choices=KEY_KINDS, default=KEY_KINDS[0], help="default: P-256")
    parser.add_argument(
        "--csr", type=Path, metavar="FILE", help="certificate request (PEM) of the owner's own key"
    )


def _to_list(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("owner", nargs="?", help="only those of this member or node")


def _to_rotate(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("owner", help=f"member, or `{AUTHORITY}`")
    parser.add_argument("--key", choices=KEY_KINDS, default=KEY_KINDS[0], help="default: P-256")
    parser.add_argument(
        "--lead",
        type=values.positive,
        default=_LEAD_S,
        metavar="S",
        help=f"seconds until the new key signs: every node must know it by then (default: {_LEAD_S})",
    )
    parser.add_argument("--now", action="store_true", help="let the new key sign at once")
    parser.add_argument(
        "--retire", action="store_true", help="no new key: take the superseded ones out"
    )


def _to_revoke(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("kid", help="of the certificate, or its beginning")
    parser.add_argument(
        "--since", type=_moment, metavar="TIME", help="when it came into other hands (ISO 8601)"
    )
    parser.add_argument("--reason", default="", help="what happened")


def _issue(arguments: argparse.Namespace) -> int:
    state, request = options.state(arguments), _request(arguments.csr)
    if arguments.names and arguments.type == "sign":
        raise ConfigurationError("NAMES", ["only a certificate for TLS has host names"])
    with state.issuing():
        custody = Custody(state, SystemClock())
        if arguments.type == "tls":
            issued = custody.issue_tls(arguments.owner, arguments.names, request)
            facts = {"certificate": str(state.tls_file(arguments.owner)), "kid": issued}
            return _told(arguments, facts)
        if request is not None:
            kid = custody.take_request(arguments.owner, request)
        else:
            kid = custody.issue(arguments.owner, arguments.key)
    if kid is None:
        return _told(arguments, {"owner": arguments.owner, "changed": "nothing: it has one"})
    return _told(arguments, {"owner": arguments.owner, "kid": kid})


def _list(arguments: argparse.Namespace) -> int:
    state = options.state(arguments)
    directory = state.directory()
    found = [
        held
        for held in list_certificates(state, directory, SystemClock().now_ms())
        if arguments.owner in (None, held.owner)
    ]
    if arguments.json:
        say_json([asdict(held) for held in found])
        return 0
    say(f"version {directory.version}, may be used until {day(directory.expires_ms)}\n")
    rows = [
        (
            *(held.owner, held.kid, held.key, day(held.from_ms), day(held.until_ms)),
            *("here" if held.here else "elsewhere", held.standing),
        )
        for held in found
    ]
    table(("owner", "kid", "kind", "from", "until", "private key", "state"), rows)
    return 0


def _rotate(arguments: argparse.Namespace) -> int:
    state = options.state(arguments)
    with state.issuing():
        custody = Custody(state, SystemClock())
        if arguments.owner == AUTHORITY:
            return _told(arguments, {"owner": AUTHORITY, "version": str(custody.succeed().version)})
        if arguments.retire:
            retired = custody.retire(arguments.owner)
            return _told(
                arguments, {"owner": arguments.owner, "retired": " ".join(retired) or "none"}
            )
        lead_s = 0 if arguments.now else arguments.lead
        kid = custody.rotate(arguments.owner, arguments.key, lead_s * 1000)
    when = f"in {lead_s} s" if lead_s else "at once"
    return _told(arguments, {"owner": arguments.owner, "kid": kid, "signs": when})


def _revoke(arguments: argparse.Namespace) -> int:
    state, clock = options.state(arguments), SystemClock()
    since_ms = clock.now_ms() if arguments.since is None else arguments.since
    with state.issuing():
        revoked = Custody(state, clock).revoke(arguments.kid, since_ms, arguments.reason)
    if revoked is None:
        return _told(arguments, {"kid": arguments.kid, "changed": "nothing: it is revoked"})
    return _told(arguments, {"owner": revoked.owner, "revoked": revoked.kid})


def _told(arguments: argparse.Namespace, facts: dict[str, str]) -> int:
    if arguments.json:
        say_json(facts)
    else:
        for name, value in facts.items():
            say(f"{name:<11} {value}")
    return 0


def _request(file: Path | None) -> bytes | None:
    if file is None:
        return None
    try:
        return file.read_bytes()
    except OSError as error:
        raise ConfigurationError("--csr", [f"{file}: {error.strerror}"]) from error


def _moment(text: str) -> int:
    """Milliseconds since 1970; for argparse."""
    try:
        moment = datetime.datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is no time as in ISO 8601") from None
    if moment.tzinfo is None:
        raise argparse.ArgumentTypeError(f"{text} needs a time zone: {text}+07:00")
    return int(moment.timestamp() * 1000)
