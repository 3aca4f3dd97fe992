"""`ndxp gateway`: the gateway alone; adapters connect to the same broker, or another node stands behind."""

import argparse
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from gateway.edge.catalogue.samples import Sample, no_sample
from gateway.errors import ConfigurationError
from gateway.state import State
from gateway.upstream.link import Address
from ndxp.cli.node import configure_node, run_node
from ndxp.cli.output import say
from ndxp.compose import NODE, Node, Standing


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    configure_node(parser)
    parser.add_argument(
        "--node",
        default=NODE,
        metavar="NAME",
        help=f"whose key signs the log: the certificate of node:NAME (default: {NODE})",
    )
    parser.add_argument(
        "--upstream",
        metavar="URL",
        help="https://HOST:PORT of the node that is called for what nobody serves here: this one is an LGSP",
    )
    parser.add_argument(
        "--upstream-cert",
        type=Path,
        metavar="FILE",
        help="this node's certificate towards it (PEM), its key beside it (.key):"
        " `ndxp trust issue node:NAME --type tls` makes one",
    )


def run(arguments: argparse.Namespace) -> int:
    """Serve until stopped."""
    standing = Standing(
        name=arguments.node,
        network_url=arguments.network_url,
        upstream=_upstream(arguments.upstream, arguments.upstream_cert),
    )
    if not (arguments.bus or standing.upstream):
        raise ConfigurationError(
            "--bus", ["a gateway alone answers nothing: give it --bus URL, --upstream URL, or both"]
        )
    return run_node(arguments, standing, _elsewhere, _welcome)


def _upstream(url: str | None, certificate: Path | None) -> Address | None:
    if url is None and certificate is None:
        return None
    if url is None or certificate is None:
        raise ConfigurationError("--upstream, --upstream-cert", ["each needs the other"])
    return Address.read(url, certificate)


@asynccontextmanager
async def _elsewhere(
    _arguments: argparse.Namespace, _node: Node, _obeys_faults: bool
) -> AsyncIterator[Sample]:
    """The providers are other processes, of whose records nothing is known here."""
    yield no_sample


def _welcome(arguments: argparse.Namespace, url: str, state: State) -> None:
    behind = f"; behind it: {arguments.upstream}" if arguments.upstream else ""
    say(f"gateway on {url}  (state {state.folder}{behind})")
