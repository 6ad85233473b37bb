"""Who said what, and what is known of the accounts. This module does no I/O."""

from collections.abc import Hashable, Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from attrs import Attribute, Factory, field, frozen

from b2bnps.definitions import NPS
from b2bnps.errors import InvalidValue
from b2bnps.intervals import whole
from b2bnps.model import Account, Metric, Response, Role, newest
from b2bnps.tallies import account_of, classify

__all__ = [
    "Answered",
    "Customer",
    "Customers",
    "Voice",
    "answered",
    "asked",
    "customers",
    "population",
    "voices",
]


def _text(_: Any, __: "Attribute[Any]", value: object) -> None:
    if not isinstance(value, str):
        message = f"account: a {type(value).__name__} is given; expected the host's id as text."
        raise InvalidValue(message)


@frozen
class Voice:
    """One answer to the question of the NPS.

    Attributes:
        account: the host's id of the account; an empty one is an account of its own.
        role: in which the person was asked.
        score: an integer from 0 to 10, or a raw cell that :func:`b2bnps.metrics.nps` would take;
            what is no answer is left out and counted by reason.
    """

    account: str = field(validator=_text)
    role: Role
    score: object


def _people(_: Any, __: "Attribute[Any]", value: int | None) -> None:
    if value is not None:
        whole("people", value)


def _revenue(_: Any, __: "Attribute[Any]", value: object) -> None:
    if value is None:
        return
    amount = isinstance(value, int | Decimal) and not isinstance(value, bool)
    if not amount or not Decimal(value).is_finite():  # type: ignore[arg-type]  # a number by now
        message = "revenue: this is no amount; expected a Decimal, or None where it is unknown."
        raise InvalidValue(message)
    if Decimal(value) < 0:  # type: ignore[arg-type]  # as above
        message = "revenue: an account has a negative one; expected 0 or more, or None."
        raise InvalidValue(message)


@frozen(kw_only=True)
class Customer:
    """What is known of an account beside its answers.

    Attributes:
        people: how many could have answered; None where unknown. With 0 nobody could: the account
            is no part of what a score speaks for, though its revenue is still not covered.
        revenue: what the account is worth in a year; None where unknown, which is not 0.
        currency: of the revenue.

    Raises:
        InvalidValue: people that are no count; a revenue that is negative or no amount.
    """

    people: int | None = field(default=None, validator=_people)
    revenue: Decimal | None = field(default=None, validator=_revenue)
    currency: str = ""


Customers = Mapping[str, Customer]
"""The whole base by the host's ids of accounts, also those from which nobody answered."""


def voices(responses: Iterable[Response], metric: Metric = Metric.NPS) -> tuple[Voice, ...]:
    """Take the voices out of responses; one that was not asked the metric has none.

    Args:
        responses: the current ones (:func:`b2bnps.analysis.answers.current`).
        metric: of the question; only one that is asked from 0 to 10 makes sense here.
    """
    return tuple(
        Voice(response.account, response.role, response.score(metric))
        for response in responses
        if any(answer.metric is metric for answer in response.answers)
    )


def customers(
    accounts: Iterable[Account], people: Mapping[str, int] | None = None
) -> dict[str, Customer]:
    """Collect what is known of the base of a wave.

    Args:
        accounts: facts in any order; the newest of each account holds.
        people: eligible contacts of each account when the wave was planned; an account that is
            not in it has nobody. None where this is unknown.

    Returns:
        The active accounts, and those that ``people`` names, since they were active then.

    Raises:
        InvalidValue: as :class:`Customer`; people of an account without any facts.
    """
    known = newest(accounts, lambda fact: fact.account)
    if lost := set(people or ()) - known.keys():
        message = f"people: nothing is known of {len(lost)} of these accounts; give their facts."
        raise InvalidValue(message)
    return {
        account: Customer(
            people=None if people is None else people.get(account, 0),
            revenue=fact.revenue,
            currency=fact.currency,
        )
        for account, fact in known.items()
        if fact.active or account in (people or ())
    }


def asked(base: Customers | None) -> dict[str, Customer] | None:
    """Accounts in which somebody could answer; None where the base is unknown."""
    if base is None:
        return None
    return {account: one for account, one in base.items() if one.people != 0}


def population(base: Customers | None) -> int | None:
    """People of the base; None where one account does not say how many it has."""
    if base is None:
        return None
    people = [one.people for one in base.values() if one.people is not None]
    return sum(people) if len(people) == len(base) else None


def _counts(one: "Answered") -> tuple[int, int, int]:
    added = [NPS.adds[score] for score in one.scores]
    return added.count(1), added.count(0), added.count(-1)


@frozen
class Answered:
    """The valid answers of one account.

    Attributes:
        account: the host's id; empty for a single answer without one.
        given: role and answer of each, in a fixed order.
        people: how many could have answered; None where unknown.
        scores: the answers alone, 0 to 10.
        counts: promoters, passives and detractors.
    """

    account: str
    given: tuple[tuple[Role, int], ...]
    people: int | None = None
    scores: tuple[int, ...] = field(
        init=False, default=Factory(lambda one: tuple(s for _, s in one.given), takes_self=True)
    )
    counts: tuple[int, int, int] = field(init=False, default=Factory(_counts, takes_self=True))

    @property
    def n(self) -> int:
        """Valid answers."""
        return len(self.given)

    @property
    def total(self) -> int:
        """Promoters less detractors."""
        return self.counts[0] - self.counts[2]

    @property
    def mean(self) -> float:
        """Score of the account, -1 to 1."""
        return self.total / self.n

    @property
    def scatter(self) -> float:
        """Sum of squares of what the answers add, around their mean."""
        return self.counts[0] + self.counts[2] - self.total**2 / self.n

    @property
    def silent(self) -> int | None:
        """People who could have answered and did not; None where unknown."""
        return None if self.people is None else self.people - self.n

    @property
    def open(self) -> float:
        """(1 - n/N) / n: what part of the variance of one answer the mean still has."""
        return (1.0 if self.people is None else 1 - self.n / self.people) / self.n

    def extreme(self, sign: int) -> float:
        """Score of the account, -1 to 1, if all its silent people are promoters, or detractors."""
        if self.people is None:
            return float(sign)
        return (self.total + sign * (self.people - self.n)) / self.people


def answered(told: Iterable[Voice], base: Customers | None = None) -> list[Answered]:
    """Sort the valid answers by account, so that the order of voices cannot matter.

    Raises:
        InvalidValue: answers of accounts that are not in the base; more answers than people.
    """
    found: dict[Hashable, list[tuple[Role, int]]] = {}
    for row, voice in enumerate(told):
        value = classify(voice.score, NPS.adds)
        if isinstance(value, int):
            found.setdefault(account_of(voice.account, row), []).append((voice.role, value))
    if base is not None and (strangers := found.keys() - base.keys()):
        message = (
            f"customers: {len(strangers)} accounts of the answers are not among them; "
            "give the accounts as they were known in the wave."
        )
        raise InvalidValue(message)
    return sorted(_checked(found, base or {}), key=lambda one: (one.account, one.given))


def _checked(
    found: Mapping[Hashable, list[tuple[Role, int]]], base: Customers
) -> Iterator[Answered]:
    for account, given in found.items():
        name = account if isinstance(account, str) else ""
        people = base[name].people if name in base else None
        if people is not None and people < len(given):
            message = f"people: {len(given)} answers cannot come from {people} people."
            raise InvalidValue(message)
        yield Answered(name, tuple(sorted(given)), people)
