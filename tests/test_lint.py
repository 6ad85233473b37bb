"""What a survey researcher would say about a questionnaire, and when nothing is said."""

import json
from importlib.resources import files
from unicodedata import normalize

import pytest
from attrs import evolve

from b2bnps.model import Metric, Role
from b2bnps.questionnaires import Kind, Question, Questionnaire, question_set
from b2bnps.questionnaires import lint as lint_room
from b2bnps.questionnaires.catalogue import NAMES, SUBJECTS
from b2bnps.questionnaires.checks import Ending
from b2bnps.questionnaires.lint import CODES, Finding, lint, lint_set
from b2bnps.questionnaires.lint.words import LANGUAGES
from b2bnps.questionnaires.question import END, Route
from b2bnps.questionnaires.rules import And, Chose, Class, InRole, Known, Not, Rule, Scored
from b2bnps.questionnaires.sets import QuestionSet
from b2bnps.questionnaires.wording import Texts

NPS = Question(id="nps", kind=Kind.SCALE, metric=Metric.NPS, low=0, high=10, required=True)
WHY = Question(id="why", kind=Kind.TEXT)
EASE = Question(id="ease", kind=Kind.SCALE, metric=Metric.CES, low=1, high=7)
NEXT = Question(id="next", kind=Kind.CHOICE, options=("price", "quality"))
ASPECTS = Question(id="aspects", kind=Kind.MATRIX, low=1, high=5, aspects=("first", "second"))
HELLO = Question(id="hello", kind=Kind.NOTICE)
AGREED = Question(id="agreed", kind=Kind.YES_NO)

DETRACTOR = Class("nps", ("detractor",))
PROMOTER = Class("nps", ("promoter",))


def asking(
    *questions: Question, endings: tuple[Ending, ...] = (), texts: Texts | None = None
) -> Questionnaire:
    """Make a questionnaire that has every text, unless texts are given."""
    told = texts or every(questions, endings)
    return Questionnaire(name="test", questions=questions, endings=endings, texts=told)


def every(
    questions: tuple[Question, ...], endings: tuple[Ending, ...] = ()
) -> dict[str, dict[str, str]]:
    """Give every text of these questions, each its own key."""
    keys = [key for question in questions for key in question.takes]
    keys += [key for ending in endings for key in ending.needs]
    return {"en": {key: key for key in keys}}


def text(id_: str, rule: Rule | None = None) -> Question:
    """Make an open question."""
    return Question(id=id_, kind=Kind.TEXT, show_if=rule)


def found(questionnaire: Questionnaire) -> list[tuple[str, str]]:
    """Give code and question of each finding."""
    return [(finding.code, finding.question) for finding in lint(questionnaire)]


# The catalogue


@pytest.mark.parametrize("subject", SUBJECTS)
@pytest.mark.parametrize("name", NAMES)
def test_the_catalogue_has_nothing_to_improve(name: str, subject: str) -> None:
    """Every set that ships is clean by these rules, in each language and about each subject."""
    assert lint_set(question_set(name, subject)) == ()


@pytest.mark.parametrize("block", ["end_user", "unknown", "approver/finance"])
def test_a_questionnaire_of_the_catalogue_is_clean_by_itself(block: str) -> None:
    """A block is looked over with the questions that everybody is asked."""
    assert lint(question_set()[block]) == ()


# How many


def test_a_good_questionnaire_gets_no_advice() -> None:
    """Five questions, the reason among them, and every label."""
    assert found(asking(NPS, WHY, EASE, NEXT, AGREED)) == []


def test_a_long_questionnaire_is_found() -> None:
    """The first question too many is named, with what to do."""
    (finding,) = lint(asking(NPS, WHY, EASE, NEXT, AGREED, text("more"), text("last")))
    assert finding == Finding(
        code="too_many_questions",
        question="more",
        reason="Somebody can be asked 7 questions, and each costs answers.",
        suggestion="Keep 5; put the others to another role or wave.",
    )


def test_what_only_says_something_is_not_counted() -> None:
    """Nobody answers a notice."""
    assert found(asking(HELLO, NPS, WHY, EASE, NEXT, AGREED)) == []


def test_questions_that_exclude_each_other_count_once() -> None:
    """Nobody is asked both, so the longest walk has five questions."""
    either = text("bad", DETRACTOR), text("good", PROMOTER)
    assert found(asking(NPS, WHY, EASE, NEXT, *either)) == []


def test_questions_for_some_count_where_one_walk_has_them_all() -> None:
    """A detractor is asked six questions."""
    both = text("bad", DETRACTOR), text("low", Scored("nps", at_most=3))
    assert found(asking(NPS, WHY, EASE, NEXT, *both)) == [("too_many_questions", "low")]


@pytest.mark.parametrize(
    "rules",
    [
        (InRole((Role.APPROVER,)), InRole((Role.END_USER,))),
        (Known("phase", ("design",)), Known("phase", ("build",))),
        (And((DETRACTOR, InRole((Role.APPROVER,)))), Not(InRole((Role.APPROVER,)))),
    ],
)
def test_the_situation_can_exclude_as_well(rules: tuple[Rule, Rule]) -> None:
    """Nobody has two roles or is in two phases."""
    either = text("one", rules[0]), text("two", rules[1])
    assert found(asking(NPS, WHY, EASE, NEXT, *either)) == []


