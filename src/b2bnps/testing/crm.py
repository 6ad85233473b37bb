"""A CRM to try things on: 500 accounts of a public data set, and simulated people at them.

The accounts are those of the RavenStack set (see ``data/SOURCES.md``) under the names of a
Salesforce export. The people are made up: their addresses end in ``.example``, where no mail
arrives, and their numbers are kept for fiction or have more zeros than anybody is given.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from importlib.resources import files
from random import Random

from attrs import evolve, frozen

from b2bnps.exchange import csvfile
from b2bnps.model import Account, Role, derive
from b2bnps.testing.people import PLACES, Place

__all__ = ["ACCOUNT_COLUMNS", "CONTACT_COLUMNS", "ROTTEN", "accounts_csv", "contacts_csv"]

ACCOUNT_COLUMNS = (
    "Id",
    "Name",
    "Type",
    "Industry",
    "AnnualRevenue",
    "CurrencyIsoCode",
    "NumberOfEmployees",
    "OwnerId",
    "BillingCountry",
    "CreatedDate",
)
CONTACT_COLUMNS = (
    "Id",
    "AccountId",
    "FirstName",
    "LastName",
    "Title",
    "Department",
    "Email",
    "Phone",
    "MobilePhone",
    "MailingCountry",
    "Role__c",
    "Language__c",
    "OwnerId",
    "HasOptedOutOfEmail",
    "HasLeft__c",
)

ROTTEN: Mapping[str, int] = {
    "unknown_account": 4,
    "no_address": 3,
    "bad_address": 4,
    "duplicate": 3,
    "missing": 3,
    "bad_phone": 2,
    "nul": 3,
    "too_many_cells": 3,
}
"""How many rows of :func:`contacts_csv` have to be refused, by the code they are refused with."""

MONTHLY_PRICE = {"Basic": 19, "Pro": 49, "Enterprise": 199}
"""What a seat costs in a month, in dollars: our assumption, from which the revenue is made."""

EMPLOYEES_PER_SEAT = 6
"""Our assumption, from which the number of employees is made."""

OWNERS = 12
"""People who look after the accounts, in turn."""

_WORDS = {
    Role.DECISION_MAKER: ("Decision Maker", "Economic Decision Maker", "Executive Sponsor"),
    Role.APPROVER: ("Economic Buyer",),
    Role.REQUESTER: ("Evaluator", "Technical Buyer"),
    Role.INFLUENCER: ("Influencer",),
    Role.END_USER: ("Business User",),
    Role.UNKNOWN: ("", "Other"),
}
_SHARES = {
    Role.END_USER: 38,
    Role.REQUESTER: 16,
    Role.INFLUENCER: 14,
    Role.DECISION_MAKER: 12,
    Role.APPROVER: 9,
    Role.UNKNOWN: 11,
}
_PLAIN = str.maketrans("çğıöşüåäéëèáïóñÇĞİÖŞÜÅÄÉ", "cgiosuaaeeeaionCGIOSUAAE")


def accounts_csv() -> bytes:
    """Give the accounts file: 500 rows, UTF-8, under the column names of Salesforce."""
    return (files("b2bnps.testing") / "data" / "Account.csv").read_bytes()


def from_ravenstack(data: bytes) -> str:
    """Make the accounts file from the set's ``ravenstack_accounts.csv``: how it was made.

    Kept as they are: id, name, industry, country, and the day of sign-up (as ISO 8601). Made by
    us: the revenue (seats x monthly price of the plan x 12), the employees (seats x 6), the owner
    (twelve in turn), and the type (former customer where churned, prospect where on trial).
    """
    rows = (row for _, row in csvfile.read(data).rows)
    return csvfile.write(
        ACCOUNT_COLUMNS,
        (
            (
                row["account_id"],
                row["account_name"],
                _type(row),
                row["industry"],
                int(row["seats"]) * MONTHLY_PRICE[row["plan_tier"]] * 12,
                "USD",
                int(row["seats"]) * EMPLOYEES_PER_SEAT,
                f"owner-{number % OWNERS + 1:02}",
                row["country"],
                datetime.strptime(row["signup_date"] + "Z", "%d-%m-%Y%z").date(),
            )
            for number, row in enumerate(rows)
        ),
    )


def _type(row: Mapping[str, str]) -> str:
    if row["churn_flag"] == "TRUE":
        return "Former Customer"
    return "Prospect" if row["is_trial"] == "TRUE" else "Customer"


def contacts_csv(
    accounts: Iterable[Account], *, seed: int = 1, encoding: str = "windows-1254"
) -> bytes:
    """Simulate a contacts file as a Turkish spreadsheet would save it: semicolons, no UTF-8.

    About six people an account, many having two and a few having thirty; in the account's country
    or at a site in Turkey, the Netherlands or Sweden. Among them are mailboxes without a person,
    people who have left or opted out, addresses that stand at two contacts, phone numbers that
    are wrong beside a good address, and the rows of :data:`ROTTEN`.

    Args:
        accounts: whose people they are.
        seed: the same seed gives the same people at an account, whatever other accounts there are.
        encoding: of the file; it has to have the Turkish, Dutch and Swedish letters.
    """
    people = [person for account in accounts for person in _people(account, seed)]
    lines = [_line(person.cells) for person in people]
    rotten = list(_rotten(people, Random(derive("rotten", str(seed))))) if people else []
    for place, line in sorted(rotten, reverse=True):
        lines.insert(place, line)
    return "".join([_line(CONTACT_COLUMNS), *lines]).encode(encoding)


def _line(cells: Sequence[str]) -> str:
    return csvfile.write(cells, (), delimiter=";", for_machines=True)


@frozen
class _Person:
    """One row of the file, by column."""

    row: Mapping[str, str]

    @property
    def cells(self) -> tuple[str, ...]:
        return tuple(self.row[column] for column in CONTACT_COLUMNS)

    def but(self, **changes: str) -> "_Person":
        return evolve(self, row={**self.row, **changes})


def _people(account: Account, seed: int) -> Iterator[_Person]:
    """Simulate the people of one account, each from dice of their own."""
    dice = Random(derive("account", str(seed), account.account))
    site = dice.choice(("TR", "NL", "SE"))
    domain = f"{_plain(account.name).replace(' ', '-').replace('_', '-')}.example"
    emails: list[str] = []
    for number in range(min(40, 1 + int(dice.expovariate(1 / 5.5)))):
        home = account.country if account.country in PLACES else "US"
        code = site if dice.random() < 0.45 else home
        person = _person(account, PLACES[code], domain, number, dice)
        yield person.but(Email=_marked(person.row["Email"], emails, dice))
        emails.append(person.row["Email"])


def _marked(email: str, earlier: Sequence[str], dice: Random) -> str:
    """Let one in fifty share the address of a colleague, in other capitals."""
    return dice.choice(earlier).capitalize() if earlier and dice.random() < 0.02 else email


def _person(account: Account, place: Place, domain: str, number: int, dice: Random) -> _Person:
    first, last = dice.choice(place.first_names), dice.choice(place.last_names)
    role = dice.choices(list(_SHARES), list(_SHARES.values()))[0]
    person = _Person(
        {
            "Id": "C-" + derive("contact", account.account, str(number))[:14],
            "AccountId": account.account,
            "FirstName": first,
            "LastName": last,
            "Title": dice.choice(place.titles[role]),
            "Department": dice.choice(place.units),
            "Email": f"{_plain(first)}.{_plain(last)}{number or ''}@{domain}",
            "Phone": "",
            "MobilePhone": _phone(place, dice),
            "MailingCountry": place.country,
            "Role__c": _role_words(role, dice),
            "Language__c": place.language,
            "OwnerId": account.owner,
            "HasOptedOutOfEmail": "true" if dice.random() < 0.03 else "false",
            "HasLeft__c": "true" if dice.random() < 0.03 else "false",
        }
    )
    if dice.random() < 0.03:
        mailbox = f"{dice.choice(place.mailboxes)}@{domain}"
        return person.but(FirstName="", LastName="", Title="", Email=mailbox)
    return person


def _phone(place: Place, dice: Random) -> str:
    chance = dice.random()
    if chance < 0.01:
        return "9,05E+11"
    return place.phone.format(dice.randrange(100)) if chance < 0.4 else ""


def _role_words(role: Role, dice: Random) -> str:
    """Give the CRM's word; one in ten known people has a second role."""
    word = dice.choice(_WORDS[role])
    return f"{word};Influencer" if role in _SHARES and word and dice.random() < 0.1 else word


