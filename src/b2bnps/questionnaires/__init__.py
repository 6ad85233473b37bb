"""What is asked, in whose words, and how an answer is read. This module does no I/O.

================  =================================================================================
``question``      one question without its words; ``wording`` its words in every language
``rules``         when it is asked, as data; ``checks`` whether rules can be followed; ``reach``
                  what anybody can get to
``walking``       the one evaluator; ``reading`` raw answers; ``logic`` whole forms and single pages
``schema``        a questionnaire: questions, endings, texts, and the digest that names it
``sets``          one core for all, and a block for each role and department (``departments``)
``document``      a question set as JSON; ``catalogue`` the ready ones
``lint``          what a survey researcher would say; ``comparing`` whether scores still compare
================  =================================================================================

>>> asked = question_set("delivery")["end_user"]
>>> [[question.id for question in page] for page in walk(asked, {"nps": "3"}).pages]
[['nps', 'why', 'csat'], ['contact_me']]
>>> reading = read(asked, {"nps": "9", "csat": "5", "contact_me": "yes"})
>>> [answer.score for answer in reading.answers], reading.dropped
([9, 5], ('contact_me',))
"""

from b2bnps.questionnaires.catalogue import question_set
from b2bnps.questionnaires.logic import Reading, Situation, Turn, read, resume, turn, walk
from b2bnps.questionnaires.schema import Kind, Question, Questionnaire
from b2bnps.questionnaires.sets import QuestionSet, block_of

__all__ = [
    "Kind",
    "Question",
    "QuestionSet",
    "Questionnaire",
    "Reading",
    "Situation",
    "Turn",
    "block_of",
    "question_set",
    "read",
    "resume",
    "turn",
    "walk",
]
