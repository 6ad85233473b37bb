"""Who is asked what, when and by which channel, and why everybody else is not.

This module does no I/O. :func:`plan` decides about every contact exactly once; :func:`allow` asks
again at the last moment before a message goes out. The rules are a table (:data:`RULES`) to which
a host adds its own with ``Rules(more=(Rule(…),))``.
"""

from b2bnps.planning.deciding import Plan, plan
from b2bnps.planning.rules import REASONS, RULES, Candidate, Facts, Rule, Rules
from b2bnps.planning.sending import allow

__all__ = ["REASONS", "RULES", "Candidate", "Facts", "Plan", "Rule", "Rules", "allow", "plan"]
