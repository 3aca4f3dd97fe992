"""`ndxp explain`: every error code has a page in two languages, and every page its code."""

import json
import tomllib

import pytest

from gateway.errors import ExchangeError, UnknownServiceError
from ndxp.cli import main
from ndxp.explain.document import document
from ndxp.explain.pages import TABLE, errors, pages
from tests.docs.blocks import ROOT

LETTERS_OF_VIETNAMESE = set("àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ")


def raised(parent: type[ExchangeError] = ExchangeError) -> set[str]:
    """The codes of the whole tree."""
    codes = {parent.code} if hasattr(parent, "code") else set()
    for child in parent.__subclasses__():
        codes |= raised(child)
    return codes


def test_every_code_has_a_page_and_every_page_its_code() -> None:
    assert list(pages("en")) == list(pages("vi"))
    assert set(pages("en")) == raised() == set(errors())


@pytest.mark.parametrize("code", sorted(raised()))
def test_a_page_says_everything_in_both_languages(code: str) -> None:
    english, vietnamese = pages("en")[code], pages("vi")[code]

    for page in (english, vietnamese):
        assert len(page.causes) == len(set(page.causes)) == 3
        assert "{" not in "".join([page.sentence, page.means, *page.causes, page.log, page.fix])
    assert LETTERS_OF_VIETNAMESE & set(vietnamese.means + vietnamese.fix)
    assert not LETTERS_OF_VIETNAMESE & set(english.means + english.fix)


def test_every_way_of_being_in_the_log_is_used() -> None:
    table = tomllib.loads(TABLE.read_text(encoding="utf-8"))

    assert {told["log"] for told in table["code"].values()} == set(table["log"])


def test_the_document_is_made_of_the_pages(capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["explain", "--markdown"])

    assert code == 0
    assert capsys.readouterr().out == document()
    assert (ROOT / "docs/errors.md").read_text(encoding="utf-8") == document()


@pytest.mark.parametrize(
    ("number", "code"),
    [("401", "unauthenticated"), ("900904", "unauthenticated"), ("101504", "message_expired")],
)
def test_a_number_of_another_dialect_leads_to_the_code(
    capsys: pytest.CaptureFixture[str], number: str, code: str
) -> None:
    assert main(["explain", number]) == 0

    assert f"\n{code} " in f"\n{capsys.readouterr().out}"


def test_a_number_that_nobody_says_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "299"]) == 2

    assert "no error has this HTTP status or code of WSO2" in capsys.readouterr().err


def test_a_code_is_explained_as_it_was_pasted(capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["explain", "server.clientproxy.unknown_service"])

    told = capsys.readouterr().out
    assert code == 0
    assert told.startswith("unknown_service  (HTTP 404, type server.clientproxy.unknown_service)")
    assert UnknownServiceError.en in told
    assert "likely causes:\n  1. " in told


def test_a_page_is_told_in_vietnamese_and_to_programs(capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["explain", "timeout", "--lang", "vi", "--json"])

    page = json.loads(capsys.readouterr().out)
    assert code == 0
    assert page["status"] == 504
    assert page["causes"] == list(pages("vi")["timeout"].causes)


def test_a_misspelt_code_gets_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["explain", "acces_deny"])

    assert code == 2
    assert "did you mean access_denied" in capsys.readouterr().err


def test_all_codes_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["explain"])

    listed = capsys.readouterr().out
    assert code == 0
    assert [each for each in raised() if f"{each} " not in listed] == []
