"""A report as one HTML page, in both languages; it fetches nothing from anywhere."""

from html import escape
from typing import Final

from ndxp.workbench.verdict import Finding, NotRun, Report, Text

_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'"
_STYLE: Final = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:75rem;margin:2rem auto;padding:0 1rem}"
    ":root{color-scheme:light dark}table{border-collapse:collapse;width:100%;margin:.5rem 0}"
    "td,th{text-align:left;vertical-align:top;padding:.3rem .6rem;border-bottom:1px solid #8884}"
    "code{font:14px/1.5 ui-monospace,monospace;overflow-wrap:anywhere}small{opacity:.75}"
    "p.verdict{font-size:1.25rem;border-left:.4rem solid;padding-left:.8rem}"
    ".good{border-color:#1a7f37}.bad{border-color:#cf222e}"
    "b.good{color:#1a7f37}b.bad{color:#cf222e}tr.bad{background:#cf222e18}"
    "@media(max-width:40rem){td,th{display:block;border:0}tr{border-bottom:1px solid #8884}}"
)
_TITLE: Final = Text(en="Verdict of a check", vi="Kết quả kiểm tra")
_GOOD: Final = Text(en="good", vi="đạt")
_BAD: Final = Text(en="BAD", vi="KHÔNG ĐẠT")


def page(report: Report) -> bytes:
    """The verdict first, then what is broken, then everything."""
    title = f"{_text(_TITLE.vi)} · {_text(_TITLE.en)}"
    kind = "good" if report.ok else "bad"
    parts = [
        f"<h1>{title}</h1>",
        f'<p class="verdict {kind}">{_text(report.sentence.vi)}<br>{_text(report.sentence.en)}</p>',
        _facts(report),
        _table(report),
        _left_out(report),
    ]
    return (
        '<!DOCTYPE html>\n<html lang="vi"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>{title}</title><style>{_STYLE}</style></head>\n<body>\n"
        + "\n".join(part for part in parts if part)
        + "\n</body></html>\n"
    ).encode()


def _facts(report: Report) -> str:
    facts = {**report.subject.facts, **report.measured, "seed": report.seed}
    told = " · ".join(f"{_text(name)} <code>{_text(value)}</code>" for name, value in facts.items())
    return f"<p><small>{told} · {report.took_s:.1f} s</small></p>"


def _table(report: Report) -> str:
    """The broken ones first: they are why somebody looks at it."""
    heads = (
        "<tr><th>Phép thử · Case<th><th>Đã gửi · What was sent<th>Nhận được · What came"
        "<th>Quy tắc · The rule</tr>"
    )
    good = [case for case in report.cases if case.ok]
    rows = "\n".join(_row(case) for case in [*report.broken, *good])
    return f"<table>{heads}\n{rows}</table>"


def _row(case: Finding) -> str:
    kind, word = ("good", _GOOD) if case.ok else ("bad", _BAD)
    return (
        f'<tr class="{kind}" id="{_text(case.name)}"><td><code>{_text(case.name)}</code>'
        f'<td><b class="{kind}">{_text(word.vi)} · {_text(word.en)}</b>'
        f"<td>{_both(case.sent)}<td><code>{_text(case.got)}</code>"
        f"<td>{_both(case.rule.text)}<br><small>{_text(case.rule.place)}</small></tr>"
    )


def _left_out(report: Report) -> str:
    if not report.not_run:
        return ""
    items = "".join(_item(each) for each in report.not_run)
    return f"<h2>Không chạy được · Not run</h2><ul>{items}</ul>"


def _item(each: NotRun) -> str:
    return f"<li><code>{_text(each.name)}</code> {_text(each.why)}</li>"


def _both(text: Text) -> str:
    return f"{_text(text.vi)}<br><small>{_text(text.en)}</small>"


def _text(value: object) -> str:
    return escape(str(value))
