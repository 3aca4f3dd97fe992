"""XML from strangers, read without risk: no document type, no entity, one encoding, a bounded depth.

Without a document type XML has no entities and no external references, so `<!DOCTYPE` is refused wherever
it stands, before a parser sees it. Comments, processing instructions and CDATA do no harm and are read.
"""

import re
from typing import Final
from xml.etree.ElementTree import Element, ParseError, fromstring

DEEPEST: Final = 20
"""Levels of elements; whoever reads a document may call itself once for each."""

_ENCODING = re.compile(r"<\?xml[^>]*?\sencoding\s*=\s*[\"']([^\"']*)")


def parse_xml(data: bytes) -> Element:
    """Return the root of a document; whoever calls has bounded its size.

    Raises ValueError with a sentence about the document that repeats nothing of it.
    """
    # A parser that gets a str reads it as UTF-8 whatever it declares, but for zero bytes: expat takes
    # those for UTF-16, in which a document type would look otherwise.
    try:
        document = data.decode("utf-8-sig")
    except ValueError:
        raise ValueError("it is not in UTF-8") from None
    claimed = _ENCODING.match(document)
    if claimed is not None and claimed[1].lower() != "utf-8":
        raise ValueError("it declares another encoding than UTF-8")
    if "<!DOCTYPE" in document or "\0" in document:
        raise ValueError("it holds a document type or zero bytes")
    try:
        root = fromstring(document)  # noqa: S314  # nothing to expand gets here
    except ParseError as error:
        line, column = error.position
        raise ValueError(f"line {line} column {column + 1}: it is not XML") from None
    except ValueError:
        raise ValueError("it is not XML") from None
    _check_depth(root)
    return root


def _check_depth(root: Element) -> None:
    level = [root]
    for _ in range(DEEPEST):
        level = [child for element in level for child in element]
    if level:
        raise ValueError("it is nested too deeply")
