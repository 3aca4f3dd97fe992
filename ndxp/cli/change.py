"""`ndxp change`: change the country that the mock registries serve, or list its changes."""

import argparse
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from gateway.errors import ConfigurationError, StateError
from ndxp.cli import options
from ndxp.cli.output import complain, say, say_json
from ndxp.registries import list_changes, make_change

LIST: Final = "list"
# The fields of each kind; those in brackets may be missing.
KINDS: Final[Mapping[str, str]] = {
    "person.moved": "identity commune detail [only=true]",
    "person.died": "identity date",
    "person.born": "mother name|given sex=male|female date",
    "enterprise.registered": "name representative date commune detail activity capital",
    "enterprise.dissolved": "code date",
    "card.issued": "identity|number from until [hospital]",
    "parcel.transferred": "commune sheet parcel to=IDENTITY,…|TAX-CODE date",
}


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    lines = [f"  {kind:<22} {fields}" for kind, fields in KINDS.items()]
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.epilog = "\n".join(["kinds and their fields (days are YYYY-MM-DD):", *lines])
    parser.add_argument("kind", choices=(LIST, *KINDS), metavar="KIND", help="a kind, or list")
    parser.add_argument("fields", nargs="*", metavar="FIELD=VALUE")
    parser.add_argument(
        "--overlay",
        metavar="FILE",
        type=Path,
        help="database of changes (default: the one of `ndxp up`, in the state folder)",
    )
    options.add_state(parser)
    parser.add_argument("--after", type=int, default=0, metavar="N", help="list from N + 1 on")
    options.add_json(parser)


def run(arguments: argparse.Namespace) -> int:
    """Make the change and show it; registries that are running answer with it at once."""
    try:
        if arguments.kind == LIST:
            return _list(arguments)
        change = make_change(_database(arguments), arguments.kind, arguments.fields)
    except ValueError as error:
        complain(str(error))
        return 2
    if arguments.json:
        say_json(change)
    else:
        _say(change)
    return 0


def _list(arguments: argparse.Namespace) -> int:
    if arguments.fields:
        raise ConfigurationError("list", ["takes no fields"])
    changes = list_changes(_database(arguments), arguments.after)
    if arguments.json:
        say_json(changes)
        return 0
    for change in changes:
        _say(change)
    if not changes:
        say("no changes")
    return 0


def _say(change: Mapping[str, object]) -> None:
    facts = json.dumps(change["data"], ensure_ascii=False)
    say(f"{change['seq']}  {change['time']}  {change['kind']}  {facts}")


def _database(arguments: argparse.Namespace) -> Path:
    if arguments.overlay is not None:
        chosen: Path = arguments.overlay
        return chosen
    state = options.state(arguments)
    if not state.folder.is_dir():
        raise StateError(
            f"there is no state folder {state.folder}; start `ndxp up` there once, or name a "
            "database with --overlay"
        )
    return options.country_database(state)
