"""`ndxp sample`: requests about records that exist in the mock registries, and the records."""

import argparse
import csv
import json
import sys
from collections.abc import Mapping, Sequence

from ndxp.cli import country, values
from ndxp.cli.output import complain, say, say_json

REGISTRIES = ("dancu", "dkdn", "bhxh", "datdai")


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("registry", nargs="?", choices=REGISTRIES)
    parser.add_argument("--service", metavar="CODE", help="default: the registry's first service")
    parser.add_argument(
        "-n", type=values.positive, default=1, metavar="N", help="how many (default: 1)"
    )
    parser.add_argument("--seed", type=int, default=1, help="another seed, other records")
    parser.add_argument(
        "--where",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="only such records: under=6, has=parcel … (may be repeated; a wrong one lists all)",
    )
    parser.add_argument(
        "--records", action="store_true", help="print the records themselves, not requests"
    )
    parser.add_argument(
        "--scenario", choices=("family",), help="linked records instead: a family with all it has"
    )
    country.add_options(parser)
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print one JSON list")
    form.add_argument("--csv", action="store_true", help="print CSV with a header line")


def run(arguments: argparse.Namespace) -> int:
    """Print them: a JSON list with --json, CSV with --csv, else one JSON object a line."""
    fault = _misuse(arguments)
    if fault:
        complain(fault)
        return 2
    try:
        found = _find(arguments)
    except ValueError as error:
        complain(str(error))
        return 2
    if arguments.json:
        say_json(found)
    elif arguments.csv:
        _say_csv(found)
    else:
        for one in found:
            say(json.dumps(one, ensure_ascii=False))
    return 0


def _misuse(arguments: argparse.Namespace) -> str:
    """Say what does not go together; empty if all does."""
    if (arguments.registry is None) == (arguments.scenario is None):
        return f"name one registry ({', '.join(REGISTRIES)}) or --scenario family"
    if arguments.scenario and (arguments.where or arguments.service or arguments.csv):
        return "--scenario takes neither --where nor --service nor --csv"
    if arguments.records and arguments.service:
        return "--records are those of the register; --service chooses among its requests"
    return ""


def _find(arguments: argparse.Namespace) -> Sequence[Mapping[str, object]]:
    registries = country.registries(arguments)
    if arguments.scenario:
        return registries.families(arguments.n, arguments.seed)
    if arguments.records:
        return registries.records(arguments.registry, arguments.n, arguments.seed, arguments.where)
    return registries.sample(
        arguments.registry, arguments.n, arguments.seed, arguments.service, arguments.where
    )


def _say_csv(found: Sequence[Mapping[str, object]]) -> None:
    writer = csv.DictWriter(sys.stdout, list(found[0]))
    writer.writeheader()
    writer.writerows(found)
