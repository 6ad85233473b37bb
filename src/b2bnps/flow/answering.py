"""Hearing back: personal links, answers, opt-outs. This module does no I/O: the store does."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from attrs import Factory, evolve, frozen

from b2bnps.analysis.answers import last_word
from b2bnps.errors import AlreadyRecorded, BadAnswer, BadLink, NotFound, UnknownThing
from b2bnps.flow.loop import follow_up, note_ruled_out, notify
from b2bnps.flow.machines import contradicted, machine_sign, trapped
from b2bnps.flow.program import Program, again_if_beaten, observe, one
from b2bnps.flow.quotas import full_quotas
from b2bnps.flow.roster import known_account, known_contact
from b2bnps.flow.versions import asked_of
from b2bnps.links import Purpose
from b2bnps.model import (
    Consent,
    Invitation,
    Link,
    Record,
    Response,
    Signal,
    Source,
    Verdict,
    Wave,
    derive,
    whose,
)
from b2bnps.ports import Notice
from b2bnps.questionnaires.logic import Reading, Situation, Turn, read, turn, walk
from b2bnps.questionnaires.question import END
from b2bnps.questionnaires.reading import as_form
from b2bnps.questionnaires.schema import Questionnaire


@frozen(kw_only=True)
class Opened:
    """What a personal link opens.

    Attributes:
        link: id of the link, for the nonce of the form.
        questionnaire: the one of the role in which the person was invited.
        closed: True once the wave has closed; an answer is then late, but still read.
        current: what the person said before, None for nothing.
        latest: what they sent last, perhaps not finished; the same in most cases.
        company, name, account: for the page: who asks, whom, about which account.
        product, phase: what is asked about, where the wave or the account says so.
        situation: in which the person is asked, for the rules of the questionnaire.
    """

    link: str
    invitation: Invitation
    questionnaire: Questionnaire
    wave: Wave
    language: str
    closed: bool = False
    current: Response | None = None
    latest: Response | None = None
    company: str = ""
    name: str = ""
    account: str = ""
    product: str = ""
    phase: str = ""
    situation: Situation = Factory(Situation)


@frozen(kw_only=True)
class Outcome:
    """What became of a submitted form.

    Attributes:
        response: what is recorded; None where no question had a valid answer.
        problems: answers that were refused; the others are recorded all the same.
        repeated: True where this very form had been recorded before.
        turn: the page that comes next, where the form was one page of several.
        ending: id of the ending that the answers lead to, ``end`` for the usual one.
        screened_out: True where the person was not meant to be asked; the answer counts nowhere.
    """

    response: Response | None = None
    problems: tuple[BadAnswer, ...] = ()
    repeated: bool = False
    turn: Turn | None = None
    ending: str = END
    screened_out: bool = False


def open_link(program: Program, token: str, *, now: datetime) -> Opened:
    """Read a personal link; nothing is recorded.

    Raises:
        BadLink: forged, unknown, expired or erased.
    """
    return _open(program, program.links.read(Purpose.ANSWER, token), now)


def unsubscribe_preview(program: Program, token: str, *, now: datetime) -> Opened:
    """Read an unsubscribe link, which never ends; nothing is recorded.

    Raises:
        BadLink: forged, unknown or erased.
    """
    return _open(program, program.links.read(Purpose.UNSUBSCRIBE, token), now, ends=False)


def respond(
    program: Program,
    token: str,
    form: Mapping[str, str],
    *,
    now: datetime,
    signals: Collection[str] = (),
) -> Outcome:
    """Record what a person entered on the page of a personal link.

    Args:
        token: from the address.
        form: answers by field, and the ``nonce`` of the form that was served. With ``at``, the id
            of the first question of a page, it is one page of several and holds what was said on
            the others, too; without, it is whole. ``back`` asks for the page before.
        now: when it arrived.
        signals: signs of a machine that the web edge saw, as codes.

    Returns:
        A page that was not the last one is recorded as a partial answer.

    Raises:
        BadLink: the link opens nothing, or the form was not served for it.
    """
    opened = open_link(program, token, now=now)
    nonce = form.get("nonce", "")
    served = program.links.served_at(opened.link, nonce)
    taken = _turn(opened, form)
    reading = read(opened.questionnaire, form, situation=opened.situation)
    reading = reading if taken is None else taken.reading
    outcome = _outcome(reading, taken)
    if not reading.answers or ("back" in form and "at" in form):
        return outcome
    response = _response(opened.invitation, nonce, now=now, language=opened.language)
    response = evolve(
        response,
        questionnaire=opened.questionnaire.digest,
        complete=reading.complete,
        late=opened.closed,
        answers=reading.answers,
    )
    source = _Served(opened.link, served, signals)
    ended = reading.screened_out and (taken is None or taken.done)
    recorded = _record(program, response, source, now, screened_out=ended)
    return evolve(outcome, response=recorded.response, repeated=recorded.repeated)


def _turn(opened: Opened, form: Mapping[str, str]) -> Turn | None:
    """Take one page of several; None for a whole form."""
    if "at" not in form:
        return None
    asked, back = opened.questionnaire, "back" in form
    return turn(asked, form, at=form["at"], back=back, situation=opened.situation)


def _outcome(reading: Reading, taken: Turn | None = None) -> Outcome:
    return Outcome(
        problems=reading.problems,
        turn=taken,
        ending=reading.ending,
        screened_out=reading.screened_out,
    )


def record(
    program: Program,
    invitation: str,
    form: Mapping[str, str],
    *,
    key: str,
    source: Source = Source.INTERVIEW,
    channel: str = "",
    collector: str = "",
    now: datetime,
) -> Outcome:
    """Record an answer that came by another way: an interview, an SMS reply, a file.

    Args:
        invitation: id of the invitation.
        form: answers by field. One to a question that the others leave unasked is refused, for
            it belongs to somebody else or to another questionnaire.
        key: the host's own key of this answer; the same key again adds nothing.
        source: who entered it.
        channel: how it came; empty takes the channel of the invitation.
        collector: who asked, for an interview.

    Raises:
        NotFound: there is no such invitation.
    """
    found = one(program, Invitation, invitation)
    if found is None:
        message = "There is no invitation with this id."
        raise NotFound(message)
    questionnaire = asked_of(program, found)
    wave = _wave(program, found)
    situation = _situation(program, found, questionnaire, wave, _said(program, found))
    reading = read(questionnaire, form, situation=situation, strict=True)
    outcome = _outcome(reading)
    if not reading.answers:
        return outcome
    response = evolve(
        _response(found, key, now=now, language=found.language),
        source=source,
        channel=channel or found.channel,
        collector=collector,
        questionnaire=questionnaire.digest,
        complete=reading.complete,
        late=_closed(wave, now),
        answers=reading.answers,
    )
    recorded = _record(program, response, None, now, screened_out=reading.screened_out)
    return evolve(outcome, response=recorded.response, repeated=recorded.repeated)


def unsubscribe(
    program: Program,
    token: str,
    *,
    now: datetime,
    one_click: bool,
    signals: Collection[str] = (),
) -> Consent:
    """Record that a person does not want to be asked; it acts at once.

    Args:
        token: of an unsubscribe link.
        one_click: True for the mail reader's own button (RFC 8058).
        signals: signs of a machine; they mark it doubtful, so that somebody can look.

    Raises:
        BadLink: the link opens nothing.
    """
    source = "one_click" if one_click else "page"

    def work() -> tuple[Consent, bool]:
        link = program.links.read(Purpose.UNSUBSCRIBE, token)
        invitation = _follow(program, link, now, ends=False)
        doubtful = bool(signals) or trapped(program, invitation.contact, invitation.id, now)
        said = _last_consent(program, invitation.contact)
        if said is not None and not said.granted and (doubtful or not said.doubtful):
            return said, False
        consent = Consent(
            id=derive("consent", program.tenant, invitation.id, source, now.isoformat()),
            **whose(invitation),
            at=now,
            source=source,
            doubtful=doubtful,
        )
        program.store.add(consent)
        return consent, True

    consent, is_new = again_if_beaten(program, work)
    if is_new:
        observe(program, "opted_out", now=now, source=source, doubtful=consent.doubtful)
    return consent


def note_signal(program: Program, token: str, name: str, *, now: datetime) -> None:
    """Record the sign of a machine on an answer link; a link that opens nothing is ignored."""
    try:
        invitation = _follow(program, program.links.read(Purpose.ANSWER, token), now)
        signal = Signal(
            id=derive("signal", program.tenant, invitation.id, name, now.isoformat()),
            **whose(invitation),
            at=now,
            invitation=invitation.id,
            name=name,
        )
        program.store.add(signal)
    except (BadLink, AlreadyRecorded):
        return
    observe(program, "machine_signal", now=now, signal=name, wave=invitation.wave)


def _last_consent(program: Program, contact: str) -> Consent | None:
    found = program.store.find(Consent, tenant=program.tenant, contact=contact)
    return max(found, key=lambda consent: (consent.at, consent.received), default=None)


def _follow(program: Program, link: str, now: datetime, *, ends: bool = True) -> Invitation:
    """Find the invitation behind a link; whatever is wrong with the link looks alike."""
    found = one(program, Link, link)
    if found is None or (ends and found.expires is not None and now >= found.expires):
        raise BadLink
    invitation = one(program, Invitation, found.invitation)
    if invitation is None:
        raise BadLink
    return invitation


def _open(program: Program, link: str, now: datetime, *, ends: bool = True) -> Opened:
    """Gather what a page shows; who only records follows the link and reads no more."""
    invitation = _follow(program, link, now, ends=ends)
    wave = _wave(program, invitation)
    questionnaire, said = asked_of(program, invitation), _said(program, invitation)
    meant = _still_meant(program, invitation, said)
    account = known_account(program, invitation.account)
    contact = known_contact(program, invitation.contact)
    return Opened(
        link=link,
        invitation=invitation,
        questionnaire=questionnaire,
        wave=wave,
        language=invitation.language,
        closed=_closed(wave, now),
        current=last_word(meant),
        latest=max(meant, key=lambda response: (response.received, response.at), default=None),
        company=program.sender.company,
        name=contact.name if contact else "",
        account=account.name if account else "",
        product=invitation.known.get("product", ""),
        phase=invitation.known.get("phase", ""),
        situation=_situation(program, invitation, questionnaire, wave, said),
    )


def _situation(
    program: Program,
    invitation: Invitation,
    questionnaire: Questionnaire,
    wave: Wave,
    said: Sequence[Response],
) -> Situation:
    """Say in which situation somebody is asked; who was let in before it was full may finish."""
    anybody = Situation(role=invitation.role, known=invitation.known)
    full = frozenset(full_quotas(program, questionnaire, wave))
    turned_away = evolve(anybody, full=full)
    last = last_word(_still_meant(program, invitation, said)) if full else None
    if last is None:
        return turned_away
    form = as_form(questionnaire.questions, last.answers)
    ways = [walk(questionnaire, form, each) for each in (anybody, turned_away)]
    same = ways[0].ending == ways[1].ending and ways[0].questions == ways[1].questions
    return turned_away if same else anybody


def _still_meant(
    program: Program, invitation: Invitation, said: Sequence[Response]
) -> list[Response]:
    """Keep what somebody said before anything turned them away."""
    about = {"wave": invitation.wave, "contact": invitation.contact}
    verdicts = program.store.find(Verdict, tenant=program.tenant, **about)
    away = {verdict.response for verdict in verdicts if verdict.reason == "screened_out"}
    return [response for response in said if response.id not in away]


def _wave(program: Program, invitation: Invitation) -> Wave:
    wave = one(program, Wave, invitation.wave)
    if wave is None:
        message = f"The wave {invitation.wave!r} of an invitation is not recorded."
        raise UnknownThing(message)
    return wave


def _closed(wave: Wave, now: datetime) -> bool:
    return wave.closes is not None and now >= wave.closes


def _said(program: Program, invitation: Invitation) -> list[Response]:
    return _of_invitation(program, invitation, invitation.id)


def _of_invitation(program: Program, fact: Record, invitation: str) -> list[Response]:
    about = {"wave": fact.wave, "contact": fact.contact}
    found = program.store.find(Response, tenant=program.tenant, **about)
    return [response for response in found if response.invitation == invitation]


def _response(invitation: Invitation, key: str, *, now: datetime, language: str) -> Response:
    return Response(
        id=derive("response", invitation.tenant, invitation.id, key),
        **whose(invitation),
        at=now,
        invitation=invitation.id,
        key=key,
        channel=invitation.channel,
        role=invitation.role,
        unit=invitation.unit,
        language=language,
        question_set=invitation.question_set,
    )


def _record(
    program: Program,
    response: Response,
    served: "_Served | None",
    now: datetime,
    *,
    screened_out: bool,
) -> Outcome:
    """Add the response and what follows from it in one transaction; the same key adds nothing."""

    def work() -> tuple[Outcome, list[Notice | None]]:
        new, known = _as_new(program, response)
        if known is not None:
            return Outcome(response=known, repeated=True), []
        _check_person(program, new, served)
        sign = "" if served is None else machine_sign(program, new, served.at, served.signals)
        judged = evolve(new, provisional=sign)
        if screened_out:
            _set_aside(program, judged, now)
            return Outcome(response=judged), []
        ruled_out = [] if served is None else contradicted(program, judged, served.at)
        program.store.add(judged, *ruled_out)
        for verdict in ruled_out:
            note_ruled_out(program, verdict, now=now)
        return Outcome(response=judged), [None if sign else follow_up(program, judged, now=now)]

    outcome, notices = again_if_beaten(program, work)
    provisional = outcome.response.provisional if outcome.response else ""
    event = "answer_repeated" if outcome.repeated else "answer_recorded"
    observe(program, event, now=now, wave=response.wave, provisional=provisional)
    notify(program, notices, now=now)
    return outcome


def _as_new(program: Program, response: Response) -> tuple[Response, Response | None]:
    """Tell a form that is sent again from one that was corrected: the browser's way back.

    Returns:
        The response to record, and the one that says the same already; None where there is none.
    """
    known = one(program, Response, response.id)
    if known is None:
        return response, None
    if _says_the_same(known, response):
        return response, known
    words = [f"{each.question}={each.score}{each.choice}{each.text}" for each in response.answers]
    id_ = derive("response", response.id, str(response.complete), *words)
    return evolve(response, id=id_), one(program, Response, id_)


def _says_the_same(known: Response, response: Response) -> bool:
    return (known.answers, known.complete) == (response.answers, response.complete)


def _set_aside(program: Program, response: Response, now: datetime) -> None:
    """Record what somebody said who turned out not to be meant; it counts nowhere.

    What the same person said before counts no more either, unless it goes before this answer: a
    machine's, one after the close and an interviewer's rule out nothing but themselves.
    """
    earlier = _of_invitation(program, response, response.invitation)
    verdicts = [
        Verdict(
            id=derive("verdict", each.tenant, each.id, "screened_out", now.isoformat()),
            **whose(each),
            at=now,
            response=each.id,
            counts=False,
            reason="screened_out",
        )
        for each in (*earlier, response)
        if each is response or _goes_before(response, each)
    ]
    program.store.add(response, *verdicts)
    for verdict in verdicts:
        note_ruled_out(program, verdict, now=now)


def _goes_before(response: Response, earlier: Response) -> bool:
    if response.provisional or response.late:
        return False
    ranks = [(each.complete, each.source is Source.SELF) for each in (response, earlier)]
    return ranks[0] >= ranks[1]


def _check_person(program: Program, response: Response, served: "_Served | None") -> None:
    """Look once more, inside the transaction, whether the person was forgotten meanwhile."""
    if served is not None and one(program, Link, served.link) is None:
        raise BadLink
    if one(program, Invitation, response.invitation) is None:
        message = "There is no invitation with this id."
        raise NotFound(message)


@frozen
class _Served:
    """The page from which a form came.

    Attributes:
        link: id of the link that opened it.
        at: when it was served.
        signals: what the web edge saw in the request.
    """

    link: str
    at: datetime
    signals: Collection[str]
