"""What a host name alone decides."""

from __future__ import annotations

import pytest

from gwanmun.knowledge.regions import load_regions
from gwanmun.knowledge.services import load_services
from gwanmun.recipient.named import NOBODY, Named, Names

NAMES = Names(load_services().values(), load_regions())

READ = [
    ("chat.deepseek.com", Named("deepseek")),
    ("no-such-host.example", NOBODY),
    ("nas", Named(local=True)),
    ("my-bucket.s3.ap-northeast-2.amazonaws.com", Named("aws", region="ap-northeast-2", customer=True)),
    ("api.apne2.acme.example", Named(region="apne2")),
    ("app-koreacentral.acme.example", Named(region="koreacentral")),
    ("appkoreacentral.acme.example", NOBODY),
    ("app.koreacentral.acme.example", Named(region="koreacentral")),
    ("kr.acme.example", NOBODY),
    ("my-us-east-1.zendesk.com", Named("zendesk", customer=True)),
    ("www.zendesk.com", Named("zendesk")),
    ("telemetry.ap-northeast-2.deepseek.com", Named("deepseek", region="ap-northeast-2")),
]


@pytest.mark.parametrize(("host", "named"), READ)
def test_read(host: str, named: Named) -> None:
    assert NAMES.named(host) == named


def test_a_code_that_two_clouds_use_for_two_countries_is_not_read() -> None:
    assert NAMES.named("api.ap-southeast-1.acme.example") == NOBODY
    assert NAMES.named("x.obs.ap-southeast-1.myhuaweicloud.com").region == "ap-southeast-1"


def test_the_first_place_that_fits_counts() -> None:
    places = load_services()["tuya"].places
    assert places[NAMES.named("openapi-weaz.tuyaeu.com").place].match == "openapi-weaz.tuyaeu.com"
    assert places[NAMES.named("a1.tuyaeu.com").place].match == "*.tuyaeu.com"
