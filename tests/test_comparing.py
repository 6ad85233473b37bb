"""Two versions of a questionnaire: what changed, and whether scores still compare."""

import pickle
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from b2bnps.model import Metric, Role
from b2bnps.questionnaires import Kind, Question, Questionnaire, question_set
from b2bnps.questionnaires.checks import Ending, Quota
from b2bnps.questionnaires.comparing import (
    CHANGES,
    COMPARES,
    Change,
    Comparability,
    Comparison,
    SetComparison,
    compare,
    compare_sets,
)
from b2bnps.questionnaires.question import END, Route
from b2bnps.questionnaires.rules import (
    And,
    Answered,
    Chose,
    Class,
    Full,
    InRole,
    Known,
    Rule,
    Scored,
)
from b2bnps.questionnaires.sets import QuestionSet

NPS = Question(id="nps", kind=Kind.SCALE, metric=Metric.NPS, low=0, high=10, required=True)
WHY = Question(id="why", kind=Kind.TEXT)
CSAT = Question(id="csat", kind=Kind.SCALE, metric=Metric.CSAT, low=1, high=5)
NEXT = Question(id="next", kind=Kind.CHOICE, options=("price", "quality"))
USED = Question(id="used", kind=Kind.YES_NO)
RATED = Question(id="rated", kind=Kind.MATRIX, low=1, high=5, aspects=("price", "quality"))

SMALL = Quota(id="small", limit=50, when=Known("size", ("small",)))


def asking(
    *questions: Question, languages: tuple[str, ...] = ("en", "nl"), **more: Any
) -> Questionnaire:
    """Make a questionnaire that has every text in some languages."""
    keys = [key for question in questions for key in question.takes]
    keys += [key for ending in more.get("endings", ()) for key in ending.needs]
    texts = {language: {key: f"{key} ({language})" for key in keys} for language in languages}
    return Questionnaire(**({"name": "test", "questions": questions, "texts": texts} | more))


def worded(questionnaire: Questionnaire, language: str, **changed: str) -> Questionnaire:
    """Change texts of one language; ``__`` in a name stands for a dot."""
    told = {key.replace("__", "."): text for key, text in changed.items()}
    table = {**questionnaire.texts.get(language, {}), **told}
    return evolve(questionnaire, texts={**questionnaire.texts, language: table})


BASE = asking(NPS, WHY, CSAT, NEXT)


def verdict(
    new: Questionnaire, metric: Metric = Metric.CSAT, old: Questionnaire = BASE
) -> Comparability:
    """Compare with the usual questionnaire."""
    return compare(old, new).metrics[metric]


# What changed


def test_nothing_changed() -> None:
    """Equal digests are the same questionnaire, and every score compares in every language."""
    fine = Comparability(compares="yes", languages=("en", "nl"))
    assert compare(BASE, asking(NPS, WHY, CSAT, NEXT)) == Comparison(
        same=True, metrics={Metric.NPS: fine, Metric.CSAT: fine}
    )


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"kind": Kind.TEXT, "options": ()}, ("kind", "was choice; is text")),
        ({"options": ("quality", "price")}, ("options", "was price, quality; is quality, price")),
        ({"required": True}, ("required", "was no; is yes")),
        ({"other": "price"}, ("other", "was none; is price")),
        ({"new_page": True}, ("page", "was no; is yes")),
        ({"show_if": Answered("why")}, ("rule", 'was none; is {"answered": "why"}')),
        (
            {"routes": (Route(to=END, when=Chose("next", ("price",))), Route(to=END))},
            ("route", 'was none; is end ({"choice": "next", "in": ["price"]}), end (always)'),
        ),
    ],
)
def test_what_changed_in_a_question_is_named(
    change: dict[str, Any], expected: tuple[str, str]
) -> None:
    """How it was, and how it is."""
    found = compare(BASE, asking(NPS, WHY, CSAT, evolve(NEXT, **change))).changes
    assert Change(question="next", what=expected[0], detail=expected[1]) in found


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            CSAT,
            evolve(CSAT, high=7),
            Change(question="csat", what="scale", detail="was 1 to 5; is 1 to 7"),
        ),
        (
            CSAT,
            evolve(CSAT, faces=True),
            Change(question="csat", what="faces", detail="was no; is yes"),
        ),
        (
            CSAT,
            evolve(CSAT, metric=Metric.NONE),
            Change(question="csat", what="metric", detail="was csat; is none"),
        ),
        (
            RATED,
            evolve(RATED, aspects=("price",)),
            Change(question="rated", what="aspects", detail="was price, quality; is price"),
        ),
    ],
)
def test_what_changed_in_a_scale_is_named(old: Question, new: Question, expected: Change) -> None:
    """Its ends, its faces, what it measures, and what a matrix asks about."""
    assert [
        each for each in compare(asking(NPS, old), asking(NPS, new)).changes if each.what != "text"
    ] == [expected]


