"""Words of mailboxes, languages and countries, as data. This module does no I/O."""

__all__ = ["COUNTRIES", "LANGUAGES", "MAILBOXES", "NO", "QUALIFIERS", "YES"]


def _set(*texts: str) -> frozenset[str]:
    return frozenset(word for text in texts for word in text.split())


YES = _set("1 true t yes y x on evet e doğru ja j sant wahr")
"""What a cell says for yes, folded to lower case."""

NO = _set("0 false f no n off hayır h yanlış nee nein nej falskt falsch")
"""What a cell says for no; an empty cell says no as well."""

_ENGLISH = """
abuse accountant accounting accounts accountspayable accountsreceivable admin administration
administrator advertising alert alerts all allstaff ap applications appointments ar assistance
audit automation backoffice billing board bookings booking bookkeeping branch business
businessdevelopment buyer buyers buying care career careers cashier ceo cfo cio claims client
clients clientcare clientservices cloud collections comments commercial communication
communications community company complaint complaints compliance consulting contact contactus
contracts controller controlling coo corporate correspondence cs cso cto customer customercare
customerrelations customers customerservice customerservices customersupport data dataprotection
deliveries delivery demo desk dev developers development director directors dispatch distribution
dns donotreply dpo ecommerce editor editorial education email emailus employment engineering
enquiries enquiry enterprise errors estimating events everyone executive expedition export exports
facilities facility fax feedback finance financial fleet frontdesk ftp general gdpr group guest
headoffice hello help helpdesk helpline hi hiring home hostmaster hotline hr humanresources import
imports inbound inbox info infodesk information infos infrastructure inquiries inquiry insurance
international internship inventory investor investors investorrelations invoice invoices invoicing
it itdesk itsupport job jobs lab laboratory legal letters list listserv logistics mail mailbox
mailerdaemon mailing maintenance management manager managers manufacturing market marketing master
media meetings members membership mis monitoring network networks news newsletter noc noreply
notification notifications notify office officemanager onboarding online onlinesales operation
operations operator order orderdesk orders outbound owner partner partners partnership partnerships
payable payables payment payments payroll people personnel phish phishing planning plant post
postbox postmaster pr president press pressoffice pricing privacy procurement product production
products project projects promo proposals pty public publicrelations purchase purchaseorders
purchaser purchasing quality qa quotation quotations quote quotes reception receivables receiving
recruiting recruitment recruiter refunds register registrar registration renewals rental rentals
reply report reporting reports request requests research reservation reservations returns rfp rfq
root safety sale sales salesdesk salesinfo salessupport school secretariat secretary security
service servicedesk services shareholders shipping shop signup site spam spares spareparts staff
startup stock store stores studio subscribe subscription subscriptions suggestions supplier
suppliers supply supplychain support survey surveys sysadmin system systems tax team tech technical
technicalsupport technician technology techsupport tender tenders test testing tickets trading
traffic training transport transportation travel treasury undisclosedrecipients unsubscribe update
updates user users usenet uucp vendor vendors warehouse warranty web webinfo webmail webmaster
website welcome wholesale work workshop workshops www
"""
_TURKISH = """
arge atölye bakım bayi bayiler bayilik basın bilgi bilgiislem bilgisistemleri bize bizeulaşın depo
destek dilek danışma danışmanlık denetim dışticaret duyuru eğitim eposta etkinlik evrak fabrika
fatura faturalar finans filo genel genelmüdür genelmüdürlük gelenkutusu güvenlik halklailişkiler
haber hasar hukuk idari idariişler ihale ihracat ik iletişim imalat insankaynakları isg ithalat
iade kalite kargo kariyer kayıt kurumsal kvkk lojistik mağaza mağazalar mali maliişler merkez
muhasebe mutabakat müdür müdürlük müdüriyet müşteri müşterihizmetleri müşteriilişkileri nakliye
ödeme operasyon öneri ofis pazarlama personel planlama proje projeler rezervasyon sanayi santral
satın satınalma satış satışdestek satışlar satışsonrası sekreter sekreterlik sekreterya servis
sevkiyat sipariş siparişler sosyal medya şikayet şikayetler şube tahsilat talep talepler teklif
teklifler teknik teknikdestek teknikservis tedarik tedarikzinciri ticaret toptan ulaşım üretim
yatırımcı yatırımcıilişkileri yazılım yedekparça yönetici yönetim yönetimkurulu
"""
_DUTCH = """
aanbestedingen aanmelden aanvraag aanvragen administratie afspraak afspraken algemeen bedrijf
bedrijfsbureau bedrijfsleider beheer bestelling bestellingen bestuur betalingen beveiliging
boekhouding binnendienst buitendienst calculatie contracten crediteuren debiteuren directie
directeur directiesecretariaat expeditie facturatie facturen facturering factuur financieel
financien financieleadministratie garantie gegevensbescherming hallo hoofdkantoor hulp ict inkoop
inkoopafdeling inkopen inschrijven inschrijving juridisch kantoor klachten klacht klant klanten
klantcontact klantendienst klantenservice klantenzorg kwaliteit leverancier leveranciers levering
leveringen logistiek loonadministratie magazijn marketingcommunicatie medewerkers nieuws
nieuwsbrief offerte offertes onderhoud onderdelen ondersteuning opdrachten opleiding opleidingen
orderverwerking orderadministratie personeel personeelszaken planning pers post productie project
receptie reclame redactie reparatie reserveringen retour retouren salarisadministratie schade
secretariaat storing storingen studie technischedienst techniek transport uitvoering vacatures
vacature veiligheid verhuur verkoop verkoopbinnendienst verkopen verzekeringen verzending vestiging
vraag vragen voorraad webshop webwinkel werkplaats werkplaatsplanning winkel
"""
_SWEDISH = """
affärsutveckling allmänt anmälan ansökan avtal avdelning bemanning beställning beställningar
betalning bokning bokningar bolag butik butiken dataskydd drift driftstöd ekonomi ekonomichef
ekonomiavdelning faktura fakturor fakturering fakturafrågor fastighet felanmälan frakt fråga frågor
förening försäljning förvaltning garanti hej hjälp huvudkontor information inköp inköpare
inköpsavdelning integritet jobb juridik kansli kassa klagomål konferens kontakt kontakta kontor
kontoret kund kunder kundservice kundtjänst kundsupport kundrelationer kvalitet ledning ledningen
leverantör leverantörer leverantörsfaktura leverantörsreskontra leverans leveranser lager lön löner
löneavdelning logistik marknad marknadsföring medlem medlemmar nyheter nyhetsbrev offert offerter
order ordermottagning personal personalavdelning planering post press produktion projekt reception
receptionen redovisning registrator reklamation reklamationer reklam rekrytering reservdelar
reskontra sälj säljare säljsupport säkerhet service skadeanmälan styrelse styrelsen support teknik
tekniksupport transport upphandling utbildning utveckling växel växeln verkstad verkstaden vd webb
webbmaster webbutik ärende
"""
_GERMAN = """
abrechnung anfrage anfragen angebot angebote anmeldung assistenz auftrag aufträge aufträgsannahme
ausbildung ausschreibung bestellung bestellungen betriebsrat bewerbung bewerbungen buchhaltung
buchung büro datenschutz debitoren disposition einkauf empfang entwicklung ersatzteile fertigung
filiale finanzen finanzbuchhaltung forschung fuhrpark geschäftsführung geschäftsleitung
geschäftsstelle gf hallo hausverwaltung hilfe immobilien innendienst instandhaltung kanzlei
karriere kasse kontakt kreditoren kunden kundenbetreuung kundendienst kundenservice labor lager
leitung leserbriefe lieferanten lieferung lohnbuchhaltung mahnung mahnwesen mitarbeiter montage
nachricht niederlassung personal personalabteilung poststelle praxis presse produktion qualität
qualitätsmanagement rechnung rechnungen rechnungseingang rechnungswesen recht redaktion reklamation
reklamationen reparatur rezeption schulung schule sekretariat sicherheit spedition stellen steuern
studium technik termin termine verkauf verein versand verwaltung vertrag vertrieb
vertriebsinnendienst vorstand warenannahme wareneingang werbung werk werkstatt zentrale zoll
"""

