"""Planning a wave: who is asked, who is not and why. This module does no I/O: the store does."""

from collections.abc import Callable, Iterator
from datetime import datetime

from attrs import evolve

from b2bnps.errors import InvalidValue
from b2bnps.flow.program import (
    Program,
    again_if_beaten,
    channel,
    check_tenant,
    observe,
    one,
    question_set,
)
from b2bnps.flow.roster import known
from b2bnps.flow.versions import asked_of, publish
from b2bnps.links import Purpose, Ticket
from b2bnps.messages import compose
from b2bnps.model import (
    Account,
    Consent,
    Contact,
    Invitation,
    LeftOut,
    Link,
    Message,
    Receipt,
    Record,
    Wave,
    whose,
)
from b2bnps.planning import Plan, plan
from b2bnps.ports import Form
from b2bnps.questionnaires.schema import Questionnaire


def preview_wave(program: Program, wave: Wave, *, now: datetime) -> Plan:
    """Plan a wave and record nothing: the dry run.

    People who were decided about in this wave before are not in the plan again, so that planning
    twice, or after new contacts came in, adds only what is new.

    Raises:
        UnknownThing: the programme has no such question set.
    """
    return _plan(program, wave, known(program, Contact), now)


def _plan(program: Program, wave: Wave, contacts: list[Contact], now: datetime) -> Plan:
    check_tenant(program, "Wave", wave.tenant)
    about = {"tenant": program.tenant}
    history = list(program.store.find(Invitation, **about))
    left_out = program.store.find(LeftOut, tenant=program.tenant, wave=wave.id)
    decided = {fact.contact for fact in (*history, *left_out) if fact.wave == wave.id}
    _check_names(program, wave)
    return plan(
        [contact for contact in contacts if contact.contact not in decided],
        known(program, Account),
        wave,
        question_set(program, wave.question_set),
        channels=program.channels,
        rules=program.rules,
        history=history,
        consents=list(program.store.find(Consent, **about)),
        receipts=list(program.store.find(Receipt, **about)),
        others=[contact for contact in contacts if contact.contact in decided],
        language=program.sender.language,
        now=now,
    )


def _check_names(program: Program, wave: Wave) -> None:
    """Refuse a wave whose questions would have a hole where a product or a phase belongs."""
    asked = question_set(program, wave.question_set).values()
    named = {name for each in asked for name in each.names & {"product", "phase"}}
    missing = sorted(name for name in named if not wave.known.get(name))
    if missing:
        message = (
            f"Wave.known: needs {' and '.join(missing)}, which the texts of the question set "
            f"{wave.question_set!r} name."
        )
        raise InvalidValue(message)


def plan_wave(
    program: Program,
    wave: Wave,
    *,
    now: datetime,
    written: Callable[[Message], object] = lambda _: None,
) -> Plan:
    """Plan a wave and record it: invitations, reasons, links and the messages to send.

    Everything lands in one transaction, or nothing does. Planning the same wave again is harmless.

    Args:
        wave: of this programme's tenant.
        now: when it is planned; messages are due at once, or when the wave opens.
        written: called after each message was written, for a progress bar.

    Returns:
        What was added: the invitations, and a reason for everybody left out.

    Raises:
        UnknownThing: the programme has no such question set or channel.
        InvalidValue: the wave is of another tenant.
    """

    def work() -> Plan:
        contacts = known(program, Contact)
        planned = _plan(program, wave, contacts, now)
        if one(program, Wave, wave.id) is None:
            program.store.add(wave)
        publish(program, _questionnaires(program, planned), now=now)
        program.store.add(*planned.invitations, *planned.left_out)
        links, messages = _write(program, wave, planned, contacts, now, written)
        program.store.add(*links)
        program.outbox.put(*messages)
        return planned

    planned = again_if_beaten(program, work)
    counts = {"invited": len(planned.invitations), "left_out": len(planned.left_out)}
    observe(program, "wave_planned", now=now, wave=wave.id, **counts)
    return planned


def _write(
    program: Program,
    wave: Wave,
    planned: Plan,
    contacts: list[Contact],
    now: datetime,
    written: Callable[[Message], object],
) -> tuple[list[Record], list[Message]]:
    """Draw a link and write a message for every invitation."""
    by_id = {contact.contact: contact for contact in contacts}
    names = {account.account: account.name for account in known(program, Account)}
    links: list[Record] = []
    messages: list[Message] = []
    for invitation, questionnaire in _asked(program, planned):
        ticket = program.links.issue()
        links.append(_link(program, wave, invitation, ticket, now))
        contact = by_id[invitation.contact]
        account = names.get(invitation.account)
        message = _message(program, wave, invitation, contact, account, questionnaire, ticket, now)
        messages.append(message)
        written(message)
    return links, messages


def _asked(program: Program, planned: Plan) -> Iterator[tuple[Invitation, Questionnaire]]:
    for invitation in planned.invitations:
        yield invitation, asked_of(program, invitation)


def _questionnaires(program: Program, planned: Plan) -> list[Questionnaire]:
    """Give each questionnaire that somebody is invited to, once."""
    wanted = {invitation.questionnaire for invitation in planned.invitations}
    names = {invitation.question_set for invitation in planned.invitations}
    asked = (each for name in sorted(names) for each in question_set(program, name).values())
    return list({each.digest: each for each in asked if each.digest in wanted}.values())


def _link(
    program: Program, wave: Wave, invitation: Invitation, ticket: Ticket, now: datetime
) -> Link:
    return Link(
        id=ticket.id,
        **whose(invitation),
        at=now,
        invitation=invitation.id,
        expires=max(now, wave.opens, wave.closes or now) + program.link_life,
    )


def _message(
    program: Program,
    wave: Wave,
    invitation: Invitation,
    contact: Contact,
    account: str | None,
    questionnaire: Questionnaire,
    ticket: Ticket,
    now: datetime,
) -> Message:
    way = channel(program, invitation.channel)
    on_a_list = way.form is Form.LIST
    message = compose(
        invitation,
        contact,
        wave,
        questionnaire,
        form=way.form,
        sender=program.sender,
        answer_url="" if on_a_list else program.links.url(Purpose.ANSWER, ticket),
        unsubscribe_url="" if on_a_list else program.links.url(Purpose.UNSUBSCRIBE, ticket),
        channel=way.name,
        to=way.address(contact),
        account=account,
        now=now,
    )
    return evolve(message, due=max(now, wave.opens))
