"""Rules and routes: what they mean, and which of them can be followed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from b2bnps.model import Metric, Role
from b2bnps.questionnaires import Kind, Question
from b2bnps.questionnaires.checks import Ending, Fault, Quota, faults
from b2bnps.questionnaires.document import rule_of
from b2bnps.questionnaires.question import END, Route
from b2bnps.questionnaires.reading import hear
from b2bnps.questionnaires.rules import (
    And,
    Answered,
    Chose,
    Class,
    Full,
    InRole,
    Known,
    Not,
    Or,
    Rule,
    Said,
    Scored,
    Situation,
    as_data,
    compiled,
    leaves,
    looks_at,
)
from b2bnps.testing.questionnaires import QUOTAS, forms, questionnaires, rules, situations

NPS = Question(id="nps", kind=Kind.SCALE, metric=Metric.NPS, high=10)
WHY = Question(id="why", kind=Kind.TEXT)
TOPIC = Question(id="topic", kind=Kind.CHOICE, options=("price", "quality"))
LIKED = Question(id="liked", kind=Kind.CHOICES, options=("price", "quality"))
CALL = Question(id="call", kind=Kind.CONTACT)
WORK = Question(id="work", kind=Kind.MATRIX, low=1, high=5, aspects=("speed", "care"))
HELLO = Question(id="hello", kind=Kind.NOTICE)
EASE = Question(id="ease", kind=Kind.SCALE, low=1, high=7)
EVERYTHING = (NPS, WHY, TOPIC, LIKED, CALL, WORK, HELLO, EASE)

NOWHERE = Situation()
CLASS_OF = ["detractor"] * 7 + ["passive"] * 2 + ["promoter"] * 2


def holds(rule: Rule, said: Said, now: Situation) -> bool:  # noqa: C901, PLR0911 - a case each
    """Say what a rule means, as plainly as can be."""
    match rule:
        case And(of):
            return all(holds(each, said, now) for each in of)
        case Or(of):
            return any(holds(each, said, now) for each in of)
        case Not(of):
            return not holds(of, said, now)
        case InRole(roles):
            return now.role in roles
        case Known(name, values):
            return name in now.known and now.known[name] in values
        case Full(quota):
            return quota in now.full
    answer = said.get(rule.question)
    if answer is None:
        return False
    match rule:
        case Answered():
            return True
        case Scored(_, low, high):
            assert isinstance(answer, int)
            return (low is None or answer >= low) and (high is None or answer <= high)
        case Chose(_, options):
            chosen = answer if isinstance(answer, frozenset) else {answer}
            return len(chosen & set(options)) > 0
        case Class(_, classes):
            assert isinstance(answer, int)
            return CLASS_OF[answer] in classes


@given(data=st.data())
def test_a_compiled_rule_says_what_a_plain_reading_of_it_says(data: st.DataObject) -> None:
    """Whatever is nested in whatever, and whatever was answered."""
    asked = data.draw(questionnaires(most=3))
    rule = data.draw(rules(asked.questions, QUOTAS))
    said = hear(asked.questions, data.draw(forms(asked))).said
    now = data.draw(situations())
    assert compiled(rule)(said, now) == holds(rule, said, now)


@given(rule=rules(EVERYTHING, QUOTAS))
def test_a_rule_written_as_data_is_read_as_the_same_rule(rule: Rule) -> None:
    """Nothing is lost on the way through JSON."""
    assert rule_of(as_data(rule)) == rule


@pytest.mark.parametrize(
    ("rule", "data"),
    [
        (And((Answered("a"), Answered("b"))), {"and": [{"answered": "a"}, {"answered": "b"}]}),
        (Or((Not(Answered("a")),)), {"or": [{"not": {"answered": "a"}}]}),
        (Scored("nps", at_most=6), {"score": "nps", "at_most": 6}),
        (Scored("nps", 0, 10), {"score": "nps", "at_least": 0, "at_most": 10}),
        (Chose("topic", ("price",)), {"choice": "topic", "in": ["price"]}),
        (Class("nps", ("detractor",)), {"class": "nps", "in": ["detractor"]}),
        (InRole((Role.END_USER,)), {"role": ["end_user"]}),
        (Known("phase", ("design",)), {"known": "phase", "in": ["design"]}),
        (Full("small"), {"full": "small"}),
    ],
)
def test_the_table_of_forms_is_what_is_written(rule: Rule, data: object) -> None:
    """The documented JSON of every kind of rule."""
    assert as_data(rule) == data
    assert rule_of(data) == rule


@pytest.mark.parametrize(
    ("rule", "said", "expected"),
    [
        (Scored("nps", at_least=9), {"nps": 9}, True),
        (Scored("nps", at_least=9), {"nps": 8}, False),
        (Scored("nps", at_most=6), {"nps": 0}, True),
        (Class("nps", ("passive",)), {"nps": 6}, False),
        (Class("nps", ("passive",)), {"nps": 7}, True),
        (Class("nps", ("passive", "promoter")), {"nps": 10}, True),
        (Chose("topic", ("price",)), {"topic": "price"}, True),
        (Chose("topic", ("price",)), {"topic": "quality"}, False),
        (Chose("liked", ("price",)), {"liked": frozenset({"price", "quality"})}, True),
        (Chose("liked", ("price",)), {"liked": frozenset({"quality"})}, False),
        (Answered("why"), {"why": "Because"}, True),
        (Not(Answered("why")), {}, True),
        (And((Answered("why"), Answered("nps"))), {"why": "Because"}, False),
        (Or((Answered("why"), Answered("nps"))), {"why": "Because"}, True),
        (Or((Answered("why"), Answered("nps"))), {}, False),
    ],
)
def test_rules_hold_as_their_names_say(rule: Rule, said: Said, *, expected: bool) -> None:
    """Both ends belong to a range, and one option of several is enough."""
    assert compiled(rule)(said, NOWHERE) is expected


@pytest.mark.parametrize(
    "rule",
    [
        Answered("nps"),
        Scored("nps", at_least=0),
        Scored("nps", at_most=10),
        Chose("topic", ("price", "quality")),
        Class("nps", ("detractor", "passive", "promoter")),
    ],
)
def test_of_what_was_not_answered_only_not_is_true(rule: Rule) -> None:
    """Silence is no low score."""
    assert compiled(rule)({}, NOWHERE) is False
    assert compiled(Not(rule))({}, NOWHERE) is True


def test_a_rule_can_look_at_the_situation() -> None:
    """The role, what the host knows and full quotas; what is not known is none of the values."""
    now = Situation(role=Role.APPROVER, known={"phase": "design"}, full=frozenset({"small"}))
    asked = [InRole((Role.APPROVER,)), Known("phase", ("build", "design")), Full("small")]
    assert [compiled(rule)({}, now) for rule in asked] == [True, True, True]
    assert [compiled(rule)({}, NOWHERE) for rule in asked] == [False, False, False]


def test_a_rule_tells_what_it_looks_at() -> None:
    """Its leaves from left to right, and the fields among them; a situation is no field."""
    rule = Or((Not(Answered("why")), And((Scored("work.speed", at_most=2), Full("small")))))
    assert list(leaves(rule)) == [
        Answered("why"),
        Scored("work.speed", at_most=2),
        Full("small"),
    ]
    assert looks_at([None, rule, Class("nps", ("passive",))]) == {"why", "work.speed", "nps"}


# What cannot be followed


def told(*questions: Question) -> list[str]:
    """Give the faults of questions as sentences."""
    endings = [Ending(id="thanks")]
    quotas = [Quota(id="small", limit=1, when=Answered(questions[0].id))]
    return [str(fault) for fault in faults(questions, endings, quotas)]


def shown_if(rule: Rule) -> list[str]:
    """Give the faults of a rule about a last question."""
    return told(*EVERYTHING, Question(id="last", kind=Kind.TEXT, show_if=rule))


DEEP: Rule = Answered("nps")
for _ in range(15):
    DEEP = Not(DEEP)


@pytest.mark.parametrize(
    ("rule", "fault"),
    [
        (Answered("nsp"), "last.show_if: there is no question 'nsp' with an answer."),
        (Answered("hello"), "last.show_if: there is no question 'hello' with an answer."),
        (Answered("work"), "last.show_if: there is no question 'work' with an answer."),
        (Answered("work.price"), "last.show_if: there is no question 'work.price' with an answer."),
        (
            Answered("last"),
            "last.show_if: looks at 'last', which is asked later; a rule looks back.",
        ),
        (
            And((Answered("nps"), Not(Chose("why", ("price",))))),
            (
                "last.show_if.and[1].not: of the words given to 'why' it can only be asked "
                "whether they are there."
            ),
        ),
        (And(()), "last.show_if: 'and' of nothing; name at least one rule."),
        (Or(()), "last.show_if: 'or' of nothing; name at least one rule."),
        (Scored("topic", at_least=1), "last.show_if: 'topic' has no scale."),
        (Scored("ease"), "last.show_if: needs at_least or at_most, within 1 to 7."),
        (Scored("ease", at_most=0), "last.show_if: needs at_least or at_most, within 1 to 7."),
        (Scored("ease", at_least=True), "last.show_if: needs at_least or at_most, within 1 to 7."),
        (Scored("ease", 5, 3), "last.show_if: at_least is above at_most."),
        (Chose("topic", ("speed",)), "last.show_if: 'topic' has no option 'speed'."),
        (Chose("nps", ("speed",)), "last.show_if: 'nps' has no option 'speed'."),
        (Chose("topic", ()), "last.show_if: names no option."),
        (Class("ease", ("passive",)), "last.show_if: 'ease' is not declared as NPS; use a score."),
        (Class("nps", ()), "last.show_if: names classes: detractor, passive, promoter."),
        (Class("nps", ("fan",)), "last.show_if: names classes: detractor, passive, promoter."),
        (InRole(()), f"last.show_if: names roles: {', '.join(Role)}."),
        (InRole(("boss",)), f"last.show_if: names roles: {', '.join(Role)}."),  # type: ignore[arg-type]  # what hosts pass all the same
        (
            Known("", ("a",)),
            "last.show_if: needs a name and at least one value, and no empty one.",
        ),
        (
            Known("phase", ("",)),
            "last.show_if: needs a name and at least one value, and no empty one.",
        ),
        (
            Known("phase", ()),
            "last.show_if: needs a name and at least one value, and no empty one.",
        ),
        (Full("large"), "last.show_if: there is no quota 'large'."),
        ("nps > 6", "last.show_if: is no rule."),
        (
            Not(DEEP),
            "last.show_if" + ".not" * 16 + ": more than 16 rules stand inside one another.",
        ),
    ],
)
def test_a_rule_that_cannot_be_followed_is_found(rule: Rule, fault: str) -> None:
    """The fault names the question, the place inside the rule and what is wrong."""
    assert shown_if(rule) == [fault]


@pytest.mark.parametrize(
    "rule",
    [
        Answered("why"),
        Scored("work.speed", at_least=1),
        Scored("ease", 7, 7),
        Chose("call", ("yes",)),
        Chose("liked", ("price", "quality")),
        Full("small"),
        DEEP,
    ],
)
def test_a_rule_that_looks_back_is_good(rule: Rule) -> None:
    """At lines of a matrix, consents, several options, words that are there, and 16 deep."""
    assert shown_if(rule) == []


@pytest.mark.parametrize(
    ("to", "fault"),
    [
        ("call", []),
        ("thanks", []),
        (END, []),
        ("nsp", ["topic.routes[1].to: there is no question and no ending 'nsp'."]),
        (
            "topic",
            ["topic.routes[1].to: leads back to 'topic', in a circle; routes lead forward."],
        ),
        ("nps", ["topic.routes[1].to: leads back to 'nps', in a circle; routes lead forward."]),
    ],
)
def test_a_route_leads_forward(to: str, fault: list[str]) -> None:
    """To a later question, to an ending or to the end, so that nobody goes round in circles."""
    ways = [Route(to="call", when=Chose("topic", ("price",))), Route(to=to)]
    topic = Question(id="topic", kind=Kind.CHOICE, options=("price",), routes=ways)
    assert told(NPS, WHY, topic, CALL) == fault


def test_a_route_may_look_at_its_own_answer_and_a_rule_of_showing_may_not() -> None:
    """The answer is there once the question was asked, and not before."""
    ease = Question(
        id="ease", kind=Kind.SCALE, high=5, routes=[Route(to=END, when=Scored("ease", at_most=2))]
    )
    late = Question(
        id="ease", kind=Kind.SCALE, high=5, routes=[Route(to=END, when=Answered("call"))]
    )
    assert told(NPS, ease, CALL) == []
    assert told(NPS, late, CALL) == [
        "ease.routes[0].when: looks at 'call', which is asked later; a rule looks back."
    ]


@pytest.mark.parametrize(
    ("quota", "place"),
    [
        (Quota(id="Small", limit=1, when=Answered("nps")), "Small.id: an id is a lower-case word"),
        (Quota(id="", limit=1, when=Answered("nps")), "id: an id is a lower-case word"),
        (Quota(id="few", limit=0, when=Answered("nps")), "few.limit: a quota is a whole number"),
        (Quota(id="few", limit=True, when=Answered("nps")), "few.limit: a quota is a whole number"),
        (Quota(id="few", limit=1, when=And(())), "few.when: 'and' of nothing"),
    ],
)
def test_a_quota_that_cannot_be_counted_is_found(quota: Quota, place: str) -> None:
    """Its id, its limit and its rule are looked at, whether or not any question has a rule."""
    (fault,) = faults([NPS], quotas=[quota])
    assert fault.sort == "quotas"
    assert place in str(fault)


def test_a_quota_may_look_at_every_question() -> None:
    """It counts complete answers, so none of them is asked later."""
    quota = Quota(id="few", limit=3, when=And((Answered("ease"), Not(Full("few")))))
    assert list(faults(EVERYTHING, quotas=[quota])) == []


@pytest.mark.parametrize("id_", ["end", "nps", "Thanks", "", "a.b", "t" * 41, 7])
def test_a_route_could_not_tell_such_an_ending_from_something_else(id_: str) -> None:
    """The usual end, a question and what is no word: each would lead somewhere unexpected."""
    (fault,) = faults([NPS], [Ending(id=id_, screened_out=True)])
    assert (fault.owner, fault.where, fault.sort) == (id_, "id", "endings")


def test_endings_and_quotas_stand_there_once() -> None:
    """The second of two is named."""
    quota = Quota(id="few", limit=3, when=Answered("nps"))
    found = faults([NPS], [Ending(id="few"), Ending(id="few")], [quota, quota])
    assert list(found) == [
        Fault("few", "id", "something else has this id already.", "endings"),
        Fault("few", "id", "something else has this id already.", "quotas"),
    ]


def test_a_fault_of_a_whole_thing_names_the_thing() -> None:
    """There is no place to add."""
    assert str(Fault("nps", "", "is odd.")) == "nps: is odd."
