"""The command `ndxp`: one file per door. Exit codes: 0 good, 1 the check failed, 2 usage or set-up."""

import argparse
import importlib
import sys
from collections.abc import Sequence
from typing import Final

from gateway.errors import OperatorError
from ndxp.cli.output import complain, say

COMMANDS: Final = {
    "demo": "exchanges with every registry, good and bad; the log verified; volume and target",
    "up": "run the platform on this machine",
    "gateway": "run the gateway alone (needs a broker)",
    "adapters": "run the adapters alone (needs a broker)",
    "registries": "run the mock registries alone, over HTTP",
    "call": "make one call and show the answer",
    "sample": "requests about people, enterprises, cards and parcels that exist",
    "audit": "verify, list, show and sum up the log",
    "load": "send calls at a steady rate and measure",
    "adapter": "check an adapter on the bus",
    "bench": "measure the platform against bare libraries, side by side",
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit code."""
    words = list(sys.argv[1:] if argv is None else argv)
    if not words or words[0] in ("-h", "--help"):
        _help()
        return 0
    if words[0] not in COMMANDS:
        complain(f"there is no command {words[0]!r}; `ndxp --help` lists them")
        return 2
    # Only the chosen door is imported: others need libraries that take time to load.
    door = importlib.import_module(f"ndxp.cli.{words[0]}")
    parser = argparse.ArgumentParser(prog=f"ndxp {words[0]}", description=COMMANDS[words[0]])
    door.configure(parser)
    arguments = parser.parse_args(words[1:])
    try:
        return int(door.run(arguments))
    except OperatorError as error:
        complain(str(error))
    except KeyboardInterrupt:
        return 130
    return 2


def _help() -> None:
    say("usage: ndxp COMMAND [options]\n\nThe national data-exchange platform on one machine.\n")
    for name, purpose in COMMANDS.items():
        say(f"  {name:<11} {purpose}")
    say("\n`ndxp COMMAND --help` shows the options of one command.")
