"""The options of a listener: where, with which certificate, and how clients prove who they are."""

import argparse
import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import get_args

from gateway.config import error_profile
from gateway.edge.dialects import DIALECTS
from gateway.edge.listen import Listen
from gateway.edge.tls import Identity
from gateway.errors import ConfigurationError
from gateway.network import Auth


def add_tls(parser: argparse.ArgumentParser) -> None:
    """--tls-cert and --tls-key: who the listener proves to be."""
    parser.add_argument(
        "--tls-cert",
        type=Path,
        metavar="FILE",
        help="listen with TLS, with this certificate (PEM): `ndxp trust issue --type tls HOST` makes one",
    )
    parser.add_argument(
        "--tls-key", type=Path, metavar="FILE", help="its key (default: beside it, with .key)"
    )


def identity(arguments: argparse.Namespace) -> Identity | None:
    """Of a listener with TLS; None if it speaks plain HTTP."""
    certificate, key = arguments.tls_cert, arguments.tls_key
    if certificate is None and key is not None:
        raise ConfigurationError("--tls-key", ["only with --tls-cert"])
    if certificate is None:
        return None
    return Identity(certificate=certificate, key=key or certificate.with_suffix(".key"))


def add_auth(parser: argparse.ArgumentParser) -> None:
    """--auth: instead of what the network file says for all."""
    parser.add_argument(
        "--auth",
        choices=get_args(Auth),
        help="how clients prove who they are that have no auth of their own in the network file"
        " (default: as the file says)",
    )


def add_dialects(parser: argparse.ArgumentParser) -> None:
    """--dialect: further listeners, for clients that speak something else than r1."""
    parser.add_argument(
        "--dialect",
        action="append",
        default=[],
        metavar="NAME[=HOST:PORT]",
        help=f"listen for clients that speak {', '.join(DIALECTS)}, each on a port of its own"
        " (may be repeated; default: the port on which its clients expect it, on 127.0.0.1)",
    )


def dialects(texts: Sequence[str], tls: Identity | None) -> list[Listen]:
    """Read --dialect; raises ConfigurationError with every fault at once."""
    faults = []
    found = []
    for text in texts:
        name, _, place = text.partition("=")
        if name not in DIALECTS:
            faults.append(f"{name!r} is none of {', '.join(DIALECTS)}")
            continue
        at = listen(place or f"127.0.0.1:{DIALECTS[name].port}", tls, "--dialect")
        found.append(replace(at, dialect=name))
    if faults:
        raise ConfigurationError("--dialect", faults)
    return found


def listen(text: str, tls: Identity | None = None, option: str = "--listen") -> Listen:
    """Read HOST:PORT; how errors are spelt comes from NDXP_ERROR_PROFILE."""
    host, colon, port = text.rpartition(":")
    if not (colon and host and port.isascii() and port.isdigit() and int(port) < 65536):
        raise ConfigurationError(option, ["must read HOST:PORT, for example 127.0.0.1:8080"])
    return Listen(
        host=host.strip("[]"),
        port=int(port),
        identity=tls,
        profile=error_profile(os.environ),
    )
