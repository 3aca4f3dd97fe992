"""How the values of options are read, for argparse; nothing here needs the platform."""

import argparse
from datetime import date
from pathlib import Path

MOST = 1_000_000  # of anything that is counted out


def positive(text: str) -> int:
    """Read a whole number from 1 on, in digits; for argparse."""
    number = int(text) if text.isascii() and text.isdigit() and len(text) <= len(str(MOST)) else 0
    if not 0 < number <= MOST:
        raise argparse.ArgumentTypeError(f"must be a whole number from 1 to {MOST:,}")
    return number


def day(text: str) -> date:
    """Read YYYY-MM-DD; for argparse."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is no date YYYY-MM-DD") from None


def folder(text: str) -> Path:
    """Read the name of a folder that is there; for argparse."""
    path = Path(text)
    if not path.is_dir():
        raise argparse.ArgumentTypeError(f"{text} is no folder")
    return path