def _plain(text: str) -> str:
    return text.translate(_PLAIN).lower().replace(" ", "").replace("'", "")


def _rotten(people: Sequence[_Person], dice: Random) -> Iterator[tuple[int, str]]:
    """Yield rows that cannot be taken, each with the place before which it goes."""
    number = 0
    for kind, count in ROTTEN.items():
        for _ in range(count):
            number += 1
            index = dice.randrange(len(people))
            like = people[index].but(Id=f"C-rotten-{number}")
            place = dice.randint(index + 1, len(people))
            yield place, _line(_spoilt(kind, like, people[index].row["Id"]))


def _spoilt(kind: str, person: _Person, taken_id: str) -> Sequence[str]:
    """Spoil a row in one way."""
    changes: dict[str, dict[str, str]] = {
        "unknown_account": {"AccountId": "A-nowhere"},
        "no_address": {"Email": "", "MobilePhone": ""},
        "bad_address": {"Email": person.row["Email"].replace("@", " at ")},
        "duplicate": {"Id": taken_id},
        "missing": {"Id": ""},
        "bad_phone": {"Email": "", "MobilePhone": "12"},
        "nul": {"Title": "\0"},
        "too_many_cells": {},
    }
    spoilt = person.but(**changes[kind]).cells
    return (*spoilt, "one", "more") if kind == "too_many_cells" else spoilt
