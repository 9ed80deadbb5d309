"""Money keeps its currency."""

from decimal import Decimal

import pytest

from cordee.vocabulary.money import CurrencyMismatch, Money


def test_amounts_of_one_currency_add_up() -> None:
    assert Money(Decimal("1200.10"), "EUR") + Money(Decimal("0.90"), "EUR") == Money(Decimal("1201.00"), "EUR")


def test_euros_and_dollars_never_add_up() -> None:
    with pytest.raises(CurrencyMismatch):
        Money(Decimal(1), "EUR") + Money(Decimal(1), "USD")


def test_conversion_states_the_rate() -> None:
    assert Money(Decimal(100), "USD").converted(to="EUR", rate=Decimal("0.9")) == Money(Decimal("90.0"), "EUR")


@pytest.mark.parametrize("code", ["€", "eur", "EURO", ""])
def test_a_currency_is_an_iso_code(code: str) -> None:
    with pytest.raises(ValueError, match="ISO 4217"):
        Money(Decimal(1), code)
