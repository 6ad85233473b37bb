"""At what rate groups answered, of whom, and of how much money. This module does no I/O."""

from collections.abc import Iterable, Mapping
from math import fsum, inf

from attrs import Factory, field, frozen

from b2bnps.analysis.scores import Line
from b2bnps.errors import InvalidValue
from b2bnps.model import Account


@frozen(kw_only=True)
class Rates:
    """How far a group was reached, and at what rate it answered, each rate of a named base.

    Whoever answered an invitation has received it, whatever the receipts say.

    Attributes:
        eligible: the population; None when there was no plan.
        invited: of those, the ones with an invitation.
        delivered: of those, the ones whom it reached.
        answered: of the eligible, those who answered, invited or not.
        replies: of those, the ones with an invitation; all of them unless said.
        unit: what is counted: ``people``, or money in this currency.
        unknown: accounts left out because their revenue is not known.

    Raises:
        InvalidValue: counts that are negative, or larger than what they are a part of.
    """

    eligible: float | None
    invited: float
    delivered: float
    answered: float
    replies: float = field(default=Factory(lambda self: self.answered, takes_self=True))
    unit: str = "people"
    unknown: int = 0

    def __attrs_post_init__(self) -> None:
        """Refuse a part that is larger than its whole."""
        everybody = inf if self.eligible is None else self.eligible
        reached = 0 <= self.replies <= self.delivered <= self.invited <= everybody
        if not reached or not self.replies <= self.answered <= everybody:
            message = "rates: expected 0 <= replies <= delivered <= invited <= eligible."
            raise InvalidValue(message)

    @classmethod
    def of(cls, line: Line) -> "Rates":
        """Rates of one line of a scoreboard, where as few as possible answered uninvited."""
        replies = min(line.answered, line.invited)
        return cls(
            eligible=line.population,
            invited=line.invited,
            delivered=max(line.delivered, replies),
            answered=line.answered,
            replies=replies,
        )

    @property
    def of_eligible(self) -> float | None:
        """Answered over eligible, 0 to 1; None where nobody is, or where the base is unknown."""
        return self.answered / self.eligible if self.eligible else None

    @property
    def of_invited(self) -> float | None:
        """Replies over invited, 0 to 1; None where nobody was."""
        return self.replies / self.invited if self.invited else None

    @property
    def of_delivered(self) -> float | None:
        """Replies over delivered, 0 to 1; None where nothing was."""
        return self.replies / self.delivered if self.delivered else None


def response_rates(lines: Iterable[Line]) -> dict[str, Rates]:
    """Response rates of each line, by its key.

    ``scoreboard(…, by=)`` makes the lines: of roles, accounts, units, or by any function of an
    invitation, such as the segment or the revenue band of its account.
    """
    return {line.key: Rates.of(line) for line in lines}


def revenue_rates(rates: Mapping[str, Rates], accounts: Iterable[Account]) -> Rates:
    """Share of revenue whose accounts answered, of the revenue eligible, invited and delivered.

    An account counts with all its revenue as soon as one of its people does. An account whose
    revenue is not known is left out and counted in ``unknown``, never taken for zero.

    Args:
        rates: of each account of the wave (``response_rates`` of lines by account).
        accounts: one row for each, as known now; further ones do not matter.

    Raises:
        InvalidValue: more than one row for an account, a negative revenue, or mixed currencies.
    """
    rows = _rows_of(accounts, rates)
    currencies = sorted({row.currency for row in rows.values()})
    if len(currencies) > 1:
        message = f"currency: {', '.join(currencies)} cannot be added up; convert them first."
        raise InvalidValue(message)
    known = [(float(row.revenue or 0), rates[account]) for account, row in rows.items()]
    planned = all(rate.eligible is not None for rate in rates.values())
    return Rates(
        eligible=_money(known, "eligible") if planned else None,
        invited=_money(known, "invited"),
        delivered=_money(known, "delivered"),
        answered=_money(known, "answered"),
        replies=_money(known, "replies"),
        unit=currencies[0] if currencies else "",
        unknown=len(rates) - len(rows),
    )


def _rows_of(accounts: Iterable[Account], rates: Mapping[str, Rates]) -> dict[str, Account]:
    """Rows with a revenue, by account."""
    rows: dict[str, Account] = {}
    for row in accounts:
        if row.account in rows:
            message = "accounts: an account has more than one row; expected one of each."
            raise InvalidValue(message)
        if row.revenue is not None and row.revenue < 0:
            message = "revenue: an account has a negative one; expected 0 or more, or None."
            raise InvalidValue(message)
        rows[row.account] = row
    return {key: row for key, row in rows.items() if key in rates and row.revenue is not None}


def _money(known: Iterable[tuple[float, Rates]], stage: str) -> float:
    return fsum(revenue for revenue, rate in known if getattr(rate, stage))
