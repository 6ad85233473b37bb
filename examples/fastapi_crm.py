"""A small CRM in FastAPI that asks its customers how they are served.

Sending leaves the request: who starts a wave is answered before the first letter goes out. ::

    pip install "b2bnps[sql]" fastapi uvicorn
    NPS_SECRET=$(openssl rand -hex 32) uvicorn --factory fastapi_crm:make_crm --port 8000
"""

from datetime import UTC, datetime, timedelta
from typing import Annotated

from acme_nps import figures, from_environment, read_customer
from fastapi import BackgroundTasks, Body, FastAPI, Request
from fastapi.responses import JSONResponse

from b2bnps import Program, Wave, import_roster, plan_wave, results, send_due
from b2bnps.errors import InputError, NotFound
from b2bnps.web import asgi


def make_crm(program: Program | None = None) -> FastAPI:
    program = program or from_environment()
    crm = FastAPI()
    crm.mount("/nps", asgi(program))

    @crm.exception_handler(InputError)
    def tell(_: Request, error: InputError) -> JSONResponse:
        return JSONResponse({"error": str(error)}, 404 if isinstance(error, NotFound) else 422)

    @crm.post("/customers")
    def add(sent: Annotated[dict[str, dict[str, str]], Body()]) -> dict[str, int]:
        now = datetime.now(UTC)
        accounts, contacts = read_customer(sent, now=now)
        return {"new": import_roster(program, accounts, contacts, now=now).new}

    @crm.post("/waves/{wave}", status_code=202)
    def ask(wave: str, later: BackgroundTasks) -> dict[str, int]:
        now = datetime.now(UTC)
        asked = Wave(id=wave, at=now, opens=now, closes=now + timedelta(weeks=6))
        plan = plan_wave(program, asked, now=now)
        later.add_task(send_due, program, now=now)
        return {"invited": len(plan.invitations), "left_out": len(plan.left_out)}

    @crm.get("/waves/{wave}")
    def look(wave: str) -> dict[str, object]:
        (everybody,) = results(program, wave, now=datetime.now(UTC))
        return figures(everybody.nps)

    return crm