def test_a_route_past_questions_shortens_the_walk() -> None:
    """Everybody goes on past the questions in between, which are reached by nobody."""
    leap = evolve(NPS, routes=(Route(to="ease"),))
    questionnaire = asking(leap, text("one"), text("two"), EASE, WHY, NEXT)
    assert found(questionnaire) == [("unreachable", "one"), ("unreachable", "two")]


def many_conditions() -> list[Question]:
    """Give questions with more combinations of answers than anybody tries."""
    scales = [Question(id=f"s{n}", kind=Kind.SCALE, low=0, high=10) for n in range(6)]
    rules = [Scored(each.id, at_least=low) for each in scales for low in range(1, 11)]
    return [*scales, *(text(f"t{n}", rule) for n, rule in enumerate(rules))]


def test_with_too_many_conditions_only_what_everybody_is_asked_is_counted() -> None:
    """What cannot be tried out is not held against anybody, and what is certain is."""
    scales, conditional = many_conditions()[:6], many_conditions()[6:]
    assert found(asking(WHY, *scales, *conditional)) == [("too_many_questions", "s4")]
    assert found(asking(*scales[:5], *conditional[:50])) == [("no_why_question", "why")]


def test_with_too_many_conditions_a_route_ends_what_is_certain() -> None:
    """Behind a route nobody knows who is asked what."""
    first, *scales = many_conditions()[:6]
    leaving = evolve(first, routes=(Route(to=END, when=Scored("s0", at_most=5)),))
    assert found(asking(WHY, leaving, *scales, *many_conditions()[6:])) == []


# What is asked


@pytest.mark.parametrize("questions", [(NPS,), (NPS, evolve(NEXT, id="why"))])
def test_a_missing_why_question_is_found(questions: tuple[Question, ...]) -> None:
    """The reason is asked openly, not from a list."""
    assert found(asking(*questions)) == [("no_why_question", "why")]


def test_where_nothing_is_rated_no_reason_is_missing() -> None:
    """A choice explains itself."""
    assert found(asking(NEXT, AGREED)) == []


def test_a_metric_asked_twice_is_found() -> None:
    """Only one of two questions about a metric can count; the second is named."""
    (finding,) = lint(asking(NPS, WHY, EASE, evolve(EASE, id="again")))
    assert (finding.code, finding.question) == ("metric_asked_twice", "again")
    assert finding.reason.startswith("Whoever is asked 'ease' can be asked this as well")


def test_a_metric_in_two_questions_that_exclude_each_other_is_asked_once() -> None:
    """Each person answers one of them."""
    bad = evolve(EASE, id="bad", show_if=DETRACTOR)
    good = evolve(EASE, id="good", show_if=Not(DETRACTOR))
    assert found(asking(NPS, WHY, bad, good)) == []


def test_a_question_that_nobody_reaches_is_found() -> None:
    """No answer is both at most 3 and a promoter's."""
    never = text("never", And((Scored("nps", at_most=3), PROMOTER)))
    assert found(asking(NPS, WHY, never)) == [("unreachable", "never")]


def test_an_ending_that_nobody_reaches_is_found() -> None:
    """One ending has a route, the other has none."""
    leaving = evolve(AGREED, routes=(Route(to="left", when=Chose("agreed", ("no",))),))
    endings = Ending(id="left"), Ending(id="lost")
    assert found(asking(leaving, NEXT, endings=endings)) == [("unreachable", "ending.lost")]


def test_a_route_behind_one_that_is_always_taken_is_found() -> None:
    """The first route that holds is taken, so the others never are."""
    routes = Route(to="next", when=DETRACTOR), Route(to="why"), Route(to=END, when=PROMOTER)
    questionnaire = asking(evolve(NPS, routes=routes), WHY, NEXT)
    assert [(finding.question, finding.reason) for finding in lint(questionnaire)] == [
        ("nps", "routes[2] stands after routes[1], which is always taken.")
    ]
    assert found(asking(evolve(NPS, routes=routes[:2]), WHY, NEXT)) == []


# Which texts there are


@pytest.mark.parametrize("missing", ["ease.low", "ease.high"])
def test_a_scale_without_labels_is_found(missing: str) -> None:
    """Both ends need a label; an open question needs none."""
    texts = {key: key for key in every((WHY, EASE))["en"] if key != missing and "point" not in key}
    assert found(asking(WHY, EASE, texts={"en": texts})) == [("scale_labels_missing", "ease")]


def test_the_points_at_both_ends_are_labels_too() -> None:
    """A scale whose points are in words says which end is good."""
    texts = {key: key for key in every((WHY, EASE))["en"] if not key.endswith((".low", ".high"))}
    assert found(asking(WHY, EASE, texts={"en": texts})) == []


def test_a_matrix_needs_labels_as_a_scale_does() -> None:
    """Its aspects are rated."""
    texts = {key: key for key in (*WHY.needs, *ASPECTS.needs)}
    assert found(asking(WHY, ASPECTS, texts={"en": texts})) == [("scale_labels_missing", "aspects")]


