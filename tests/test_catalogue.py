"""The ready question sets: what is asked of whom, and every text in every language."""

import re
from importlib.resources import files
from itertools import chain

import pytest

from b2bnps.errors import UnknownThing
from b2bnps.model import Metric, Role
from b2bnps.questionnaires import Questionnaire, catalogue, question_set, read
from b2bnps.questionnaires.catalogue import LANGUAGES, NAMES, SUBJECTS, suggested_role
from b2bnps.questionnaires.departments import DEPARTMENTS
from b2bnps.questionnaires.question import Kind
from b2bnps.questionnaires.wording import PIPES

NAMED = {
    "company": "Anker & Zn.",
    "product": "FlexLine 2",
    "account": "Ege Döküm",
    "phase": "Design",
    "name": "Şükriye Çağlayangil",
}
SAME_IN_BOTH = {
    ("de", "Innovation"),
    ("de", "Installation"),
    ("fr", "Communication"),
    ("fr", "Documentation"),
    ("fr", "Installation"),
    ("nl", "Planning"),
    ("sv", "Installation"),
}
"""Words that are the same in English and in another language."""


def shown(questionnaire: Questionnaire, language: str) -> dict[str, str]:
    """Give every text of a language as it is shown."""
    keys = chain.from_iterable(
        (
            *(question.takes for question in questionnaire.questions),
            *(ending.needs for ending in questionnaire.endings),
        )
    )
    texts = {key: questionnaire.text(key, language, **NAMED) for key in keys}
    return {key: text.translate({0x2068: None, 0x2069: None}) for key, text in texts.items()}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("subject", SUBJECTS)
def test_every_set_is_complete_in_every_language(name: str, subject: str) -> None:
    """Whatever is asked about, nobody is asked half in another language."""
    assert question_set(name, subject).languages == LANGUAGES


@pytest.mark.parametrize("name", NAMES)
def test_a_set_is_a_short_core_and_blocks_for_roles_and_departments(name: str) -> None:
    """At most three questions for everybody and two for the block, and everybody has a block."""
    asked = question_set(name)
    assert len(asked.core) + len(asked.closing) <= 3
    assert max(map(len, asked.blocks.values())) <= 2
    assert "why" in asked.core
    for block in asked.blocks:
        role, _, department = block.partition("/")
        known = {*Role, *DEPARTMENTS}
        assert {role} <= known
        assert {department} <= {"", *DEPARTMENTS}


@pytest.mark.parametrize("name", NAMES)
def test_a_metric_has_one_scale_in_a_set_and_is_asked_once_of_anybody(name: str) -> None:
    """What blocks answer can be counted together."""
    asked = question_set(name)
    scales = {
        (question.metric, question.low, question.high)
        for question in asked.questions
        if question.metric is not Metric.NONE
    }
    assert len({metric for metric, _, _ in scales}) == len(scales)
    for questionnaire in asked.values():
        assert len(set(questionnaire.metrics)) == len(questionnaire.metrics)


def test_every_department_named_is_asked_about_its_own() -> None:
    """Purchasing judges price and payment terms, technicians fit, finance invoices, and so on."""
    asked = question_set("relationship")
    assert {block: asked.blocks[block][0] for block in DEPARTMENTS} == {
        "purchasing": "buying",
        "technical": "csat_fit",
        "finance": "csat_invoicing",
        "project": "csat_delivering",
        "support": "ces_help",
        "management": "csat_value",
    }


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_ready_to_be_shown(name: str, language: str) -> None:
    """Questions end in a question mark, no brace is left, labels are short."""
    for subject in SUBJECTS:
        for questionnaire in question_set(name, subject).values():
            for key, text in shown(questionnaire, language).items():
                is_question = re.fullmatch(r"\w+\.(ask|other)", key) is not None
                assert re.findall(r"[{}\n]|  ", text) == []
                assert len(text) <= (180 if is_question or key.startswith("ending") else 100)
                if is_question:
                    assert text.endswith(("?", "؟"))


@pytest.mark.parametrize("language", sorted(set(LANGUAGES) - {"en"}))
def test_no_text_was_left_in_english(language: str) -> None:
    """A text that is the same in English was forgotten, but for words that both have."""
    for name in NAMES:
        for questionnaire in question_set(name).values():
            english = shown(questionnaire, "en")
            same = {
                (language, text)
                for key, text in shown(questionnaire, language).items()
                if text and text == english[key]
            }
            assert same <= SAME_IN_BOTH


