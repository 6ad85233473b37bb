"""``b2bnps demo``: the whole street on simulated customers, with real parts."""

import mailbox
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from email.parser import BytesHeaderParser

from attrs import field, frozen
from rich.console import Console
from rich.markup import escape

from b2bnps import flow
from b2bnps.channels.email import Smtp
from b2bnps.cli import screen
from b2bnps.cli.home import Home, open_pages
from b2bnps.cli.people import Browser, acts
from b2bnps.closeloop import Progress
from b2bnps.exchange import csvfile, salesforce
from b2bnps.flow import Program
from b2bnps.model import Account, Invitation, LeftOut, Receipt, Wave
from b2bnps.planning import REASONS, Plan
from b2bnps.ports import State
from b2bnps.reports import html
from b2bnps.reports.values import ROLE_LABELS, Report, case_lines, left_out_lines
from b2bnps.roster import Refused, read_accounts, read_contacts
from b2bnps.testing import crm
from b2bnps.testing.customers import Opinion, opinions
from b2bnps.testing.postoffice import Letter, PostOffice
from b2bnps.web import wsgi

WAVE = "relationship-1"
OPEN_FOR = timedelta(days=42)
LOOK_AFTER = timedelta(days=4)
SHOWN_ROWS = 12
BANNER = (
    "Simulated data: the accounts are a public synthetic data set, "
    "the people and their answers are made up."
)


@frozen
class Stage:
    """What all steps of the demo share.

    Attributes:
        console: where it is told.
        home: where its files are.
        program: what it is about.
        office: the mail server.
        browser: the customers' HTTP, and the simulated clock.
        seed: of the people and their opinions.
    """

    console: Console
    home: Home
    program: Program
    office: PostOffice
    browser: Browser
    seed: int = field(default=1)

    @property
    def now(self) -> datetime:
        """What the simulated clock shows."""
        return self.browser.now


def start_of(today: datetime) -> datetime:
    """Choose the Monday morning, at least three weeks ago, on which the demo starts."""
    morning = today.replace(hour=8, minute=0, second=0, microsecond=0)
    return morning - timedelta(days=21 + morning.weekday())


def demo(*, home: Home | None = None, seed: int = 1, today: datetime | None = None) -> int:
    """Walk the whole street and print what happens.

    Args:
        home: where to keep things.
        seed: of the simulated people and their opinions.
        today: decides on which day the simulated clock starts; None takes the real day.
    """
    console = Console(highlight=False)
    console.print("[bold]b2bnps demo[/]  the whole street, with real parts on simulated customers")
    with _staged(console, home or Home(), seed, today or datetime.now(UTC)) as stage:
        _read_in(stage)
        planned = _plan(stage)
        _send(stage, len(planned.invitations))
        _answer(stage, planned.invitations)
        _score(stage)
        _close_the_loop(stage)
        _report(stage)
    return 0


@contextmanager
def _staged(console: Console, home: Home, seed: int, today: datetime) -> Iterator[Stage]:
    """Set up the database, the mail server, the pages and the clock."""
    home.clear()
    home.make_key()
    with (
        PostOffice() as office,
        closing(Smtp(office.host, office.port)) as smtp,
        open_pages(lambda *request: pages(*request)) as address,  # noqa: PLW0108 - made below
    ):
        home.address.write_text(address, encoding="utf-8")
        program = home.program(smtp, address)
        with closing(Browser(address, start_of(today))) as browser:
            pages = wsgi(program, clock=browser.clock)
            yield Stage(console, home, program, office, browser, seed)


