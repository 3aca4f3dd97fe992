"""The page of the catalogue that a browser gets: it fetches nothing, and says what the JSON says."""

import re
from html.parser import HTMLParser
from pathlib import Path

from gateway.edge.catalogue.page import page
from gateway.network import load_network
from tests.gateway.edge.looking import lister, look, services
from tests.gateway.members import SMALL

HTML = ("Accept", "text/html,application/xhtml+xml,*/*;q=0.8")


class Page(HTMLParser):
    """Collects what a page would fetch, whether its tags close, and its text."""

    VOID = frozenset({"meta", "br", "td", "th"})

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.fetches: list[str] = []
        self.open: list[str] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in self.VOID:
            self.open.append(tag)
        found = {name: value or "" for name, value in attrs}
        if tag == "a":
            self.links.append(found["href"])
        elif {"src", "href", "srcset", "action"} & found.keys() or tag == "script":
            self.fetches.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def test_a_browser_gets_one_page_that_fetches_nothing(store_port: int) -> None:
    answer = look(store_port, HTML)
    shown = Page(answer.body.decode())

    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    assert shown.fetches == []
    assert shown.open == []


def test_the_page_says_what_the_json_says(store_port: int) -> None:
    text = Page(look(store_port, HTML).body.decode()).text

    for name, service in services(store_port).items():
        assert name in text
        for field in (*service["request"], *service["answer"]):
            assert field["name"] in text
            assert field["vi"] in text
        for caller in service["callers"]:
            assert caller["id"] in text
        if service["example"]:
            assert service["example"]["curl"] in text


def test_every_link_of_the_page_leads_somewhere(store_port: int) -> None:
    body = look(store_port, HTML).body.decode()
    anchors = set(re.findall(r'id="([^"]+)"', body))

    for link in Page(body).links:
        if link.startswith("#"):
            assert link[1:] in anchors
        else:
            assert look(store_port, path=link).status == 200


def test_names_from_the_network_cannot_become_markup(tmp_path: Path) -> None:
    file = tmp_path / "net.toml"
    bad = "<script>alert(1)</script>&"
    file.write_text(SMALL.read_text("utf-8").replace("Ministry of Public Security", bad), "utf-8")

    assert "<script" not in page(lister(load_network(file)).listing()).decode()