@pytest.mark.parametrize("language", LANGUAGES)
def test_points_options_and_aspects_can_be_told_apart(language: str) -> None:
    """No two labels of one question read the same."""
    for name in NAMES:
        for questionnaire in question_set(name).values():
            texts = shown(questionnaire, language)
            for question in questionnaire.questions:
                labels = [texts[key] for key in question.needs]
                assert len(set(labels)) == len(labels)
                if question.kind in {Kind.SCALE, Kind.MATRIX}:
                    assert texts[f"{question.id}.low"] != texts[f"{question.id}.high"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_suffix_is_glued_to_a_name(language: str) -> None:
    """A suffix depends on the sounds of the name, so it goes to the word behind it."""
    named = "|".join(PIPES)
    for name in NAMES:
        for subject in SUBJECTS:
            texts = question_set(name, subject).texts[language].values()
            assert [t for t in texts if re.search(rf"\{{({named})\}}(['\w]|’\w)|\w\{{", t)] == []


def test_business_customers_are_asked_about_business_partners() -> None:
    """The question about recommending names the company and business people, in each language."""
    words = {
        "ar": "شريك",
        "de": "Geschäftspartner",
        "en": "business partner",
        "fr": "partenaire",
        "nl": "zakenrelatie",
        "sv": "affärspartner",
        "tr": "iş ort",
    }
    for language, word in words.items():
        text = question_set()["approver"].text("nps.ask", language, company="Anker & Zn.")
        assert ("Anker & Zn." in text, word in text) == (True, True)


@pytest.mark.parametrize("subject", ["product", "service", "brand"])
def test_a_set_about_something_else_names_that(subject: str) -> None:
    """Asked about a product, the question about recommending names the product."""
    asked = question_set("relationship", subject)["approver"]
    for language in LANGUAGES:
        text = asked.text("nps.ask", language, company="Anker & Zn.", product="FlexLine 2")
        assert ("FlexLine 2" in text, "Anker" in text) == (True, False)


def test_the_same_text_stands_in_every_language_file() -> None:
    """A translator who leaves out a text, or adds one, is found."""
    tables = {language: catalogue._data(language) for language in LANGUAGES}  # noqa: SLF001 - the files are under test
    keys = {
        language: {(place, head, key) for place in t for head in t[place] for key in t[place][head]}
        for language, t in tables.items()
    }
    assert [language for language in LANGUAGES if keys[language] != keys["en"]] == []
    for language, table in tables.items():
        for place, head, key in keys["en"]:
            pipes = [
                sorted(re.findall(r"\{\w+\}", each[place][head][key]))
                for each in (table, tables["en"])
            ]
            assert set(pipes[0]) == set(pipes[1]), (language, place, key)


def test_data_files_come_with_the_package() -> None:
    """They are read from where the package is installed."""
    names = {file.name for file in files(catalogue).iterdir() if file.name.endswith(".json")}
    assert names == {"sets.json", *(f"{each}.json" for each in LANGUAGES)}


def test_a_question_set_is_one_object() -> None:
    """It is read once, and every questionnaire in it differs from the others."""
    asked = question_set("relationship")
    assert question_set() is asked
    assert len({questionnaire.digest for questionnaire in asked.values()}) == len(asked)


@pytest.mark.parametrize("name", ["", "transactional", "../relationship", "relationship.en"])
def test_an_unknown_question_set_is_named(name: str) -> None:
    """Only names that are listed reach a file."""
    with pytest.raises(UnknownThing, match="There are: relationship, delivery"):
        question_set(name)


def test_an_unknown_subject_is_named() -> None:
    """Only four things can be asked about."""
    with pytest.raises(UnknownThing, match="There are: company, product, service, brand"):
        question_set("relationship", "logo")


@pytest.mark.parametrize("role", list(Role))
def test_whoever_has_no_role_can_say_which(role: Role) -> None:
    """The options of the question about the role are the roles."""
    reading = read(question_set()["unknown"], {"nps": "8", "role": role.value})
    assert suggested_role(reading.answers) is role
