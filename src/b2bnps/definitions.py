"""How a figure is read off answers, as data: definitions of the metrics. This module does no I/O.

What a definition says is plain data, so that a list, a data frame and a database count alike. The
published ones are constants; :func:`net_of`, :func:`share_of` and :func:`mean_of` make others,
under names of their own.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from attrs import Attribute, field, frozen

from b2bnps.errors import InvalidValue
from b2bnps.intervals import Gauge
from b2bnps.tallies import Adds

__all__ = [
    "CES_1",
    "CES_2",
    "CSAT",
    "ENPS",
    "NPS",
    "USUAL_METHODS",
    "Definition",
    "csat_of",
    "gauge_of",
    "mean_of",
    "net_of",
    "one_of",
    "said",
    "share_of",
]


USUAL_METHODS: Final[Mapping[str, str]] = {"net": "score", "share": "wilson", "mean": "mean_t"}
"""Method of the interval of each form, where no other is asked for."""

_GAUGES: Final = {"net": Gauge((-1, 1)), "share": Gauge((0, 1))}


def gauge_of(form: str, scale: tuple[int, int]) -> Gauge:
    """Say what one answer adds at least and most to a figure of a form, and in which unit."""
    return _GAUGES.get(form) or Gauge(scale, factor=1, ddof=1)


@frozen(kw_only=True)
class Definition:
    """How a figure is read off the answers; made by :func:`net_of` and its neighbours.

    Attributes:
        metric: what is measured.
        name: the published formula, returned as ``Result.definition``.
        adds: what each answer of the scale adds to the figure.
        form: ``net`` (gives a :class:`Score`), ``share`` (:class:`Share`) or ``mean``
            (:class:`Mean`).
        direction: ``high_is_good`` or ``low_is_good``.
        warnings: codes that every result carries.
        scale: lowest and highest answer on offer.
        gauge: what one answer adds at least and most, and the unit of the figure.
    """

    metric: str
    name: str
    adds: Adds = field(hash=False)
    form: str
    direction: str = "high_is_good"
    warnings: tuple[str, ...] = ()

    scale: tuple[int, int] = field(init=False)
    gauge: Gauge = field(init=False, repr=False)

    @scale.default
    def _ends(self) -> tuple[int, int]:
        return min(self.adds), max(self.adds)

    @gauge.default
    def _unit(self) -> Gauge:
        return gauge_of(self.form, self.scale)


def net_of(
    metric: str, *, scale: tuple[int, int], passive: int, promoter: int, name: str = ""
) -> Definition:
    """Define a net score: share from ``promoter`` up less share below ``passive``.

    Args:
        metric: any name but ``nps`` and ``enps``, which are asked from 0 to 10.
        scale: lowest and highest answer on offer.
        passive, promoter: the lowest answer of each class.
        name: the published formula; made of scale and cut points when left out.

    Raises:
        InvalidValue: cut points that do not split the scale, or a scale that no NPS is asked on.
    """
    low, high = _scale(scale)
    if metric in ("nps", "enps") and (low, high) != (0, 10):
        message = (
            f"scale: an NPS is asked from 0 to 10, not from {low} to {high}; "
            "give this metric a name of its own with net_of."
        )
        raise InvalidValue(message)
    if not low < passive <= promoter <= high:
        message = f"cuts: {passive} and {promoter} do not split a scale from {low} to {high}."
        raise InvalidValue(message)
    adds = {value: (value >= promoter) - (value < passive) for value in range(low, high + 1)}
    made = f"{metric}_{low}_{high}_below_{passive}_from_{promoter}"
    published = metric not in ("nps", "enps") or (passive, promoter) == (7, 9)
    warnings = () if published else ("own_cut_points",)
    return Definition(metric=metric, name=name or made, adds=adds, form="net", warnings=warnings)


def share_of(metric: str, *, scale: tuple[int, int], cut: int, name: str = "") -> Definition:
    """Define a share: percent of answers at or above ``cut``.

    Raises:
        InvalidValue: a cut that does not split the scale.
    """
    low, high = _scale(scale)
    if not low < cut <= high:
        message = f"cut: {cut} does not split a scale from {low} to {high}."
        raise InvalidValue(message)
    adds = {value: int(value >= cut) for value in range(low, high + 1)}
    made = f"{metric}_from_{cut}_on_{low}_{high}"
    return Definition(metric=metric, name=name or made, adds=adds, form="share")


def mean_of(metric: str, *, scale: tuple[int, int], direction: str, name: str = "") -> Definition:
    """Define a mean answer; ``direction`` is ``high_is_good`` or ``low_is_good``, never guessed.

    Raises:
        InvalidValue: an unknown direction, or an impossible scale.
    """
    low, high = _scale(scale)
    return Definition(
        metric=metric,
        name=name or f"{metric}_mean_of_{low}_{high}_{direction}",
        adds={value: value for value in range(low, high + 1)},
        form="mean",
        direction=one_of("direction", direction, ("high_is_good", "low_is_good")),
    )


def one_of(name: str, value: str, allowed: Iterable[str]) -> str:
    """Check that a word is one of those allowed.

    Raises:
        InvalidValue: it is not; the message lists them.
    """
    if value in (names := sorted(allowed)):
        return value
    message = f"{name}: {value!r} is unknown; expected one of {', '.join(names)}."
    raise InvalidValue(message)


def said(instance: object, attribute: "Attribute[str]", value: str) -> None:
    """Validate that a text says something, as an attrs validator.

    Raises:
        InvalidValue: it is empty or blank.
    """
    if not value.strip():
        kind = type(instance).__name__.lower()
        message = f"{attribute.name}: it is empty; a {kind} needs one."
        raise InvalidValue(message)


def _scale(scale: tuple[int, int]) -> tuple[int, int]:
    low, high = scale
    if not low < high:
        message = f"scale: from {low} to {high} is no scale; the lowest answer comes first."
        raise InvalidValue(message)
    return low, high


def csat_of(*, scale: tuple[int, int] = (1, 5), top: int = 2) -> Definition:
    """Define customer satisfaction: percent of answers in the top points of the scale.

    Raises:
        InvalidValue: a top that does not split the scale.
    """
    name = f"csat_top_{top}_of_{scale[0]}_{scale[1]}"
    return share_of("csat", scale=scale, cut=scale[1] - top + 1, name=name)


CSAT: Final = csat_of()
"""Satisfied: 4 and 5 of 1 to 5, the most common reading."""

NPS: Final = net_of("nps", scale=(0, 10), passive=7, promoter=9, name="nps_0_10")
"""Net Promoter Score (Reichheld 2003): 9 and 10 less 0 to 6."""

ENPS: Final = net_of("enps", scale=(0, 10), passive=7, promoter=9, name="enps_0_10")
"""The same of employees, who are asked about their employer."""

CES_1: Final = mean_of("ces", scale=(1, 5), direction="low_is_good", name="ces_1.0_mean")
"""Customer Effort Score 1.0 (Dixon, Freeman and Toman 2010): effort from 1 to 5, low is good."""

CES_2: Final = mean_of("ces", scale=(1, 7), direction="high_is_good", name="ces_2.0_mean")
"""Customer Effort Score 2.0 (Dixon, Toman and DeLisi 2013): "it was easy", 1 to 7."""