def test_untranslated_texts_are_found() -> None:
    """Each missing text of each language that was begun is named, over what can be reached."""
    endings = (Ending(id="out"),)
    never = text("never", And((DETRACTOR, PROMOTER)))
    leaving = evolve(NPS, routes=(Route(to="out", when=DETRACTOR),))
    texts = every((leaving, WHY, never), endings)["en"]
    lacking = ("nps.low", "why.ask", "never.ask", "ending.out.text")
    dutch = {key: "" if key in lacking else value for key, value in texts.items()}
    questionnaire = asking(leaving, WHY, never, endings=endings, texts={"en": texts, "nl": dutch})
    findings = [finding for finding in lint(questionnaire) if finding.code == "untranslated"]
    assert [(each.question, each.language, each.suggestion) for each in findings] == [
        ("nps", "nl", "Translate nps.low."),
        ("why", "nl", "Translate why.ask."),
        ("ending.out", "nl", "Translate ending.out.text."),
    ]


# Words


def said(code: str, language: str, words: str) -> bool:
    """Put words to a scale and tell whether the code is found in this language."""
    keys = every((EASE, WHY))["en"]
    texts = {language: {**dict.fromkeys(keys, "–"), "ease.ask": words}}
    findings = lint(asking(EASE, WHY, texts=texts))
    about = [each for each in findings if each.code == code]
    assert [(each.question, each.language) for each in about] in ([], [("ease", language)])
    return bool(about)


