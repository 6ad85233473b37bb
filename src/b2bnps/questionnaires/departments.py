"""Which department the words for a unit or a job title name. This module does no I/O.

A host keeps them as its customers wrote them: "Purchasing", "Satın Alma Müdürlüğü", "Inkoop",
"Service des achats". Whole words are read, in English, Turkish, Dutch, Swedish, German and French,
and nothing is guessed: whoever works in two departments, or in one that has no block of questions,
works in none of these.

>>> department_of("Satın Alma Müdürlüğü")
'purchasing'
>>> department_of("Sales & Finance")
''
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import product
from typing import Final
from unicodedata import combining, normalize

__all__ = ["DEPARTMENTS", "department_of"]

DEPARTMENTS: Final = (
    "purchasing",
    "technical",
    "finance",
    "project",
    "support",
    "management",
)
"""Departments that have blocks of their own in the ready question sets."""

_ELSEWHERE = "elsewhere"
"""A department that is none of them: beside one of them it leaves open which is meant."""


def department_of(unit: str) -> str:
    """Read the department from the words for a unit or a job title.

    Args:
        unit: as the host has it, in any writing of capitals and with or without accents.

    Returns:
        One of :data:`DEPARTMENTS`; empty where it is none of them, or more than one.
    """
    words = tuple(_words(unit))
    general = _general()
    alone = " ".join(word for word in words if word not in general)
    found = {_alone()[alone]} if alone in _alone() else set(_found(words))
    (only,) = found if len(found) == 1 else {_ELSEWHERE}
    return "" if only == _ELSEWHERE else only


def _found(words: tuple[str, ...]) -> Iterator[str]:
    """Yield what the words name, taking the longest phrases first as they come."""
    phrases = _phrases()
    place = 0
    while place < len(words):
        for length in range(_LONGEST, 0, -1):
            phrase = " ".join(words[place : place + length])
            if phrase in phrases:
                yield phrases[phrase]
                place += length - 1
                break
        place += 1


def _words(text: str) -> Iterator[str]:
    """Split a text into words without capitals and accents; a Turkish ı and İ are an i."""
    plain = normalize("NFKD", text.replace("ı", "i").casefold())
    letters = "".join(each for each in plain if not combining(each))
    yield from re.findall(r"[^\W_]+", letters)


def _joined(firsts: str, seconds: str) -> str:
    """Join words as Dutch, Swedish and German do: ``inkoop`` and ``manager``."""
    pairs = product(firsts.split(), seconds.split())
    return ", ".join(first + second for first, second in pairs)


_LONGEST = 4
"""Most words of a phrase."""

_GERMAN_HEADS = """
abteilung leiter leiterin leitung manager managerin team büro sachbearbeiter sachbearbeiterin
"""
_DUTCH_HEADS = "afdeling manager medewerker directeur leider team bureau hoofd specialist"
_SWEDISH_HEADS = "avdelning avdelningen chef chefen ansvarig ansvarige enheten gruppen"

_NAMES: Final[Mapping[str, Mapping[str, str]]] = {
    "purchasing": {
        "en": """
            purchasing, purchase, purchases, purchaser, purchasers, procurement, buying, buyer,
            buyers, sourcing, technical purchasing, technical buyer, project purchasing,
            project buyer, it purchasing, it procurement, purchasing engineer,
            procurement engineer, chief procurement officer, chief purchasing officer
        """,
        "tr": """
            satın alma, satınalma, satın almacı, satınalmacı, teknik satın alma,
            teknik satınalma, tedarik
        """,
        "nl": f"""
            inkoop, inkopen, inkoper, inkopers, technische inkoop, technisch inkoper,
            projectinkoper, {_joined("inkoop", _DUTCH_HEADS)}
        """,
        "sv": f"""
            inköp, inköpare, teknisk inköpare, projektinköpare, upphandling, upphandlare,
            {_joined("inköps upphandlings", _SWEDISH_HEADS)}
        """,
        "de": f"""
            einkauf, einkäufer, einkäuferin, technischer einkauf, technischer einkäufer,
            projekteinkauf, beschaffung, {_joined("einkaufs beschaffungs", _GERMAN_HEADS)}
        """,
        "fr": """
            achat, achats, acheteur, acheteuse, acheteurs, acheteur technique, achats techniques,
            acheteur projet
        """,
    },
    "technical": {
        "en": """
            technical, technician, technicians, engineering, engineer, engineers, r d, rnd,
            research and development, ict, information technology, it department, it manager,
            it director, it team, it services, it operations, head of it, head of technology,
            maintenance, cto, cio, chief technology officer, chief technical officer,
            chief information officer
        """,
        "tr": """
            teknik, mühendislik, mühendis, mühendisi, mühendisliği, bilgi işlem,
            bilgi teknolojileri, bilişim, ar ge, arge, araştırma ve geliştirme,
            araştırma geliştirme, bakım onarım
        """,
        "nl": """
            techniek, technisch, technische, technicus, ingenieur, ingenieurs, onderhoud,
            automatisering, onderzoek en ontwikkeling, afdeling it, it afdeling
        """,
        "sv": f"""
            teknik, tekniker, teknisk, tekniska, teknikchef, teknikavdelning, teknikavdelningen,
            ingenjör, ingenjörer, underhåll, {_joined("underhålls", _SWEDISH_HEADS)},
            it avdelning, it avdelningen, it chef, forskning och utveckling, fou, konstruktion
        """,
        "de": f"""
            technik, techniker, technikerin, technischer, technisches, ingenieurin,
            ingenieurwesen, konstruktion, instandhaltung, edv, it abteilung, it leiter,
            it leitung, leiter it, forschung und entwicklung, f e,
            {_joined("technik instandhaltungs konstruktions", "abteilung leiter leiterin leitung")}
        """,
        "fr": """
            technique, techniques, technicien, technicienne, ingénieur, ingénieure, ingénierie,
            informatique, dsi, service it, responsable it, bureau d études,
            recherche et développement
        """,
    },
    "finance": {
        "en": """
            finance, finances, financial, financial planning, accounting, accountant,
            accountants, accounts department, accounts payable, accounts receivable,
            purchase ledger, sales ledger, treasury, treasurer, controlling, bookkeeping,
            bookkeeper, financial controller, finance controller, business controller,
            group controller, cfo, chief financial officer, chief finance officer
        """,
        "tr": """
            finans, finansman, finansal, mali işler, mali ve idari işler, muhasebe, muhasebeci,
            bütçe
        """,
        "nl": """
            financiën, financieel, financiële, boekhouding, boekhouder, crediteuren, debiteuren,
            crediteurenadministratie, debiteurenadministratie, concerncontroller
        """,
        "sv": f"""
            ekonomi, ekonom, ekonomiassistent, {_joined("ekonomi finans", _SWEDISH_HEADS)},
            redovisning, redovisningschef, redovisningsekonom, reskontra, leverantörsreskontra,
            kundreskontra
        """,
        "de": f"""
            finanzen, finanzwesen, finanzvorstand, buchhaltung, buchhalter, buchhalterin,
            rechnungswesen, finanzbuchhaltung, kreditorenbuchhaltung, debitorenbuchhaltung,
            kreditoren, debitoren, controllerin,
            {_joined("finanz", "abteilung leiter leiterin leitung")}
        """,
        "fr": """
            financier, financière, financiers, comptabilité, comptable, comptables, trésorerie,
            trésorier, contrôle de gestion, contrôleur de gestion, daf
        """,
    },
    "project": {
        "en": """
            project, projects, project management, project manager, project managers,
            project office, project management office, pmo, project lead, project leader,
            project director
        """,
        "tr": "proje, projeler, projesi, projeleri, proje yönetimi, proje yöneticisi",
        "nl": """
            projecten, projectleider, projectleidster, projectleiding, projectmanager,
            projectmanagement, projectbureau, projectdirecteur
        """,
        "sv": """
            projekt, projektledare, projektledning, projektchef, projektavdelning,
            projektavdelningen, projektkontor, projektgrupp
        """,
        "de": """
            projekte, projektleiter, projektleiterin, projektleitung, projektmanagement,
            projektmanager, projektmanagerin, projektbüro, projektabteilung, projektteam
        """,
        "fr": """
            projet, projets, chef de projet, cheffe de projet, directeur de projet,
            gestion de projet, direction de projet, bureau de projet
        """,
    },
    "support": {
        "en": """
            support, help desk, helpdesk, service desk, servicedesk, customer service,
            customer services, customer support, customer care, client services,
            technical support, it support, product support, user support, support engineer,
            support technician
        """,
        "tr": "destek, teknik destek, müşteri hizmetleri, müşteri destek, yardım masası",
        "nl": """
            ondersteuning, technische ondersteuning, gebruikersondersteuning,
            klantenondersteuning, klantenservice, klantendienst
        """,
        "sv": "kundtjänst, kundservice, kundsupport, teknisk support, användarstöd",
        "de": """
            kundendienst, kundenservice, kundensupport, technischer support, anwenderbetreuung,
            anwendersupport, benutzersupport
        """,
        "fr": """
            support technique, support informatique, support utilisateurs, assistance technique,
            service client, service clients, service après vente, sav
        """,
    },
    "management": {
        "en": """
            general management, senior management, top management, upper management,
            executive management, executive board, executive committee, management team,
            management board, board of directors, board of management, board member, ceo,
            chief executive, chief executive officer, managing director, managing directors,
            managing partner, general manager, company owner, business owner
        """,
        "tr": """
            yönetim kurulu, üst yönetim, icra kurulu, genel müdür, genel müdürlük,
            genel müdürlüğü, genel müdür yardımcısı, genel müdür yardımcılığı, firma sahibi,
            şirket sahibi
        """,
        "nl": """
            directie, algemeen directeur, algemene directie, raad van bestuur, managementteam,
            bedrijfsleiding, bestuurder, eigenaar directeur, directeur eigenaar
        """,
        "sv": """
            verkställande direktör, ledningsgrupp, ledningsgruppen, företagsledning,
            företagsledningen, koncernledning, koncernledningen, koncernchef, styrelse, styrelsen
        """,
        "de": """
            geschäftsführung, geschäftsführer, geschäftsführerin, geschäftsleitung,
            unternehmensleitung, vorstand, vorstandsvorsitzender
        """,
        "fr": """
            direction générale, directeur général, directrice générale, pdg,
            président directeur général, comité de direction, codir, comex,
            conseil d administration, gérant, gérante
        """,
    },
    _ELSEWHERE: {
        "en": """
            sales, marketing, hr, human resources, people, legal, compliance, logistics,
            supply chain, supply chain management, warehouse, shipping, production,
            manufacturing, quality, qa, safety, facilities, communications, operations,
            business development, product management, account manager, key account,
            key accounts, change management, quality management, risk management,
            facility management, secretary, reception, executive assistant,
            management assistant, management support, business support, executive support,
            office support, administrative support, admin support, quality controller,
            document controller, production controller, stock controller, traffic controller,
            technical university
        """,
        "tr": """
            satış, pazarlama, insan kaynakları, hukuk, lojistik, tedarik zinciri, depo, sevkiyat,
            üretim, kalite, halkla ilişkiler, iş geliştirme, yönetici asistanı, sekreter,
            teknik üniversitesi
        """,
        "nl": """
            verkoop, personeel, personeelszaken, juridisch, juridische zaken, logistiek, magazijn,
            productie, kwaliteit, communicatie, receptie, secretariaat, directiesecretaresse,
            technische universiteit
        """,
        "sv": """
            försäljning, säljare, marknad, marknadsföring, personal, juridik, logistik, lager,
            kvalitet, produktion, kommunikation, tekniska högskolan
        """,
        "de": """
            vertrieb, verkauf, personal, personalabteilung, recht, rechtsabteilung, logistik,
            lager, produktion, fertigung, qualität, qualitätssicherung, qualitätsmanagement,
            sekretariat, presse, technische universität, technische hochschule
        """,
        "fr": """
            vente, ventes, commercial, commerciale, ressources humaines, rh, juridique,
            logistique, entrepôt, qualité, secrétariat, assistante de direction,
            assistant de direction, université technique
        """,
    },
}
"""Words and phrases by department and language; a longer phrase goes before the words in it."""

_ONLY: Final[Mapping[str, str]] = {
    "technical": "it, technology",
    "finance": "controller",
    "support": "assistance",
    "management": """
        management, board, owner, president, yönetim, patron, directeur, bestuur, eigenaar, vd,
        ledning, ledningen, ägare, leitung, inhaber, direction, président, propriétaire
    """,
}
"""Words that say something only where nothing but general ones stand beside them."""

_GENERAL_WORDS = """
department, dept, team, division, the, of, and, departmanı, bölümü, birimi, ekibi, afdeling, het,
de, avdelning, avdelningen, abteilung, bereich, département, la
"""


def _spelt(phrases: str) -> Iterator[str]:
    """Yield phrases as :func:`_words` gives them, also with ``ae`` for an ä as Germans write it."""
    for phrase in phrases.split(","):
        for written in (phrase, phrase.translate(_UMLAUTS)):
            yield " ".join(_words(written))


_UMLAUTS: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})


@cache
def _phrases() -> Mapping[str, str]:
    return {
        phrase: name
        for name, languages in _NAMES.items()
        for told in languages.values()
        for phrase in _spelt(told)
    }


@cache
def _alone() -> Mapping[str, str]:
    return {word: name for name, told in _ONLY.items() for word in _spelt(told)}


@cache
def _general() -> frozenset[str]:
    return frozenset(_spelt(_GENERAL_WORDS))
