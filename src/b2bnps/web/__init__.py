"""The pages behind personal links, for a host to mount wherever it likes.

``pages`` is one pure function, ``answer(program, request) -> reply``; ``apps`` wraps it as WSGI and
as ASGI; ``serve`` runs it on a port of this machine, for a demonstration or a test::

    crm.wsgi_app = DispatcherMiddleware(crm.wsgi_app, {"/nps": wsgi(program)})   # Flask
    crm.mount("/nps", asgi(program))                                            # FastAPI

The questions come page by page, as the answers lead, and without a script. A draft has an address
of its own, for colleagues to walk through before anybody is asked.

Looking at a page never answers, never unsubscribes and never spends a link: scanners open every
link of every mail, and a wrong answer is worse than none.
"""

from b2bnps.web.apps import asgi, wsgi
from b2bnps.web.pages import answer
from b2bnps.web.serve import serving
from b2bnps.web.wire import Reply, Request

__all__ = ["Reply", "Request", "answer", "asgi", "serving", "wsgi"]
