"""Names, titles, departments and telephone numbers of simulated people, by country."""

from collections.abc import Mapping

from attrs import frozen

from b2bnps.model import Role

__all__ = ["PLACES", "Place"]


@frozen
class Place:
    """What people of one country are called, and how their numbers look.

    Attributes:
        phone: a number with ``{:02}`` for its last two digits.
    """

    country: str
    language: str
    phone: str
    first_names: tuple[str, ...]
    last_names: tuple[str, ...]
    units: tuple[str, ...]
    titles: Mapping[Role, tuple[str, ...]]
    mailboxes: tuple[str, ...]


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split("; "))


_ENGLISH = Place(
    country="United States",
    language="en",
    phone="(212) 555-01{:02}",
    first_names=_words("Alice; Brian; Carol; Daniel; Emma; Frank; Grace; Henry; Irene; James"),
    last_names=_words(
        "Archer; Bennett; Carter; Dawson; Ellis; Foster; Graham; Hughes; Irwin; Reed"
    ),
    units=("Finance", "IT", "Logistics", "Production", "Purchasing", "Sales"),
    titles={
        Role.DECISION_MAKER: ("Managing Director", "Chief Operating Officer"),
        Role.APPROVER: ("Finance Director", "Controller"),
        Role.REQUESTER: ("Buyer", "Category Lead"),
        Role.INFLUENCER: ("IT Architect", "Quality Lead"),
        Role.END_USER: ("Machine Operator", "Planner", "Analyst"),
        Role.UNKNOWN: ("",),
    },
    mailboxes=("info", "sales", "accounts.payable", "office"),
)
_TURKISH = Place(
    country="Türkiye",
    language="tr",
    phone="0532 000 00 {:02}",
    first_names=_words(
        "Ayşe; Çağla; Deniz; Emre; Gülşah; Hüseyin; İpek; Mehmet; Özge; Şükrü; Uğur"
    ),
    last_names=_words("Yılmaz; Şahin; Öztürk; Çelik; Doğan; Koç; Güneş; Aydın; Işık; Ünal"),
    units=("Satın Alma", "Bilgi İşlem", "Üretim", "Muhasebe", "Lojistik"),
    titles={
        Role.DECISION_MAKER: ("Genel Müdür", "Fabrika Müdürü"),
        Role.APPROVER: ("Mali İşler Müdürü", "Finans Direktörü"),
        Role.REQUESTER: ("Satın Alma Uzmanı", "Satın Alma Müdürü"),
        Role.INFLUENCER: ("Bilgi İşlem Sorumlusu", "Kalite Müdürü"),
        Role.END_USER: ("Operatör", "Üretim Mühendisi", "Planlama Uzmanı"),
        Role.UNKNOWN: ("",),
    },
    mailboxes=("bilgi", "satis", "muhasebe", "satinalma"),
)
_DUTCH = Place(
    country="Nederland",
    language="nl",
    phone="06 10 00 00 {:02}",
    first_names=_words("Anneke; Bram; Daniël; Esmée; Femke; Joost; Loïs; Maarten; Sander; Zoë"),
    last_names=_words("de Vries; Jansen; van den Berg; Bakker; Smeets; Koëter; Mulder"),
    units=("Inkoop", "ICT", "Productie", "Administratie", "Logistiek"),
    titles={
        Role.DECISION_MAKER: ("Algemeen directeur", "Operationeel directeur"),
        Role.APPROVER: ("Financieel directeur", "Controller"),
        Role.REQUESTER: ("Inkoper", "Hoofd inkoop"),
        Role.INFLUENCER: ("ICT-architect", "Kwaliteitscoördinator"),
        Role.END_USER: ("Operator", "Planner", "Monteur"),
        Role.UNKNOWN: ("",),
    },
    mailboxes=("info", "verkoop", "inkoop", "administratie"),
)
_SWEDISH = Place(
    country="Sverige",
    language="sv",
    phone="070-174 06 {:02}",
    first_names=_words("Åsa; Björn; Elin; Göran; Håkan; Jörgen; Kajsa; Märta; Oskar; Sören"),
    last_names=_words("Åkerlund; Bergström; Dahl; Ek; Forsén; Hägglund; Nyström; Öberg"),
    units=("Inköp", "IT", "Produktion", "Ekonomi", "Logistik"),
    titles={
        Role.DECISION_MAKER: ("Verkställande direktör", "Platschef"),
        Role.APPROVER: ("Ekonomichef", "Controller"),
        Role.REQUESTER: ("Inköpare", "Inköpschef"),
        Role.INFLUENCER: ("IT-arkitekt", "Kvalitetschef"),
        Role.END_USER: ("Operatör", "Planerare", "Tekniker"),
        Role.UNKNOWN: ("",),
    },
    mailboxes=("info", "faktura", "inkop", "kundtjanst"),
)


def _like_english(country: str, phone: str) -> Place:
    return Place(
        country=country,
        language="en",
        phone=phone,
        first_names=_ENGLISH.first_names,
        last_names=_ENGLISH.last_names,
        units=_ENGLISH.units,
        titles=_ENGLISH.titles,
        mailboxes=_ENGLISH.mailboxes,
    )


PLACES: Mapping[str, Place] = {
    "US": _ENGLISH,
    "TR": _TURKISH,
    "NL": _DUTCH,
    "SE": _SWEDISH,
    "GB": _like_english("United Kingdom", "07400 0000{:02}"),
    "CA": _like_english("Canada", "(416) 555-01{:02}"),
    "AU": _like_english("Australia", "0491 570 0{:02}"),
    "IN": _like_english("India", "98000 000{:02}"),
    "DE": _like_english("Germany", "0171 39200{:02}"),
    "FR": _like_english("France", "06 12 00 00 {:02}"),
}
"""By the two letters of the country."""