WRONG: dict[str, dict[str, list[str]]] = {
    "double_barrelled": {
        "en": [
            "How satisfied are you with our price and quality?",
            (
                "How satisfied are you with the quality of our products and services and the "
                "speed of our deliveries?"
            ),
            "How quickly and easily could you order from us?",
            "How far do you agree with this statement: “Ordering was quick and easy”?",
            "How satisfied are you with our support, and how likely are you to buy again?",
            "How satisfied are you with our training as well as our documentation?",
        ],
        "tr": [
            "Fiyat ve kalitemizden ne kadar memnunsunuz?",
            "Ürünlerimizin kalitesinden ve fiyatından ne kadar memnunsunuz?",
            "FİYAT VE KALİTEMİZDEN NE KADAR MEMNUNSUNUZ?",
            "Sipariş vermek ne kadar hızlı ve kolaydı?",
            "Şu ifadeye ne ölçüde katılıyorsunuz: “Sorunum hızlı ve kolay bir şekilde çözüldü”?",
            "Bizden ne kadar memnunsunuz ve ne sıklıkla sipariş veriyorsunuz?",
            "Teslimat hızımızdan ve iletişimimizden ne kadar memnunsunuz?",
        ],
        "nl": [
            "Hoe tevreden bent u over onze prijs en kwaliteit?",
            (
                "Hoe tevreden bent u over de kwaliteit van onze producten en de snelheid van de "
                "levering?"
            ),
            "Hoe snel en gemakkelijk kon u bestellen?",
            "In hoeverre bent u het eens met deze stelling: ‘Bestellen ging snel en eenvoudig’?",
            "Hoe vond u onze service en producten?",
            "Hoe tevreden bent u over de levering en hoe waarschijnlijk is een nieuwe bestelling?",
        ],
        "sv": [
            "Hur nöjd är du med pris och kvalitet?",
            "Hur nöjd är du med kvaliteten på våra produkter och tjänster och leveranstiderna?",
            "Hur snabbt och enkelt var det att beställa?",
            "I vilken grad instämmer du i påståendet ”Det var enkelt och snabbt”?",
            "Hur nöjd är du med leveransen och hur sannolikt är det att du köper igen?",
        ],
        "de": [
            "Wie zufrieden sind Sie mit Preis und Qualität?",
            "Wie zufrieden sind Sie mit der Qualität unserer Produkte und der Lieferzeit?",
            "Wie schnell und einfach konnten Sie bestellen?",
            "Inwieweit stimmen Sie zu: „Die Bestellung war einfach und schnell“?",
            "Wie zufrieden sind Sie mit der Lieferung und wie wahrscheinlich kaufen Sie wieder?",
        ],
        "fr": [
            "Dans quelle mesure êtes-vous satisfait du prix et de la qualité ?",
            "Êtes-vous satisfait de la qualité de nos produits et des délais de livraison ?",
            "Était-il simple et rapide de passer commande ?",
            "Êtes-vous d'accord : « La commande a été simple et rapide » ?",
            "À quel point êtes-vous satisfait et à quelle fréquence commandez-vous ?",
        ],
        "ar": [
            "ما مدى رضاك عن السعر والجودة؟",
            "ما مدى رضاك عن جودة المنتجات وسرعة التسليم؟",
            "إلى أي مدى توافق على العبارة: «كان الطلب سهلًا وسريعًا»؟",
            "ما مدى رضاك عن الدعم وما مدى احتمال أن توصي بنا؟",
        ],
    },
    "leading": {
        "en": [
            "Don't you agree that we deliver on time?",
            "Don’t you think so?",
            "Our support is quick, isn't it?",
            "We deliver on time, right?",
            "How great is our service?",
            "How excellent was the delivery?",
            "How much do you love {product}?",
            "How satisfied are you with our award-winning support?",
            "Most of our customers are very satisfied. How satisfied are you?",
            "Would you not agree that it is easy?",
            "Like most customers, would you recommend us?",
        ],
        "tr": [
            "Hizmetimizin iyi olduğunu düşünmüyor musunuz?",
            "Siz de bu görüşe katılmaz mısınız?",
            "Teslimatımız hızlı, değil mi?",
            "Hizmetimiz ne kadar mükemmeldi?",
            "Ürünümüzü ne kadar çok seviyorsunuz?",
            "Mükemmel hizmetimizden ne kadar memnunsunuz?",
            "Müşterilerimizin çoğu çok memnun. Siz ne kadar memnunsunuz?",
            "Çoğu müşterimiz gibi bizi tavsiye eder misiniz?",
        ],
        "nl": [
            "Vindt u ook niet dat wij snel leveren?",
            "Bent u het er niet mee eens dat wij snel leveren?",
            "Onze service is goed, toch?",
            "Hoe geweldig vindt u onze service?",
            "Hoeveel houdt u van {product}?",
            "Hoe tevreden bent u over onze uitstekende service?",
            "De meeste klanten zijn zeer tevreden. Hoe tevreden bent u?",
            "Zou u ons, net als de meeste klanten, aanbevelen?",
            "Zou u ook niet zeggen dat het snel ging?",
        ],
        "sv": [
            "Tycker du inte att vi levererar snabbt?",
            "Visst är vår service bra?",
            "Vi levererar snabbt, eller hur?",
            "Hur fantastisk var leveransen?",
            "Hur mycket älskar du {product}?",
            "Hur nöjd är du med vår utmärkta service?",
            "De flesta av våra kunder är mycket nöjda. Hur nöjd är du?",
            "Skulle du, som de flesta kunder, rekommendera oss?",
        ],
        "de": [
            "Finden Sie nicht auch, dass wir schnell liefern?",
            "Stimmen Sie uns nicht zu?",
            "Sind Sie nicht auch der Meinung, dass wir schnell liefern?",
            "Unser Service ist gut, nicht wahr?",
            "Wie großartig war die Lieferung?",
            "Wie sehr lieben Sie {product}?",
            "Wie zufrieden sind Sie mit unserem hervorragenden Service?",
            "Die meisten unserer Kunden sind sehr zufrieden. Wie zufrieden sind Sie?",
            "Würden Sie uns wie die meisten Kunden empfehlen?",
        ],
        "fr": [
            "Ne pensez-vous pas que nous livrons vite ?",
            "N’êtes-vous pas satisfait de nos livraisons ?",
            "Notre service est rapide, n’est-ce pas ?",
            "Notre service est rapide, non ?",
            "À quel point notre service est-il excellent ?",
            "Combien aimez-vous {product} ?",
            "Êtes-vous satisfait de notre excellent service ?",
            "Êtes-vous satisfait de notre service exceptionnel ?",
            "La plupart de nos clients sont très satisfaits. Et vous ?",
            "Comme la plupart de nos clients, nous recommanderiez-vous ?",
        ],
        "ar": [
            "ألا توافق على أن خدمتنا جيدة؟",
            "خدمتنا سريعة، أليس كذلك؟",
            "إلى أي مدى تحب {product}؟",
            "ما مدى روعة خدمتنا؟",
            "ما مدى رضاك عن خدماتنا الممتازة؟",
            "معظم عملائنا راضون جدا. ما مدى رضاك؟",
        ],
    },
    "negated": {
        "en": [
            "How satisfied are you with parts that are not in stock?",
            "How often couldn’t you reach us?",
            "How far do you agree with this statement: “{company} never delivers late”?",
            "The delivery was not on time.",
        ],
        "tr": [
            "Şu ifadeye ne ölçüde katılıyorsunuz: “Teslimattan memnun değilim”?",
            "Şu ifadeye ne ölçüde katılıyorsunuz: “Ürün beklentimi karşılamıyor”?",
            "Şu ifadeye ne ölçüde katılıyorsunuz: “Teslimat zamanında yapılmadı”?",
            "Almadığınız hizmetlerin size etkisi ne kadar büyüktü?",
        ],
        "nl": [
            "Hoe tevreden bent u over onderdelen die niet leverbaar zijn?",
            "In hoeverre bent u het eens met deze stelling: ‘Er waren geen problemen’?",
            "De levering kwam nooit te laat.",
        ],
        "sv": [
            "Hur nöjd är du med delar som inte finns i lager?",
            "I vilken grad instämmer du i påståendet ”Det fanns inga problem”?",
            "Leveransen kom aldrig för sent.",
        ],
        "de": [
            "Wie zufrieden sind Sie mit Teilen, die nicht lieferbar sind?",
            "Inwieweit stimmen Sie zu: „Es gab keine Probleme“?",
            "Die Lieferung kam nie zu spät.",
        ],
        "fr": [
            "Dans quelle mesure le service ne répond-il pas à vos besoins ?",
            "Êtes-vous d’accord : « Il n’y a aucun retard » ?",
            "La livraison n'est jamais en retard.",
        ],
        "ar": [
            "إلى أي مدى توافق على العبارة: «الخدمة ليست سهلة»؟",
            "إلى أي مدى توافق على العبارة: «لم يصل الطلب في موعده»؟",
        ],
    },
    "promises_anonymity": {
        "en": [
            "Your answers are anonymous.",
            "We guarantee your anonymity.",
            "All answers will be treated as strictly confidential.",
            "Your feedback is kept in strict confidence.",
            "This is a confidential survey.",
            "We do not store who answered.",
            "Your name will not be stored.",
            "Answers cannot be linked to you: they are not linked back to your name.",
        ],
        "tr": [
            "Yanıtlarınız anonimdir.",
            "Anket anonim olarak yapılmaktadır.",
            "İSİMSİZ yanıt verebilirsiniz.",
            "Yanıtlarınız kesinlikle gizli tutulur.",
            "Kimliğiniz gizli kalır.",
        ],
        "nl": [
            "Uw antwoorden zijn anoniem.",
            "Dit is een anonieme enquête.",
            "Uw anonimiteit is gegarandeerd: volledige anonimiteit.",
            "Uw antwoorden worden vertrouwelijk behandeld.",
            "Een vertrouwelijke vragenlijst.",
            "Uw naam wordt niet opgeslagen.",
        ],
        "sv": [
            "Du svarar anonymt.",
            "Enkäten är anonym.",
            "Vi garanterar full anonymitet.",
            "Dina svar behandlas konfidentiellt.",
            "Dina svar är konfidentiella.",
            "Ditt namn sparas inte.",
        ],
        "de": [
            "Ihre Antworten sind anonym.",
            "Dies ist eine anonyme Umfrage.",
            "Ihre Anonymität ist gewährleistet.",
            "Ihre Angaben werden streng vertraulich behandelt.",
            "Eine vertrauliche Befragung.",
            "Ihr Name wird nicht gespeichert.",
        ],
        "fr": [
            "Vos réponses sont anonymes.",
            "Vous répondez anonymement.",
            "Votre anonymat est garanti.",
            "Vos réponses resteront strictement confidentielles.",
            "Répondez au questionnaire en toute confidentialité.",
            "Une enquête confidentielle.",
            "Votre nom ne sera jamais enregistré.",
        ],
        "ar": [
            "إجاباتك مجهولة المصدر.",
            "إجاباتك ستبقى سرية.",
            "يمكنك الإجابة دون ذكر اسمك.",
        ],
    },
}
"""What must be found, by code and language."""

