"""What every Django site has: settings, and a table of its own."""

import django
from django.conf import settings
from django.db import connection, models, transaction

__all__ = ["Customer", "connection", "make_table", "settings", "transaction"]

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


def make_table() -> None:
    if "crm_customer" not in connection.introspection.table_names():
        with connection.schema_editor() as schema:
            schema.create_model(Customer)