MAILBOXES = _set(_ENGLISH, _TURKISH, _DUTCH, _SWEDISH, _GERMAN)
"""Local parts of mailboxes that belong to a task, not to a person (en, tr, nl, sv, de)."""

QUALIFIERS = _set(
    """
    abteilung account address afdeling amsterdam ankara apac asia avdelning b2b benelux berlin
    birimi bölge box bölümü central centre center chain city corp country de department dept
    departmanı desk direkt division do dienst east eeg ekibi ekip emea en eu europa europe for
    fr gb gbg germany global gmbh göteborg group grup grubu head hizmetleri hq ic in inc info int
    international inside istanbul işlem işleri ilişkileri izmir kaynakları local london ltd
    main malmö mgmt mail management my nederland netherlands new nl no nord north not of online
    our outside regional reply requests rotterdam se site south stockholm sweden sverige team the
    to tr turkey türkiye uk unit us usa utrecht west world zinciri
    """,
)
"""What stands beside such a word without making it a person: ``info-tr``, ``sales.europe``."""

LANGUAGES = {
    "english": "en",
    "ingilizce": "en",
    "engels": "en",
    "engelska": "en",
    "englisch": "en",
    "turkish": "tr",
    "türkçe": "tr",
    "turks": "tr",
    "turkiska": "tr",
    "türkisch": "tr",
    "dutch": "nl",
    "nederlands": "nl",
    "felemenkçe": "nl",
    "hollandaca": "nl",
    "nederländska": "nl",
    "niederländisch": "nl",
    "swedish": "sv",
    "svenska": "sv",
    "isveççe": "sv",
    "zweeds": "sv",
    "schwedisch": "sv",
    "german": "de",
    "deutsch": "de",
    "almanca": "de",
    "duits": "de",
    "tyska": "de",
    "french": "fr",
    "français": "fr",
    "spanish": "es",
    "español": "es",
    "italian": "it",
    "italiano": "it",
    "danish": "da",
    "dansk": "da",
    "norwegian": "no",
    "norsk": "no",
    "finnish": "fi",
    "suomi": "fi",
    "polish": "pl",
    "polski": "pl",
}
"""Names of languages and their tags."""

