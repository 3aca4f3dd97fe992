"""What the business registry's records look like on its wire (see the package)."""

from collections.abc import Sequence
from datetime import date, timedelta

from mock_registries.country import places
from mock_registries.country.dossiers import Dossier
from mock_registries.country.enterprises import Enterprise
from mock_registries.country.places import Address
from mock_registries.wire import write_day

_FIRST_ID = 1_000_000
_WORKING_DAYS_TO_ANSWER = 3  # Luật Doanh nghiệp 2020, art. 26(5)
_GRANTED = "Đã cấp"
_ONLINE = "Nộp hồ sơ qua mạng thông tin điện tử"


def enterprise_details(enterprise: Enterprise, index: int, day: date) -> dict[str, object]:
    """Write all that is registered of an enterprise, or of a branch, in the units of a day."""
    return {
        "MainInformation": {
            "ENTERPRISE_ID": _FIRST_ID + index,
            "ENTERPRISE_GDT_CODE": enterprise.code,
            "NAME": enterprise.name,
            "SHORT_NAME": " ".join(enterprise.name.split()[-2:]),
            "ENTERPRISE_TYPE_NAME": enterprise.kind,
            "ENTERPRISE_STATUS": enterprise.status,
            "LEGAL_NAMES": "; ".join(person.name for person, _ in enterprise.representatives),
            "CAPITAL_AMOUNT": enterprise.capital,
            "FOUNDING_DATE": write_day(enterprise.founded),
        },
        "HOAdress": _address(_moved(enterprise.address, day)),
        "Representatives": _one_or_many(
            [
                {"FULL_NAME": person.name, "POSITION": position, "IDENTITY_NO": person.identity}
                for person, position in enterprise.representatives
            ]
        ),
        "BusinessActivity": [
            {"CODE": code, "NAME": name, "IS_MAIN": "N" if turn else "Y"}
            for turn, (code, name) in enumerate(enterprise.activities)
        ],
        "Member": [
            {
                "MEMBER_NAME": share.person.name,
                "IDENTITY_NO": share.person.identity,
                "RATIO_PERCENT": float(share.percent),
                "AMOUNT": enterprise.capital * share.percent // 100,
                "COUNTRY": "Việt Nam",
            }
            for share in enterprise.shares
        ],
    }


def received_dossier(dossier: Dossier, code: str, name: str) -> dict[str, object]:
    """Write a dossier as the list of those received in a period has it."""
    return {
        "IN_JOURNAL_NO": int(dossier.number),
        "DOCUMENT_TYPE": dossier.kind,
        "ENTERPRISE_CODE": str(_FIRST_ID + dossier.enterprise),
        "ENTERPRISE_GDT_CODE": code,
        "NAME": name,
        "SITE_ID": _site(code),
        "RECEIPT_DATE": write_day(dossier.received),
        "PLAN_DATE": write_day(_working_days_after(dossier.received, _WORKING_DAYS_TO_ANSWER)),
        "PROCESS_STATUS": dossier.status,
    }


def processed_dossier(dossier: Dossier, code: str, name: str) -> dict[str, object]:
    """Write a dossier as the list of those processed today has it."""
    return {
        "IN_JOURNAL_NO": int(dossier.number),
        "DOCUMENT_TYPE": dossier.kind,
        "ENTERPRISE_GDT_CODE": code,
        "NAME": name,
        "SITE_ID": _site(code),
        "PROCESS_STATUS": dossier.status,
        "PROCESSED_DATE": write_day(dossier.received),
    }


def dossier_state(dossier: Dossier, enterprise: Enterprise, day: date) -> dict[str, object]:
    """Write what is known of one dossier; its first representative has filed it."""
    person, _ = enterprise.representatives[0]
    granted = write_day(dossier.received) if dossier.status == _GRANTED else None
    state = {
        **received_dossier(dossier, enterprise.code, enterprise.name),
        "REGISTRATION_DATE": granted,
        "SUPPLEMENT_DATE": None,
        "SUBMISSION_TYPE": _ONLINE,
        "CONTACT_FULL_NAME": person.name,
        "CONTACT_ADDRESS": _moved(enterprise.address, day).text(),
        "CONTACT_ID_NO": person.identity,
        "CONTACT_PHONE": None,
        "CONTACT_EMAIL": None,
    }
    return {"MainInformation": state}


def _site(code: str) -> int:
    """Return the number of the office that keeps the file: one for each province's codes."""
    return 700 + int(code[:2])


def _working_days_after(day: date, days: int) -> date:
    weekend = 2 if day.weekday() + days > 4 else 0
    ahead = timedelta(days=days + weekend)
    return day + ahead if date.max - day >= ahead else date.max


def _one_or_many(values: Sequence[object]) -> object:
    """Write a single value without its list, as services generated from XML do."""
    return values[0] if len(values) == 1 else values


def _moved(address: Address, day: date) -> Address:
    """Return an address in the units of a day; the door is the same."""
    return Address(commune=places.current(address.commune, day), detail=address.detail)


def _address(address: Address) -> dict[str, object]:
    """Write an address with numbers that mean nothing outside the registry."""
    commune = address.commune
    district = commune.district_code
    return {
        "AddressFullText": address.text(),
        "CityID": 700 + 3 * int(commune.province_code),
        "CityName": commune.province,
        "DistrictID": 4000 + 2 * int(district) if district else None,
        "DistrictName": commune.district or None,
        "WardID": 60_000 + 5 * int(commune.code),
        "WardName": commune.name,
        "StreetNumber": address.detail,
    }
