"""`ndxp up --adapter FILE`: an adapter of one's own in the process of the gateway, without a broker."""

import argparse
import contextlib
import importlib.util
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from types import ModuleType

from adapters import sdk
from adapters.base import Adapter, OpaqueAdapter
from gateway.errors import ConfigurationError
from ndxp.compose import Node

_OPTION = "--adapter"


def add_adapters(parser: argparse.ArgumentParser) -> None:
    """--adapter: adapters that do not ship with us."""
    parser.add_argument(
        _OPTION,
        type=Path,
        metavar="FILE",
        action="append",
        default=[],
        help="serve the adapter in this Python file too (may be repeated); `ndxp trust grant` "
        "gives it what it asks for",
    )


@asynccontextmanager
async def serve_own(files: Sequence[Path], node: Node, obeys_faults: bool) -> AsyncIterator[None]:
    """Serve the adapter of each file; raises ConfigurationError if there is none in it, or no right for it."""
    async with contextlib.AsyncExitStack() as stack:
        for position, file in enumerate(files):
            adapter = _adapter_in(file, f"own_adapter_{position}")
            served = sdk.serve(adapter, node.bus, node.membership, obeys_faults=obeys_faults)
            await stack.enter_async_context(served)
        yield


def _adapter_in(file: Path, name: str) -> Adapter | OpaqueAdapter:
    found = _adapters(_imported(file, name), file)
    if len(found) != 1:
        number = "no adapter" if not found else f"{len(found)} adapters"
        raise ConfigurationError(
            _OPTION, [f"{file} has {number}: one class with `subsystem` and `answer` or `forward`"]
        )
    return found[0]


def _imported(file: Path, name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, file)
    if spec is None or spec.loader is None:
        raise ConfigurationError(_OPTION, [f"{file} is no Python file"])
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # where `inspect` looks for the file of a class
    sys.path.insert(0, str(file.resolve().parent))  # as `python FILE` has it
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        raise ConfigurationError(_OPTION, [f"{file}: {type(error).__name__}: {error}"]) from error
    return module


def _adapters(module: ModuleType, file: Path) -> list[Adapter | OpaqueAdapter]:
    """Those that the module made, else one of each class of adapter that it defines."""
    values = vars(module).values()
    made = [value for value in values if isinstance(value, Adapter | OpaqueAdapter)]
    if there := [each for each in made if not isinstance(each, type)]:
        return there
    classes = [
        each for each in made if isinstance(each, type) and each.__module__ == module.__name__
    ]
    try:
        return [each() for each in classes]
    except TypeError as error:
        raise ConfigurationError(_OPTION, [f"{file}: {error}"]) from error
