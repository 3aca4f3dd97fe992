"""Requests that the insurer's services answer about people of this country."""

import json
from urllib.parse import urlencode

from mock_registries.country import Country
from mock_registries.insurance import answers, cards, hospital
from mock_registries.insurance.cards import Found
from mock_registries.insurance.tokens import Session
from mock_registries.pages import Example

ACCOUNT = "79001_BV"
_MD5 = "0" * 32


def examples(country: Country, path: str, session: Session) -> list[Example]:
    """Make one request for each operation, about somebody who has a card.

    `session` is one of ACCOUNT; the request to the hospital gateway holds its tokens.
    """
    found = _somebody(country)
    record, code = found.card.holder, found.card.code
    criteria = {
        "hoTen": record.name,
        "ngaySinh": record.born.replace("-", ""),
        "loaiNgaySinh": "1" if len(record.born) == 4 else "0",
        "gioiTinh": "1" if record.male else "2",
    }
    born_in = {"maTinhKs": record.birthplace.province_code, "isKs": "1"}
    lives_in = {"maTinh": record.birthplace.province_code, "maThe": code, "isKs": "1"}
    card = {"maThe": code, "hoTen": record.name, "ngaySinh": answers.birth(record)}
    return [
        _example(
            f"{path}/getTraCuuTtHgdByMaSoBhxh",
            "hộ gia đình theo mã số / a household by a member's number",
            {"maSoBhxh": record.number},
        ),
        _example(
            f"{path}/getMaSoBhxhTheoTieuChi",
            "mã số theo tiêu chí / an insurance number by criteria",
            criteria | born_in,
        ),
        _example(
            f"{path}/getTraCuuThongTinHgd",
            "thông tin hộ gia đình theo tiêu chí / a household by criteria",
            criteria | lives_in,
        ),
        _example(f"{path}/kiemTraTheBhyt", "kiểm tra thẻ / check a card", card),
        _example(
            hospital.TOKEN_PATH,
            "cổng bệnh viện: lấy phiên làm việc / hospital gateway: take a token",
            {"username": ACCOUNT, "password": _MD5},
        ),
        _example(
            hospital.HISTORY_PATH,
            "thẻ và lịch sử khám chữa bệnh / a card and past treatments; the token lasts an hour",
            card | _officer(country),
            query=urlencode(
                {
                    "token": session.access_token,
                    "id_token": session.id_token,
                    "username": ACCOUNT,
                    "password": _MD5,
                }
            ),
        ),
    ]


def _somebody(country: Country) -> Found:
    """Return the first person with a card that agrees with the population database."""
    everybody = (cards.find(country, index) for index in range(country.population.size))
    return next(one for one in everybody if one is not None and one.card.holder.matched)


def _officer(country: Country) -> dict[str, str]:
    person = country.population.person(0)
    return {"hoTenCb": person.name, "cccdCb": person.identity}


def _example(path: str, title: str, body: dict[str, str], query: str = "") -> Example:
    return Example(
        title=f"{path.rpartition('/')[2]}: {title}",
        path=f"{path}?{query}" if query else path,
        body=json.dumps(body, ensure_ascii=False),
    )
