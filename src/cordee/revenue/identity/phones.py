"""Telephone numbers that are neither French nor written with a country code, read by libphonenumber: distinct
texts only."""

from collections.abc import Iterable

import phonenumbers


def parse(text: str, region: str) -> str | None:
    """E.164 of a number as received in a region (ISO 3166-1 alpha-2), or None when it is not one."""
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def parse_all(texts: Iterable[tuple[str, str]]) -> list[tuple[str, str, str | None]]:
    """(text, region, E.164 or None) of each (text, region)."""
    return [(text, region, parse(text, region)) for text, region in texts]


MOBILE = r"^\+(33[67]|324[5-9]|3526|417[4-9]|491[567]|447[1-9]|34[67]|393|316|3519|436|467|474|479|3538)"
"""E.164 numbers that a telephone in somebody's pocket bears, where the numbering plan tells (ITU-T E.164 national plans):
a firm's switchboard never does."""
