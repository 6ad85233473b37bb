"""What changed between two waves, or differs between two segments. These modules do no I/O.

Which question is asked decides what can be seen:

- :func:`difference`: two samples that have nothing to do with each other.
- :func:`overlapping`: some people answered both times, and it is known who.
- :func:`paired`: only those who answered both times; the sharpest, and it shows who moved where.
- :func:`split`: how much of a change is a change of mind, and how much other people answering.
- :func:`trend`: more than two waves.
"""

from collections.abc import Mapping
from typing import Final

from b2bnps.analysis.change.independent import Change, difference
from b2bnps.analysis.change.overlap import overlapping
from b2bnps.analysis.change.pairs import Paired, paired
from b2bnps.analysis.change.signflip import SignTest, sign_test
from b2bnps.analysis.change.splitting import Split, parts, split
from b2bnps.analysis.change.waves import Step, Trend, smallest_visible, trend

__all__ = [
    "WARNINGS",
    "Change",
    "Paired",
    "SignTest",
    "Split",
    "Step",
    "Trend",
    "difference",
    "overlapping",
    "paired",
    "parts",
    "sign_test",
    "smallest_visible",
    "split",
    "trend",
]

WARNINGS: Final[Mapping[str, str]] = {
    "change_not_shown": "The interval holds zero: the answers show no change in either direction.",
    "few_accounts": "Fewer than 10 accounts: how much their people agree is hardly known.",
    "no_answers": "One side has no valid answer, so nothing can be compared.",
    "no_interval": "One answer, or answers all alike, give no honest interval of a mean.",
    "nobody_twice": "Nobody answered both times, so a change of mind cannot be told.",
    "one_wave": "A trend needs at least two waves with answers.",
    "overlap_fpc_untested": (
        "Populations were used where people answered both times; the coverage is not tested."
    ),
    "paired_fpc_untested": (
        "A population was used for people who answered both times; the coverage is not tested."
    ),
}
"""What a code in the ``warnings`` of a change means, as a sentence for a person."""
