"""What a passer-by sees: pages that say what this is, with requests that work."""

import shlex
from collections.abc import Mapping
from html.parser import HTMLParser

import pytest

from mock_registries import pages, route
from mock_registries.registry import Registry
from mock_registries.wire import NativeRequest, NativeResponse

REGISTRIES = ("dancu", "dkdn", "bhxh", "datdai")
HTML = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8", "Host": "127.0.0.1:8090"}


def look(registry: Registry, **headers: str) -> NativeResponse:
    return registry.answer(NativeRequest(method="GET", path=registry.base, headers=headers))


class Reader(HTMLParser):
    """Collects what is in <pre>, what is linked to, and whatever would be fetched."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.commands: list[str] = []
        self.links: list[str] = []
        self.fetched: list[str] = []
        self.lines: list[str] = []
        self._inside = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self._inside = tag
        self.links += [value or "" for name, value in attributes if (tag, name) == ("a", "href")]
        self.fetched += [value or "" for name, value in attributes if name in ("src", "srcset")]
        if tag in ("link", "script", "iframe"):
            self.fetched.append(tag)

    def handle_data(self, data: str) -> None:
        if self._inside == "pre" and data.strip():
            self.commands.append(data)
        if self._inside not in ("title", "style") and data.strip():
            self.lines.append(data.strip())


def sent(command: str) -> NativeRequest:
    """The request that a curl command on a page makes."""
    words = shlex.split(command)
    options = dict(zip(words[3::2], words[4::2], strict=True))
    assert words[:2] == ["curl", "-s"]
    origin, slash, path = words[2].removeprefix("http://").partition("/")
    assert origin == "127.0.0.1:8090"
    path, _, query = f"{slash}{path}".partition("?")
    name, _, value = options.get("-H", "Accept: */*").partition(": ")
    body = options.get("--data-binary")
    return NativeRequest(
        method="GET" if body is None else "POST",
        path=path,
        query=query,
        headers={name: value},
        body=(body or "").encode(),
    )


@pytest.mark.parametrize("name", REGISTRIES)
def test_every_example_of_a_page_works(registries: Mapping[str, Registry], name: str) -> None:
    commands = Reader(look(registries[name], **HTML).body.decode()).commands

    assert len(commands) >= 3
    for command in commands:
        request = sent(command)
        registry = route(registries, request.path)
        assert registry is registries[name]
        reply = registry.answer(request)
        assert reply.status == 200
        refusals = (b'"Status":0', b'"successful":false', b'SoCongDan="0"', b"false</TonTai>")
        assert not any(refusal in reply.body for refusal in refusals)


@pytest.mark.parametrize("name", REGISTRIES)
def test_text_and_html_show_the_same_commands(
    registries: Mapping[str, Registry], name: str
) -> None:
    html, text = look(registries[name], **HTML), look(registries[name])

    assert html.headers["Content-Type"] == "text/html; charset=utf-8"
    assert text.headers["Content-Type"] == "text/plain; charset=utf-8"
    for command in Reader(html.body.decode()).commands:
        assert command in text.body.decode()


@pytest.mark.parametrize("name", REGISTRIES)
def test_a_page_links_to_a_description_that_is_served(
    registries: Mapping[str, Registry], name: str
) -> None:
    [contract] = Reader(look(registries[name], **HTML).body.decode()).links
    path, _, query = contract.partition("?")

    reply = registries[name].answer(NativeRequest(method="GET", path=path, query=query))

    assert reply.status == 200
    assert reply.headers["Content-Type"].split(";")[0] in ("text/xml", "application/json")


@pytest.mark.parametrize("name", REGISTRIES)
def test_a_page_fetches_nothing_and_begins_with_the_warning(
    registries: Mapping[str, Registry], name: str
) -> None:
    html = Reader(look(registries[name], **HTML).body.decode())
    text = look(registries[name]).body.decode()

    assert html.fetched == []
    for first in (html.lines[0], text.splitlines()[0]):
        assert "All data are synthetic (seed=2022; as-of=2022-12-31; scale=1)" in first
        assert "giả lập" in first


def test_a_host_that_is_none_is_not_repeated(registries: Mapping[str, Registry]) -> None:
    for host in ("evil'; rm -rf /", '"><script>', "a" * 300, ""):
        page = look(registries["dancu"], Accept="text/html", Host=host).body.decode()
        assert "curl -s http://127.0.0.1:8090/dancu" in page.replace("&#x27;", "'")
        assert "<script" not in page


def test_the_host_by_which_it_was_found_is_in_the_commands(
    registries: Mapping[str, Registry],
) -> None:
    for host in ("registries:8090", "[::1]:8090", "mock.example"):
        page = look(registries["dancu"], Host=host).body.decode()
        assert f"http://{host}/dancu" in page


@pytest.mark.parametrize("accept", ["text/html", "*/*"])
def test_the_index_leads_to_every_registry(registries: Mapping[str, Registry], accept: str) -> None:
    request = NativeRequest(method="GET", path="/", headers={"accept": accept})

    reply = pages.index([registry.page for registry in registries.values()], request)

    page = reply.body.decode()
    assert "All data are synthetic" in page
    for registry in registries.values():
        assert registry.base in page
        assert registry.page.title in page
        assert registry.page.contract in page
