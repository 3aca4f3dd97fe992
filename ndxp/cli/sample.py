"""`ndxp sample`: canonical requests about records that exist in the mock registries."""

import argparse
import json

from ndxp.cli import options
from ndxp.cli.output import complain, say, say_json
from ndxp.compose import Registries


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("registry", choices=("dancu", "dkdn", "bhxh", "datdai"))
    parser.add_argument("--service", metavar="CODE", help="default: the registry's first service")
    parser.add_argument(
        "-n", type=options.positive, default=1, metavar="N", help="how many (default: 1)"
    )
    parser.add_argument("--seed", type=int, default=1, help="another seed, other records")
    options.add_json(parser)


def run(arguments: argparse.Namespace) -> int:
    """Print them: a JSON list with --json, else one JSON object a line."""
    try:
        found = Registries().sample(
            arguments.registry, arguments.n, arguments.seed, arguments.service
        )
    except ValueError as error:
        complain(str(error))
        return 2
    if arguments.json:
        say_json(found)
    else:
        for request in found:
            say(json.dumps(request, ensure_ascii=False))
    return 0
