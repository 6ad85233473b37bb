"""Revenue of accounts in one currency. This module does no I/O."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from attrs import Attribute, field, frozen

from b2bnps.analysis.accounts.voices import Customers
from b2bnps.errors import InvalidValue

__all__ = ["Amounts", "ExchangeRates", "amounts"]


def _a_date(_: Any, __: "Attribute[Any]", value: object) -> None:
    if not isinstance(value, date) or isinstance(value, datetime):
        message = "on: rates need their day; expected a date without a time."
        raise InvalidValue(message)


def _positive(_: Any, __: "Attribute[Any]", rates: Mapping[str, object]) -> None:
    for currency, rate in rates.items():
        number = isinstance(rate, int | Decimal) and not isinstance(rate, bool)
        if not number or not Decimal(rate).is_finite() or Decimal(rate) <= 0:  # type: ignore[arg-type]  # a number
            message = f"rates: that of {currency!r} is no rate; expected a positive Decimal."
            raise InvalidValue(message)


@frozen(kw_only=True)
class ExchangeRates:
    """What one unit of each currency was worth on a day.

    Attributes:
        base: the currency that all amounts become.
        on: the day of the rates.
        rates: by currency, in ``base``: ``{"USD": Decimal("0.92")}``.

    Raises:
        InvalidValue: no day, a rate that is not positive, or another rate than 1 of the base.
    """

    base: str
    on: date = field(validator=_a_date)
    rates: Mapping[str, Decimal] = field(validator=_positive)

    def __attrs_post_init__(self) -> None:
        """Refuse a base that is worth something else than itself."""
        if self.rates.get(self.base, 1) != 1:
            message = f"rates: that of the base {self.base!r} can only be 1."
            raise InvalidValue(message)


@frozen(kw_only=True)
class Amounts:
    """Known revenue, in one currency.

    Attributes:
        revenue: by account; those of unknown revenue are not in it.
        currency: of all amounts; empty where nobody named it.
        rates_on: day of the rates (``2026-01-31``); empty where none were given.
    """

    revenue: Mapping[str, Decimal]
    currency: str
    rates_on: str


def amounts(base: Customers, rates: ExchangeRates | None = None) -> Amounts:
    """Bring known revenue into one currency.

    Raises:
        InvalidValue: several currencies and no rates; a currency without a rate.
    """
    known = {
        account: (customer.revenue, customer.currency)
        for account, customer in base.items()
        if customer.revenue is not None
    }
    currencies = sorted({currency for _, currency in known.values()})
    if rates is None:
        return Amounts(
            revenue={account: amount for account, (amount, _) in known.items()},
            currency=_only(currencies),
            rates_on="",
        )
    worth = {**rates.rates, rates.base: Decimal(1)}
    if unknown := [repr(currency) for currency in currencies if currency not in worth]:
        message = f"rates: there is none for {', '.join(unknown)} on {rates.on}."
        raise InvalidValue(message)
    return Amounts(
        revenue={
            account: amount * worth[currency] for account, (amount, currency) in known.items()
        },
        currency=rates.base,
        rates_on=rates.on.isoformat(),
    )


def _only(currencies: list[str]) -> str:
    if len(currencies) > 1:
        names = ", ".join(map(repr, currencies))
        message = f"revenue: amounts in {names} do not add up; give rates with their day."
        raise InvalidValue(message)
    return currencies[0] if currencies else ""
