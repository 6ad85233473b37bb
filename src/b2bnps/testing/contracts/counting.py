"""The contract of counting stored answers: named examples, and random ones beside the fold."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from b2bnps.analysis.answers import IDLE, current
from b2bnps.errors import InvalidValue, NaiveTime
from b2bnps.model import Answer, Metric, Record, Response, Role, Source, Verdict, Wave
from b2bnps.ports import GROUPS, AnswerQuery, AnswerTallies, Counted, Store
from b2bnps.tallies import Clusters, tally
from b2bnps.testing.contracts.making import OfStore
from b2bnps.testing.examples import NOW, a_record, new_tenant, rolled_back

__all__ = ["AnswerTalliesContract"]

ADDS = {value: (value > 8) - (value < 7) for value in range(11)}
SECOND = timedelta(microseconds=1)
MOMENTS = [NOW - IDLE, NOW - IDLE + SECOND, NOW, NOW + SECOND]
SCORES = [None, -1, 0, 6, 7, 8, 9, 10, 11, 2**40]
NEVER, CLOSED = None, NOW

_ANSWERS = st.lists(
    st.builds(
        Answer,
        question=st.just("q"),
        metric=st.sampled_from([Metric.NPS, Metric.NPS, Metric.CSAT, Metric.NONE]),
        score=st.sampled_from(SCORES),
    ),
    max_size=3,
).map(tuple)
_RESPONSES = st.fixed_dictionaries(
    {
        "wave": st.sampled_from(["", "v", "w", "W"]),
        "account": st.sampled_from(["", "  ", "a", "A", "a ", "Ａ"]),
        "contact": st.sampled_from(["", "p", "p ", "é", "r1"]),
        "invitation": st.sampled_from(["", "", "i", "I", "i "]),
        "unit": st.sampled_from(["", "x", "X", "x ", "ß", "ss"]),
        "role": st.sampled_from(Role),
        "at": st.sampled_from(MOMENTS),
        "complete": st.booleans(),
        "late": st.sampled_from([False, False, True]),
        "provisional": st.sampled_from(["", "", "too_fast"]),
        "source": st.sampled_from(Source),
        "answers": _ANSWERS,
    }
)
_VERDICTS = st.fixed_dictionaries(
    {
        "wave": st.sampled_from(["", "v", "w"]),
        "response": st.sampled_from([f"r{number}" for number in range(6)]),
        "at": st.sampled_from(MOMENTS),
        "counts": st.booleans(),
    }
)
_LEDGERS = st.tuples(
    st.lists(_RESPONSES, max_size=12),
    st.lists(_VERDICTS, max_size=6),
    st.fixed_dictionaries({"v": st.sampled_from([NEVER, CLOSED, NOW + SECOND])}),
)


class AnswerTalliesContract(OfStore):
    """What a store that is an :class:`~b2bnps.ports.AnswerTallies` must do.

    Override :meth:`make_store`.
    """

    examples = 100
    """Random ledgers that are counted beside the fold."""

    def test_the_ability_is_found(self, store: Store) -> None:
        """Whoever asks with isinstance finds that this store counts."""
        assert isinstance(store, AnswerTallies)

    def test_nothing_is_one_empty_group(self, store: Store, tenant: str) -> None:
        """Without any answer there is one group of everybody, and none by role."""
        assert self._count(store, tenant) == {"": Counted(tally=tally([], ADDS, accounts=[]))}
        assert self._count(store, tenant, by="role") == {}

    def test_answers_are_counted_by_value(self, store: Store, tenant: str) -> None:
        """The distribution, the sum, what does not count and the sums over accounts come back."""
        scores = [10, 10, 9, 8, 3, None, 11]
        store.add(*(self._said(tenant, str(n), score=score) for n, score in enumerate(scores)))
        (found,) = self._count(store, tenant).values()
        assert found.tally.distribution == (0, 0, 0, 1, 0, 0, 0, 0, 1, 1, 2)
        assert found.tally.counts == {-1: 1, 0: 1, 1: 3}
        assert found.tally.total == 40
        assert found.tally.excluded == {"missing": 1, "out_of_range": 1}
        assert found.tally.clusters == Clusters(1, 25.0, 10.0, 4.0)
        assert (found.answered, found.partial, found.set_aside) == (7, 0, {})

    def test_a_blank_name_is_an_account_of_its_own(self, store: Store, tenant: str) -> None:
        """Two people of one account are a cluster; two of whom none is known are not."""
        given = [("a", 10), ("a", 10), ("b", 0), ("", 10), (" ", 0), (" ", 0), ("c", None)]
        for number, (account, score) in enumerate(given):
            store.add(self._said(tenant, str(number), account=account, score=score))
        (found,) = self._count(store, tenant).values()
        assert found.tally.clusters == Clusters(5, 8.0, 2.0, 8.0)

    @pytest.mark.parametrize("by", [name for name in GROUPS if name])
    def test_groups_are_fields_of_the_response(self, store: Store, tenant: str, by: str) -> None:
        """By role, account, unit and wave, each group has the answers that carry its name."""
        one, two = ("end_user", "approver") if by == "role" else ("one", "One")
        for number, (key, score) in enumerate([(one, 10), (one, 9), (two, 0)]):
            field = {by: Role(key) if by == "role" else key}
            store.add(self._said(tenant, str(number), score=score, **field))
        found = self._count(store, tenant, by=by)
        assert {key: group.tally.total for key, group in found.items()} == {one: 19, two: 0}
        assert {type(key) for key in found} == {str}

    def test_one_wave_or_all(self, store: Store, tenant: str) -> None:
        """A wave filters; without one, the same person counts once in each wave."""
        for wave, score in (("v", 10), ("w", 0)):
            said = self._said(tenant, wave, wave=wave, score=score)
            store.add(evolve(said, invitation="", contact="p"))
        assert self._count(store, tenant, wave="v")[""].tally.n == 1
        assert self._count(store, tenant)[""].tally.n == 2

    @pytest.mark.parametrize(
        ("changes", "reason"),
        [
            ({"late": True}, "late"),
            ({"provisional": "trap"}, "provisional"),
            ({"complete": False, "at": NOW}, "unfinished"),
        ],
    )
    def test_what_is_set_aside_is_counted_by_reason(
        self, store: Store, tenant: str, changes: dict[str, Any], reason: str
    ) -> None:
        """Late, provisional and fresh partial answers stay out, each with its reason."""
        store.add(self._said(tenant, "1", **changes))
        (found,) = self._count(store, tenant).values()
        assert (found.tally.n, found.answered, found.set_aside) == (0, 0, {reason: 1})

    def test_the_newest_verdict_of_the_wave_holds(self, store: Store, tenant: str) -> None:
        """What the store received last decides, unless it is about another wave or comes later."""
        store.add(self._said(tenant, "1", wave="w", provisional="trap"))
        about: dict[str, Any] = {"tenant": tenant, "response": "1"}
        store.add(Verdict(id="a", wave="v", at=NOW, **about))
        store.add(Verdict(id="b", wave="w", at=NOW + SECOND, counts=False, **about))
        assert self._count(store, tenant)[""].set_aside == {"provisional": 1}
        store.add(Verdict(id="c", wave="w", at=NOW, counts=False, **about))
        assert self._count(store, tenant)[""].set_aside == {"excluded": 1}
        store.add(Verdict(id="d", wave="w", at=NOW - IDLE, counts=True, **about))
        assert self._count(store, tenant)[""].tally.n == 1

    def test_a_partial_answer_counts_idle_or_closed(self, store: Store, tenant: str) -> None:
        """A day of quiet, or the close of its wave, settles what somebody left half way."""
        for number, (wave, at) in enumerate(
            [("open", NOW - IDLE), ("open", NOW - IDLE + SECOND), ("closed", NOW)]
        ):
            store.add(self._said(tenant, str(number), wave=wave, at=at, complete=False))
        store.add(Wave(id="closed", tenant=tenant, at=NOW, opens=NOW - IDLE, closes=NOW))
        store.add(Wave(id="open", tenant=tenant, at=NOW, opens=NOW, closes=NOW + SECOND))
        found = self._count(store, tenant, by="wave")
        assert (found["open"].partial, found["open"].set_aside) == (1, {"unfinished": 1})
        assert (found["closed"].partial, found["closed"].set_aside) == (1, {})

    def test_what_goes_before_what(self, store: Store, tenant: str) -> None:
        """Complete before partial, self-entry before an interview, then the last received."""
        later = NOW - IDLE + SECOND
        store.add(self._said(tenant, "1", invitation="i", score=1, at=later))
        store.add(self._said(tenant, "2", invitation="i", score=2))
        store.add(self._said(tenant, "3", invitation="i", score=3, source=Source.INTERVIEW))
        store.add(self._said(tenant, "4", invitation="i", score=4, complete=False))
        (found,) = self._count(store, tenant).values()
        assert (found.tally.total, found.set_aside) == (2, {"replaced": 3})

    def test_people_without_an_invitation_are_told_apart(self, store: Store, tenant: str) -> None:
        """By account and contact; somebody without either is somebody else each time."""
        people = [("a", "p"), ("a", "p"), ("b", "p"), ("a", ""), ("a", ""), ("", "")]
        for number, (account, contact) in enumerate(people):
            said = self._said(tenant, str(number), account=account, contact=contact)
            store.add(evolve(said, invitation=""))
        (found,) = self._count(store, tenant).values()
        assert (found.tally.n, found.set_aside) == (5, {"replaced": 1})

    def test_long_names_are_told_apart_to_their_end(self, store: Store, tenant: str) -> None:
        """Units and invitations of which only the last letter differs are different ones."""
        long = "n" * 3000
        for number in range(40):
            unit, invitation = f"{long}{number % 2}", f"{long}{number % 8}"
            store.add(self._said(tenant, str(number), unit=unit, invitation=invitation))
        found = self._count(store, tenant, by="unit")
        assert {key: group.tally.n for key, group in found.items()} == {
            f"{long}0": 4,
            f"{long}1": 4,
        }

    def test_the_first_answer_to_the_question_counts(self, store: Store, tenant: str) -> None:
        """Asked twice, the first answer holds, given or not; not asked, there is no cell."""
        said = {
            "twice": (Answer(question="a", metric=Metric.NPS, score=9), _nps(0)),
            "empty": (Answer(question="why"), _nps(None), _nps(9)),
            "other": (Answer(question="b", metric=Metric.CSAT, score=5),),
        }
        for name, answers in said.items():
            store.add(evolve(self._said(tenant, name), answers=answers))
        (found,) = self._count(store, tenant).values()
        assert (found.tally.total, found.tally.excluded) == (9, {"missing": 1})
        assert (found.tally.n, found.answered) == (1, 3)

    def test_what_adds_is_what_was_asked_for(self, store: Store, tenant: str) -> None:
        """Another metric on another scale is counted by its own numbers."""
        for number, score in enumerate([1, 4, 5, 7]):
            answers = (Answer(question="c", metric=Metric.CSAT, score=score),)
            store.add(evolve(self._said(tenant, str(number), account="a"), answers=answers))
        adds = {value: int(value > 3) for value in range(1, 6)}
        query = AnswerQuery(tenant=tenant, metric=Metric.CSAT, adds=adds, now=NOW)
        found = self._of(store).tally_answers(query)[""].tally
        assert (found.counts, found.excluded) == ({0: 1, 1: 2}, {"out_of_range": 1})
        assert found.clusters == Clusters(1, 9.0, 6.0, 4.0)

    def test_what_is_not_committed_is_seen_inside(self, store: Store, tenant: str) -> None:
        """A count joins the open transaction, and forgets with it."""
        with rolled_back(store):
            store.add(self._said(tenant, "1"))
            assert self._count(store, tenant)[""].tally.n == 1
        assert self._count(store, tenant)[""].tally.n == 0

    def test_figures_survive_forgetting(self, store: Store, tenant: str) -> None:
        """A forgotten person's answer counts as before."""
        store.add(self._said(tenant, "1", contact="p"), self._said(tenant, "2", contact="q"))
        before = self._count(store, tenant)
        store.forget(tenant, "p", "nobody")
        assert self._count(store, tenant) == before

    @pytest.mark.parametrize(
        ("changes", "error"),
        [
            ({"by": "country"}, InvalidValue),
            ({"metric": Metric.NONE}, InvalidValue),
            ({"now": NOW.replace(tzinfo=None)}, NaiveTime),
            ({"now": None}, NaiveTime),
        ],
    )
    def test_what_cannot_be_counted_is_refused(
        self, changes: dict[str, Any], error: type[Exception]
    ) -> None:
        """An unknown group, no metric, or a time without a zone is no question at all."""
        with pytest.raises(error):
            AnswerQuery(**{"metric": Metric.NPS, "adds": ADDS, "now": NOW, **changes})

    def test_whatever_is_stored_is_counted_as_the_fold_does(self, store: Store) -> None:
        """Random responses, verdicts and waves give what choosing and counting in Python give."""

        @settings(max_examples=self.examples, deadline=None, database=None, derandomize=True)
        @given(_LEDGERS, st.sampled_from(["", "v"]), st.sampled_from(GROUPS))
        def agrees(
            ledger: tuple[Sequence[Any], Sequence[Any], Mapping[str, Any]], wave: str, by: str
        ) -> None:
            tenant = new_tenant()
            store.add(*_records(tenant, *ledger))
            found = self._count(store, tenant, wave=wave, by=by)
            assert found == _folded(store, tenant, wave, by)

        agrees()

    # How the examples are made

    @staticmethod
    def _said(tenant: str, name: str, *, score: int | None = 9, **given: Any) -> Response:
        plain = {"account": "acme", "contact": name, "invitation": f"i{name}", "at": NOW - IDLE}
        return a_record(
            Response, id=name, tenant=tenant, answers=(_nps(score),), **{**plain, **given}
        )

    @staticmethod
    def _of(store: Store) -> AnswerTallies:
        assert isinstance(store, AnswerTallies)
        return store

    def _count(
        self, store: Store, tenant: str, *, wave: str = "", by: str = ""
    ) -> Mapping[str, Counted]:
        query = AnswerQuery(tenant=tenant, metric=Metric.NPS, adds=ADDS, now=NOW, wave=wave, by=by)
        return dict(self._of(store).tally_answers(query))