RIGHT: dict[str, list[str]] = {
    "en": [
        "How likely are you to recommend {company} to a friend, colleague or business partner?",
        "How satisfied are you with our products and services?",
        "How satisfied are you with the goods and services, such as price and quality?",
        "How satisfied are you with our commercial terms, such as prices, payment and invoicing?",
        "How satisfied are you with your service and maintenance contract?",
        "How satisfied are you with our training and support team?",
        "How satisfied are you with our friendly and helpful staff?",
        "How satisfied are you with the balance between price and quality?",
        "How well do you and your team know us?",
        "How great is the need for training in your team?",
        "How would you rate our excellence programme?",
        "How satisfied are you with not only the price?",
        "Do you agree or not?",
        "How satisfied are you (if you have not used it, go on) with it?",
        "Please do not count other visits. How satisfied are you with this visit?",
        "How tight is the knot?",
        "How much confidence do you have in us?",
        "How satisfied are you with the way we handle confidential documents?",
        "Your answers are not anonymous. How satisfied are you?",
        "This isn’t an anonymous survey. How satisfied are you?",
        "How satisfied are you with our anonymous reporting?",
        "How satisfied are you with our invoicing and billing?",
        "How satisfied are you with the knowledge and expertise of our people?",
        "This is a non-anonymous survey. How satisfied are you?",
        "How likely are you to order, and how do you order?",
        "How much would you like to hear from us?",
        "What do most customers expect of us?",
    ],
    "tr": [
        (
            "{company} firmasını bir arkadaşınıza, meslektaşınıza veya iş ortağınıza tavsiye etme "
            "olasılığınız nedir?"
        ),
        "Ürün ve hizmetlerimizden ne kadar memnunsunuz?",
        "Ürünlerimizden ve hizmetlerimizden ne kadar memnunsunuz?",
        "Fiyat, ödeme ve faturalama gibi ticari koşullarımızdan ne kadar memnunsunuz?",
        "Hizmet ve destek ekibimizden ne kadar memnunsunuz?",
        "Eğitim ve destek ekibimizden ne kadar memnunsunuz?",
        "Fiyat ve kalite arasındaki dengeden ne kadar memnunsunuz?",
        "Bilgiler ne kadar açık ve netti?",
        "Ne kadar sevkiyat bekliyorsunuz?",
        "Bizimle çalışmaya devam edeceğinizi ne kadar umuyorsunuz?",
        "Ürünün ihtiyacınızı karşılayıp karşılamadığını ne kadar iyi biliyorsunuz?",
        "Paslanmaz çelik ürünlerimizden ne kadar memnunsunuz?",
        "Sadece fiyat değil, bütün koşullar sizin için ne kadar önemli?",
        "Lütfen diğer ziyaretleri saymayın, onları almadık. Bu ziyaretten ne kadar memnunsunuz?",
        "Örnek Makine Anonim Şirketi ile çalışmaktan ne kadar memnunsunuz?",
        "Yanıtlarınız anonim değildir. Bizden ne kadar memnunsunuz?",
        "Belgelerinizi gizli tutmamızdan ne kadar memnunsunuz?",
        "Ürünün rengini ne kadar beğendiniz?",
        "Yalnızca ürün değil, aynı zamanda hizmet sizin için ne kadar önemli?",
        "Fiyat sizin için değil, aynı zamanda ekibiniz için ne kadar önemli?",
        "Ürünü toprağa ne kadar derin gömüyorsunuz?",
        "Anonim ihbar hattımızdan ne kadar memnunsunuz?",
        "Örneğin fiyat ve kalite konusunda bizden ne kadar memnunsunuz?",
    ],
    "nl": [
        (
            "Hoe waarschijnlijk is het dat u {company} zou aanbevelen aan een vriend, collega of "
            "zakenrelatie?"
        ),
        "Hoe tevreden bent u over onze producten en diensten?",
        "Hoe tevreden bent u over onze voorwaarden, zoals prijzen, betaling en facturatie?",
        "Hoe tevreden bent u over uw service- en onderhoudscontract?",
        "Hoe tevreden bent u over de verhouding tussen prijs en kwaliteit?",
        "Hoe tevreden bent u over onze service en ondersteuning?",
        "Hoe tevreden bent u over niet alleen de prijs?",
        "Hoe belangrijk is het of u al dan niet online bestelt?",
        "Hoe tevreden bent u over onze niet-commerciële berichten?",
        "Tel andere bezoeken niet mee. Hoe tevreden bent u over dit bezoek?",
        "Hoe groot is de kans dat u weer bij ons koopt?",
        "Uw antwoorden zijn niet anoniem. Hoe tevreden bent u?",
        "Hoe tevreden bent u over de omgang met vertrouwelijke documenten?",
        "Hoeveel vertrouwen hebt u in ons?",
        "Hoe tevreden bent u over onze kennis en deskundigheid?",
        "Hoe tevreden bent u over onze lijn voor anonieme meldingen?",
    ],
    "sv": [
        (
            "Hur sannolikt är det att du skulle rekommendera {company} till en vän, kollega eller "
            "affärspartner?"
        ),
        "Hur nöjd är du med våra produkter och tjänster?",
        "Hur nöjd är du med våra affärsvillkor, till exempel priser, betalning och fakturering?",
        "Hur nöjd är du med ert service- och underhållsavtal?",
        "Hur nöjd är du med förhållandet mellan pris och kvalitet?",
        "Hur nöjd är du med vår service och support?",
        "Hur nöjd är du med inte bara priset?",
        "Hur viktigt är det om du beställer digitalt eller inte?",
        "Hur självklart är det för dig att välja oss?",
        "Räkna inte med andra besök. Hur nöjd är du med det här besöket?",
        "Dina svar är inte anonyma. Hur nöjd är du?",
        "Hur nöjd är du med hur vi hanterar konfidentiella handlingar?",
        "Hur stort förtroende har du för oss?",
        "Hur nöjd är du med vår kunskap och kompetens?",
        "Hur nöjd är du med vår tjänst för anonyma tips?",
    ],
    "de": [
        (
            "Wie wahrscheinlich ist es, dass Sie {company} an Freunde, Kollegen oder "
            "Geschäftspartner weiterempfehlen?"
        ),
        "Wie zufrieden sind Sie?",
        "Wie zufrieden sind Sie mit unseren Produkten und Dienstleistungen?",
        "Wie zufrieden sind Sie mit unseren Konditionen, wie Preise, Zahlung und Abrechnung?",
        "Wie zufrieden sind Sie mit unseren Konditionen, z. B. Preise und Lieferung?",
        "Wie zufrieden sind Sie mit Ihrem Service- und Wartungsvertrag?",
        "Wie zufrieden sind Sie mit dem Verhältnis von Preis und Leistung?",
        "Wie klar und verständlich waren die Angaben?",
        "Wie zufrieden sind Sie nicht nur mit dem Preis?",
        "Wie wichtig ist Ihnen, ob Sie online bestellen oder nicht?",
        "Andere Besuche zählen nicht. Wie zufrieden sind Sie mit diesem Besuch?",
        "Ihre Antworten sind nicht anonym. Wie zufrieden sind Sie?",
        "Wie zufrieden sind Sie mit dem Umgang mit vertraulichen Unterlagen?",
        "Wie groß ist Ihr Vertrauen zu uns?",
        "Wie selbstverständlich ist es für Sie, uns zu wählen?",
        "Wie zufrieden sind Sie mit unserem Service und Support?",
        "Wie zufrieden sind Sie mit unserer Kompetenz und unserem Fachwissen?",
        "Wie zufrieden sind Sie mit unserer Stelle für anonyme Hinweise?",
    ],
    "fr": [
        (
            "Quelle est la probabilité que vous recommandiez {company} à un ami, un collègue ou un "
            "partenaire ?"
        ),
        "Dans quelle mesure êtes-vous satisfait de nos produits et services ?",
        "Êtes-vous satisfait de nos produits et de nos services ?",
        "Êtes-vous satisfait de nos conditions, telles que les prix et la facturation ?",
        "Êtes-vous satisfait de votre contrat de service et de maintenance ?",
        "Êtes-vous satisfait du rapport entre le prix et la qualité ?",
        "Êtes-vous satisfait du rapport qualité-prix ?",
        "Êtes-vous satisfait non seulement du prix ?",
        "N’hésitez pas à tout lire. Êtes-vous satisfait de cette visite ?",
        "Êtes-vous satisfait du service, pas à pas ?",
        "Êtes-vous satisfait de la société anonyme {company} ?",
        "Vos réponses ne sont pas anonymes. Êtes-vous satisfait ?",
        "Êtes-vous satisfait du traitement de vos documents confidentiels ?",
        "Quelle confiance avez-vous en nous ?",
        "Avez-vous apprécié la visite ?",
        "Êtes-vous satisfait de nos compétences et connaissances ?",
        "Êtes-vous satisfait de notre ligne pour signalements anonymes ?",
    ],
    "ar": [
        "ما مدى احتمال أن توصي صديقا أو زميلا أو شريك أعمال بالتعامل مع {company}؟",
        "ما مدى رضاك عن منتجاتنا وخدماتنا؟",
        "ما مدى رضاك عن شروطنا، مثل الأسعار والجودة؟",
        "ما مدى رضاك عن عقد الصيانة والدعم؟",
        "ما مدى رضاك عن التوازن بين السعر والجودة؟",
        "إلى أي مدى توافق أو لا توافق؟",
        "ما مدى رضاك عن مستوى السرية؟",
        "ليست إجاباتك مجهولة المصدر. ما مدى رضاك؟",
        "ما مدى رضاك عن الخبرة والمعرفة لدينا؟",
        "ما مدى رضاك عن خط استقبال بلاغات مجهولة المصدر؟",
    ],
}
"""What looks like something and is fine, by language."""