def test_questions_are_added_removed_and_moved() -> None:
    """Only what really moved is named, not what was pushed aside; its texts come with it."""
    assert compare(asking(NPS, WHY, CSAT, NEXT), asking(CSAT, NPS, WHY, USED)).changes == (
        Change(question="next", what="removed"),
        Change(question="used", what="added"),
        Change(question="csat", what="moved", detail="was number 3; is number 1"),
    )


def test_texts_are_named_by_question_and_language() -> None:
    """One change for each, with the keys, also where a label is new."""
    new = worded(BASE, "nl", csat__ask="?", csat__low="!", csat__hint="", why__ask="Waarom?")
    assert compare(BASE, new).changes == (
        Change(question="csat", what="text", detail="nl: csat.ask, csat.hint, csat.low"),
        Change(question="why", what="text", detail="nl: why.ask"),
    )


def test_languages_come_and_go() -> None:
    """A language is one change, whatever texts it has; a regional one is a language."""
    new = asking(NPS, WHY, CSAT, NEXT, languages=("en", "en-gb"))
    assert compare(BASE, new).changes == (
        Change(what="language", detail="en-gb is new"),
        Change(what="language", detail="nl is gone"),
    )


def test_endings_and_quotas_change_too() -> None:
    """What decides about a page of thanks or who is still asked."""
    one, two, three = Ending(id="one"), Ending(id="two"), Ending(id="three")
    old = asking(NPS, endings=(one, two, three), quotas=(SMALL,))
    new = asking(
        NPS,
        endings=(three, evolve(one, screened_out=True), Ending(id="four")),
        quotas=(evolve(SMALL, limit=40),),
    )
    new = worded(new, "en", **{"ending.one.text": "Bye"})
    assert compare(old, new).changes == (
        Change(question="ending.two", what="removed"),
        Change(question="ending.four", what="added"),
        Change(question="ending.one", what="screened_out", detail="was no; is yes"),
        Change(what="moved", detail="the endings stand in another order"),
        Change(
            what="quota",
            detail='was small: 50 of {"known": "size", "in": ["small"]}; '
            'is small: 40 of {"known": "size", "in": ["small"]}',
        ),
        Change(question="ending.one", what="text", detail="en: ending.one.text"),
    )


def test_the_whole_has_a_name_and_a_block() -> None:
    """Whose questionnaire it is, whether by a role or by a department."""
    new = evolve(BASE, name="other", block="purchasing")
    assert compare(evolve(BASE, role=Role.APPROVER), new).changes == (
        Change(what="name", detail="was test; is other"),
        Change(what="block", detail="was approver; is purchasing"),
    )


# Whether scores compare


