"""What is asked, in whose words, and how an answer is read. This module does no I/O.

``schema`` says what a question and a questionnaire are, ``logic`` reads what somebody answered,
``catalogue`` holds the ready question sets (one questionnaire per stakeholder role, in English,
Turkish, Dutch and Swedish), ``lint`` says what a survey researcher would say about one of yours.

>>> from b2bnps.model import Role
>>> questionnaire = question_set("relationship")[Role.END_USER]
>>> [question.id for question in questionnaire.questions]
['nps', 'why', 'happiness_use', 'obstacle']
>>> [answer.score for answer in read(questionnaire, {"nps": "9"}).answers]
[9]
"""

from b2bnps.questionnaires.catalogue import question_set
from b2bnps.questionnaires.logic import Reading, read
from b2bnps.questionnaires.schema import Kind, Question, Questionnaire

__all__ = ["Kind", "Question", "Questionnaire", "Reading", "question_set", "read"]
