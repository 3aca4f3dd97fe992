"""`ndxp explain CODE`: what an error means, why it happens, and how to mend it."""

import argparse
import sys
import textwrap

from gateway.edge.wso2.faults import codes_told_as
from gateway.errors import ConfigurationError
from ndxp.cli import options
from ndxp.cli.output import say, say_json, table
from ndxp.explain.document import document
from ndxp.explain.pages import Page, closest, pages

_WIDTH = 100
_TITLES = {
    "en": ("likely causes", "in the log", "mend it"),
    "vi": ("thường do", "trong nhật ký", "cách sửa"),
}


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument(
        "code",
        nargs="?",
        help="a code, the whole `type` of an answer, an HTTP status or a code of WSO2 (default: list them)",
    )
    parser.add_argument("--lang", choices=("en", "vi"), default="en")
    parser.add_argument("--markdown", action="store_true", help="print docs/errors.md")
    options.add_json(parser)


def run(arguments: argparse.Namespace) -> int:
    """Explain one code, or list all, or those of a number; exit code 2 for a code that there is not."""
    if arguments.markdown:
        sys.stdout.write(document())
        return 0
    known = pages(arguments.lang)
    if arguments.code is None:
        _list(known, as_json=arguments.json)
        return 0
    found = _meant(arguments.code, known)
    page = next(iter(found.values()))
    if len(found) > 1:
        _list(found, as_json=arguments.json)
    elif arguments.json:
        say_json(page.as_json())
    else:
        _show(page, _TITLES[arguments.lang])
    return 0


def _meant(text: str, known: dict[str, Page]) -> dict[str, Page]:
    """One page, or several of a number; raises ConfigurationError."""
    if text.isdecimal():
        return _numbered(text, known)
    code = text.rpartition(".")[2]
    if code in known:
        return {code: known[code]}
    near = closest(code)
    meant = f"did you mean {', '.join(near)}? " if near else ""
    raise ConfigurationError("CODE", [f"there is no such error; {meant}`ndxp explain` lists all"])


def _numbered(number: str, known: dict[str, Page]) -> dict[str, Page]:
    """What is told with this HTTP status, or with this code of WSO2's; raises ConfigurationError."""
    wso2 = codes_told_as(number)
    found = {
        code: page for code, page in known.items() if str(page.status) == number or code in wso2
    }
    if not found:
        raise ConfigurationError(
            "CODE", ["no error has this HTTP status or code of WSO2; `ndxp explain` lists all"]
        )
    return found


def _list(known: dict[str, Page], *, as_json: bool) -> None:
    if as_json:
        say_json([page.as_json() for page in known.values()])
    else:
        table(
            ("code", "status", "means"),
            [(page.code, page.status, page.means) for page in known.values()],
        )


def _show(page: Page, titles: tuple[str, str, str]) -> None:
    causes, log, fix = titles
    say(f"{page.code}  (HTTP {page.status}, type {page.kind})\n")
    say(f"{_wrapped(page.means, '')}\n{_wrapped(page.sentence, '  ')}\n")
    say(f"{causes}:")
    for number, cause in enumerate(page.causes, 1):
        say(_wrapped(f"{number}. {cause}", "  "))
    say(f"\n{log}:\n{_wrapped(page.log, '  ')}")
    say(f"\n{fix}:\n{_wrapped(page.fix, '  ')}")


def _wrapped(text: str, indent: str) -> str:
    return textwrap.fill(text, _WIDTH, initial_indent=indent, subsequent_indent=indent)
