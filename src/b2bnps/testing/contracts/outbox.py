"""The contract of an outbox and its desk."""

from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest

from b2bnps.errors import AlreadyRecorded, HostError, InvalidValue, NaiveTime
from b2bnps.model import Message, Signal
from b2bnps.ports import Claim, Outbox, OutboxDesk, State, Store, Tallies
from b2bnps.stores import without_words
from b2bnps.testing.contracts.making import OwnTenant
from b2bnps.testing.examples import LONG, NOW, a_record, new_tenant, rolled_back

__all__ = ["OutboxContract"]

HOUR = timedelta(hours=1)
ENDS = (State.SENT, State.FAILED, State.SKIPPED)


def yes(_: Message) -> str:
    """Allow every message."""
    return ""


class OutboxContract(OwnTenant):
    """What an :class:`~b2bnps.ports.Outbox` and its desk must do.

    Override :meth:`make_outbox`, and :meth:`advance` for the clock on which leases run.
    """

    def make_outbox(self) -> tuple[Store, Outbox, OutboxDesk]:
        """Return a store, its outbox and its desk; every call may return the same ones."""
        raise NotImplementedError

    def advance(self, time: timedelta) -> None:
        """Let time pass on the clock on which leases run; 2 hours outlast every lease."""
        raise NotImplementedError

    @pytest.fixture
    def made(self) -> tuple[Store, Outbox, OutboxDesk]:
        """Make what is under test, once for an example."""
        return self.make_outbox()

    @pytest.fixture
    def store(self, made: tuple[Store, Outbox, OutboxDesk]) -> Store:
        """Give the store that shares its transaction with the outbox."""
        return made[0]

    @pytest.fixture
    def outbox(self, made: tuple[Store, Outbox, OutboxDesk]) -> Outbox:
        """Give the outbox under test."""
        return made[1]

    @pytest.fixture
    def desk(self, made: tuple[Store, Outbox, OutboxDesk]) -> OutboxDesk:
        """Give the desk under test."""
        return made[2]

    # Putting and claiming

    def test_what_was_put_is_claimed_word_for_word(self, outbox: Outbox, tenant: str) -> None:
        """A claim brings the message as it was frozen, to the last header and emoji."""
        message = self._message(
            tenant, text=LONG, html=LONG, headers={"X-Ä": "1"}, extra={"tag": "é"}, contact="p"
        )
        outbox.put(message)
        (claim,) = self._claim(outbox, tenant)
        assert message == claim.message
        assert (claim.number, claim.attempt) == (1, 0)

    def test_the_same_message_twice_is_refused(self, outbox: Outbox, tenant: str) -> None:
        """A known message keeps everything out that came with it."""
        outbox.put(self._message(tenant, "1"))
        with pytest.raises(AlreadyRecorded):
            outbox.put(self._message(tenant, "2"), self._message(tenant, "1"))
        assert self._names(self._claim(outbox, tenant)) == ["1"]

    def test_a_message_that_was_sent_is_still_known(self, outbox: Outbox, tenant: str) -> None:
        """Planning again after sending adds nothing: the message is remembered."""
        self._one_sending(outbox, tenant, settle=State.SENT)
        with pytest.raises(AlreadyRecorded):
            outbox.put(self._message(tenant))

    def test_messages_land_with_the_facts(self, store: Store, outbox: Outbox, tenant: str) -> None:
        """What one block puts and adds lands together, or not at all."""
        with rolled_back(store):
            store.add(a_record(Signal, tenant=tenant))
            outbox.put(self._message(tenant))
        assert list(store.find(Signal, tenant=tenant)) == []
        assert self._claim(outbox, tenant) == []
        with store.begin():
            store.add(a_record(Signal, tenant=tenant))
            outbox.put(self._message(tenant))
        assert len(list(store.find(Signal, tenant=tenant))) == 1
        assert len(self._claim(outbox, tenant)) == 1

    def test_those_due_longest_come_first(self, outbox: Outbox, tenant: str) -> None:
        """Claims follow the time of being due, then the order of being put."""
        for name, hours in (("late", 1), ("b", 3), ("a", 3), ("early", 9), ("future", -1)):
            outbox.put(self._message(tenant, name, due=NOW - hours * HOUR))
        assert self._names(self._claim(outbox, tenant, limit=2)) == ["early", "b"]
        assert self._names(self._claim(outbox, tenant, limit=9)) == ["a", "late"]
        assert self._claim(outbox, tenant) == []
        assert self._names(self._claim(outbox, tenant, now=NOW + HOUR)) == ["future"]

    def test_a_claimed_message_is_not_claimed_again(self, outbox: Outbox, tenant: str) -> None:
        """As long as the lease holds, the message belongs to one worker."""
        outbox.put(self._message(tenant))
        assert len(self._claim(outbox, tenant)) == 1
        assert self._claim(outbox, tenant) == []

    def test_tenants_do_not_see_each_other(self, outbox: Outbox, tenant: str) -> None:
        """A worker of one tenant claims nothing of another."""
        outbox.put(self._message(tenant))
        assert self._claim(outbox, new_tenant()) == []

    def test_a_time_without_a_zone_is_refused(self, outbox: Outbox, tenant: str) -> None:
        """A naive ``now`` could mean any hour, so it means none."""
        with pytest.raises(NaiveTime):
            self._claim(outbox, tenant, now=NOW.replace(tzinfo=None))

    # What is spoken against

    def test_what_is_spoken_against_is_skipped(self, outbox: Outbox, tenant: str) -> None:
        """A message with a reason against it becomes skipped, and the others go on."""
        outbox.put(*(self._message(tenant, name) for name in "abc"))
        claims = self._claim(outbox, tenant, allow=lambda m: "opted_out" if m.id == "b" else "")
        assert {"a", "c"} >= set(self._names(claims))
        rest = self._claim(outbox, tenant)
        assert sorted(self._names([*claims, *rest])) == ["a", "c"]
        assert self._tally(outbox, tenant) == {State.CLAIMED: 2, State.SKIPPED: 1}

    def test_an_empty_answer_means_that_nothing_may_go_out(
        self, outbox: Outbox, tenant: str
    ) -> None:
        """However many are skipped, the one behind them is found."""
        outbox.put(*(self._message(tenant, f"{number:03}") for number in range(60)))
        claims = self._claim(outbox, tenant, limit=2, allow=lambda m: "" if m.id == "059" else "no")
        assert self._names(claims) == ["059"]

    def test_allow_sees_the_transaction_of_the_claim(
        self, store: Store, outbox: Outbox, tenant: str
    ) -> None:
        """What ``allow`` finds is what stands, and what it adds lands with the claim."""
        outbox.put(self._message(tenant, "a", contact="p"), self._message(tenant, "b", contact="p"))

        def once(message: Message) -> str:
            if list(store.find(Signal, tenant=tenant, contact=message.contact)):
                return "asked_recently"
            store.add(a_record(Signal, tenant=tenant, contact=message.contact))
            return ""

        claims = self._claim(outbox, tenant, allow=once)
        assert self._names(claims) == ["a"]
        assert self._tally(outbox, tenant) == {State.CLAIMED: 1, State.SKIPPED: 1}

    def test_an_allow_that_raises_claims_nothing(
        self, store: Store, outbox: Outbox, tenant: str
    ) -> None:
        """The exception comes through, and nothing of the claim stands."""
        outbox.put(self._message(tenant, "a"), self._message(tenant, "b"))

        def broken(message: Message) -> str:
            store.add(a_record(Signal, tenant=tenant))
            raise LookupError(message.id)

        with pytest.raises(LookupError):
            self._claim(outbox, tenant, allow=broken)
        assert list(store.find(Signal, tenant=tenant)) == []
        assert self._tally(outbox, tenant) == {State.READY: 2}

    # Starting and settling

    def test_a_message_goes_out_once(self, outbox: Outbox, tenant: str) -> None:
        """Claimed, started, sent: each step is taken once, and nothing is due any more."""
        outbox.put(self._message(tenant))
        (claim,) = self._claim(outbox, tenant)
        assert [outbox.start(claim), outbox.start(claim)] == [True, False]
        assert [outbox.settle(claim, State.SENT) for _ in range(2)] == [True, False]
        assert not outbox.start(claim)
        assert self._tally(outbox, tenant) == {State.SENT: 1}
        self.advance(2 * HOUR)
        assert self._claim(outbox, tenant) == []

    def test_starting_is_committed_at_once(self, store: Store, outbox: Outbox, tenant: str) -> None:
        """Inside a block the mark could be taken back, so it is refused there."""
        outbox.put(self._message(tenant))
        (claim,) = self._claim(outbox, tenant)
        with store.begin(), pytest.raises(HostError):
            outbox.start(claim)
        assert outbox.start(claim)

    def test_settling_lands_with_the_receipt(
        self, store: Store, outbox: Outbox, tenant: str
    ) -> None:
        """Settling joins an open block: the fact and the state stand or fall together."""
        claim = self._one_sending(outbox, tenant)
        with rolled_back(store):
            store.add(a_record(Signal, tenant=tenant))
            assert outbox.settle(claim, State.SENT)
        assert self._tally(outbox, tenant) == {State.SENDING: 1}
        assert list(store.find(Signal, tenant=tenant)) == []
        assert outbox.settle(claim, State.SENT)

    def test_a_retry_comes_back_when_it_is_due(self, outbox: Outbox, tenant: str) -> None:
        """The same bytes come again with a new number, and know how often it was tried."""
        first = self._one_sending(outbox, tenant)
        assert outbox.settle(first, State.RETRY, reason="451", due=NOW + HOUR)
        assert self._claim(outbox, tenant) == []
        (second,) = self._claim(outbox, tenant, now=NOW + HOUR)
        assert (first.message, 2, 1) == (second.message, second.number, second.attempt)
        assert not outbox.settle(first, State.FAILED)

    def test_a_claim_may_be_given_back_unstarted(self, outbox: Outbox, tenant: str) -> None:
        """A worker that is told to stop puts back what it has not begun."""
        outbox.put(self._message(tenant))
        (claim,) = self._claim(outbox, tenant)
        assert outbox.settle(claim, State.RETRY, due=NOW)
        (again,) = self._claim(outbox, tenant)
        assert (again.number, again.attempt) == (2, 0)

    @pytest.mark.parametrize("state", [State.READY, State.CLAIMED, State.SENDING])
    def test_an_attempt_does_not_end_as_work(
        self, outbox: Outbox, tenant: str, state: State
    ) -> None:
        """Only outcomes settle a claim."""
        claim = self._one_sending(outbox, tenant)
        with pytest.raises(InvalidValue):
            outbox.settle(claim, state)

    def test_a_retry_needs_a_time(self, outbox: Outbox, tenant: str) -> None:
        """Without ``due``, or with one without a zone, nobody could know when."""
        claim = self._one_sending(outbox, tenant)
        with pytest.raises(InvalidValue):
            outbox.settle(claim, State.RETRY)
        with pytest.raises(NaiveTime):
            outbox.settle(claim, State.RETRY, due=NOW.replace(tzinfo=None))

    # Leases

    def test_what_was_never_started_is_ready_again(self, outbox: Outbox, tenant: str) -> None:
        """A lost worker's untouched messages go to the next, and its claim is worth nothing."""
        outbox.put(self._message(tenant))
        (lost,) = self._claim(outbox, tenant)
        self.advance(2 * HOUR)
        assert not outbox.start(lost)
        (fresh,) = self._claim(outbox, tenant)
        assert (fresh.number, fresh.attempt) == (2, 0)
        assert not outbox.start(lost)
        assert not outbox.settle(lost, State.FAILED)
        assert not outbox.settle(lost, State.SENT)
        assert outbox.start(fresh)

    def test_what_was_started_and_lost_is_in_doubt(
        self, outbox: Outbox, desk: OutboxDesk, tenant: str
    ) -> None:
        """Nobody knows whether it went out, so it is held, listed, and never sent alone."""
        self._one_sending(outbox, tenant, worker="w7")
        self.advance(2 * HOUR)
        assert self._claim(outbox, tenant) == []
        (held,) = desk.in_doubt(tenant)
        assert (
            held.message,
            held.wave,
            held.account,
            held.contact,
            held.channel,
            held.worker,
        ) == ("1", "w", "acme", "p", "email", "w7")
        assert held.reason
        assert held.since.utcoffset() is not None

    def test_a_lease_can_be_renewed(self, outbox: Outbox, desk: OutboxDesk, tenant: str) -> None:
        """A worker that still lives keeps its message; one that was late has lost it."""
        claim = self._one_sending(outbox, tenant)
        assert desk.extend(claim)
        self.advance(2 * HOUR)
        assert not desk.extend(claim)
        self._claim(outbox, tenant)
        assert not desk.extend(claim)

    def test_late_news_of_sending_is_believed(
        self, outbox: Outbox, desk: OutboxDesk, tenant: str
    ) -> None:
        """A paused worker that comes back ends the doubt, once."""
        claim = self._one_sending(outbox, tenant)
        self.advance(2 * HOUR)
        self._claim(outbox, tenant)
        assert not outbox.settle(claim, State.FAILED)
        assert not outbox.settle(claim, State.RETRY, due=NOW)
        assert [outbox.settle(claim, State.SENT) for _ in range(2)] == [True, False]
        assert list(desk.in_doubt(tenant)) == []

    def test_late_news_prevents_sending_again(
        self, outbox: Outbox, desk: OutboxDesk, tenant: str
    ) -> None:
        """Somebody said ``send again``, nobody has yet: the late ``sent`` still counts."""
        claim = self._one_sending(outbox, tenant, settle=State.IN_DOUBT)
        assert desk.resolve(tenant, "1", State.READY)
        assert outbox.settle(claim, State.SENT)
        assert self._claim(outbox, tenant) == []

    # The desk

    @pytest.mark.parametrize("state", [State.SENT, State.FAILED])
    def test_doubt_is_resolved_once(
        self, outbox: Outbox, desk: OutboxDesk, tenant: str, state: State
    ) -> None:
        """The first word ends it; the second finds nothing in doubt."""
        self._one_sending(outbox, tenant, settle=State.IN_DOUBT)
        assert [desk.resolve(tenant, "1", state) for _ in range(2)] == [True, False]
        assert {state: 1} == self._tally(outbox, tenant)
        assert self._claim(outbox, tenant) == []

    def test_a_person_may_have_it_sent_again(
        self, outbox: Outbox, desk: OutboxDesk, tenant: str
    ) -> None:
        """The very same bytes go out again, under a new number."""
        claim = self._one_sending(outbox, tenant, settle=State.IN_DOUBT)
        assert desk.resolve(tenant, "1", State.READY)
        (again,) = self._claim(outbox, tenant)
        assert (claim.message, 2, 1) == (again.message, again.number, again.attempt)
        assert not outbox.settle(claim, State.SENT)

    def test_only_what_is_in_doubt_is_resolved(
        self, outbox: Outbox, desk: OutboxDesk, tenant: str
    ) -> None:
        """Nothing else, nobody else's, and not into another state."""
        outbox.put(self._message(tenant))
        assert not desk.resolve(tenant, "1", State.FAILED)
        assert not desk.resolve(tenant, "unknown", State.FAILED)
        self._one_sending(outbox, other := new_tenant(), settle=State.IN_DOUBT)
        assert not desk.resolve(tenant, "1", State.FAILED)
        with pytest.raises(InvalidValue):
            desk.resolve(other, "1", State.SKIPPED)

    def test_doubts_are_listed_oldest_first(
        self, outbox: Outbox, desk: OutboxDesk, tenant: str
    ) -> None:
        """Whoever looks begins with the one that has waited longest."""
        for name in ("b", "c", "a"):
            self._one_sending(outbox, tenant, name, settle=State.IN_DOUBT)
            self.advance(timedelta(seconds=1))
        assert [held.message for held in desk.in_doubt(tenant)] == ["b", "c", "a"]
        assert list(desk.in_doubt(new_tenant())) == []

    def test_a_person_is_forgotten_in_every_state(
        self, outbox: Outbox, desk: OutboxDesk, tenant: str
    ) -> None:
        """No message of the person stays, and a worker that holds one has lost it."""
        self._one_sending(outbox, tenant, "1", settle=State.SENT)
        self._one_sending(outbox, tenant, "2", settle=State.IN_DOUBT)
        outbox.put(self._message(tenant, "3"), self._message(tenant, "4", contact="q"))
        claims = self._claim(outbox, tenant)
        assert desk.forget(tenant, "p") == 3
        assert desk.forget(tenant, "p") == 0
        assert desk.forget(tenant, "") == 0
        assert {c.message.id: outbox.start(c) for c in claims} == {"3": False, "4": True}

    # Many workers

    def test_threads_share_the_work(self, outbox: Outbox, tenant: str) -> None:
        """However many claim at once, every message is started by exactly one."""
        outbox.put(*(self._message(tenant, str(n), contact=f"p{n % 5}") for n in range(40)))

        def work(number: int) -> list[str]:
            done: list[str] = []
            while claims := self._claim(outbox, tenant, limit=3, worker=str(number)):
                done += [c.message.id for c in claims if outbox.start(c)]
            return done

        with ThreadPoolExecutor(4) as pool:
            started = [name for names in pool.map(work, range(4)) for name in names]
        started += [c.message.id for c in self._claim(outbox, tenant, limit=40) if outbox.start(c)]
        assert Counter(map(str, range(40))) == Counter(started)

    def test_states_are_counted(self, outbox: Outbox, tenant: str) -> None:
        """An outbox that can tally counts by state and wave, and leaves empty states out."""
        if not isinstance(outbox, Tallies):
            pytest.skip("This outbox does not tally, which is its right.")
        assert dict(outbox.tally(tenant)) == {}
        outbox.put(self._message(tenant, "1"), self._message(tenant, "2", wave="v"))
        assert dict(outbox.tally(tenant)) == {State.READY: 2}
        assert dict(outbox.tally(tenant, "v")) == {State.READY: 1}

    @pytest.mark.parametrize("state", ENDS)
    def test_no_words_outlive_the_end(self, outbox: Outbox, tenant: str, state: State) -> None:
        """In a final state the message has no address, no words and no link any more."""
        self._one_sending(outbox, tenant, settle=state)
        kept = self.kept(outbox, tenant, "1")
        if kept is None:
            pytest.skip("This suite was not told how to look at a settled message.")
        assert without_words(self._message(tenant)) == kept

    def kept(self, outbox: Outbox, tenant: str, message: str) -> Message | None:  # noqa: ARG002 - for whoever overrides it
        """Return what is stored of a message in any state; override it to have it checked."""
        return None

    # How the examples are made

    @staticmethod
    def _message(tenant: str, name: str = "1", **given: Any) -> Message:
        words = {
            "to": "p@acme.example",
            "name": "Petra Oz",
            "subject": "A question",
            "text": "https://nps.example/r/token",
            "html": "<a href='https://nps.example/r/token'>",
        }
        place = {"wave": "w", "account": "acme", "contact": "p", "channel": "email"}
        return a_record(Message, **{"id": name, "tenant": tenant, **place, **words, **given})

    @staticmethod
    def _claim(
        outbox: Outbox,
        tenant: str,
        *,
        limit: int = 10,
        allow: Any = yes,
        now: datetime = NOW,
        worker: str = "",
    ) -> Sequence[Claim]:
        return list(outbox.claim(limit, allow, tenant=tenant, now=now, worker=worker))

    def _one_sending(
        self,
        outbox: Outbox,
        tenant: str,
        name: str = "1",
        *,
        worker: str = "",
        settle: State | None = None,
    ) -> Claim:
        """Put, claim and start one message, and settle it where a state is given."""
        outbox.put(self._message(tenant, name))
        (claim,) = self._claim(outbox, tenant, worker=worker)
        assert outbox.start(claim)
        if settle:
            assert outbox.settle(claim, settle)
        return claim

    @staticmethod
    def _names(claims: Sequence[Claim]) -> list[str]:
        return [claim.message.id for claim in claims]

    @staticmethod
    def _tally(outbox: Outbox, tenant: str) -> Any:
        """Count by state; an outbox that cannot tally is not asked."""
        if not isinstance(outbox, Tallies):
            pytest.skip("This outbox does not tally.")
        return dict(outbox.tally(tenant))
