"""Which origin is which channel."""

from pathlib import Path
from typing import Any

import pytest

from cordee.revenue.model.channels import Channels, load
from cordee.revenue.warehouse.home import Home, HomeError


@pytest.fixture(scope="module")
def channels(tmp_path_factory: pytest.TempPathFactory) -> Channels:
    return load(Home.at(tmp_path_factory.mktemp("home")))


@pytest.mark.parametrize(
    ("origin", "channel"),
    [
        ({"channel_raw": "Organic search"}, "organic_search"),
        ({"channel_raw": "Recherche organique"}, "organic_search"),
        ({"channel_raw": "ORGANIC_SEARCH"}, "organic_search"),
        ({"channel_raw": "Paid Social"}, "paid_social"),
        ({"channel_raw": "Réseaux sociaux payants"}, "paid_social"),
        ({"channel_raw": "(direct) / (none)"}, "direct"),
        ({"channel_raw": "google / cpc"}, "paid_search"),
        ({"channel_raw": "bing / organic"}, "organic_search"),
        ({"channel_raw": "LinkedIn"}, "organic_social"),
        ({"channel_raw": "Offline sources"}, "offline"),
        ({"channel_raw": "Offline sources", "utm_source": "newsletter", "utm_medium": "email"}, "email"),
        ({"channel_raw": "Web"}, "unknown"),
        ({"channel_raw": "Web", "referrer_host": "www.google.fr"}, "organic_search"),
        ({"channel_raw": "Trade Show"}, "event"),
        ({"channel_raw": "Bouche-à-oreille"}, "word_of_mouth"),
        ({"channel_raw": "Stand 4B"}, "other"),
        ({"utm_source": "linkedin", "utm_medium": "cpc", "utm_campaign": "x"}, "paid_social"),
        ({"utm_source": "linkedin", "utm_medium": "social"}, "organic_social"),
        ({"utm_source": "google", "utm_medium": "cpc"}, "paid_search"),
        ({"utm_source": "hs_email", "utm_medium": "email"}, "email"),
        ({"utm_source": "criteo", "utm_medium": "retargeting"}, "paid_other"),
        ({"utm_source": "lemonde", "utm_medium": "banner"}, "display"),
        ({"utm_campaign": "only-a-name"}, "campaign"),
        ({"utm_source": "mystery"}, "other"),
        ({"click_id": "gclid"}, "paid_search"),
        ({"click_id": "li_fat_id"}, "paid_social"),
        ({"referrer_host": "www.google.co.uk"}, "organic_search"),
        ({"referrer_host": "lnkd.in"}, "organic_social"),
        ({"referrer_host": "m.youtube.com"}, "video"),
        ({"referrer_host": "chat.openai.com"}, "ai_assistant"),
        ({"referrer_host": "blog.partenaire.fr"}, "referral"),
        ({}, "unknown"),
    ],
)
def test_an_origin_has_its_channel(channels: Channels, origin: dict[str, Any], channel: str) -> None:
    assert channels.classify(**origin)[0] == channel


def test_every_channel_has_a_name_in_both_languages(channels: Channels) -> None:
    assert [key for key, names in channels.names.items() if not (names.get("en") and names.get("fr"))] == []
    assert channels.label("paid_social", "fr") == "Réseaux sociaux payants"


def test_the_rules_of_the_home_come_first(tmp_path: Path) -> None:
    (tmp_path / "channels.yml").write_text(
        "channels: {podcast: {en: Podcast, fr: Podcast, inbound: true}}\n"
        "words: {podcast: [le micro du mardi]}\n"
        "rules: [{channel: podcast, source: '^google$', campaign: '^micro'}]\n"
    )
    ours = load(Home.at(tmp_path))

    assert ours.classify(channel_raw="Le Micro du mardi") == ("podcast", "word:le micro du mardi")
    assert ours.classify(utm_source="google", utm_medium="cpc", utm_campaign="Micro 12") == ("podcast", "home:1")
    assert ours.classify(utm_source="google", utm_medium="cpc")[0] == "paid_search"


@pytest.mark.parametrize(
    ("text", "mistake"),
    [
        ("rules: [{channel: nowhere, source: x}]", "no channel is called 'nowhere'"),
        ("rules: [{channel: email, colour: red}]", "unknown condition colour"),
        ("rules: [{channel: email, source: '('}]", "home 1"),
        ("words: {nowhere: [x]}", "no channel is called nowhere"),
        ("- a list", "write `channels:`"),
        ("a: [", "not valid YAML"),
    ],
)
def test_a_mistake_in_the_rules_is_named(tmp_path: Path, text: str, mistake: str) -> None:
    (tmp_path / "channels.yml").write_text(text)

    with pytest.raises(HomeError) as refusal:
        load(Home.at(tmp_path))

    assert mistake in str(refusal.value)
