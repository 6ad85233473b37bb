"""The contract of a store: named examples, and the machine beside the memory store."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta, timezone
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from b2bnps.errors import AlreadyRecorded, InvalidValue
from b2bnps.model import (
    NAMES_A_PERSON,
    Account,
    Answer,
    Case,
    CaseStep,
    Contact,
    Invitation,
    Link,
    Message,
    Metric,
    Record,
    Response,
    Role,
    Signal,
    Verdict,
    Wave,
)
from b2bnps.ports import Store
from b2bnps.testing.contracts.making import OfStore
from b2bnps.testing.examples import (
    EVERY_KIND,
    LONG,
    NOW,
    a_record,
    new_tenant,
    rich_record,
    rolled_back,
)
from b2bnps.testing.machine import run_beside_memory
from b2bnps.testing.strategies import facts

__all__ = ["StoreContract"]


class StoreContract(OfStore):
    """What a :class:`~b2bnps.ports.Store` must do. Override :meth:`make_store`."""

    examples = 25
    """Runs of the machine beside the memory store."""

    steps = 20
    """Things done in each of those runs."""

    @EVERY_KIND
    def test_what_was_added_is_found(self, store: Store, tenant: str, kind: type[Record]) -> None:
        """A record of every kind comes back equal, with every field filled."""
        record = rich_record(kind, tenant)
        store.add(record)
        assert [record] == list(store.find(kind, tenant=tenant))

    def test_whatever_a_record_may_hold_comes_back(self, store: Store) -> None:
        """Facts of every kind with any text, time, amount and number come back equal."""

        @settings(max_examples=25, deadline=None, database=None, derandomize=True)
        @given(st.lists(facts(), max_size=8))
        def comes_back(records: list[Record]) -> None:
            tenant = new_tenant()
            own = [evolve(fact, id=str(n), tenant=tenant) for n, fact in enumerate(records)]
            store.add(*own)
            for fact in own:
                assert [fact] == list(store.find(type(fact), tenant=tenant, id=fact.id))

        comes_back()

    @EVERY_KIND
    def test_the_same_record_twice_is_refused(
        self, store: Store, tenant: str, kind: type[Record]
    ) -> None:
        """The second of two records with the same kind, tenant and id is refused."""
        record = a_record(kind, tenant=tenant)
        store.add(record)
        with pytest.raises(AlreadyRecorded):
            store.add(record)
        assert [record] == list(store.find(kind, tenant=tenant))

    def test_the_same_id_in_another_tenant_or_kind_is_another_record(
        self, store: Store, tenant: str
    ) -> None:
        """Ids are unique for a kind and a tenant, and nothing more."""
        other = new_tenant()
        store.add(a_record(Wave, tenant=tenant), a_record(Wave, tenant=other))
        store.add(a_record(Signal, tenant=tenant))
        assert [other] == [wave.tenant for wave in store.find(Wave, tenant=other)]
        assert [tenant] == [signal.tenant for signal in store.find(Signal, tenant=tenant)]

    @pytest.mark.parametrize(
        ("one", "two"),
        [("e", "E"), ("e", "é"), ("é", "e\u0301"), ("i", "ı"), ("a", "a "), ("ß", "ss")],
    )
    def test_keys_are_equal_only_where_every_letter_is(
        self, store: Store, tenant: str, one: str, two: str
    ) -> None:
        """Case, accents, composition and blanks at the end tell keys apart."""
        store.add(a_record(Signal, id=one, tenant=tenant, contact=one, account=one, wave=one))
        store.add(a_record(Signal, id=two, tenant=tenant, contact=two, account=two, wave=two))
        for name in ("id", "contact", "account", "wave"):
            found = store.find(Signal, tenant=tenant, **{name: one})
            assert [one] == [signal.id for signal in found], name

    def test_adding_several_is_all_or_none(self, store: Store, tenant: str) -> None:
        """One known record among several, of whatever kind, keeps all of them out."""
        known = a_record(Invitation, id="known", tenant=tenant)
        store.add(known)
        with pytest.raises(AlreadyRecorded):
            store.add(a_record(Signal, tenant=tenant), a_record(Invitation, tenant=tenant), known)
        assert [known] == list(store.find(Invitation, tenant=tenant))
        assert list(store.find(Signal, tenant=tenant)) == []

    def test_the_same_record_twice_in_one_call_is_refused(self, store: Store, tenant: str) -> None:
        """Two records with one id in one call are refused together."""
        with pytest.raises(AlreadyRecorded):
            store.add(a_record(Signal, tenant=tenant), a_record(Signal, tenant=tenant))
        assert list(store.find(Signal, tenant=tenant)) == []

    def test_adding_nothing_is_nothing(self, store: Store) -> None:
        """A call without records does nothing and raises nothing."""
        store.add()

    def test_a_message_is_no_fact(self, store: Store, tenant: str) -> None:
        """Messages are work: neither added here nor found here."""
        with pytest.raises(InvalidValue):
            store.add(a_record(Message, tenant=tenant))
        with pytest.raises(InvalidValue):
            list(store.find(Message, tenant=tenant))

    @EVERY_KIND
    def test_every_filter_filters(self, store: Store, tenant: str, kind: type[Record]) -> None:
        """Each of id, wave, account and contact alone finds the one record that has it."""
        one = a_record(kind, tenant=tenant, id="x", wave="x", account="x", contact="x")
        two = a_record(kind, tenant=tenant, id="y", wave="y", account="y", contact="y")
        store.add(one, two)
        for name in ("id", "wave", "account", "contact"):
            assert [two] == list(store.find(kind, tenant=tenant, **{name: "y"})), name
            assert list(store.find(kind, tenant=tenant, **{name: "z"})) == [], name
        assert [one, two] == list(store.find(kind, tenant=tenant))

    def test_filters_narrow_together(self, store: Store, tenant: str) -> None:
        """Several filters find what meets all of them."""
        wanted = a_record(Signal, id="1", tenant=tenant, wave="w", contact="p")
        store.add(wanted, a_record(Signal, id="2", tenant=tenant, wave="w", contact="q"))
        store.add(a_record(Signal, id="3", tenant=tenant, wave="v", contact="p"))
        assert [wanted] == list(store.find(Signal, tenant=tenant, wave="w", contact="p"))
        assert list(store.find(Signal, tenant=tenant, wave="v", contact="q")) == []

    def test_the_empty_tenant_is_a_tenant(self, store: Store, tenant: str) -> None:
        """Without a tenant, only facts without a tenant are found."""
        own = a_record(Signal, id=new_tenant(), wave=tenant)
        store.add(own, a_record(Signal, id=new_tenant(), wave=tenant, tenant=tenant))
        assert [own] == list(store.find(Signal, wave=tenant))

    @EVERY_KIND
    def test_order_is_account_contact_time_and_arrival(
        self, store: Store, tenant: str, kind: type[Record]
    ) -> None:
        """Facts come by account, then contact, then time, then order of arrival."""
        later = NOW + timedelta(microseconds=1)
        places = [
            ("b", "", NOW, "9"),
            ("a", "p", later, "1"),
            ("a", "p", NOW, "8"),
            ("a", "p", NOW, "3"),
            ("a", "", later, "2"),
            ("", "z", NOW, "7"),
        ]
        for account, contact, at, name in places:
            store.add(
                a_record(kind, id=name, tenant=tenant, account=account, contact=contact, at=at)
            )
        expected = ["7", "2", "8", "3", "1", "9"]
        assert expected == [record.id for record in store.find(kind, tenant=tenant)]

    def test_texts_are_ordered_by_code_point(self, store: Store, tenant: str) -> None:
        """No language's order and no encoding's: plain code points."""
        expected = ["", " ", "A", "B", "a", "a ", "aa", "b", "ß", "é", "ı", "ﬀ", "Ａ", "\U0001f600"]
        for number, name in enumerate(reversed(expected)):
            store.add(a_record(Signal, id=f"a{number}", tenant=tenant, account=name))
            store.add(a_record(Signal, id=f"c{number}", tenant=tenant, contact=name, account="~"))
        found = list(store.find(Signal, tenant=tenant))
        # Where an account comes before "~" and where behind is part of the order as well.
        assert sorted(found, key=lambda s: (s.account, s.contact, s.at, s.received)) == found
        people = store.find(Signal, tenant=tenant, account="~")
        assert expected == [signal.contact for signal in people]

    def test_arrival_is_numbered(self, store: Store, tenant: str) -> None:
        """Facts get their number of arrival from the store: from 1, growing, kept."""
        store.add(a_record(Signal, id="b", tenant=tenant), a_record(Signal, id="a", tenant=tenant))
        store.add(a_record(Signal, id="c", tenant=tenant, received=1))
        first = [(s.id, s.received) for s in store.find(Signal, tenant=tenant)]
        assert [name for name, _ in first] == ["b", "a", "c"]
        assert sorted({number for _, number in first}) == [number for _, number in first]
        assert first[0][1] >= 1
        assert first == [(s.id, s.received) for s in store.find(Signal, tenant=tenant)]

    def test_long_and_lively_comments_survive(self, store: Store, tenant: str) -> None:
        """A comment of 100,000 letters with emoji, quotes and line ends comes back as it was."""
        answers = (
            Answer(question="nps", metric=Metric.NPS, score=0),
            Answer(question="why", text=LONG),
        )
        response = Response(id="1", tenant=tenant, at=NOW, answers=answers)
        store.add(response)
        assert [response] == list(store.find(Response, tenant=tenant))

    def test_the_order_of_tuples_survives(self, store: Store, tenant: str) -> None:
        """The first role of a contact and the first answer of a response stay the first."""
        roles = (Role.END_USER, Role.APPROVER, Role.DECISION_MAKER)
        store.add(Contact(id="1", tenant=tenant, at=NOW, roles=roles))
        answers = tuple(Answer(question=str(n % 3), score=n) for n in range(12, 0, -1))
        store.add(Response(id="1", tenant=tenant, at=NOW, answers=answers))
        assert [roles] == [contact.roles for contact in store.find(Contact, tenant=tenant)]
        assert [answers] == [response.answers for response in store.find(Response, tenant=tenant)]

    def test_a_time_of_any_zone_is_the_same_moment(self, store: Store, tenant: str) -> None:
        """Equal moments are equal in order and value, whatever zone they were told in."""
        ankara = NOW.astimezone(timezone(timedelta(hours=3)))
        store.add(a_record(Signal, tenant=tenant, at=ankara))
        (signal,) = store.find(Signal, tenant=tenant)
        assert (NOW, timedelta(0)) == (signal.at, signal.at.utcoffset())

    def test_many_facts_stream_in_order(self, store: Store, tenant: str) -> None:
        """More facts than any batch holds come all, once, and in order."""
        people = [f"{number % 7}-{number:04}" for number in range(2500)]
        store.add(*(a_record(Signal, id=p, tenant=tenant, contact=p) for p in people))
        assert sorted(people) == [signal.contact for signal in store.find(Signal, tenant=tenant)]

    def test_whoever_reads_may_write(self, store: Store, tenant: str) -> None:
        """Adding facts while reading others neither fails nor repeats what was read."""
        store.add(*(a_record(Signal, id=str(n), tenant=tenant, contact="p") for n in range(5)))
        read = []
        for signal in store.find(Signal, tenant=tenant, contact="p"):
            read.append(signal.id)
            store.add(a_record(Signal, id=f"new {signal.id}", tenant=tenant, contact="q"))
        assert [str(n) for n in range(5)] == read

    def test_a_reader_may_leave_early(self, store: Store, tenant: str) -> None:
        """An answer that nobody reads to its end holds nothing up."""
        store.add(*(a_record(Signal, id=str(n), tenant=tenant) for n in range(5)))
        answer = store.find(Signal, tenant=tenant)
        next(answer)
        store.add(a_record(Signal, id="new", tenant=tenant))
        del answer
        assert len(list(store.find(Signal, tenant=tenant))) == 6

    def test_a_block_lands_together(self, store: Store, tenant: str) -> None:
        """What a block adds is seen inside it at once, and after it for good."""
        with store.begin():
            store.add(a_record(Signal, tenant=tenant))
            assert len(list(store.find(Signal, tenant=tenant))) == 1
            store.add(a_record(Wave, tenant=tenant))
        assert len(list(store.find(Signal, tenant=tenant))) == 1
        assert len(list(store.find(Wave, tenant=tenant))) == 1

    def test_a_block_that_raises_leaves_nothing(self, store: Store, tenant: str) -> None:
        """An exception takes back what the block added, forgot and nested."""
        before = a_record(Signal, id="before", tenant=tenant, contact="p")
        store.add(before)
        with rolled_back(store):
            store.add(a_record(Wave, tenant=tenant))
            store.forget(tenant, "p", "nobody")
            with store.begin():
                store.add(a_record(Signal, id="inner", tenant=tenant))
        assert list(store.find(Wave, tenant=tenant)) == []
        assert [before] == list(store.find(Signal, tenant=tenant))

    def test_an_inner_block_that_raises_spares_the_outer(self, store: Store, tenant: str) -> None:
        """Whoever catches the exception of an inner block keeps what the outer one added."""
        with store.begin():
            store.add(a_record(Signal, id="outer", tenant=tenant))
            with rolled_back(store):
                store.add(a_record(Signal, id="inner", tenant=tenant))
            store.add(a_record(Signal, id="later", tenant=tenant))
        assert [s.id for s in store.find(Signal, tenant=tenant)] == ["outer", "later"]

    def test_a_refusal_does_not_spoil_the_block(self, store: Store, tenant: str) -> None:
        """After AlreadyRecorded inside a block, the block goes on."""
        known = a_record(Signal, id="known", tenant=tenant)
        store.add(known)
        with store.begin():
            with pytest.raises(AlreadyRecorded):
                store.add(a_record(Signal, id="with it", tenant=tenant), known)
            store.add(a_record(Signal, id="after", tenant=tenant))
        assert [s.id for s in store.find(Signal, tenant=tenant)] == ["known", "after"]

    def test_threads_do_not_share_a_block(self, store: Store, tenant: str) -> None:
        """Facts added at once by several threads all land, each in its own transaction."""

        def work(number: int) -> None:
            for turn in range(5):
                with store.begin():
                    name = f"{number}-{turn}"
                    store.add(a_record(Signal, id=name, tenant=tenant, contact=name))
                    assert len(list(store.find(Signal, tenant=tenant, contact=name))) == 1

        with ThreadPoolExecutor(4) as pool:
            list(pool.map(work, range(4)))
        assert len(list(store.find(Signal, tenant=tenant))) == 20

    @EVERY_KIND
    def test_nobody_of_that_name_is_left(
        self, store: Store, tenant: str, kind: type[Record]
    ) -> None:
        """Forgetting rewrites or deletes every kind of fact about the person, and counts it."""
        mine = a_record(kind, id="mine", tenant=tenant, contact="p")
        others = a_record(kind, id="others", tenant=tenant, contact="q")
        store.add(mine, others)
        assert store.forget(tenant, "p", "nobody") == 1
        assert list(store.find(kind, tenant=tenant, contact="p")) == []
        assert [others] == list(store.find(kind, tenant=tenant, contact="q"))
        stays = 0 if issubclass(kind, NAMES_A_PERSON) else 1
        assert stays == len(list(store.find(kind, tenant=tenant, contact="nobody")))

    def test_figures_survive_forgetting(self, store: Store, tenant: str) -> None:
        """The score stays with account, wave, time and place in the order; the words go."""
        self._a_talkative_person(store, tenant)
        assert store.forget(tenant, "p", "nobody") == 6
        good, bad = store.find(Response, tenant=tenant, contact="nobody")
        assert [(r.score(Metric.NPS), r.account, r.wave, r.at) for r in (good, bad)] == [
            (9, "acme", "w", NOW),
            (2, "acme", "w", NOW),
        ]
        assert [good.comment, bad.comment] == ["", ""]
        assert good.received < bad.received
        (verdict,) = store.find(Verdict, tenant=tenant)
        assert bad.id == verdict.response
        (invitation,) = store.find(Invitation, tenant=tenant)
        assert [invitation.id] * 2 == [good.invitation, bad.invitation]
        assert {"r1", "r2", "i1"}.isdisjoint({good.id, bad.id, invitation.id})

    def test_notes_of_a_shared_case_are_forgotten(self, store: Store, tenant: str) -> None:
        """A note on a case may name each of its voices: it goes, and the step stays as it was."""
        opened = a_record(Case, id="case", tenant=tenant, account="a", contact="q")
        step: dict[str, Any] = {"tenant": tenant, "account": "a", "case": "case"}
        called = a_record(CaseStep, id="1", contact="q", number=1, note="Called P.", **step)
        voice = a_record(CaseStep, id="2", contact="p", number=2, **step)
        other = a_record(CaseStep, id="3", contact="q", note="Q.", **{**step, "case": "other"})
        store.add(opened, called, voice, other)
        assert store.forget(tenant, "p", "nobody") == 2
        found = {one.id: one for one in store.find(CaseStep, tenant=tenant)}
        assert found["1"] == evolve(called, note="")
        assert found["2"] == evolve(voice, contact="nobody")
        assert found["3"] == other

    def test_forgetting_twice_is_forgetting_once(self, store: Store, tenant: str) -> None:
        """The second time there is nobody of that name."""
        self._a_talkative_person(store, tenant)
        store.forget(tenant, "p", "nobody")
        assert store.forget(tenant, "p", "nobody else") == 0
        assert len(list(store.find(Response, tenant=tenant, contact="nobody"))) == 2

    def test_forgetting_nobody_touches_nothing(self, store: Store, tenant: str) -> None:
        """Facts about no person and of other tenants are left alone."""
        other = new_tenant()
        store.add(a_record(Account, tenant=tenant), a_record(Signal, tenant=other, contact="p"))
        assert store.forget(tenant, "", "nobody") == 0
        assert store.forget(tenant, "p", "nobody") == 0
        assert len(list(store.find(Account, tenant=tenant))) == 1
        assert len(list(store.find(Signal, tenant=other))) == 1

    def test_the_machine_finds_no_difference_to_the_memory_store(self) -> None:
        """Random adding, finding, forgetting and rolling back gives the memory store's answers."""
        run_beside_memory(self.make_store, examples=self.examples, steps=self.steps)

    @staticmethod
    def _a_talkative_person(store: Store, tenant: str) -> None:
        them: dict[str, Any] = {
            "tenant": tenant,
            "account": "acme",
            "contact": "p",
            "wave": "w",
            "at": NOW,
        }
        why = Answer(question="why", text="Ask Ayşe, my assistant.")
        store.add(Contact(id="c1", email="p@acme.example", **them))
        store.add(Link(id="l1", invitation="i1", **them))
        store.add(Invitation(id="i1", **them))
        for name, score in (("r1", 9), ("r2", 2)):
            answers = (Answer(question="nps", metric=Metric.NPS, score=score), why)
            store.add(Response(id=name, invitation="i1", answers=answers, **them))
        store.add(Verdict(id="v1", response="r2", **them))
