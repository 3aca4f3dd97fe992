"""`ndxp trust`: who takes part, which keys count, who may call what, and why."""

import argparse

from ndxp.cli import (
    trust_app,
    trust_documents,
    trust_grant,
    trust_keys,
    trust_token,
    trust_why,
)


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    trust_documents.configure(actions)
    trust_keys.configure(actions)
    grant = actions.add_parser("grant", help="let an adapter have what its project asks for")
    trust_grant.configure(grant)
    grant.set_defaults(act=trust_grant.run)
    token = actions.add_parser("token", help="bearer tokens of systems that call this node")
    trust_token.configure(token)
    app = actions.add_parser("app", help="accounts of systems that call in another dialect")
    trust_app.configure(app)
    why = actions.add_parser("why", help="which rule allows a call, or what is missing for it")
    trust_why.configure(why)
    why.set_defaults(act=trust_why.run)


def run(arguments: argparse.Namespace) -> int:
    """Run the chosen action."""
    return int(arguments.act(arguments))
