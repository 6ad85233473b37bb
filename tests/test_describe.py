"""Every code that a figure may carry has a sentence, whichever room made it."""

import pytest

from b2bnps.analysis import describe
from b2bnps.errors import InvalidValue


@pytest.mark.parametrize(
    "code",
    [
        "indicative",
        "missing",
        "revenue_unknown",
        "change_not_shown",
        "association_only",
        "too_small_to_show",
        "census",
        "revenue_zero",
        "complement",
    ],
)
def test_a_code_has_a_sentence(code: str) -> None:
    """A host shows sentences to people, and needs one place to ask."""
    sentence = describe(code)

    assert sentence[0].isupper()
    assert sentence.endswith((".", "?"))


def test_an_unknown_code_is_refused() -> None:
    """The refusal names the codes that there are."""
    with pytest.raises(InvalidValue, match=r"code: 'odd' is unknown; expected one of .*missing"):
        describe("odd")