@pytest.mark.parametrize(
    "new",
    [
        worded(BASE, "en", why__ask="Why?", next__ask="What?", nps__ask="Recommend?"),
        asking(NPS, WHY, CSAT, NEXT, USED),
        asking(NPS, WHY, CSAT),
        asking(NPS, WHY, CSAT, evolve(NEXT, show_if=Scored("csat", at_most=2), required=True)),
        asking(evolve(NPS, new_page=True), WHY, CSAT, NEXT),
        asking(NPS, WHY, evolve(CSAT, routes=(Route(to=END),)), NEXT),
        asking(evolve(NPS, routes=(Route(to="csat", when=Class("nps", ("passive",))),)), WHY, CSAT),
        evolve(BASE, name="renamed", role=Role.APPROVER),
    ],
)
def test_what_happens_elsewhere_leaves_a_score_as_it_was(new: Questionnaire) -> None:
    """Other words of other questions, what stands behind, and what passes only others."""
    assert verdict(new) == Comparability(compares="yes", languages=("en", "nl"))


def test_a_language_that_comes_or_goes_leaves_the_others_as_they_were() -> None:
    """Whoever is asked as before compares; the rest is worth knowing."""
    new = asking(NPS, WHY, CSAT, NEXT, languages=("en", "tr"))
    assert verdict(new) == Comparability(
        compares="yes",
        reasons=(
            "Whoever reads tr was asked in another language before.",
            "Whoever reads nl is asked in another language now.",
        ),
        languages=("en",),
    )


@pytest.mark.parametrize(
    ("old", "new", "metric", "reason"),
    [
        (BASE, asking(NPS, WHY), Metric.CSAT, "csat is not asked any more."),
        (asking(NPS, WHY), BASE, Metric.CSAT, "csat was not asked before."),
        (
            BASE,
            asking(NPS, WHY, evolve(CSAT, metric=Metric.HAPPINESS)),
            Metric.CSAT,
            "csat is not asked any more.",
        ),
        (
            BASE,
            asking(NPS, WHY, evolve(CSAT, high=7), NEXT),
            Metric.CSAT,
            "'csat' was asked from 1 to 5 and is asked from 1 to 7.",
        ),
        (
            BASE,
            asking(NPS, WHY, evolve(CSAT, id="mood"), NEXT),
            Metric.CSAT,
            "'mood' is another question than 'csat' was.",
        ),
    ],
)
def test_another_measurement_does_not_compare(
    old: Questionnaire, new: Questionnaire, metric: Metric, reason: str
) -> None:
    """Another scale, another question, or none at all."""
    found = compare(old, new).metrics[metric]
    assert (found.compares, found.reasons[0]) == ("no", reason)


@pytest.mark.parametrize("key", ["csat__ask", "csat__low", "csat__point__3", "csat__hint"])
def test_other_words_are_compared_with_care_and_only_where_they_changed(key: str) -> None:
    """A question, a label or a hint: whoever reads Dutch read the same."""
    assert verdict(worded(BASE, "en", **{key: "?"})) == Comparability(
        compares="with_care",
        reasons=("The words of 'csat' changed in en, and stayed in nl.",),
        languages=("nl",),
    )


def test_words_that_changed_for_everybody_leave_no_language() -> None:
    """Nobody read the same."""
    assert verdict(worded(worded(BASE, "en", csat__ask="?"), "nl", csat__ask="?")) == Comparability(
        compares="with_care", reasons=("The words of 'csat' changed in en, nl.",)
    )


def test_a_regional_text_counts_as_people_see_it() -> None:
    """What a region takes over from its language is what its readers read."""
    old = worded(BASE, "nl-be", why__ask="Awel?")
    assert verdict(worded(old, "nl", csat__ask="?"), old=old).languages == ("en",)
    assert verdict(worded(old, "nl-be", csat__ask="?"), old=old).languages == ("en", "nl")
    same = worded(old, "nl-be", csat__ask="csat.ask (nl)")
    assert verdict(same, old=old) == Comparability(compares="yes", languages=("en", "nl", "nl-be"))