@pytest.mark.parametrize(
    ("code", "language", "words"),
    [
        (code, language, words)
        for code, told in WRONG.items()
        for language, texts in told.items()
        for words in texts
    ],
)
def test_words_that_spoil_answers_are_found(code: str, language: str, words: str) -> None:
    """In every language, each kind of wording that a researcher would strike out."""
    assert said(code, language, words)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_question_that_leads_by_a_negative_is_found_once(language: str) -> None:
    """What leads is not called negated as well."""
    assert not said("negated", language, WRONG["leading"][language][0])


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Which of these don’t you use?"),
        ("en", "What do you not find easy?"),
        ("tr", "Portalda neyi kullanışlı bulmuyorsunuz?"),
        ("nl", "Wat vindt u niet goed?"),
        ("sv", "Vad tycker du inte om?"),
        ("de", "Was finden Sie nicht gut?"),
        ("fr", "Que ne trouvez-vous pas pratique ?"),
        ("ar", "ما الذي لا تستخدمه؟"),
    ],
)
def test_asking_openly_what_is_missing_does_not_lead(language: str, words: str) -> None:
    """A negative inside an open question expects no yes, and nothing is rated."""
    texts = {language: dict.fromkeys(WHY.takes, "–") | {"why.ask": words}}
    assert found(asking(WHY, texts=texts)) == []


