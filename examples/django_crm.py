"""A small CRM in Django, in one file: its own rows and the NPS facts share one transaction.

::

    pip install "b2bnps[sql]" django gunicorn
    NPS_SECRET=$(openssl rand -hex 32) gunicorn "django_crm:make_crm()"
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from wsgiref.util import shift_path_info

import django
from acme_nps import figures, from_environment, read_customer
from attrs import evolve
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection, models, transaction
from django.http import HttpRequest, JsonResponse
from django.urls import path

from b2bnps import Program, Wave, import_roster, plan_wave, results, send_due
from b2bnps.errors import InputError, UnknownThing
from b2bnps.stores.sql import SqlStore, borrow
from b2bnps.web import wsgi

# Two connections write to one file. IMMEDIATE makes Django's wait its turn when a transaction
# begins; one that has read and then wants to write would not wait, but fail: database is locked.
SQLITE = {"ENGINE": "django.db.backends.sqlite3", "OPTIONS": {"transaction_mode": "IMMEDIATE"}}
settings.configure(DATABASES={"default": {**SQLITE, "NAME": "crm.db"}}, ALLOWED_HOSTS=["127.0.0.1"])
django.setup()


class Customer(models.Model):  # noqa: DJ008 - nobody reads it as text
    """The CRM's own row about an account."""

    account = models.CharField(max_length=120, primary_key=True)
    asked = models.DateTimeField(null=True)

    class Meta:  # noqa: D106 - Django's own word
        app_label = "crm"


@contextmanager
def together(program: Program) -> Iterator[Program]:
    """Lend the programme Django's transaction: rows and facts are committed, or neither."""
    with transaction.atomic(), borrow(connection.connection, connection.vendor) as lent:
        store = SqlStore(lent)
        yield evolve(program, store=store, outbox=store.outbox, desk=store.desk)


def telling(view: Callable[..., Mapping[str, object]]) -> Callable[..., JsonResponse]:
    def told(request: HttpRequest, **names: str) -> JsonResponse:
        try:
            return JsonResponse(view(request, **names))
        except (InputError, UnknownThing) as error:
            status = 422 if isinstance(error, InputError) else 404
            return JsonResponse({"error": str(error)}, status=status)

    return told


def make_crm(program: Program | None = None) -> Callable[..., Iterable[bytes]]:
    program = program or from_environment()
    if "crm_customer" not in connection.introspection.table_names():
        with connection.schema_editor() as schema:
            schema.create_model(Customer)

    @telling
    def customers(request: HttpRequest) -> Mapping[str, int]:
        now = datetime.now(UTC)
        accounts, contacts = read_customer(json.loads(request.body), now=now)
        with together(program) as ours:
            new = import_roster(ours, accounts, contacts, now=now).new
            Customer.objects.get_or_create(account=accounts[0].account)
        return {"new": new}

    @telling
    def waves(request: HttpRequest, wave: str) -> Mapping[str, object]:
        now = datetime.now(UTC)
        if request.method != "POST":
            (everybody,) = results(program, wave, now=now)
            return figures(everybody.nps)
        asked = Wave(id=wave, at=now, opens=now, closes=now + timedelta(weeks=6))
        with together(program) as ours:
            plan = plan_wave(ours, asked, now=now)
            accounts = {invitation.account for invitation in plan.invitations}
            Customer.objects.filter(account__in=accounts).update(asked=now)
            transaction.on_commit(lambda: send_due(program, now=now))
        return {"invited": len(plan.invitations), "left_out": len(plan.left_out)}

    settings.ROOT_URLCONF = (path("customers", customers), path("waves/<str:wave>", waves))
    crm, pages = WSGIHandler(), wsgi(program)

    def site(environ: dict[str, object], start_response: Callable) -> Iterable[bytes]:
        mounted = environ["PATH_INFO"].startswith("/nps/") and shift_path_info(environ)
        return (pages if mounted else crm)(environ, start_response)

    return site
