"""A project for a new adapter: a copy of `template`, which is one itself, under another name.

The template is checked, formatted and tested as it stands; in the copy its name is replaced wherever it is.
"""

import re
from pathlib import Path
from typing import Final

from gateway.errors import ConfigurationError

TEMPLATE: Final = Path(__file__).parent / "template"
_NAME: Final = "vidu"
_GOOD = re.compile(r"[a-z][a-z0-9]{0,31}")  # a folder, a part of an identifier and a class
_HIDDEN = "dot-"  # the template's own files for tools, under names that tools do not look at
_LEFT_BY_TOOLS = {"__pycache__", ".pytest_cache"}


def write_project(name: str, into: Path) -> list[Path]:
    """Write a project named `name` into a new folder in `into`; its files.

    Raises ConfigurationError for a name that will not do, or if there is such a folder already.
    """
    if not _GOOD.fullmatch(name):
        raise ConfigurationError(
            "NAME", ["small letters and digits, a letter first, at most 32: it becomes part of ids"]
        )
    folder = into / name
    try:
        folder.mkdir()
        return [_write(file, folder, name) for file in _files(TEMPLATE)]
    except FileExistsError as error:
        raise ConfigurationError("NAME", [f"{folder} is there already"]) from error
    except OSError as error:
        raise ConfigurationError("NAME", [f"{folder}: {error.strerror}"]) from error


def _files(folder: Path) -> list[Path]:
    return sorted(
        path
        for path in folder.rglob("*")
        if path.is_file() and not _LEFT_BY_TOOLS.intersection(path.parts)
    )


def _write(file: Path, folder: Path, name: str) -> Path:
    inside = file.relative_to(TEMPLATE).as_posix().replace(_HIDDEN, ".")
    target = folder / inside.replace(_NAME, name)
    target.parent.mkdir(parents=True, exist_ok=True)
    text = file.read_text("utf-8").replace(_NAME, name)
    target.write_text(text.replace(_NAME.capitalize(), name.capitalize()), "utf-8")
    return target