def test_without_a_common_language_nobody_read_the_same() -> None:
    """Before only in English, now only in Turkish."""
    old, new = (asking(NPS, languages=(each,)) for each in ("en", "tr"))
    assert compare(old, new).metrics[Metric.NPS] == Comparability(
        compares="with_care",
        reasons=(
            "Nobody read the same words of 'nps': no language is complete in both.",
            "Whoever reads tr was asked in another language before.",
            "Whoever reads en is asked in another language now.",
        ),
    )


@pytest.mark.parametrize(
    ("new", "reason"),
    [
        (asking(NPS, CSAT, WHY), "Before 'csat' stood nps, why, and stands nps."),
        (asking(CSAT, NPS, WHY), "Before 'csat' stood nps, why, and stands nothing."),
        (asking(NPS, USED, WHY, CSAT), "Before 'csat' stood nps, why, and stands nps, used, why."),
        (
            asking(NPS, evolve(USED, id="why"), CSAT),
            "Before 'csat' stood nps, why, and stands nps, why.",
        ),
    ],
)
def test_what_stands_before_a_question_moves_its_answers(new: Questionnaire, reason: str) -> None:
    """Questions that come, go, change places or are answered in another way."""
    found = verdict(new)
    assert (found.compares, reason in found.reasons) == ("with_care", True)


LOW = Class("nps", ("detractor",))
LEAVING = (Route(to=END, when=LOW),)


def with_quota(limit: int, when: Rule) -> Questionnaire:
    """Ask only while a quota is not full."""
    quotas = (Quota(id="small", limit=limit, when=when), evolve(SMALL, id="other", limit=limit))
    return asking(NPS, WHY, evolve(CSAT, show_if=Full("small")), NEXT, quotas=quotas)


ONLY_USED = asking(NPS, USED, evolve(CSAT, show_if=Chose("used", ("yes",))), NEXT)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (BASE, asking(NPS, WHY, evolve(CSAT, show_if=LOW), NEXT)),
        (BASE, asking(evolve(NPS, routes=LEAVING), WHY, CSAT, NEXT)),
        (BASE, asking(evolve(NPS, routes=(Route(to="next", when=LOW),)), WHY, CSAT, NEXT)),
        (
            asking(evolve(NPS, routes=LEAVING), WHY, CSAT),
            asking(evolve(NPS, routes=(Route(to="why", when=LOW), *LEAVING)), WHY, CSAT),
        ),
        (
            asking(NPS, WHY, evolve(CSAT, show_if=Answered("why"))),
            asking(NPS, evolve(WHY, show_if=LOW), evolve(CSAT, show_if=Answered("why"))),
        ),
        (
            asking(NPS, evolve(WHY, routes=(Route(to=END, when=Answered("why")),)), CSAT),
            asking(
                NPS,
                evolve(WHY, routes=(Route(to=END, when=Answered("why")),), show_if=LOW),
                CSAT,
            ),
        ),
        (
            ONLY_USED,
            asking(evolve(NPS, routes=(Route(to="csat", when=LOW),)), *ONLY_USED.questions[1:]),
        ),
        (
            asking(NPS, RATED, evolve(CSAT, show_if=Scored("rated.price", at_most=4))),
            asking(
                NPS,
                evolve(RATED, high=7),
                evolve(CSAT, show_if=Scored("rated.price", at_most=4)),
            ),
        ),
        (with_quota(50, LOW), with_quota(40, LOW)),
        (with_quota(50, LOW), with_quota(50, Answered("why"))),
    ],
)
def test_a_rule_that_lets_others_in_is_compared_with_care(
    old: Questionnaire, new: Questionnaire
) -> None:
    """Its own rule, a route past it, a rule of what these look at, or a quota."""
    reason = "Others may be asked 'csat': a rule or a route changed."
    assert verdict(new, old=old) == Comparability(
        compares="with_care", reasons=(reason,), languages=("en", "nl")
    )


