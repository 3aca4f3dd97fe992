"""How commands speak: results on standard output, complaints on standard error."""

import datetime
import json
import sys
from collections.abc import Sequence
from typing import Final

LOCAL: Final = datetime.timezone(datetime.timedelta(hours=7))  # Asia/Ho_Chi_Minh has no summer time


def say(text: str = "") -> None:
    """A line of the result."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def complain(text: str) -> None:
    """Why a command cannot do its work."""
    sys.stderr.write(f"ndxp: {text}\n")


def say_json(value: object) -> None:
    """A result for programs."""
    say(json.dumps(value, ensure_ascii=False, indent=2))


def day(time_ms: int) -> str:
    """A day and time in Vietnam of milliseconds since 1970."""
    return f"{datetime.datetime.fromtimestamp(time_ms / 1000, LOCAL):%Y-%m-%d %H:%M}"


def table(header: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Columns as wide as their widest cell; numbers to the right."""
    cells = [[_cell(value) for value in row] for row in rows]
    widths = [max(len(line[i]) for line in [list(header), *cells]) for i in range(len(header))]
    right = [all(isinstance(row[i], int | float) for row in rows) for i in range(len(header))]
    for line in [list(header), ["-" * width for width in widths], *cells]:
        padded = (
            cell.rjust(width) if to_right else cell.ljust(width)
            for cell, width, to_right in zip(line, widths, right, strict=True)
        )
        say("  ".join(padded).rstrip())


def _cell(value: object) -> str:
    return f"{value:,.1f}" if isinstance(value, float) else str(value)
