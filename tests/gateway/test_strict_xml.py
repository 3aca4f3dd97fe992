"""XML is read as one thing or refused, in words that repeat nothing of it."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.strict_xml import DEEPEST, parse_xml

DECLARED = '<?xml version="1.0" encoding="{}"?><a/>'
LAUGHS = '<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;">]><a>&c;</a>'


@pytest.mark.parametrize(
    "document",
    [
        b"<a>x</a>",
        b"\xef\xbb\xbf<a>x</a>",
        b'<?xml version="1.0"?><a>x</a>',
        b'<?xml version="1.0" encoding="utf-8" standalone="yes"?><a>x</a>',
        b"<a><!-- y --><![CDATA[x]]><?z y?></a>",
        b"<a>&#120;</a>",
    ],
)
def test_text_is_read_however_it_is_written(document: bytes) -> None:
    assert parse_xml(document).text == "x"


@pytest.mark.parametrize(
    ("document", "complaint"),
    [
        (b"", "not XML"),
        (b"<a>", "not XML"),
        (b"<a/><b/>", "not XML"),
        (b"<a>&nothing;</a>", "not XML"),
        (b"<a>&#0;</a>", "not XML"),
        (b'{"a": 1}', "not XML"),
        (LAUGHS.encode(), "document type"),
        (b'<!DOCTYPE a SYSTEM "file:///etc/hostname"><a/>', "document type"),
        (b"<a><!-- <!DOCTYPE --></a>", "document type"),
        (b"<a>\0</a>", "zero bytes"),
        ("<a/>".encode("utf-16-be"), "zero bytes"),
        ("<a/>".encode("utf-16"), "not in UTF-8"),
        (b"<a>\xff</a>", "not in UTF-8"),
        (DECLARED.format("iso-8859-1").encode(), "another encoding"),
        (DECLARED.format("UTF-7").encode(), "another encoding"),
        (b"<a>" * (DEEPEST + 1) + b"</a>" * (DEEPEST + 1), "nested too deeply"),
        (b"<a>" * 50_000 + b"</a>" * 50_000, "nested too deeply"),
    ],
)
def test_anything_else_is_refused(document: bytes, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        parse_xml(document)


def test_the_deepest_document_is_read() -> None:
    assert parse_xml(b"<a>" * DEEPEST + b"</a>" * DEEPEST).tag == "a"


@given(document=st.binary(max_size=300) | st.text(alphabet="<>a/!&;\"'= ?xml", max_size=60))
def test_any_bytes_are_read_or_refused(document: bytes | str) -> None:
    data = document.encode() if isinstance(document, str) else document
    with contextlib.suppress(ValueError):  # and nothing else is raised
        assert parse_xml(data).tag
