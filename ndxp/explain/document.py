"""docs/errors.md, made of the pages: `ndxp explain --markdown` prints it, a test holds it."""

from collections.abc import Iterator

from ndxp.explain.pages import Page, pages

_HEAD = """# Errors, one page each

What a caller is told stands in `type`, `message` and `detail` of the answer ([protocol.md](protocol.md#8-errors));
here is what it means, why it happens, where the log has it and how to mend it, in English and Vietnamese (*tiếng Việt*).
`ndxp explain CODE` prints one page, `--lang vi` in Vietnamese. This document is made by `ndxp explain --markdown`.

```sh
ndxp explain access_denied
ndxp explain server.clientproxy.access_denied --lang vi
```
"""


def document() -> str:
    """The whole document, ending with a newline."""
    vietnamese = pages("vi")
    return "\n".join(
        [_HEAD, *(line for page in pages("en").values() for line in _both(page, vietnamese))]
    )


def _both(page: Page, vietnamese: dict[str, Page]) -> Iterator[str]:
    yield f"## {page.code}\n"
    yield f"HTTP {page.status}, `{page.kind}`\n"
    yield from _told(page, ("Likely", "In the log", "Mend it"))
    yield from _told(vietnamese[page.code], ("Thường do", "Trong nhật ký", "Cách sửa"))


def _told(page: Page, titles: tuple[str, str, str]) -> Iterator[str]:
    likely, log, fix = titles
    causes = "; ".join(f"({number}) {cause}" for number, cause in enumerate(page.causes, 1))
    yield f"**{page.means}** “{page.sentence}”\n"
    yield f"- {likely}: {causes}."
    yield f"- {log}: {page.log}"
    yield f"- {fix}: {page.fix}\n"
