"""The options that choose the country of the mock registries, and what follows from them."""

import argparse
from pathlib import Path

from gateway.errors import ConfigurationError
from ndxp.cli.output import say
from ndxp.cli.values import day
from ndxp.registries import CountrySettings, Registries, drop_changes


def add_options(parser: argparse.ArgumentParser) -> None:
    """--scale, --as-of and --country-seed: which country the mock registries compute."""
    parser.add_argument(
        "--scale",
        type=float,
        default=1.0,
        metavar="N",
        help="size of the country: 1 for 99 million people (default), 0.001 for a thousandth",
    )
    parser.add_argument(
        "--as-of",
        type=day,
        default=CountrySettings().as_of,
        metavar="DATE",
        help="the country's date (default: 2022-12-31); from 2025-07-01 on it has 34 provinces",
    )
    parser.add_argument(
        "--country-seed",
        type=int,
        default=CountrySettings().seed,
        metavar="N",
        help="another seed, another country (default: 2022)",
    )


def add_reset(parser: argparse.ArgumentParser) -> None:
    """--reset: the country as it is computed, without the changes made so far."""
    parser.add_argument(
        "--reset", action="store_true", help="drop all changes of the country before starting"
    )


def registries(
    arguments: argparse.Namespace, overlay: Path | None = None, *, allow_faults: bool = False
) -> Registries:
    """The mock registries of the country that the options name, with the changes in a database."""
    settings = CountrySettings(
        seed=arguments.country_seed,
        as_of=arguments.as_of,
        scale=arguments.scale,
        overlay=overlay,
    )
    try:
        return Registries(settings, allow_faults=allow_faults)
    except ValueError as error:
        named = "--scale, --as-of" if overlay is None else "--overlay, --scale, --as-of"
        raise ConfigurationError(named, [str(error)]) from error


def reset(path: Path) -> None:
    """Drop all changes in a database, and say how many there were."""
    try:
        count = drop_changes(path)
    except ValueError as error:
        raise ConfigurationError("--reset", [str(error)]) from error
    say(f"{count} change{'' if count == 1 else 's'} dropped")


def words(arguments: argparse.Namespace) -> list[str]:
    """The options with which another command computes the same country."""
    return [
        *("--scale", str(arguments.scale), "--as-of", str(arguments.as_of)),
        *("--country-seed", str(arguments.country_seed)),
    ]