def _nps(score: int | None) -> Answer:
    return Answer(question="nps", metric=Metric.NPS, score=score)


def _records(
    tenant: str,
    responses: Sequence[dict[str, Any]],
    verdicts: Sequence[dict[str, Any]],
    waves: Mapping[str, Any],
) -> list[Record]:
    said = [a_record(Response, id=f"r{n}", tenant=tenant, **r) for n, r in enumerate(responses)]
    ruled = [a_record(Verdict, id=f"v{n}", tenant=tenant, **v) for n, v in enumerate(verdicts)]
    planned = [a_record(Wave, id=name, tenant=tenant, closes=at) for name, at in waves.items()]
    return [*said, *ruled, *planned]


def _folded(store: Store, tenant: str, only: str, by: str) -> dict[str, Counted]:
    """Choose in each wave, then count each group: the long way, with rows."""
    said = [r for r in store.find(Response, tenant=tenant, wave=only) if r.at <= NOW]
    ruled = [v for v in store.find(Verdict, tenant=tenant, wave=only) if v.at <= NOW]
    closes = {wave.id: wave.closes for wave in store.find(Wave, tenant=tenant)}
    chosen: list[Response] = []
    reasons: dict[str, Counter[str]] = {} if by else {"": Counter()}
    for wave in {response.wave for response in said}:
        of_wave = [response for response in said if response.wave == wave]
        about = [verdict for verdict in ruled if verdict.wave == wave]
        chosen += current(of_wave, about, now=NOW, closes=closes.get(wave)).responses
        for key in {_key(response, by) for response in of_wave}:
            reasons.setdefault(key, Counter()).update(
                _reasons(of_wave, about, by, key, closes.get(wave))
            )
    return {key: _group(chosen, by, key, reasons[key]) for key in reasons}


def _reasons(
    responses: Sequence[Response], verdicts: Sequence[Verdict], by: str, key: str, closes: Any
) -> Counter[str]:
    """Count why responses of one group do not count: judged alone, and then beside the others."""
    everybody = current(responses, verdicts, now=NOW, closes=closes)
    kept = {response.id for response in everybody.responses}
    lost = Counter[str]()
    for one in responses:
        if _key(one, by) == key and one.id not in kept:
            alone = current([one], verdicts, now=NOW, closes=closes).set_aside
            lost.update(alone or {"replaced": 1})
    return lost


def _key(response: Response, by: str) -> str:
    return str(getattr(response, by)) if by else ""


def _group(chosen: Sequence[Response], by: str, key: str, reasons: Counter[str]) -> Counted:
    ours = [response for response in chosen if _key(response, by) == key]
    asked = [r for r in ours if Metric.NPS in {answer.metric for answer in r.answers}]
    scores, accounts = [r.score(Metric.NPS) for r in asked], [r.account for r in asked]
    return Counted(
        tally=tally(scores, ADDS, accounts=accounts),
        answered=len(ours),
        partial=sum(not response.complete for response in ours),
        set_aside=dict(reasons),
    )