@pytest.mark.parametrize(
    ("language", "words"), [(language, words) for language in RIGHT for words in RIGHT[language]]
)
def test_words_that_only_look_alike_are_left_alone(language: str, words: str) -> None:
    """A false alarm costs more trust than a true one earns."""
    assert [code for code in WRONG if said(code, language, words)] == []


def test_every_kind_of_wording_is_known_in_every_language() -> None:
    """The lists, the examples and the look-alikes leave none out, and each pattern says why."""
    names = {each.name for each in files(lint_room).iterdir() if each.name.endswith(".json")}
    assert names == {f"{language}.json" for language in LANGUAGES}
    assert [set(told) for told in (*WRONG.values(), RIGHT)] == [set(LANGUAGES)] * 5
    for name in names:
        data = json.loads(files(lint_room).joinpath(name).read_text("utf-8"))
        patterns = [each for code in WRONG for part in data[code].values() for each in part]
        assert [each for each in patterns if set(each) != {"pattern", "why"}] == []


def test_letters_in_two_pieces_are_the_same_letters() -> None:
    """A text may come from a machine that writes ö as o and two dots."""
    assert said("double_barrelled", "tr", normalize("NFD", "Güvenlik ve güvenilirlik?"))


def test_regional_words_are_read_like_those_of_the_language() -> None:
    """Belgian Dutch is Dutch; a language without a list is not looked at."""
    assert said("negated", "nl-be", "Hoe vaak lukte het niet?")
    assert not said("negated", "xx", "Hoe vaak lukte het niet?")


def test_a_finding_says_where_and_which_words() -> None:
    """Whoever gets it can act without looking for it."""
    texts = every((EASE, WHY))["en"] | {"ease.ask": "How easy and fast was it?"}
    assert lint(asking(EASE, WHY, texts={"en": texts})) == (
        Finding(
            code="double_barrelled",
            question="ease",
            language="en",
            reason="ease.ask asks about two things at once (“easy and fast”), and no answer says "
            "which it means.",
            suggestion="Ask about one of them, or make a matrix with a line for each.",
        ),
    )


def test_each_line_of_a_matrix_is_rated_by_itself() -> None:
    """A line about two things is found as a question about two things is."""
    texts = every((ASPECTS, WHY))["en"] | {"aspects.aspect.second": "Price and quality"}
    (finding,) = lint(asking(ASPECTS, WHY, texts={"en": texts}))
    assert (finding.code, finding.question) == ("double_barrelled", "aspects")
    assert finding.reason.startswith("aspects.aspect.second asks")


