"""The command `ndxp`: one file per door. Exit codes: 0 good, 1 the check failed, 2 usage or set-up."""

import argparse
import importlib
import importlib.metadata
import os
import sys
from collections.abc import Sequence
from typing import Final

from gateway.errors import OperatorError
from ndxp.cli.output import complain, say

DISTRIBUTION: Final = "ndxp-simulator"
SIGPIPE_EXIT: Final = 141  # as a shell says of a program that its reader left

COMMANDS: Final = {
    "demo": "exchanges with every registry, good and bad; the log verified; volume and target",
    "up": "run the platform on this machine",
    "gateway": "run the gateway alone (needs a broker)",
    "adapters": "run the adapters alone (needs a broker)",
    "registries": "run the mock registries alone, over HTTP",
    "call": "make one call and show the answer",
    "change": "change the country: somebody moves, is born, dies; a company, a card, a parcel",
    "fault": "switch faults on and off, and see what they did",
    "explain": "what an error means, why it happens, how to mend it",
    "sample": "requests about people, enterprises, cards and parcels that exist",
    "trust": "keys, accounts, tokens and rights: issue, app, grant, why …",
    "audit": "verify, list, show and sum up the log",
    "load": "send calls at a steady rate and measure",
    "adapter": "begin an adapter of your own; check one, or a server that speaks a dialect",
    "bench": "measure the platform against bare libraries, side by side",
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit code."""
    words = list(sys.argv[1:] if argv is None else argv)
    try:
        try:
            return _run(words)
        finally:
            sys.stdout.flush()  # here, where somebody looks at what comes of it
    except OperatorError as error:
        complain(str(error))
    except BrokenPipeError:
        return _nobody_reads()
    except OSError as error:
        complain(_sentence(error))
    except KeyboardInterrupt:
        return 130
    return 2


def _run(words: Sequence[str]) -> int:
    if not words or words[0] in ("-h", "--help"):
        _help()
        return 0
    if words[0] == "--version":
        say(f"ndxp {importlib.metadata.version(DISTRIBUTION)}")
        return 0
    if words[0] not in COMMANDS:
        complain(f"there is no command {words[0]!r}; `ndxp --help` lists them")
        return 2
    # Only the chosen door is imported: others need libraries that take time to load.
    door = importlib.import_module(f"ndxp.cli.{words[0]}")
    parser = argparse.ArgumentParser(prog=f"ndxp {words[0]}", description=COMMANDS[words[0]])
    door.configure(parser)
    return int(door.run(parser.parse_args(words[1:])))


def _sentence(error: OSError) -> str:
    """Files named by other options are complained about where they are read: this is the state's."""
    why = error.strerror or "the system refused"
    if error.filename is None:
        return why
    return f"{error.filename}: {why}; another state folder is named with --state or NDXP_STATE"


def _nobody_reads() -> int:
    """The reader of our output has gone, as `head` does: what is left unsaid goes nowhere."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return SIGPIPE_EXIT


def _help() -> None:
    say("usage: ndxp COMMAND [options]\n\nThe national data-exchange platform on one machine.\n")
    for name, purpose in COMMANDS.items():
        say(f"  {name:<11} {purpose}")
    say("\n`ndxp COMMAND --help` shows the options of one command; `ndxp --version` the version.")
