"""A report as JUnit XML, the form that build servers read."""

from xml.etree import ElementTree as ET

from ndxp.workbench.verdict import Finding, NotRun, Report

CLASS = "ndxp.adapter.check"


def junit(report: Report) -> bytes:
    """One test suite; a broken rule is a failure, a case that could not be run is skipped."""
    counts = {
        "tests": len(report.cases) + len(report.not_run),
        "failures": len(report.broken),
        "errors": 0,
        "skipped": len(report.not_run),
    }
    attributes = {name: str(count) for name, count in counts.items()}
    attributes["time"] = f"{report.took_s:.3f}"
    root = ET.Element("testsuites", attributes)
    suite = ET.SubElement(root, "testsuite", {"name": report.subject.words.en, **attributes})
    properties = ET.SubElement(suite, "properties")
    facts = {**report.subject.facts, "seed": report.seed, **report.measured}
    for name, value in facts.items():
        ET.SubElement(properties, "property", {"name": name, "value": str(value)})
    for finding in report.cases:
        _add(suite, finding)
    for each in report.not_run:
        _skip(suite, each)
    ET.indent(root)
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True)) + b"\n"


def _add(suite: ET.Element, finding: Finding) -> None:
    case = _case(suite, finding.name, finding.took_s)
    if not finding.ok:
        failure = ET.SubElement(case, "failure", {"message": finding.got, "type": "breach"})
        failure.text = f"sent: {finding.sent.en}\ngot:  {finding.got}\nrule: {finding.rule}"


def _skip(suite: ET.Element, each: NotRun) -> None:
    ET.SubElement(_case(suite, each.name, 0), "skipped", {"message": each.why})


def _case(suite: ET.Element, name: str, took_s: float) -> ET.Element:
    attributes = {"classname": CLASS, "name": name, "time": f"{took_s:.3f}"}
    return ET.SubElement(suite, "testcase", attributes)
