"""Which department the words for a unit or a job title name, and when they name none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from b2bnps.model import Role
from b2bnps.questionnaires import question_set
from b2bnps.questionnaires.departments import DEPARTMENTS, department_of
from b2bnps.questionnaires.sets import block_of

NAMED = {
    "purchasing": [
        "Purchasing",
        "Head of Procurement",
        "Buyer",
        "Technical Purchasing",
        "Satın Alma Müdürlüğü",
        "Satınalma Birimi",
        "Teknik Satın Alma",
        "Inkoop",
        "Afdeling Inkoop",
        "Technisch inkoper",
        "inkoopmanager",
        "Inköp",
        "Inköpsavdelningen",
        "Strategisk inköpare",
        "Einkauf",
        "Leiter Einkauf",
        "Technischer Einkauf",
        "Einkaeufer",
        "Service des achats",
        "Direction des achats",
        "Acheteuse",
    ],
    "technical": [
        "Engineering",
        "R&D",
        "IT",
        "IT Department",
        "Head of IT",
        "Chief Technology Officer",
        "Teknik Müdürlük",
        "AR-GE",
        "Bilgi İşlem",
        "Makine Mühendisi",
        "Technische dienst",
        "Onderhoud",
        "Underhållschef",
        "it-avdelningen",
        "Technik",
        "Forschung und Entwicklung",
        "Bureau d’études",
        "Direction technique",
    ],
    "finance": [
        "Finance",
        "Accounts Payable",
        "Purchase Ledger",
        "Sales Ledger",
        "Chief Financial Officer",
        "Controller",
        "Finance & Administration",
        "Mali İşler",
        "Muhasebe",
        "Finans Departmanı",
        "Financiële administratie",
        "Crediteurenadministratie",
        "Ekonomiavdelningen",
        "Redovisning",
        "Buchhaltung",
        "Leitung Finanzen",
        "Comptabilité",
        "Directeur financier",
    ],
    "project": [
        "Project Manager",
        "Project Management Office",
        "Projects",
        "Proje Yönetimi",
        "Projeler Müdürlüğü",
        "Projectleider",
        "Projektledare",
        "Projektleitung",
        "Chef de projet",
    ],
    "support": [
        "Help-desk",
        "Technical support",
        "IT Support",
        "Customer Service",
        "Teknik Destek",
        "Müşteri Hizmetleri",
        "Klantenservice",
        "Technische ondersteuning",
        "Kundtjänst",
        "Technischer Support",
        "Assistance",
        "Service après-vente",
    ],
    "management": [
        "Management",
        "Managing Director",
        "Board of Directors",
        "The Board",
        "Owner",
        "Genel Müdür",
        "Yönetim Kurulu Üyesi",
        "Directie",
        "Algemeen directeur",
        "VD",
        "Ledningsgruppen",
        "Geschäftsführung",
        "Geschaeftsfuehrung",
        "Vorstand",
        "Direction",
        "Direction générale",
    ],
}
"""Words of each department, in all six languages."""


@pytest.mark.parametrize(
    ("department", "unit"), [(name, unit) for name, units in NAMED.items() for unit in units]
)
def test_a_department_is_read_from_the_words_of_the_host(department: str, unit: str) -> None:
    """Units and job titles, as customers write them in six languages."""
    assert department_of(unit) == department


@pytest.mark.parametrize(
    ("unit", "department"),
    [
        ("SATIN ALMA MÜDÜRLÜĞÜ", "purchasing"),
        ("satin alma", "purchasing"),
        ("MALİ İŞLER", "finance"),
        ("mali isler", "finance"),
        ("BİLGİ İŞLEM", "technical"),
        ("BILGI ISLEM", "technical"),
        ("INKÖP", "purchasing"),
        ("inkop", "purchasing"),
        ("GENEL MÜDÜRLÜK", "management"),
        ("Comptabilite", "finance"),
        ("PURCHASING", "purchasing"),
        ("  purchasing / buying ", "purchasing"),
        ("Inko\u0308p", "purchasing"),
    ],
)
def test_capitals_and_accents_make_no_difference(unit: str, department: str) -> None:
    """A Turkish ı and İ are read as an i, with or without their dots."""
    assert department_of(unit) == department


@pytest.mark.parametrize(
    "unit",
    [
        "",
        "—",
        "Sales",
        "İnsan Kaynakları",
        "Lager",
        "Plant 4",
        "Sales & Finance",
        "Purchasing and Logistics",
        "Satın Alma ve Finans",
        "Project Engineer",
        "CEO & CFO",
        "IT Sales",
    ],
)
def test_two_departments_and_others_are_none(unit: str) -> None:
    """Nobody is put into one of two, or into one that has no questions of its own."""
    assert department_of(unit) == ""


@pytest.mark.parametrize(
    "unit",
    [
        "Milano (IT)",
        "Mali",
        "Istanbul Teknik Üniversitesi",
        "Technische Universität",
        "Quality Controller",
        "Product Owner",
        "Quality Management",
        "Service Management",
        "Management Support",
        "Key Accounts",
        "Supporters",
        "Projectile",
        "Finansbank",
        "Assistante de direction",
    ],
)
def test_what_only_looks_like_a_department_is_none(unit: str) -> None:
    """Only whole words and phrases count, and some mean something only where they stand alone."""
    assert department_of(unit) == ""


@given(st.sampled_from([unit for units in NAMED.values() for unit in units]))
def test_large_letters_name_the_same_department(unit: str) -> None:
    """Whether the host's machine makes an I or an İ of an i."""
    assert department_of(unit.upper()) == department_of(unit)
    assert department_of(unit.replace("i", "İ").upper()) == department_of(unit)


@given(st.text())
def test_any_words_give_a_department_or_none(unit: str) -> None:
    """Whatever a host keeps there, nothing is raised."""
    assert department_of(unit) in (*DEPARTMENTS, "")


def test_every_department_has_a_block_in_the_ready_set() -> None:
    """Whoever has no role is asked the questions of the department."""
    blocks = question_set()
    found = [block_of(blocks, Role.UNKNOWN, department_of(each)) for each in DEPARTMENTS]
    assert found == list(DEPARTMENTS)
    assert set(NAMED) == set(DEPARTMENTS)
