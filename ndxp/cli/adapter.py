"""`ndxp adapter`: write the project of a new adapter; check one on the bus, or a service over HTTP."""

import argparse

from ndxp.cli import adapter_check, adapter_http, adapter_new


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the actions."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    adapter_new.configure(actions.add_parser("new", help="write the project of a new adapter"))
    checking = actions.add_parser(
        "check", help="try an adapter on the bus, or what speaks a dialect: good calls and attacks"
    )
    adapter_check.configure(checking)
    adapter_http.configure(checking)


def run(arguments: argparse.Namespace) -> int:
    """Do what the action says."""
    if arguments.action == "new":
        return adapter_new.run(arguments)
    if arguments.url is not None:
        return adapter_http.run(arguments)
    return adapter_check.run(arguments)
