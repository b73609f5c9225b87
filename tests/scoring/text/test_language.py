from __future__ import annotations

import pytest

from scoring.text import detect_language
from scoring.text.language import UNDETERMINED, sentence_languages


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The council closed the northern bridge on Friday after the river rose."),
        ("sv", "Kommunen stängde den norra bron på fredagen sedan ån hade stigit."),
        ("de", "Die Gemeinde sperrte am Freitag die nördliche Brücke, weil der Fluss stieg."),
        ("fr", "La commune a fermé vendredi le pont du nord après la crue de la rivière."),
        ("es", "El ayuntamiento cerró el viernes el puente norte por la crecida del río."),
        ("fi", "Kunta sulki pohjoisen sillan perjantaina joen noustua yli äyräidensä."),
        ("pl", "Gmina zamknęła w piątek północny most, ponieważ rzeka wezbrała."),
        ("ru", "Власти закрыли северный мост в пятницу, потому что поднялась река."),
        ("uk", "Влада закрила північний міст у п'ятницю, бо піднялася річка."),
        ("el", "Ο δήμος έκλεισε τη βόρεια γέφυρα την Παρασκευή λόγω της πλημμύρας."),
        ("ar", "أغلقت البلدية الجسر الشمالي يوم الجمعة بعد ارتفاع منسوب النهر."),
        ("zh", "由于河水上涨，市政府周五关闭了北桥。"),
        ("ja", "川の水位が上がったため、市は金曜日に北の橋を閉鎖した。"),
        ("ko", "강물이 불어나 시는 금요일에 북쪽 다리를 폐쇄했다."),
        ("hi", "नदी का जलस्तर बढ़ने के बाद नगर परिषद ने शुक्रवार को उत्तरी पुल बंद कर दिया।"),
    ],
)
def test_the_language_of_a_sentence_is_told(language: str, text: str):
    assert detect_language(text) == language


@pytest.mark.parametrize(
    ("language", "claim"),
    [
        ("en", "The collapsed silo in Tolmere held 3,000 tonnes of barley."),
        ("en", "The silo held barley."),
        ("en", "Volvo cuts 500 jobs"),
        ("en", "THE BRIDGE IS CLOSED"),
        ("sv", "Bron är stängd."),
        ("da", "Broen er lukket."),
        ("de", "Der Damm ist gebrochen."),
        ("fr", "Le silo contenait de l'orge."),
        ("it", "Il ponte è chiuso."),
        ("fi", "Silta suljettiin."),
        ("uk", "Міст закрито."),
        ("zh", "桥关闭了"),
        ("el", "Ω"),
        ("ml", "അണക്കെട്ട് തകർന്നു"),
    ],
)
def test_the_language_of_a_short_claim_is_told(language: str, claim: str):
    assert detect_language(claim) == language


def test_a_text_in_two_languages_has_that_of_most_of_it():
    quoted = 'Ministern sade: "We will not comment" när han lämnade mötet om den norra bron.'
    assert detect_language(quoted) == "sv"


@pytest.mark.parametrize("text", ["", " \n\t", "12 345,67 %", "?!… —", "🎉🎉", "ᚠᚢᚦᚨᚱᚲ"])
def test_a_text_without_known_letters_has_no_language(text: str):
    assert detect_language(text) == UNDETERMINED == "und"


def test_only_the_beginning_of_a_long_text_is_looked_at():
    swedish = "Kommunen stängde den norra bron på fredagen sedan ån hade stigit. " * 40
    english = "The council closed the northern bridge on Friday after the river rose. " * 400
    assert detect_language(swedish + english) == "sv"


class TestSentences:
    def test_a_sentence_that_is_surely_in_another_language_has_that_one(self):
        sentences = [
            "Kustbevakningen stoppade fartyget utanför Öland på tisdagen.",
            "“We boarded the vessel because its papers did not match its cargo,” it says.",
            "„Wir haben erst aus der Zeitung davon erfahren“, schreibt die Maklerfirma.",
            "Ми не маємо підтвердження цієї інформації.",
            "会谈可能推迟到下个月举行。",
        ]
        assert sentence_languages(sentences, "sv") == ["sv", "en", "de", "uk", "zh"]

    @pytest.mark.parametrize(
        "sentence",
        [
            "“We knew,” she says.",  # short
            "Premiärministern kallade beslutet ”a turning point” i ett tal på mötet.",
            "Bolaget Northern Light Shipping skriver det i ett pressmeddelande.",
            "12 000 – 14 500 (2031)",
        ],
    )
    def test_a_sentence_that_may_be_in_the_documents_language_keeps_it(self, sentence: str):
        assert sentence_languages([sentence], "sv") == ["sv"]

    def test_languages_that_are_taken_for_each_other_count_as_one(self):
        danish = "Politiet bekræfter, at to personer er blevet afhørt efter branden i Sandvika."
        assert sentence_languages([danish], "nb") == ["nb"]
        assert sentence_languages([danish], "sv") == ["da"]

    def test_a_language_that_no_detector_knows_is_kept(self):
        text = "The council closed the northern bridge on Friday after the river rose."
        assert sentence_languages([text], "ast") == ["ast"]
        assert sentence_languages([text], UNDETERMINED) == ["en"]
