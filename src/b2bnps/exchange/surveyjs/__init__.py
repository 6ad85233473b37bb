"""SurveyJS: survey definitions (JSON), in and out. No I/O.

:func:`from_surveyjs` takes this along, and lists everything else:

==========================================  ====================================================
SurveyJS                                    here
==========================================  ====================================================
``pages``, ``elements``, panels             questions in one row; each page begins a page
``rating``: ``rateMin``, ``rateMax``,       a scale, 1 to 5 where nothing is said; listed points
``rateCount``, ``rateValues``,              with their words; ``smileys`` as faces where every
``minRateDescription``,                     point has words
``maxRateDescription``
``radiogroup``, ``dropdown``                a choice; ``showOtherItem`` (``hasOther``) as the
                                            option beside which words can be written,
                                            ``showNoneItem`` (``hasNone``) as one more option
``checkbox``, ``tagbox``                    several options, with the same
``boolean``                                 yes or no, with ``labelTrue`` and ``labelFalse``
``comment``, ``text``                       words
``matrix``                                  a matrix, where its columns are whole numbers, one
                                            after the other (``eachRowRequired`` makes it required)
``html``                                    a notice, without its markup
``title``, ``description``, ``isRequired``  question, hint, required; ``name`` stands in for a
                                            missing title, as it does there
``visibleIf``, also of pages and panels     the rule under which a question is asked, in the part
                                            of the language that :mod:`.expression` describes
``triggers`` of type ``skip``               a route, where one question decides
``triggers`` of type ``complete``           a route to the end after the page, where one question
                                            decides and everybody comes by the page's last one
texts by language, ``locale``               texts by language; see :func:`.said.language_of`
==========================================  ====================================================

:func:`to_surveyjs` writes the same, and lists what SurveyJS cannot know. Whatever is lost when that
is read again is listed; but for a page that the first question begins, which says nothing.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from b2bnps.errors import BadDocument
from b2bnps.exchange.carried import Carried
from b2bnps.exchange.carried.arriving import arrived
from b2bnps.exchange.carried.drafts import Crossing
from b2bnps.exchange.carried.ids import slug
from b2bnps.exchange.carried.places import Place, loaded
from b2bnps.exchange.surveyjs.reading import crossed
from b2bnps.exchange.surveyjs.said import complete, language_of
from b2bnps.exchange.surveyjs.writing import to_surveyjs
from b2bnps.model import Metric

__all__ = ["from_surveyjs", "to_surveyjs"]


def from_surveyjs(
    text: str | bytes,
    *,
    name: str = "",
    language: str = "",
    metrics: Mapping[str, Metric] = MappingProxyType({}),
) -> Carried:
    """Read a SurveyJS survey definition.

    Args:
        text: the definition, JSON.
        name: of the question set; else it is made of the title.
        language: of the texts that name none; else ``locale`` says it (:func:`.said.language_of`).
        metrics: what questions measure, by their names in SurveyJS: ``{"nps_score": Metric.NPS}``.
            Nothing there says so, and a scale from 0 to 10 alone is no NPS.

    Raises:
        UnreadableFile: the bytes are not UTF-8.
        BadDocument: it is no JSON, or no survey with a question that can be asked here.
        InvalidValue: ``metrics`` names no question, or one whose scale is not that metric's.
    """
    data = loaded(text)
    if not isinstance(data, dict):
        raise BadDocument(["$: an object with pages or elements is needed here."])
    crossing = Crossing(language_of(data, language))
    crossed(crossing, Place(data, "$", crossing.left_out))
    complete(crossing)
    return arrived(crossing, name=name or _named(data.get("title")), metrics=metrics)


def _named(title: Any) -> str:
    """Make a name of a title, plain or as an object of languages."""
    if isinstance(title, Mapping):
        title = title.get("default", next(iter(title.values()), None))
    return slug(title, "survey") if isinstance(title, str) else "survey"
