"""The register of vehicles behind a whole platform, in this process and over RabbitMQ."""

from adapter import REGISTER, Vehicles

from ndxp.testing import Exchanges, Platform

SERVICE = f"{Vehicles.subsystem}/traCuuPhuongTien"


def test_a_vehicle_is_found(ndxp: Platform, exchanges: Exchanges) -> None:
    ndxp.serve(Vehicles())

    reply = ndxp.call(SERVICE, {"BienSo": "51F12345"})

    assert (reply.status, reply.body) == (200, {"PhuongTien": REGISTER["51F12345"]})
    assert exchanges.only().outcome == "ok"


def test_an_unknown_plate_is_an_empty_answer(ndxp: Platform, exchanges: Exchanges) -> None:
    ndxp.serve(Vehicles())

    reply = ndxp.call(SERVICE, {"BienSo": "51F99999"})

    assert (reply.status, reply.body) == (200, {})
    assert exchanges.only().outcome == "not_found"


def test_who_stands_in_no_right_is_refused(ndxp: Platform) -> None:
    ndxp.serve(Vehicles())

    reply = ndxp.call(SERVICE, {"BienSo": "51F12345"}, client="VN/GOV/G14/lgsp")

    assert (reply.status, reply.code) == (403, "access_denied")


def test_it_answers_over_rabbitmq_too(ndxp_rabbit: Platform) -> None:
    ndxp_rabbit.serve(Vehicles())

    reply = ndxp_rabbit.call(SERVICE, {"BienSo": "29C67890"})

    assert (reply.status, reply.body) == (200, {"PhuongTien": REGISTER["29C67890"]})