def _read_in(stage: Stage) -> None:
    """Step 1: two files of the CRM, each in an encoding that the caller names."""
    screen.step(stage.console, 1, "Read what the CRM exported", stage.now)
    home = stage.home
    home.accounts.write_bytes(crm.accounts_csv())
    accounts = csvfile.read(home.accounts.read_bytes(), encoding="utf-8")
    roster = read_accounts(accounts.rows, salesforce.ACCOUNTS, now=stage.now)
    home.contacts.write_bytes(crm.contacts_csv(roster.accounts, seed=stage.seed))
    contacts = csvfile.read(home.contacts.read_bytes(), encoding="windows-1254")
    people = read_contacts(
        contacts.rows, salesforce.CONTACTS, accounts=roster.accounts, now=stage.now
    )
    flow.import_roster(stage.program, roster.accounts, people.contacts, now=stage.now)
    broken = [Refused(one.row, "", one.code, one.reason) for one in contacts.problems]
    refused = sorted([*roster.refused, *people.refused, *broken], key=lambda one: one.row)
    screen.say(stage.console, f"{home.accounts}  UTF-8         {len(roster.accounts):>5} accounts")
    screen.say(stage.console, f"{home.contacts}  windows-1254  {len(people.contacts):>5} contacts")
    screen.say(
        stage.console, f"{len(refused)} rows were refused; the good ones are kept:", "yellow"
    )
    for one in refused:
        where = f"row {one.row:>4}  {one.field or 'the row':<12}"
        screen.say(stage.console, f"{where}  {escape(one.reason)}", "dim")


def _plan(stage: Stage) -> Plan:
    """Step 2: who is asked, and a reason for everybody who is not."""
    screen.step(stage.console, 2, "Plan a relationship wave", stage.now)
    wave = Wave(
        id=WAVE,
        at=stage.now,
        title="How are we doing?",
        opens=stage.now,
        closes=stage.now + OPEN_FOR,
        seed=stage.seed,
    )
    with screen.bar(stage.console, "Invitations", None) as bar:
        planned = flow.plan_wave(stage.program, wave, now=stage.now, written=lambda _: bar.more())
        bar.ends(len(planned.invitations))
    screen.say(stage.console, f"{len(planned.invitations):>5} are invited")
    for reason, count in planned.reasons.items():
        screen.say(stage.console, f"{count:>5} are not: {REASONS[reason]}", "dim")
    return planned


def _send(stage: Stage, expected: int) -> None:
    """Step 3: real mail over SMTP."""
    screen.step(stage.console, 3, "Send the letters over SMTP", stage.now)
    with screen.bar(stage.console, "Letters", expected) as bar:
        ended = flow.send_due(
            stage.program, now=stage.now, worker="demo", batch=50, sent=lambda _: bar.more()
        )
    _keep(stage)
    screen.say(stage.console, f"{ended[State.SENT]} went out, kept in {stage.home.letters}")


def _keep(stage: Stage) -> None:
    """Keep the letters in one mailbox file, for whoever wants to answer one."""
    with closing(mailbox.mbox(stage.home.letters)) as box:
        for letter in stage.office:
            box.add(letter.wire)


def _answer(stage: Stage, invitations: Iterable[Invitation]) -> None:
    """Step 4: the simulated customers answer on the real pages, or stay silent."""
    screen.step(stage.console, 4, "The simulated customers read their mail", stage.now)
    minds = opinions(invitations, stage.program.question_sets["relationship"], seed=stage.seed)
    ends = stage.now + LOOK_AFTER
    todo = [act for act in acts(_delivered(stage, minds), sent=stage.now) if act.at < ends]
    day = stage.now.date()
    with screen.bar(stage.console, f"{stage.now:%a %d %b}", len(todo)) as bar:
        for act in todo:
            stage.browser.do(act)
            bar.more(f"{act.at:%a %d %b}  on the pages, over HTTP")
            if act.at.date() != day:
                day = act.at.date()
                flow.tick(stage.program, now=stage.now)
    stage.browser.now = ends
    flow.tick(stage.program, now=ends)
    kinds = [act.kind for act in todo]
    screen.say(
        stage.console,
        f"{kinds.count('answer')} answered, {kinds.count('unsubscribe')} opted out; mail scanners "
        f"opened every link of {kinds.count('scan')} letters, which answered nothing",
    )


