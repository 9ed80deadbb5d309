"""Conversion of money at dated rates: ``rates`` of the settings, ``"USD:2026-01-01" = 0.92``."""

from datetime import date

from cordee.revenue.warehouse.engine import quoted
from cordee.revenue.warehouse.home import HomeError, Settings


def dated(settings: Settings) -> list[tuple[str, date, float]]:
    """``(currency, from, rate)`` in order. Raises ``HomeError`` on a rate that is not written as it should be."""
    rates = []
    for key, value in settings.rates.items():
        currency, _, day = key.partition(":")
        try:
            rates.append((currency.upper(), date.fromisoformat(day), float(value)))
        except ValueError as error:
            raise HomeError(f'cordee.toml, rates: {key!r} is not a rate; write "USD:2026-01-01" = 0.92') from error
    return sorted(rates)


def conversion(settings: Settings, currency: str, day: str) -> str:
    """A SQL struct ``{rate, rated_on}``: the last rate dated on or before ``day`` (of all where ``day`` is NULL).

    The company's own currency has rate 1 and no date. A currency without a rate gives NULL for both.
    """
    none = "{'rate': NULL::DOUBLE, 'rated_on': NULL::DATE}"
    cases = f"WHEN {currency} = {quoted(settings.currency)} THEN {{'rate': 1.0::DOUBLE, 'rated_on': NULL::DATE}}"
    for code, since, rate in reversed(dated(settings)):
        cases += (
            f" WHEN {currency} = {quoted(code)} AND ({day} IS NULL OR {day} >= DATE '{since}') "
            f"THEN {{'rate': {rate!r}::DOUBLE, 'rated_on': DATE '{since}'}}"
        )
    return f"CASE {cases} ELSE {none} END"
