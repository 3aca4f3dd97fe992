"""The report as files: JUnit XML for build servers, a page for people."""

import re
from xml.etree import ElementTree as ET

from ndxp.workbench.reports.junit import junit
from ndxp.workbench.reports.page import page
from ndxp.workbench.verdict import Finding, NotRun, Report, Rule, Subject, Text

RULE = Rule(chapter="§4", text=Text(en="it <belongs>", vi="phải <khớp>"))


def read(report: bytes) -> ET.Element:
    return ET.fromstring(report)  # noqa: S314  our own words


def finding(name: str, *, ok: bool, got: str = "200 ok") -> Finding:
    sent = Text(en=f"sent {name}", vi=f"gửi {name}")
    return Finding(name=name, ok=ok, sent=sent, got=got, rule=RULE, took_s=0.25)


REPORT = Report(
    subject=Subject(
        words=Text(en="The adapter of <A>", vi="Bộ chuyển đổi của <A>"), facts={"subsystem": "<A>"}
    ),
    cases=[finding("good_call", ok=True), finding("pairing", ok=False, got='200 "ok" & <more>')],
    not_run=[NotRun(name="restart", why="--restart names no command")],
    measured={"throughput_per_s": 812.5},
    seed=7,
    took_s=1.5,
)


def test_junit_has_a_failure_for_what_is_broken_and_skips_what_was_not_run() -> None:
    (suite,) = read(junit(REPORT))

    cases = {case.get("name"): case for case in suite.iter("testcase")}
    assert [suite.get(name) for name in ("tests", "failures", "errors", "skipped")] == list("3101")
    assert [name for name, case in cases.items() if case.find("failure") is not None] == ["pairing"]
    assert [name for name, case in cases.items() if case.find("skipped") is not None] == ["restart"]


def test_a_failure_says_what_was_sent_what_came_and_which_rule_is_meant() -> None:
    failure = read(junit(REPORT)).find(".//failure")

    assert failure is not None
    assert failure.get("message") == '200 "ok" & <more>'
    assert failure.text == (
        'sent: sent pairing\ngot:  200 "ok" & <more>\nrule: docs/protocol.md §4: it <belongs>'
    )


def test_junit_has_the_figures_and_the_seed_as_properties() -> None:
    properties = read(junit(REPORT)).iter("property")

    assert {each.get("name"): each.get("value") for each in properties} == {
        "subsystem": "<A>",
        "seed": "7",
        "throughput_per_s": "812.5",
    }


def test_the_page_has_the_verdict_first_in_both_languages() -> None:
    text = page(REPORT).decode()

    body = text.partition("<body>")[2]
    assert body.index("breaks the protocol in 1 of 2 cases") < body.index("<table>")
    assert body.index("sai giao thức ở 1/2 phép thử") < body.index("<table>")
    for both in ("gửi pairing", "sent pairing", "phải &lt;khớp&gt;", "it &lt;belongs&gt;"):
        assert both in body


def test_the_page_shows_what_is_broken_before_what_is_good() -> None:
    text = page(REPORT).decode()

    assert re.findall(r'<tr class="(\w+)" id="(\w+)">', text) == [
        ("bad", "pairing"),
        ("good", "good_call"),
    ]
    assert "--restart names no command" in text


def test_nothing_in_the_page_becomes_markup_or_is_fetched() -> None:
    text = page(REPORT).decode()

    assert "<more>" not in text
    assert "&lt;more&gt;" in text
    assert re.findall(r"(?:src|href)=|https?://|<script|@import|url\(", text) == []
