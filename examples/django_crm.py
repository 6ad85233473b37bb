"""A small CRM in Django: its own rows and the NPS facts share one transaction.

NPS_SECRET=$(openssl rand -hex 32) gunicorn "django_crm:make_crm()"
"""

import json
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from wsgiref.util import shift_path_info

from acme_nps import figures, from_environment, read_customer
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest, JsonResponse
from django.urls import path
from django_site import Customer, connection, make_table, settings, transaction

from b2bnps import Program, Wave, import_roster, plan_wave, results, send_due, within
from b2bnps.errors import InputError, NotFound
from b2bnps.stores.sql import SqlStore, borrow
from b2bnps.web import wsgi


def make_crm(program: Program | None = None) -> Callable[..., Iterable[bytes]]:
    program = program or from_environment()
    make_table()

    def add(request: HttpRequest, now: datetime) -> dict[str, object]:
        accounts, contacts = read_customer(json.loads(request.body), now=now)
        with transaction.atomic(), borrow(connection.connection, connection.vendor) as lent:
            done = import_roster(within(program, SqlStore(lent)), accounts, contacts, now=now)
            Customer.objects.get_or_create(account=accounts[0].account)
        return {"new": done.new}

    def ask(wave: str, now: datetime) -> dict[str, object]:
        asked = Wave(id=wave, at=now, opens=now, closes=now + timedelta(weeks=6))
        with transaction.atomic(), borrow(connection.connection, connection.vendor) as lent:
            plan = plan_wave(within(program, SqlStore(lent)), asked, now=now)
            accounts = [invitation.account for invitation in plan.invitations]
            Customer.objects.filter(account__in=accounts).update(asked=now)
            transaction.on_commit(lambda: send_due(program, now=now))
        return {"invited": len(plan.invitations), "left_out": len(plan.left_out)}

    def view(request: HttpRequest, wave: str = "") -> JsonResponse:
        now = datetime.now(UTC)
        try:
            if not wave:
                return JsonResponse(add(request, now))
            if request.method == "POST":
                return JsonResponse(ask(wave, now))
            return JsonResponse(figures(results(program, wave, now=now)[0].nps))
        except InputError as error:
            wrong = {"error": str(error)}
            return JsonResponse(wrong, status=404 if isinstance(error, NotFound) else 422)

    settings.ROOT_URLCONF = (path("customers", view), path("waves/<str:wave>", view))
    crm, pages = WSGIHandler(), wsgi(program)
    return lambda environ, start: (
        pages if environ["PATH_INFO"].startswith("/nps/") and shift_path_info(environ) else crm
    )(environ, start)
