"""Invitation and template in, message out. This module does no I/O.

::

    compose(invitation, contact, wave, questionnaire,
            form=Form.LETTER, sender=Sender(company="Acme", …), …)  ->  Message

A letter has a subject, HTML and the same in plain text; a short text fits one SMS where company
and link are short; a work-list entry says whom to ask and what. Texts come with the package in
English, Dutch, Swedish and Turkish, the questions from the questionnaire.
"""

from b2bnps.messages.compose import compose
from b2bnps.messages.sender import Sender

__all__ = ["Sender", "compose"]
