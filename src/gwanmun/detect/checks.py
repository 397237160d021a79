"""Checks by the name that a kind's TOML file gives: the one place where arithmetic meets knowledge."""

from __future__ import annotations

from collections.abc import Mapping

from gwanmun.detect import identifiers, names_latin, plates, shapes
from gwanmun.detect.evidence import Check

CHECKS: Mapping[str, Check] = {
    "account": identifiers.account,
    "anything": shapes.anything,
    "birth_date": shapes.birth_date,
    "brn": identifiers.brn,
    "card": identifiers.card,
    "coordinate": shapes.coordinate,
    "crn": identifiers.crn,
    "driver_license": identifiers.driver_license,
    "email": shapes.email,
    "frn": identifiers.frn,
    "health_insurance": identifiers.health_insurance,
    "iccid": identifiers.iccid,
    "identifier": shapes.identifier,
    "imei": identifiers.imei,
    "imsi": identifiers.imsi,
    "ip": shapes.ip,
    "mac": shapes.mac,
    "network": shapes.network,
    "password": shapes.password,
    "pccc": identifiers.pccc,
    "person": names_latin.person,
    "phone": identifiers.phone,
    "plate": plates.plate,
    "random_text": shapes.random_text,
    "rrn": identifiers.rrn,
}
