"""`ndxp audit`: verify, list, show and sum up a log, and take a checkpoint of it."""

import argparse
import datetime
import json
from pathlib import Path
from typing import get_args

from cryptography import x509

from gateway.errors import (
    AnswerSignatureError,
    ConfigurationError,
    LedgerError,
    PlatformError,
    StateError,
)
from gateway.ledger.checkpoint import SignedCheckpoint, parse_checkpoint
from gateway.ledger.derive import HOP
from gateway.message import Outcome
from gateway.state import State, read_certificate_file
from ndxp.audit.authority import documents_of
from ndxp.audit.query import Filters, list_exchanges, newest_checkpoint, show_exchange
from ndxp.audit.report import Report, report_log
from ndxp.audit.verify import verify_log
from ndxp.cli import options, values
from ndxp.cli.output import LOCAL, complain, say, say_json, table

# What a provider can answer, how a call can end without a usable answer, and what counts at another node.
OUTCOMES = (*get_args(Outcome), PlatformError.outcome, AnswerSignatureError.outcome, HOP)


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    verify = actions.add_parser("verify", help="check every hash, signature and derived figure")
    verify.add_argument("--checkpoint", type=Path, metavar="FILE", help="kept outside, earlier")
    verify.add_argument(
        "--authority", type=Path, metavar="FILE", help="PEM certificate to trust (default: state's)"
    )
    listing = actions.add_parser("list", help="exchanges, newest first")
    listing.add_argument("--limit", type=values.positive, default=20)
    for name in ("client", "service", "code"):
        listing.add_argument(f"--{name}")
    listing.add_argument("--outcome", choices=OUTCOMES)
    show = actions.add_parser(
        "show", help="everything the log holds about one exchange, or one entry"
    )
    show.add_argument(
        "id", help="X-Road-Request-Id, X-Road-Id, detail of an error, or entry number"
    )
    report = actions.add_parser("report", help="volume by service, client and day; targets")
    checkpoint = actions.add_parser(
        "checkpoint", help="print the newest checkpoint; keep it outside this machine"
    )
    for action in (verify, listing, show, report, checkpoint):
        options.add_state(action)
    for action in (verify, listing, show, report):
        options.add_json(action)


def run(arguments: argparse.Namespace) -> int:
    """Run the chosen action."""
    state = options.state(arguments)
    if not state.log.exists():
        raise StateError(f"there is no log in the state folder {state.folder}; `ndxp up` makes one")
    match arguments.action:
        case "verify":
            return _verify(arguments, state)
        case "list":
            return _list(arguments, state)
        case "show":
            return _show(arguments, state)
        case "report":
            return _report(arguments, state)
        case _:
            say(newest_checkpoint(state.log).rstrip("\n"))
            return 0


def _verify(arguments: argparse.Namespace, state: State) -> int:
    authority = _authority(arguments.authority, state)
    outside = _outside(arguments.checkpoint)
    verdict = verify_log(state.log, documents_of(state.log, authority), outside)
    if arguments.json:
        say_json(verdict.as_json())
    else:
        say(verdict.sentence)
        say(f"  {verdict.signatures} signatures, {verdict.exchanges} exchanges; log {state.log}")
    return 0 if verdict.ok else 1


def _authority(file: Path | None, state: State) -> x509.Certificate:
    if file is None:
        if not state.authority_certificate.exists():
            raise StateError(
                f"{state.folder} holds no authority.crt; name the certificate to trust with "
                "--authority FILE"
            )
        return state.authority()
    try:
        return read_certificate_file(file)
    except StateError as error:
        raise ConfigurationError("--authority", [str(error)]) from error


def _outside(file: Path | None) -> SignedCheckpoint | None:
    if file is None:
        return None
    try:
        # Copying by hand often loses the last newline, and nothing else is like it.
        return parse_checkpoint(file.read_text(encoding="utf-8").removesuffix("\n") + "\n")
    except OSError as error:
        raise ConfigurationError("--checkpoint", [f"{file}: {error.strerror}"]) from error
    except (UnicodeDecodeError, LedgerError) as error:
        raise ConfigurationError(
            "--checkpoint", [f"{file} is no checkpoint as `ndxp audit checkpoint` prints it"]
        ) from error


def _list(arguments: argparse.Namespace, state: State) -> int:
    filters = Filters(
        client=arguments.client,
        service=arguments.service,
        outcome=arguments.outcome,
        code=arguments.code,
    )
    found = list_exchanges(state.log, filters, arguments.limit)
    if arguments.json:
        say_json([exchange.as_json() for exchange in found])
        return 0
    header = ["time (UTC+7)", "client", "service", "outcome", "status", "code", "exchange"]
    disturbed = any(exchange.fault for exchange in found)
    header += ["fault"] if disturbed else []
    rows = []
    for exchange in found:
        when = datetime.datetime.fromtimestamp(exchange.time_ms / 1000, LOCAL)
        row = exchange.row
        service = f"{row.provider}/{row.service_code}"
        known = (row.client, service, row.outcome, row.status, row.code or "-", row.request_id)
        fault = (exchange.fault or "-",) if disturbed else ()
        rows.append((f"{when:%Y-%m-%d %H:%M:%S}", *known, *fault))
    table(header, rows)
    return 0


def _show(arguments: argparse.Namespace, state: State) -> int:
    shown = show_exchange(state.log, arguments.id)
    if not shown:
        complain(
            f"the log in {state.folder} holds no exchange or entry with this id; a call that was "
            "refused for its form or its proof is none: `ndxp explain CODE` says where it is found"
        )
        return 1
    if arguments.json:
        say_json([entry.as_json() for entry in shown])
        return 0
    for entry in shown:
        when = datetime.datetime.fromtimestamp(entry.time / 1000, LOCAL)
        say(f"entry {entry.seq}  {entry.kind}  {when.isoformat(timespec='milliseconds')}")
        say(f"  signed by {entry.header.get('kid')} ({entry.header.get('alg')})")
        for name, value in entry.payload.items():
            say(f"  {name:<14} {value}")
        say(f"  {'facts':<14} {json.dumps(entry.facts)}")
    return 0


def _report(arguments: argparse.Namespace, state: State) -> int:
    report = report_log(state.log)
    if arguments.json:
        say_json(report.as_json())
    else:
        _print_report(report)
    return 0


def _print_report(report: Report) -> None:
    say(
        f"{report.transactions:,} transactions. Counting rule: {report.rule} Days are {report.zone}."
    )
    for title, counts in (
        ("service", report.by_service),
        ("client", report.by_client),
        ("day", report.by_day),
        ("not counted: outcome", report.apart),
    ):
        if counts:
            say()
            table((title, "count"), list(counts.items()))
    say()
    rows = [
        (
            c.year,
            c.measured,
            f"{c.share:.6%}",
            c.target.wording,
            f"{c.target.document}, lines {c.target.lines}",
        )
        for c in report.comparisons
    ]
    table(("year", "measured", "share", "against", "source"), rows)
    say(
        f"\nComputed from {report.entries} entries; checkpoint of {report.checkpoint_size}, "
        f"root {report.checkpoint_root or '-'}"
    )
