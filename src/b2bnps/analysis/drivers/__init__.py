"""Which aspects go with the score, and how much of its variance each stands for.

These modules do no I/O, and the dice are an argument. The outcome is the 0 to 10 score itself,
never its class, since classes throw away most of what the answers say::

    drivers(scores, {"delivery": …, "advice": …}, accounts=…, seed=7)      one row per answer
    account_drivers(scores, accounts, {"A-17": {"late": 3, …}, …}, seed=7)  one row per account

What goes with the score need not move it: the aspects were observed, not set.
"""

from b2bnps.analysis.drivers.cells import joined
from b2bnps.analysis.drivers.results import WARNINGS, Driver, Drivers
from b2bnps.analysis.drivers.weighing import account_drivers, drivers

__all__ = ["WARNINGS", "Driver", "Drivers", "account_drivers", "drivers", "joined"]
