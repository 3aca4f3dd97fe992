"""The catalogue as one HTML page, in both languages; it fetches nothing from anywhere."""

import json
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Final

from gateway.edge.catalogue.fields import Field
from gateway.edge.catalogue.listing import Caller, Listing, Named, Provider, Service

# The page needs its own style and nothing else; nothing that it shows can become a script.
POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'"

_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem}"
    ":root{color-scheme:light dark}table{border-collapse:collapse;width:100%;margin:.5rem 0}"
    "td,th{text-align:left;vertical-align:top;padding:.2rem .6rem;border-bottom:1px solid #8884}"
    "code,pre{font:14px/1.5 ui-monospace,monospace;overflow-wrap:anywhere}"
    "pre{white-space:pre-wrap;background:#8882;padding:.7rem;user-select:all}"
    "h3{margin-top:2rem}h4{margin:1rem 0 0}small{opacity:.75}li{margin:.1rem 0}"
    "@media(max-width:40rem){td,th{display:block;border:0}tr{border-bottom:1px solid #8884}}"
)
_WARNING = (
    "Dữ liệu giả lập, không có người nào là thật. · All data are synthetic: nobody in it exists."
)


def page(listing: Listing) -> bytes:
    """Everything that the JSON says, for a person."""
    title = "Danh mục dịch vụ · Catalogue of services"
    parts = [
        f"<p><strong>{_WARNING}</strong></p>",
        f"<h1>{title}</h1>",
        f"<p>{_text(listing.instance)} · {_text(listing.network)} · "
        '<a href="/listClients">listClients</a> · '
        '<a href="/verificationconf">verificationconf</a></p>',
        _contents(listing.providers),
        *(_provider(each) for each in listing.providers),
        _named("Bên khai thác · Consumers", listing.consumers),
        _named("Thành viên · Members", listing.members),
    ]
    return (
        '<!DOCTYPE html>\n<html lang="vi"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>{title}</title><style>{_STYLE}</style></head>\n<body>\n"
        + "\n".join(parts)
        + "\n</body></html>\n"
    ).encode()


def _contents(providers: Sequence[Provider]) -> str:
    items = "".join(
        f'<li><a href="#{_text(service.id)}"><code>{_text(service.id)}</code></a> '
        f"{_both(service.title_vi, service.title)}</li>"
        for provider in providers
        for service in provider.services
    )
    return f"<ul>{items}</ul>"


def _provider(provider: Provider) -> str:
    return (
        f"<h2>{_both(provider.name_vi, provider.name)}</h2>\n"
        f"<p><code>{_text(provider.id)}</code> · "
        f"{_documents(provider)}</p>\n"
        + "\n".join(_service(service) for service in provider.services)
    )


def _documents(described: Provider | Service) -> str:
    return (
        f'<a href="{_text(described.openapi)}">OpenAPI 3.1</a> · '
        f'<a href="{_text(described.asyncapi)}">AsyncAPI 3.0</a>'
    )


def _service(service: Service) -> str:
    head = f'<h3 id="{_text(service.id)}"><code>{_text(service.code)}</code> '
    head += f"{_both(service.title_vi, service.title)}</h3>"
    path = f"<p><code>{_text(service.id)}</code> · {_documents(service)}</p>"
    callers = f"<h4>Ai được gọi · Who may call</h4>{_callers(service.callers)}"
    if service.opaque:
        opaque = "<p>Không có lược đồ: nội dung đi qua nguyên vẹn. · Opaque: passed as it is.</p>"
        return f"<section>{head}{path}{opaque}{callers}</section>"
    request = f"<h4>Yêu cầu · Request</h4>{_fields(service.request)}"
    answer = f"<h4>Trả lời · Answer</h4>{_fields(service.answer)}"
    return f"<section>{head}{path}{_example(service)}{request}{answer}{callers}</section>"


def _example(service: Service) -> str:
    if service.example is None:
        return ""
    return f"<h4>Gọi thử · An example call</h4><pre>{_text(service.example.curl)}</pre>"


def _callers(callers: Sequence[Caller]) -> str:
    if not callers:
        return "<p>Không ai · Nobody</p>"
    items = "".join(
        f"<li><code>{_text(caller.id)}</code> "
        f"<small>{_text(', '.join(caller.endpoints))}</small></li>"
        for caller in callers
    )
    return f"<ul>{items}</ul>"


def _fields(rows: Sequence[Field]) -> str:
    heads = "<tr><th>Trường · Field<th>Kiểu · Type<th>Quy tắc · Rules<th>Ý nghĩa · Meaning</tr>"
    return f"<table>{heads}{''.join(_row(row) for row in rows)}</table>"


def _row(row: Field) -> str:
    needed = "" if row.required else " <small>?</small>"
    return (
        f"<tr><td><code>{_text(row.name)}</code>{needed}<td>{_text(row.type)}"
        f"<td><code>{_text(_rules(row.rules))}</code><td>{_both(row.vi, row.en)}</tr>"
    )


def _rules(rules: Mapping[str, object]) -> str:
    return "; ".join(
        f"{name}: {value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)}"
        for name, value in rules.items()
    )


def _named(title: str, each: Iterable[Named]) -> str:
    rows = "".join(
        f"<tr><td><code>{_text(one.id)}</code><td>{_both(one.name_vi, one.name)}"
        f"<td><small>{_text(one.assumed)}</small></tr>"
        for one in each
    )
    return f"<h2>{title}</h2><table>{rows}</table>"


def _both(vi: str, en: str) -> str:
    return f"{_text(vi)} · {_text(en)}" if vi != en else _text(en)


def _text(value: str) -> str:
    return escape(value)
