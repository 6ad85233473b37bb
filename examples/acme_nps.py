"""Acme's programme, plugged together once; each of the three CRMs beside this file mounts it.

It reads ``NPS_SECRET``, keeps everything in ``crm.db`` and sends through the mail server of this
machine. What that cannot take now waits for the next ``send_due``; in earnest a scheduler calls
that and ``tick`` every minute.
"""

import os
from collections.abc import Callable, Mapping
from datetime import datetime

from sqlalchemy import Engine

from b2bnps import Account, Contact, Key, Links, Program, Sender
from b2bnps.channels.email import Email, Smtp
from b2bnps.errors import InputError
from b2bnps.metrics import Result
from b2bnps.roster import AccountColumns, ContactColumns, read_accounts, read_contacts
from b2bnps.stores.sql import SqlStore, migrate, open_database

SENDER = Sender(company="Acme", name="Ida Berg", email="ida@acme.example")
ACCOUNTS = AccountColumns(id="id", name="name", owner="owner")
CONTACTS = ContactColumns(id="id", account="account", email="email", roles="role")


def from_environment() -> Program:
    database, secret = open_database("sqlite:///crm.db"), os.environ["NPS_SECRET"]
    return make_program(database, Smtp("localhost"), secret.encode())


def make_program(database: Engine, deliver: Callable[..., object], secret: bytes) -> Program:
    migrate(database)
    return Program(
        store=SqlStore(database),
        channels=(Email(SENDER, deliver),),
        links=Links("http://127.0.0.1:8000/nps", (Key("A", secret),)),
        sender=SENDER,
    )


def read_customer(
    sent: Mapping[str, Mapping[str, str]], *, now: datetime
) -> tuple[tuple[Account, ...], tuple[Contact, ...]]:
    firms = read_accounts([(1, sent.get("account", {}))], ACCOUNTS, now=now)
    people = read_contacts([(1, sent.get("contact", {}))], CONTACTS, firms.accounts, now=now)
    for refused in (*firms.refused, *people.refused):
        message = f"{refused.field}: {refused.reason}"
        raise InputError(message)
    return firms.accounts, people.contacts


def figures(nps: Result) -> dict[str, object]:
    interval = [nps.interval.lower, nps.interval.upper]
    return {"nps": nps.score, "n": nps.n, "population": nps.population, "interval": interval}