def _delivered(stage: Stage, minds: Mapping[str, Opinion]) -> Iterator[tuple[Letter, Opinion]]:
    """Match each letter with its reader by the Message-ID, as a bounce would be matched."""
    receipts = stage.program.store.find(Receipt, wave=WAVE)
    by_message = {receipt.message: minds[receipt.invitation] for receipt in receipts}
    headers = BytesHeaderParser()
    for letter in stage.office:
        identity = headers.parsebytes(letter.wire)["Message-ID"]
        yield letter, by_message[identity.strip("<>").split("@")[0]]


def _score(stage: Stage) -> None:
    """Step 5: scores by role and by account."""
    screen.step(stage.console, 5, "Score", stage.now)
    total = flow.results(stage.program, WAVE, now=stage.now)
    by_role = flow.results(stage.program, WAVE, by="role", now=stage.now)
    by_account = flow.results(stage.program, WAVE, by="account", now=stage.now)
    stage.console.print(screen.lines("", (*total, *by_role)))
    stage.console.print()
    shown = sorted(by_account, key=lambda line: -line.answered)[:SHOWN_ROWS]
    stage.console.print(screen.lines("The accounts that said most", shown))


def _close_the_loop(stage: Stage) -> None:
    """Step 6: a case for every detractor; one is walked to its end."""
    screen.step(stage.console, 6, "Close the loop", stage.now)
    found = flow.cases(stage.program, wave=WAVE)
    voices = sum(len(case.voices) for case in found)
    screen.say(stage.console, f"{len(found)} cases hold the voices of {voices} detractors")
    case = found[0]
    names = {one.account: one.name for one in flow.known(stage.program, Account)}
    screen.say(
        stage.console,
        f"{names[case.case.account]}, {ROLE_LABELS[case.case.role].lower()}, "
        f"{case.case.score} of 10: {case.owner} must call by {case.due:%d %b}",
    )
    for step, note in (
        ("contact", "Called; two deliveries had come late."),
        ("resolve", "Deliveries go by another carrier now."),
        ("close", "The customer has confirmed it."),
    ):
        stage.browser.now += timedelta(hours=5)
        done = flow.advance(
            stage.program, case.case.id, step, by=case.owner, note=note, now=stage.now
        )
        screen.say(stage.console, f"  {stage.now:%d %b %H:%M}  {done.state:<10} {note}", "dim")


def _report(stage: Stage) -> None:
    """Step 7: one page that needs nothing else."""
    screen.step(stage.console, 7, "Report", stage.now)
    report = make_report(stage.program, WAVE, now=stage.now, banner=BANNER)
    stage.home.report.write_text(html.render(report), encoding="utf-8")
    screen.say(stage.console, f"[bold green]{stage.home.report.resolve()}[/]")
    screen.say(stage.console, f"[bold]Next:[/] {escape(report.next_step)}")
    screen.say(stage.console, "Then answer a letter yourself: b2bnps serve", "dim")


def make_report(program: Program, wave: str, *, now: datetime, banner: str = "") -> Report:
    """Gather the report of a wave."""
    names = {one.account: one.name for one in flow.known(program, Account)}
    cases = flow.cases(program, wave=wave)
    return Report(
        title=f"What the customers of {program.sender.company} say",
        made_at=now,
        wave=flow.find_wave(program, wave),
        headline=flow.results(program, wave, now=now)[0],
        by_role=flow.results(program, wave, by="role", labels=ROLE_LABELS, now=now),
        by_account=flow.results(program, wave, by="account", now=now),
        left_out=left_out_lines(program.store.find(LeftOut, wave=wave), sentences=REASONS),
        cases=case_lines(cases, accounts=names),
        in_doubt=flow.health(program, now=now).in_doubt,
        next_step=_next_step([case for case in cases if case.unfinished], names, now),
        banner=banner,
    )


def _next_step(cases: list[Progress], names: dict[str, str], now: datetime) -> str:
    if not cases:
        return "Nobody waits for a call. Plan the next wave."
    first = cases[0]
    late = "was to call" if first.overdue(now) else "calls"
    day = f"{first.due:%d %B}"
    return (
        f"{first.owner} {late} {names.get(first.case.account, first.case.account)} by {day} "
        f"about a {first.case.score} of 10; {len(cases)} cases are open."
    )
