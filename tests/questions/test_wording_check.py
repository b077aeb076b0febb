"""What the question check hears in the words of three languages, and what it keeps still about."""

import pytest

from survey_app.questions.definition import Question
from survey_app.questions.readability import reading_of, syllables
from survey_app.questions.registry import read_question
from survey_app.questions.wording_check import double_barrelled, leading, leans, look

EN, ES, ZH = "en", "es", "zh_Hans_CN"


def asked(kind: str, text: str, language: str = EN, labels: tuple[str, ...] = (), **more: object) -> Question:
    settings = (
        {"options": [{"code": n, "label": {language: each}} for n, each in enumerate(labels, 1)]} if labels else {}
    )
    return read_question({"code": "Q1", "kind": kind, "text": {language: text}, "settings": settings, **more})


def said(question: Question, language: str = EN) -> list[str]:
    return [remark.message % remark.params for remark in look(question, language)]


@pytest.mark.parametrize(
    ("words", "language", "found"),
    [
        ("Speed and politeness", EN, True),
        ("Price as well as quality", EN, True),
        ("Brand and landing", EN, True),
        ("Brand", EN, False),
        ("Terms and conditions", EN, False),
        ("Anything between 1 and 5", EN, False),
        ("Rapidez y amabilidad", ES, True),
        ("Ayer", ES, False),
        ("Productos y servicios", ES, False),
        ("速度和礼貌", ZH, True),
        ("产品和服务", ZH, False),
        ("速度", ZH, False),
        ("Vitesse et prix", "fr", False),
    ],
)
def test_two_things_in_one_are_heard(words: str, language: str, *, found: bool) -> None:
    assert double_barrelled(words, language) is found


@pytest.mark.parametrize(
    ("words", "language", "found"),
    [
        ("Don't you think it is cheap?", EN, True),
        ("Obviously quality matters. How much?", EN, True),
        ("How much do you love us?", EN, True),
        ("How satisfied are you?", EN, False),
        ("¿No cree que es barato?", ES, True),
        ("Es barato, ¿verdad?", ES, True),
        ("¿Cuánto paga?", ES, False),
        ("难道您不满意吗？", ZH, True),
        ("您满意吗？", ZH, False),
    ],
)
def test_a_nudge_is_heard(words: str, language: str, *, found: bool) -> None:
    assert bool(leading(words, language)) is found


@pytest.mark.parametrize(
    ("labels", "language", "side"),
    [
        (("Excellent", "Very good", "Good", "Fair", "Poor"), EN, 2),
        (("Very satisfied", "Satisfied", "Neither", "Dissatisfied", "Very dissatisfied"), EN, 0),
        (("Good", "Bad", "Very bad", "Terrible"), EN, -2),
        (("Not at all important", "Important", "Very good", "Excellent"), EN, 0),
        (("Red", "Green", "Blue"), EN, 0),
        (("Strongly disagree", "Disagree", "Neither agree nor disagree", "Agree", "Strongly agree"), EN, 0),
        (("En desacuerdo", "Ni de acuerdo ni en desacuerdo", "De acuerdo", "Muy de acuerdo"), ES, 1),
        (("Excelente", "Muy bueno", "Bueno", "Malo"), ES, 2),
        (("Muy satisfecho", "Satisfecho", "Insatisfecho", "Muy insatisfecho"), ES, 0),
        (("优秀", "很好", "好", "差"), ZH, 2),
        (("非常满意", "满意", "一般", "不满意", "非常不满意"), ZH, 0),
    ],
)
def test_a_scale_that_leans_is_heard(labels: tuple[str, ...], language: str, side: int) -> None:
    assert leans(labels, language) == side


def test_answers_that_clash_and_a_missing_way_out_are_heard() -> None:
    ages = asked("single", "How old?", labels=("Under 18", "18-25", "25-40", "50-60"))
    assert [message.partition(":")[0] for message in said(ages)] == ["Q1", "Q1"]
    assert "overlap" in said(ages)[0]
    assert "something is missing" in said(ages)[1]
    assert said(asked("single", "How old?", labels=("18 to 24", "25 to 40"))) == []
    assert said(asked("single", "Which?", labels=("Blue", "blue"))) == ["Q1 offers “Blue” twice."]
    forced = asked("single", "Which?", labels=("Red", "Blue", "Green", "White"), required=True)
    assert "has no way out" in said(forced)[0]
    assert said(asked("single", "Which?", labels=("Red", "Blue", "Green", "None of these"), required=True)) == []


def test_long_and_twice_denied_sentences_are_heard() -> None:
    assert "says no twice" in said(asked("yes_no", "Should we not allow what is not useful?"))[0]
    long = "Thinking of all the times that you have been in touch with us " * 3 + "how was it?"
    assert "has a sentence of" in said(asked("rating", long))[0]
    assert said(asked("rating", "您" * 60, ZH), ZH)[0].startswith("Q1 has a sentence of 60")
    assert said(asked("rating", "How was it?")) == []


def test_reading_scores_are_those_of_the_published_formulas() -> None:
    text = "The cat sat on the mat. " * 12  # 6 words and 6 syllables a sentence
    found = reading_of([text], EN)
    assert found is not None
    assert found.score == pytest.approx(206.835 - 1.015 * 6 - 84.6)
    assert not found.is_hard
    spanish = reading_of(["La casa es roja. " * 20], ES)  # 4 words and 6 syllables a sentence
    assert spanish is not None
    assert spanish.score == pytest.approx(206.835 - 62.3 * 6 / 4 - 4)
    hard = reading_of(["Organisational accountability necessitates interdepartmental communication. " * 15], EN)
    assert hard is not None
    assert hard.is_hard
    assert reading_of(["Too short."], EN) is None
    assert reading_of(["满意" * 200], ZH) is None
    assert [syllables(word, ES) for word in ("aéreo", "guía", "quiero", "y")] == [4, 2, 2, 1]
