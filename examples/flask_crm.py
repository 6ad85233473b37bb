"""A small CRM in Flask that asks its customers how they are served.

::

    pip install "b2bnps[sql]" flask
    NPS_SECRET=$(openssl rand -hex 32) flask --app flask_crm:make_crm run --port 8000
"""

from datetime import UTC, datetime, timedelta

from acme_nps import figures, from_environment, read_customer
from flask import Flask, request
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from b2bnps import Program, Wave, import_roster, plan_wave, results, send_due
from b2bnps.errors import InputError, NotFound
from b2bnps.web import wsgi


def make_crm(program: Program | None = None) -> Flask:
    program = program or from_environment()
    crm = Flask(__name__)
    crm.wsgi_app = DispatcherMiddleware(crm.wsgi_app, {"/nps": wsgi(program)})
    crm.register_error_handler(InputError, lambda error: ({"error": str(error)}, 422))
    crm.register_error_handler(NotFound, lambda error: ({"error": str(error)}, 404))

    @crm.post("/customers")
    def add() -> dict[str, int]:
        now = datetime.now(UTC)
        accounts, contacts = read_customer(request.get_json(), now=now)
        return {"new": import_roster(program, accounts, contacts, now=now).new}

    @crm.post("/waves/<wave>")
    def ask(wave: str) -> dict[str, int]:
        now = datetime.now(UTC)
        asked = Wave(id=wave, at=now, opens=now, closes=now + timedelta(weeks=6))
        plan = plan_wave(program, asked, now=now)
        send_due(program, now=now)
        return {"invited": len(plan.invitations), "left_out": len(plan.left_out)}

    @crm.get("/waves/<wave>")
    def look(wave: str) -> dict[str, object]:
        (everybody,) = results(program, wave, now=datetime.now(UTC))
        return figures(everybody.nps)

    return crm
