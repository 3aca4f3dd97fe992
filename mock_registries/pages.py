"""What a passer-by sees: a page for each registry and one that lists them.

A browser (Accept: text/html) gets HTML in one file, nothing is fetched from elsewhere; anybody else
gets the same as text. Both begin by saying that the data are synthetic.
"""

import re
import shlex
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

from mock_registries.wire import NativeRequest, NativeResponse, Stationery, header

_HOST = re.compile(r"[A-Za-z0-9.-]{1,253}(?::[0-9]{1,5})?|\[[0-9A-Fa-f:.]{2,45}\](?::[0-9]{1,5})?")
_USUAL_HOST = "127.0.0.1:8090"
_DESCRIPTION = "Mô tả giao diện · its own description"
_SIMULATOR = (
    "Sổ đăng ký mô phỏng của bộ mô phỏng NDXP, trả lời bằng giao thức gốc của nó. "
    "A mock registry of the NDXP simulator that answers in its native protocol."
)
_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}"
    "pre{white-space:pre-wrap;overflow-wrap:anywhere;background:#8882;padding:.7rem;"
    "user-select:all}h2{font-size:1rem;margin:1.5rem 0 .3rem}:root{color-scheme:light dark}"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A request that works: POST where there is a body, else GET."""

    title: str
    path: str  # with the query, percent-encoded
    body: str | None = None
    content_type: str = "application/json; charset=utf-8"

    def curl(self, origin: str) -> str:
        """Return the command that sends it, for a POSIX shell."""
        words = ["curl", "-s", origin + self.path]
        if self.body is not None:
            words += ["-H", f"Content-Type: {self.content_type}", "--data-binary", self.body]
        return shlex.join(words)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What a registry tells of itself; `examples` is called when somebody looks."""

    paper: Stationery
    base: str
    title: str  # Vietnamese
    title_en: str
    contract: str  # path of its own description: WSDL or OpenAPI
    examples: Callable[[], Sequence[Example]]

    def answer(self, request: NativeRequest) -> NativeResponse:
        """Answer a look at the registry's base path."""
        origin = f"http://{host_of(request) or _USUAL_HOST}"
        shown = [(example.title, example.curl(origin)) for example in self.examples()]
        if _wants_html(request):
            link = f'<p>{_DESCRIPTION}: <a href="{self.contract}">{self.contract}</a></p>'
            parts = [f"<h2>{escape(title)}</h2><pre>{escape(curl)}</pre>" for title, curl in shown]
            return _html(self.paper, f"{self.title} · {self.title_en}", [link, *parts])
        first = f"{_DESCRIPTION}: {self.contract}\n"
        lines = [f"{title}\n\n    {curl}\n" for title, curl in shown]
        return _text(self.paper, f"{self.title}\n{self.title_en}", [first, *lines])


def index(pages: Sequence[Page], request: NativeRequest) -> NativeResponse:
    """List the registries; there is at least one."""
    title = "Các cơ sở dữ liệu mô phỏng · Mock registries"
    if _wants_html(request):
        rows = [
            f'<li><a href="{page.base}">{page.base}</a> {escape(page.title)} · '
            f'{escape(page.title_en)} (<a href="{page.contract}">{page.contract}</a>)</li>'
            for page in pages
        ]
        return _html(pages[0].paper, title, ["<ul>", *rows, "</ul>"])
    lines = [f"{page.base:14} {page.title} · {page.title_en} ({page.contract})" for page in pages]
    return _text(pages[0].paper, title, lines)


def host_of(request: NativeRequest) -> str:
    """Return the host and port under which the caller found us, empty if that is not plain."""
    host = header(request, "host")
    return host if _HOST.fullmatch(host) else ""


def _wants_html(request: NativeRequest) -> bool:
    return "text/html" in header(request, "accept")


def _warning(paper: Stationery) -> str:
    return (
        f"All data are synthetic ({paper.origin}): nobody in it exists. "
        "Toàn bộ dữ liệu là giả lập, không có người nào là thật."
    )


def _html(paper: Stationery, title: str, parts: Sequence[str]) -> NativeResponse:
    page = (
        '<!DOCTYPE html>\n<html lang="vi"><head><meta charset="utf-8">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head>\n<body>"
        f"<p><strong>{escape(_warning(paper))}</strong></p>\n<h1>{escape(title)}</h1>\n"
        f"<p>{_SIMULATOR}</p>\n" + "\n".join(parts) + "\n</body></html>\n"
    )
    return paper.write(200, "text/html; charset=utf-8", page.encode())


def _text(paper: Stationery, title: str, parts: Sequence[str]) -> NativeResponse:
    page = f"{_warning(paper)}\n\n{title}\n\n{_SIMULATOR}\n\n" + "\n".join(parts) + "\n"
    return paper.write(200, "text/plain; charset=utf-8", page.encode())
