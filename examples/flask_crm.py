"""A small CRM in Flask that asks its customers how they are served.

Run it beside any mail server, and open http://127.0.0.1:5000/waves/autumn::

    pip install "b2bnps[sql]" flask
    NPS_SECRET=$(openssl rand -hex 32) python flask_crm.py
"""

import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from flask import Flask, request
from sqlalchemy import Engine
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from b2bnps import Key, Links, Program, Sender, Wave, import_roster, plan_wave, results, send_due
from b2bnps.channels.email import Email, Smtp
from b2bnps.errors import UnknownThing
from b2bnps.questionnaires import question_set
from b2bnps.roster import AccountColumns, ContactColumns, read_accounts, read_contacts
from b2bnps.stores.sql import SqlStore, migrate, open_database
from b2bnps.web import wsgi

SENDER = Sender(company="Acme", name="Ida Berg", email="ida@acme.example")
ACCOUNTS = AccountColumns(id="id", name="name", owner="owner")
CONTACTS = ContactColumns(id="id", account="account", email="email", roles="role")


def make_crm(database: Engine, deliver: Callable[..., object], links: Links) -> Flask:
    migrate(database)
    store = SqlStore(database)
    program = Program(
        store=store,
        outbox=store.outbox,
        desk=store.desk,
        channels=(Email(SENDER, deliver),),
        links=links,
        question_sets={"relationship": question_set()},
        sender=SENDER,
    )
    crm = Flask(__name__)
    crm.wsgi_app = DispatcherMiddleware(crm.wsgi_app, {"/nps": wsgi(program)})
    crm.register_error_handler(UnknownThing, lambda unknown: ({"error": str(unknown)}, 404))

    @crm.post("/customers")
    def add_customer() -> tuple[dict[str, object], int]:
        row, now = request.get_json(), datetime.now(UTC)
        read = read_accounts([(1, row["account"])], ACCOUNTS, now=now)
        people = read_contacts([(1, row["contact"])], CONTACTS, read.accounts, now=now)
        if refused := [f"{each.field}: {each.reason}" for each in (*read.refused, *people.refused)]:
            return {"refused": refused}, 422
        return {"new": import_roster(program, read.accounts, people.contacts, now=now).new}, 201

    @crm.post("/waves/<wave>")
    def start(wave: str) -> dict[str, int]:
        now = datetime.now(UTC)
        asked = Wave(id=wave, at=now, opens=now, closes=now + timedelta(weeks=6))
        planned = plan_wave(program, asked, now=now)
        send_due(program, now=now)
        return {"invited": len(planned.invitations), "left_out": len(planned.left_out)}

    @crm.get("/waves/<wave>")
    def show(wave: str) -> dict[str, object]:
        nps = results(program, wave, now=datetime.now(UTC))[0].nps
        interval = [nps.interval.lower, nps.interval.upper]
        return {"nps": nps.score, "n": nps.n, "population": nps.population, "interval": interval}

    return crm


if __name__ == "__main__":
    secret = os.environ["NPS_SECRET"].encode()
    mail = Smtp("localhost", 1025)
    nps = Links("http://127.0.0.1:5000/nps", (Key("A", secret),))
    make_crm(open_database("sqlite:///crm.db"), mail, nps).run()
