"""Answers of people → one figure of accounts, in several ways that are told apart. No I/O here.

Several people speak for a business customer, and how their voices are rolled up decides what the
headline says. So every way has a function and a name of its own, which the result carries, and
:func:`sensitivity` lays them side by side::

    respondent          each answer counts once
    account_equal       each account counts once, by the mean of its people
    account_classified  each account is a promoter, a passive or a detractor, by a rule
    role_weighted       answers count by the role of whoever gave them
    revenue_weighted    accounts count by what they are worth

None of them is the right one: choose one, say which, and stay with it.
"""

from collections.abc import Mapping
from typing import Final

from b2bnps.analysis.accounts.agreement import (
    Agreement,
    Disagreement,
    Largest,
    disagreements,
    icc,
    largest,
)
from b2bnps.analysis.accounts.classes import RULES, SENIORITY, account_classified
from b2bnps.analysis.accounts.money import ExchangeRates
from b2bnps.analysis.accounts.revenue import RevenueScore, revenue_weighted
from b2bnps.analysis.accounts.rollups import RoleScore, account_equal, respondent, role_weighted
from b2bnps.analysis.accounts.sensitivity import Choice, Removal, Sensitivity, sensitivity
from b2bnps.analysis.accounts.voices import Customer, Voice, customers, voices

__all__ = [
    "EXCLUSIONS",
    "RULES",
    "SENIORITY",
    "WARNINGS",
    "Agreement",
    "Choice",
    "Customer",
    "Disagreement",
    "ExchangeRates",
    "Largest",
    "Removal",
    "RevenueScore",
    "RoleScore",
    "Sensitivity",
    "Voice",
    "account_classified",
    "account_equal",
    "customers",
    "disagreements",
    "icc",
    "largest",
    "respondent",
    "revenue_weighted",
    "role_weighted",
    "sensitivity",
    "voices",
]

WARNINGS: Final[Mapping[str, str]] = {
    "classes_may_change": (
        "People of accounts that answered are silent; their answers could change the class of "
        "their account."
    ),
    "revenue_unknown": "Answers were left out, because nobody knows the revenue of their account.",
}
"""What a code in ``warnings`` means that :data:`b2bnps.metrics.WARNINGS` does not have."""

EXCLUSIONS: Final[Mapping[str, str]] = {
    "revenue_unknown": "Answers were left out, because nobody knows the revenue of their account.",
    "revenue_zero": "The account has no revenue, so the answer would weigh nothing.",
}
"""What a code in ``excluded`` means that :data:`b2bnps.metrics.EXCLUSIONS` does not have."""