COUNTRIES = {
    "australia": "AU",
    "austria": "AT",
    "österreich": "AT",
    "belgium": "BE",
    "belgië": "BE",
    "brazil": "BR",
    "canada": "CA",
    "china": "CN",
    "czech republic": "CZ",
    "denmark": "DK",
    "danmark": "DK",
    "england": "GB",
    "finland": "FI",
    "france": "FR",
    "germany": "DE",
    "deutschland": "DE",
    "almanya": "DE",
    "duitsland": "DE",
    "tyskland": "DE",
    "great britain": "GB",
    "india": "IN",
    "ireland": "IE",
    "italy": "IT",
    "italia": "IT",
    "japan": "JP",
    "mexico": "MX",
    "nederland": "NL",
    "netherlands": "NL",
    "the netherlands": "NL",
    "holland": "NL",
    "hollanda": "NL",
    "nederländerna": "NL",
    "norway": "NO",
    "norge": "NO",
    "poland": "PL",
    "polska": "PL",
    "portugal": "PT",
    "spain": "ES",
    "españa": "ES",
    "sweden": "SE",
    "sverige": "SE",
    "isveç": "SE",
    "zweden": "SE",
    "switzerland": "CH",
    "schweiz": "CH",
    "turkey": "TR",
    "turkiye": "TR",
    "türkiye": "TR",
    "turkije": "TR",
    "turkiet": "TR",
    "uk": "GB",
    "united kingdom": "GB",
    "united arab emirates": "AE",
    "united states": "US",
    "united states of america": "US",
    "usa": "US",
}
"""Names of countries as CRMs write them, and their two letters; two letters stay as they are."""
