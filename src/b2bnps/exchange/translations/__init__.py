"""The texts of a question set on their way to translators and back.

A translator gets a table for a spreadsheet (:func:`to_csv`) or a PO file for a translation tool
(:func:`to_po`, extra ``i18n``): one row for each text that anybody can reach, with what it is. What
comes back changes texts and nothing else. A row that cannot be taken is listed with its line and
never costs a good one.
"""

from b2bnps.exchange.translations.po import from_po, to_po
from b2bnps.exchange.translations.rows import Completeness, completeness, source_of
from b2bnps.exchange.translations.tables import from_csv, to_csv
from b2bnps.exchange.translations.taking import CODES, Problem

__all__ = [
    "CODES",
    "Completeness",
    "Problem",
    "completeness",
    "from_csv",
    "from_po",
    "source_of",
    "to_csv",
    "to_po",
]
