"""The questions inside a page of the host's, where the contact is logged in.

Nothing is sent: the host shows the questions and posts the answers to ``flow.respond``, or lets
the form post them to the personal page. There is no script in it and no style, so it takes on
the looks of the page around it by the class names that begin with ``b2bnps``.

Where rules decide what comes next, the questions come page by page: pass what was posted as
``form``, and the next page comes, until ``done``::

    flow.respond(program, token, posted, now=now)          # records what was said so far
    nonce = program.links.nonce(opened.link, now=now)
    as_html(opened.questionnaire, form=posted, situation=opened.situation, hidden={"nonce": nonce},
            language=opened.language, company=opened.company, action="/questions")
"""

from b2bnps.channels.embed.data import as_data, carried
from b2bnps.channels.embed.markup import as_html

__all__ = ["as_data", "as_html", "carried"]