def test_a_quota_that_no_rule_of_it_names_changes_nothing() -> None:
    """Only what decides about the question counts."""
    old = with_quota(50, LOW)
    new = evolve(old, quotas=(old.quotas[0], evolve(old.quotas[1], limit=7)))
    assert verdict(new, old=old).compares == "yes"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"faces": True}, "'csat' is shown with faces in only one version."),
        (
            {"required": True},
            "'csat' can be left open in only one version, so others answer it.",
        ),
    ],
)
def test_another_look_and_a_duty_to_answer_are_compared_with_care(
    changes: dict[str, Any], reason: str
) -> None:
    """Both change who chooses which point."""
    assert verdict(asking(NPS, WHY, evolve(CSAT, **changes), NEXT)) == Comparability(
        compares="with_care", reasons=(reason,), languages=("en", "nl")
    )


def test_a_question_that_only_has_another_id_compares() -> None:
    """The words are what people read."""
    mood = evolve(CSAT, id="mood")
    texts = {
        language: {key.replace("csat.", "mood."): text for key, text in table.items()}
        for language, table in BASE.texts.items()
    }
    assert verdict(evolve(BASE, questions=(NPS, WHY, mood, NEXT), texts=texts)) == Comparability(
        compares="yes", reasons=("'mood' was called 'csat'.",), languages=("en", "nl")
    )


def test_a_metric_of_several_questions_compares_where_all_do() -> None:
    """Questions are paired by id; one more or less changes what the score is of."""
    for_low = evolve(CSAT, id="low", show_if=LOW)
    old = asking(NPS, WHY, for_low, CSAT)
    assert verdict(worded(old, "en", low__ask="?"), old=old).languages == ("nl",)
    found = verdict(asking(NPS, WHY, CSAT, for_low))
    assert (found.compares, found.reasons[0]) == (
        "with_care",
        "'low' counts into it in only one version.",
    )


def test_the_weightiest_reason_stands_first() -> None:
    """Whoever reads one line reads the one that decides."""
    new = worded(asking(NPS, CSAT, NEXT, languages=("en",)), "en", csat__ask="?")
    harder = evolve(
        new, questions=(NPS, evolve(CSAT, high=4), NEXT), texts=fewer(new, "csat.point.5")
    )
    assert verdict(harder).reasons == (
        "'csat' was asked from 1 to 5 and is asked from 1 to 4.",
        "The words of 'csat' changed in en.",
        "Before 'csat' stood nps, why, and stands nps.",
        "Whoever reads nl is asked in another language now.",
    )


def fewer(questionnaire: Questionnaire, key: str) -> dict[str, dict[str, str]]:
    """Leave out one text."""
    return {
        language: {each: text for each, text in table.items() if each != key}
        for language, table in questionnaire.texts.items()
    }


# Sets


def a_set(**blocks: tuple[str, ...]) -> QuestionSet:
    """Make a question set of these blocks; ``__`` in a name stands for a slash."""
    asked = (NPS, WHY, *(each for each in (CSAT, NEXT) if each.id in sum(blocks.values(), ())))
    return QuestionSet(
        name="test",
        core=("nps", "why"),
        blocks={name.replace("__", "/"): ids for name, ids in blocks.items()},
        questions=asked,
        texts=asking(*asked).texts,
    )


def test_sets_are_compared_block_by_block() -> None:
    """A change in one block leaves the others the same."""
    old = a_set(unknown=("csat",), approver=("csat", "next"))
    new = a_set(unknown=("csat",), approver=("next", "csat"))
    found = compare_sets(old, new)
    assert (found.same, found.added, found.removed) == (False, (), ())
    assert {name: each.same for name, each in found.blocks.items()} == {
        "unknown": True,
        "approver": False,
    }
    assert found.blocks["approver"].metrics[Metric.NPS].compares == "yes"
    assert found.blocks["approver"].metrics[Metric.CSAT].compares == "with_care"


