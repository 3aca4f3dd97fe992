"""`ndxp trust grant`: a person reads what an adapter asks for, and lets it have that."""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from gateway.clock import SystemClock
from gateway.errors import StateError
from gateway.granting import grant, preview
from gateway.network import WHOLE_SERVICE, Network
from gateway.network.proposal import load_proposal
from ndxp.cli import options
from ndxp.cli.output import say, say_json


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("file", type=Path, help="the proposal, `proposal.toml` of an adapter")
    parser.add_argument("--yes", action="store_true", help="grant it without a question")
    options.add_state(parser)
    options.add_json(parser)


def run(arguments: argparse.Namespace) -> int:
    """Show what it grants, ask, and publish; exit code 1 if the answer is no."""
    state, clock = options.state(arguments), SystemClock()
    proposal = load_proposal(arguments.file)
    granted = list(news(*preview(state, proposal, clock)))
    if not arguments.json:
        for line in granted or [
            "no new right: the network has all of it; the schemas are taken anew"
        ]:
            say(line)
    if granted and not (arguments.yes or _agreed(arguments)):
        say("nothing was granted")
        return 1
    directory = grant(state, proposal, clock)
    if arguments.json:
        say_json({"version": directory.version, "granted": granted})
    else:
        say(f"network {directory.network.name}, version {directory.version}, in {state.folder}")
    return 0


def news(old: Network, new: Network) -> Iterator[str]:
    """What the new network has beyond the old one, a sentence each."""
    for member in (new.members[key] for key in new.members.keys() - old.members.keys()):
        also = f", also {', '.join(member.aliases)}" if member.aliases else ""
        assumed = f" (assumed: {member.assumed})" if member.assumed else ""
        yield f"joins: {member.id}{also}, {member.name} / {member.name_vi}{assumed}"
    for subsystem in new.subsystems.values():
        known = old.subsystems.get(subsystem.id)
        if known is None:
            yield f"serves: {subsystem.id}, {subsystem.name} / {subsystem.name_vi}"
        for service in subsystem.services:
            if known is None or service not in known.services:
                kind = "any method, path and content" if service in subsystem.opaque else "JSON"
                yield f"with: {service} ({kind})"
    for (client, service), rules in new.rights.items():
        had = {rule.endpoint for rule in old.rights.get((client, service), ())}
        for rule in rules:
            if rule.endpoint not in had:
                part = "" if rule.endpoint == WHOLE_SERVICE else f" {rule.endpoint}"
                yield f"may call: {client} -> {service}{part}"


def _agreed(arguments: argparse.Namespace) -> bool:
    if arguments.json or not sys.stdin.isatty():
        raise StateError("nothing was granted: read what is asked for, then say --yes")
    return input("Grant this? [y/N] ").strip().lower() in ("y", "yes")
