"""`ndxp adapter new`: the project of a new adapter, with a test that passes."""

import argparse
from pathlib import Path

from gateway.network.proposal import load_proposal
from gateway.state import PROPOSAL
from ndxp.cli import options
from ndxp.cli.output import say, say_json
from ndxp.newadapter import write_project


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("name", help="of the folder, and of the subsystem: small letters, digits")
    options.add_json(parser)


def run(arguments: argparse.Namespace) -> int:
    """Write it into a new folder here."""
    name = arguments.name
    files = [file.as_posix() for file in write_project(name, Path())]
    services = [str(service) for service in load_proposal(Path(name) / PROPOSAL).described]
    if arguments.json:
        say_json({"folder": name, "services": services, "files": files})
        return 0
    say(f"{name}: an adapter that answers {', '.join(services)}")
    for file in files:
        say(f"  {file}")
    say(f"test it:  cd {name} && pytest")
    say(f"go on:    {name}/README.md")
    return 0