def test_an_open_question_may_name_two_things_and_deny() -> None:
    """Only what is rated needs one thing; a question may not lead, whatever its kind."""
    texts = every((NEXT, WHY, HELLO))["en"] | {
        "next.ask": "What about our price and quality did not suit you?",
        "why.ask": "Don't you agree?",
        "hello.ask": "Our excellent team says hello.",
    }
    assert found(asking(NEXT, WHY, HELLO, texts={"en": texts})) == [("leading", "why")]


def test_a_promise_is_found_wherever_it_stands() -> None:
    """In a hint, a label, a notice or an ending; only one finding for each of them."""
    leaving = evolve(AGREED, routes=(Route(to="out", when=Chose("agreed", ("no",))),))
    questions = HELLO, leaving, NEXT
    texts = every(questions, (Ending(id="out"),))["en"] | {
        "hello.ask": "Welcome. Your answers are confidential, and anonymous.",
        "hello.hint": "Anonymous.",
        "next.option.price": "I would rather stay anonymous",
        "ending.out.text": "Thank you for your anonymous answers.",
    }
    questionnaire = asking(*questions, endings=(Ending(id="out"),), texts={"en": texts})
    assert found(questionnaire) == [
        ("promises_anonymity", "hello"),
        ("promises_anonymity", "next"),
        ("promises_anonymity", "ending.out"),
    ]
    assert lint(questionnaire, anonymous=True) == ()


# Question sets


def a_set(**changes: object) -> QuestionSet:
    """Make a small question set that is clean."""
    questions = (NPS, WHY, EASE, NEXT, AGREED)
    told = {
        "name": "test",
        "core": ("nps", "why"),
        "blocks": {"unknown": ("ease", "next"), "approver": ("next",)},
        "closing": ("agreed",),
        "questions": questions,
        "texts": every(questions),
    }
    return QuestionSet(**(told | changes))  # type: ignore[arg-type]  # changes of many types


def test_a_good_set_gets_no_advice() -> None:
    """Three common questions, and two in a block."""
    assert lint_set(a_set()) == ()


def test_a_set_that_asks_everybody_too_much_is_found_once() -> None:
    """The fourth common question is named, with every block."""
    (finding,) = lint_set(
        a_set(closing=("agreed", "ease"), blocks={"unknown": (), "approver": ("next",)})
    )
    assert (finding.code, finding.question) == ("too_many_questions", "ease")
    assert finding.reason == "Somebody can be asked 4 common questions, and each costs answers."
    assert finding.blocks == ("unknown", "approver")


def test_a_long_block_is_found_and_named() -> None:
    """Two questions are enough about what concerns one role."""
    blocks = {"unknown": ("ease",), "approver": ("ease", "next", "agreed")}
    (finding,) = lint_set(a_set(blocks=blocks, closing=()))
    assert finding == Finding(
        code="block_too_long",
        question="agreed",
        reason="Somebody can be asked 3 questions of this block alone.",
        suggestion="Keep 2, or split the block.",
        blocks=("approver",),
    )


def test_questions_of_a_block_that_exclude_each_other_are_not_too_many() -> None:
    """The longest walk counts, in a set as in a questionnaire."""
    questions = (NPS, WHY, EASE, text("bad", DETRACTOR), text("good", PROMOTER))
    blocks = {"unknown": ("ease", "bad", "good")}
    asked = a_set(blocks=blocks, closing=(), questions=questions, texts=every(questions))
    assert lint_set(asked) == ()


def test_words_are_found_once_with_the_blocks_that_show_them() -> None:
    """A question of one block is a finding for that block, a common one for all."""
    texts = every(a_set().questions)["en"] | {
        "ease.ask": "How easy and fast was it?",
        "why.ask": "Don't you agree?",
    }
    assert [
        (each.code, each.question, each.blocks) for each in lint_set(a_set(texts={"en": texts}))
    ] == [
        ("leading", "why", ("unknown", "approver")),
        ("double_barrelled", "ease", ("unknown",)),
    ]


def test_an_ending_of_a_set_is_lost_where_no_block_leads_to_it() -> None:
    """One block leads to the first ending, and none to the second, which promises something."""
    asks = evolve(NEXT, routes=(Route(to="out", when=Chose("next", ("price",))),))
    endings = Ending(id="out"), Ending(id="lost")
    questions = (NPS, WHY, asks)
    texts = every(questions, endings)["en"] | {"ending.lost.text": "Your answers are anonymous."}
    asked = a_set(
        blocks={"unknown": (), "approver": ("next",)},
        closing=(),
        questions=questions,
        endings=endings,
        texts={"en": texts},
    )
    assert [(each.code, each.question, each.blocks) for each in lint_set(asked)] == [
        ("unreachable", "ending.lost", ("unknown", "approver")),
        ("promises_anonymity", "ending.lost", ("unknown", "approver")),
    ]
    assert [each.code for each in lint_set(asked, anonymous=True)] == ["unreachable"]


def test_every_code_is_explained() -> None:
    """The table names the codes that are found above, and no other."""
    assert set(CODES) == {
        *WRONG,
        "block_too_long",
        "metric_asked_twice",
        "no_why_question",
        "scale_labels_missing",
        "too_many_questions",
        "unreachable",
        "untranslated",
    }
