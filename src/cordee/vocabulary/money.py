"""Money keeps its currency; two currencies never add up by accident."""

from dataclasses import dataclass
from decimal import Decimal


class CurrencyMismatch(ValueError):
    """Two amounts of different currencies were combined; convert one at a dated rate first."""


@dataclass(frozen=True, slots=True, order=False)
class Money:
    """An amount in a currency (ISO 4217 code, three capital letters)."""

    amount: Decimal
    currency: str

    def __post_init__(self) -> None:
        if len(self.currency) != 3 or not self.currency.isupper():
            raise ValueError(f"A currency is three capital letters (ISO 4217), not {self.currency!r}.")

    def __add__(self, other: "Money") -> "Money":
        if other.currency != self.currency:
            raise CurrencyMismatch(f"Cannot add {other.currency} to {self.currency}; convert at a dated rate first.")
        return Money(self.amount + other.amount, self.currency)

    def converted(self, *, to: str, rate: Decimal) -> "Money":
        """The same money in another currency; ``rate`` is how many ``to`` one unit of this currency buys."""
        return Money(self.amount * rate, to)
