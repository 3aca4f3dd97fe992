"""X-Road's list of members and subsystems, at its door: in XML to the byte, and in JSON."""

import json
import xml.etree.ElementTree as ET

import pytest

from gateway.network import load_network
from tests.gateway.edge.looking import get
from tests.gateway.members import SMALL

NS = {"x": "http://x-road.eu/xsd/xroad.xsd", "id": "http://x-road.eu/xsd/identifiers"}


def test_every_member_and_subsystem_is_listed_in_xml(port: int) -> None:
    answer = get(port, "/listClients")

    assert answer.headers["content-type"] == "text/xml; charset=utf-8"
    assert answer.body.decode().startswith(
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        '<ns2:clientList xmlns:ns1="http://x-road.eu/xsd/identifiers"'
        ' xmlns:ns2="http://x-road.eu/xsd/xroad.xsd">\n'
        "    <ns2:member>\n"
        '        <ns2:id ns1:objectType="MEMBER">\n'
        "            <ns1:xRoadInstance>VN</ns1:xRoadInstance>\n"
        "            <ns1:memberClass>GOV</ns1:memberClass>\n"
        "            <ns1:memberCode>G01</ns1:memberCode>\n"
        "        </ns2:id>\n"
        "        <ns2:name>Ministry of Public Security</ns2:name>\n"
        "    </ns2:member>\n"
        "    <ns2:member>\n"
        '        <ns2:id ns1:objectType="SUBSYSTEM">\n'
        "            <ns1:xRoadInstance>VN</ns1:xRoadInstance>\n"
        "            <ns1:memberClass>GOV</ns1:memberClass>\n"
        "            <ns1:memberCode>G01</ns1:memberCode>\n"
        "            <ns1:subsystemCode>dancu</ns1:subsystemCode>\n"
        "        </ns2:id>\n"
        "        <ns2:name>Ministry of Public Security</ns2:name>\n"
        "        <ns2:subsystemName>National population database</ns2:subsystemName>\n"
        "    </ns2:member>\n"
    )
    parts = ["xRoadInstance", "memberClass", "memberCode", "subsystemCode"]
    listed = [
        "/".join(filter(None, (member.findtext(f"x:id/id:{part}", "", NS) for part in parts)))
        for member in ET.fromstring(answer.body).findall("x:member", NS)  # noqa: S314  our own
    ]
    network = load_network(SMALL)
    assert sorted(listed) == sorted([*network.members, *map(str, network.subsystems)])


def test_they_are_listed_in_json_where_accept_says_so(port: int) -> None:
    answer = get(port, "/listClients", [("Accept", "text/xml;q=1, application/json;q=0.1")])

    assert answer.headers["content-type"] == "application/json; charset=utf-8"
    assert answer.body.decode().startswith(
        '{"member":[{"id":{"object_type":"MEMBER","xroad_instance":"VN","member_class":"GOV",'
        '"member_code":"G01"},"name":"Ministry of Public Security"},{"id":{"object_type":'
        '"SUBSYSTEM","xroad_instance":"VN","member_class":"GOV","member_code":"G01",'
        '"subsystem_code":"dancu"},"name":"Ministry of Public Security",'
        '"subsystem_name":"National population database"},'
    )
    assert len(json.loads(answer.body)["member"]) == 14


def test_their_names_come_in_the_preferred_language(port: int) -> None:
    vietnamese = [("Accept-Language", "vi"), ("Accept", "application/json")]

    assert "Bộ Công an" in get(port, "/listClients", vietnamese).body.decode()
    assert "Bộ Công an" in get(port, "/listClients", vietnamese[:1]).body.decode()


@pytest.mark.parametrize("accept", ["", "*/*", "application/*", "text/html", "application/jsonl"])
def test_nothing_else_is_taken_for_a_wish_for_json(port: int, accept: str) -> None:
    answer = get(port, "/listClients", [("Accept", accept)])

    assert answer.headers["content-type"].startswith("text/xml")


@pytest.mark.parametrize("query", ["?xRoadInstance=VN", "?xRoadInstance=", "?xRoadInstance=%20"])
def test_our_instance_may_be_named(port: int, query: str) -> None:
    assert get(port, f"/listClients{query}").body == get(port, "/listClients").body


def test_another_instance_is_not_known_here(port: int) -> None:
    answer = get(port, "/listClients?xRoadInstance=EE")

    assert (answer.status, answer.code) == (400, "invalid_request")
    assert answer.problem["message"].startswith("Invalid instance identifier")
