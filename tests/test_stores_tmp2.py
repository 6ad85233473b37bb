from datetime import *
import pytest, os, psycopg
from b2bnps.testing import *
from b2bnps.stores.sql import *
@pytest.fixture(params=["sqlite","postgres","mariadb"], scope="session")
def db(request, tmp_path_factory):
    if request.param=="sqlite": url=f"sqlite:///{tmp_path_factory.mktemp('s')}/x.db"
    elif request.param=="postgres":
        with psycopg.connect("host=127.0.0.1 user=root dbname=test", autocommit=True) as c: c.execute("drop schema if exists b2b_tmp cascade; create schema b2b_tmp")
        url="postgresql+psycopg://root@127.0.0.1/test?options=-csearch_path%3Db2b_tmp"
    else:
        import pymysql
        c=pymysql.connect(host="127.0.0.1",user="root"); c.cursor().execute("drop database if exists b2b_tmp"); c.cursor().execute("create database b2b_tmp"); c.close()
        url="mariadb+pymysql://root@127.0.0.1/b2b_tmp"
    d=open_database(url); migrate(d); yield d; d.dispose()
class TestStore(StoreContract):
    @pytest.fixture(autouse=True)
    def _db(self, db): self.db=db
    def make_store(self): return SqlStore(self.db)
class TestOutbox(OutboxContract):
    @pytest.fixture(autouse=True)
    def _db(self, db): self.db=db
    def make_outbox(self):
        s=SqlStore(self.db); return s,s.outbox,s.desk
    def advance(self,time):
        from b2bnps.stores.sql.tables import OUTBOX
        import sqlalchemy as sa
        with self.db.begin() as c:
            for r,l,s in c.execute(sa.select(OUTBOX.c.received,OUTBOX.c.lease,OUTBOX.c.since).where(OUTBOX.c.lease.is_not(None))).all():
                c.execute(sa.update(OUTBOX).where(OUTBOX.c.received==r).values(lease=l-time,since=s-time))
