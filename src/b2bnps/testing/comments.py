"""What simulated people write, by language and mood."""

from collections.abc import Mapping

__all__ = ["COMMENTS"]

COMMENTS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "en": {
        "sad": (
            "Deliveries were late three times this quarter and nobody warned us.",
            "It takes days until somebody answers a ticket.",
            "The price went up, the service did not.",
            "The new screen needs twice as many clicks as the old one.",
        ),
        "so-so": (
            "It works, but every change takes too long.",
            "Good product; the invoices are hard to check.",
            "Support is friendly, though we often have to ask twice.",
        ),
        "happy": (
            "Our contact knows our plant and calls before there is a problem.",
            "Always on time, and honest when something goes wrong.",
            "Easy to use; the training was excellent.",
        ),
    },
    "tr": {
        "sad": (
            "Bu çeyrekte üç teslimat gecikti, kimse bizi bilgilendirmedi.",
            "Destek taleplerine ancak günler sonra dönüş yapılıyor.",
            "Fiyat arttı, hizmet aynı kaldı.",
            "Yeni ekranda aynı iş için iki kat fazla tıklamak gerekiyor.",
        ),
        "so-so": (
            "Çalışıyor, ancak her değişiklik çok uzun sürüyor.",
            "Ürün iyi, faturaları kontrol etmek ise zor.",
            "Destek ekibi ilgili, fakat çoğu zaman ikinci kez sormamız gerekiyor.",
        ),
        "happy": (
            "Temsilcimiz tesisimizi iyi tanıyor, sorun çıkmadan arıyor.",
            "Her zaman zamanında; aksilik olduğunda da açıkça söylüyorlar.",
            "Kullanımı kolay, verilen eğitim de çok iyiydi.",
        ),
    },
    "nl": {
        "sad": (
            "Dit kwartaal kwamen drie leveringen te laat en niemand heeft ons gewaarschuwd.",
            "Het duurt dagen voordat iemand op een melding reageert.",
            "De prijs ging omhoog, de service niet.",
            "In het nieuwe scherm hebben wij twee keer zoveel klikken nodig.",
        ),
        "so-so": (
            "Het werkt, maar elke wijziging duurt te lang.",
            "Goed product, alleen zijn de facturen lastig te controleren.",
            "De helpdesk is vriendelijk, maar wij moeten vaak twee keer vragen.",
        ),
        "happy": (
            "Onze contactpersoon kent ons bedrijf en belt voordat er een probleem is.",
            "Altijd op tijd, en eerlijk als er iets misgaat.",
            "Gebruiksvriendelijk, en de training was uitstekend.",
        ),
    },
    "sv": {
        "sad": (
            "Tre leveranser var försenade det här kvartalet och ingen meddelade oss.",
            "Det tar flera dagar innan någon svarar på ett ärende.",
            "Priset har höjts, men inte servicen.",
            "Den nya vyn kräver dubbelt så många klick som den gamla.",
        ),
        "so-so": (
            "Det fungerar, men varje ändring tar för lång tid.",
            "Bra produkt, men fakturorna är svåra att kontrollera.",
            "Supporten är trevlig, men vi får ofta fråga två gånger.",
        ),
        "happy": (
            "Vår kontaktperson kan vår verksamhet och hör av sig innan det blir problem.",
            "Alltid i tid, och ärliga när något går fel.",
            "Lätt att använda, och utbildningen var utmärkt.",
        ),
    },
}
"""Language → mood (``sad``, ``so-so``, ``happy``) → comments."""
