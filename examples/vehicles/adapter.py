"""An outside adapter: a register of motor vehicles joins the platform (all data invented).

It stands for a system of yours. Replace `REGISTER` by what you have: a database, a file, a web service.
"""

from typing import Final

from adapters import sdk
from adapters.base import Answer, Call

REGISTER: Final = {
    "51F12345": {
        "BienSo": "51F12345",
        "NhanHieu": "TOYOTA VIOS",
        "LoaiPhuongTien": "Ô tô con",
        "NamSanXuat": 2019,
        "SoChoNgoi": 5,
        "KiemDinhDen": "2024-06-30",
    },
    "29C67890": {
        "BienSo": "29C67890",
        "NhanHieu": "THACO OLLIN",
        "LoaiPhuongTien": "Ô tô tải",
        "NamSanXuat": 2016,
        "SoChoNgoi": 3,
        "KiemDinhDen": "2023-11-15",
    },
}


class Vehicles:
    """Answers traCuuPhuongTien, once the proposal is granted."""

    subsystem = "VN/GOV/G04/phuongtien"

    async def answer(self, call: Call) -> Answer:
        """Look a vehicle up by its plate; the request has passed every check before it comes here."""
        vehicle = REGISTER.get(call.body["BienSo"])
        if vehicle is None:
            return Answer(body={}, found=False)
        return Answer(body={"PhuongTien": vehicle}, found=True)


if __name__ == "__main__":
    sdk.main(Vehicles())