def test_a_set_is_the_same_as_itself() -> None:
    """Also one that ships."""
    assert compare_sets(question_set(), question_set()).same
    assert compare_sets(a_set(unknown=("csat",)), a_set(unknown=("csat",))) == SetComparison(
        same=True, blocks={"unknown": compare(*[a_set(unknown=("csat",))["unknown"]] * 2)}
    )


def test_a_new_block_is_compared_with_what_its_people_were_asked() -> None:
    """The role, else the department, else the block for everybody."""
    old = a_set(unknown=("csat",), approver=("next",), finance=("csat", "next"))
    new = a_set(
        unknown=("csat",), approver__finance=("next",), unknown__finance=("csat",), sales=("next",)
    )
    found = compare_sets(old, new)
    assert found.added == ("approver/finance", "unknown/finance", "sales")
    assert found.removed == ("approver", "finance")
    assert {
        name: [each.detail for each in block.changes] for name, block in found.blocks.items()
    } == {
        "unknown": [],
        "approver": ["was approver; is unknown", "", ""],
        "finance": ["was finance; is unknown/finance", ""],
        "approver/finance": ["was approver; is approver/finance"],
        "unknown/finance": ["was finance; is unknown/finance", ""],
        "sales": ["was unknown; is sales", "", ""],
    }


# Always


POOL = (
    NPS,
    WHY,
    CSAT,
    evolve(CSAT, id="value"),
    NEXT,
    USED,
    evolve(WHY, show_if=Answered("nps")),
    evolve(CSAT, high=7, required=True),
    evolve(
        USED, routes=(Route(to=END, when=And((Chose("used", ("no",)), InRole((Role.END_USER,))))),)
    ),
    evolve(NEXT, options=("quality", "price"), other="price"),
    evolve(CSAT, faces=True, new_page=True),
)


@st.composite
def questionnaires(draw: st.DrawFn) -> Questionnaire:
    """Some questions in some order, in some languages, with some words changed."""
    nps, *others = draw(
        st.lists(st.sampled_from(POOL), min_size=1, unique_by=lambda each: each.id).map(
            lambda found: [NPS, *(each for each in found if each.id != "nps")]
        )
    )
    languages = draw(st.lists(st.sampled_from(["en", "nl", "tr"]), min_size=1, unique=True))
    made = asking(nps, *others, languages=tuple(languages), role=draw(st.sampled_from(list(Role))))
    keys = sorted(made.texts[languages[0]])
    changed = draw(st.dictionaries(st.sampled_from(keys), st.sampled_from(["?", "!"]), max_size=3))
    texts = {**made.texts, languages[0]: {**made.texts[languages[0]], **changed}}
    return evolve(made, texts=texts)


@given(questionnaires())
def test_a_questionnaire_is_the_same_as_itself(questionnaire: Questionnaire) -> None:
    """Nothing changed, and every score compares in every language."""
    found = compare(questionnaire, questionnaire)
    assert (found.same, found.changes) == (True, ())
    assert set(found.metrics.values()) == {
        Comparability(compares="yes", languages=questionnaire.languages)
    }


@given(questionnaires(), questionnaires())
def test_verdicts_are_the_same_both_ways(one: Questionnaire, other: Questionnaire) -> None:
    """What hinders a comparison hinders it in both directions, and a change is one in both."""
    there, back = compare(one, other), compare(other, one)
    assert {metric: (each.compares, each.languages) for metric, each in there.metrics.items()} == {
        metric: (each.compares, each.languages) for metric, each in back.metrics.items()
    }
    assert {each.compares for each in there.metrics.values()} <= set(COMPARES)
    assert {each.what for each in there.changes} <= CHANGES.keys()
    assert there.same == back.same == (there.changes == ()) == (back.changes == ())


def test_a_comparison_is_a_plain_value() -> None:
    """It can be kept, hashed and sent to a worker."""
    found = compare(BASE, worded(BASE, "en", why__ask="?"))
    assert pickle.loads(pickle.dumps(found)) == found  # noqa: S301 - our own bytes
    assert len({found, found}) == 1
