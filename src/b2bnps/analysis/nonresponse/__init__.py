"""Who stayed silent, and weights that make up for some of it. This module does no I/O.

A finite population correction takes the silent for a random part of the base, which they are not.
So a report says at what rate each group answered and of whom (:class:`Rates`), how unequal these
rates are (:func:`representativeness`), and may let answers of silent groups weigh more
(:func:`post_stratify`, :func:`rake`). Weights remove the part of the error that runs between the
groups. Inside a group those who answer still speak for those who do not, and that stays a guess.
"""

from b2bnps.analysis.nonresponse.rates import Rates, response_rates, revenue_rates
from b2bnps.analysis.nonresponse.representativeness import (
    CellRate,
    Representativeness,
    representativeness,
)
from b2bnps.analysis.nonresponse.weighting import WARNINGS, Weighting, post_stratify, rake

__all__ = [
    "WARNINGS",
    "CellRate",
    "Rates",
    "Representativeness",
    "Weighting",
    "post_stratify",
    "rake",
    "representativeness",
    "response_rates",
    "revenue_rates",
]
