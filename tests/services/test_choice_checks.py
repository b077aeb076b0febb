"""What the question check says of pairs of words and of answers in groups, and which texts wait for a translation."""

from survey_app.questions.registry import read_questionnaire
from survey_app.services import checking
from tests.planting import document, question


def told(kind: str, **settings: object) -> list[str]:
    study = read_questionnaire(document(question("Q1", kind, "What?", **settings)))
    return [found.message % found.params for found in checking.check(study, None) if found.blocks]


def test_a_pair_needs_two_words_with_a_bar_between_them() -> None:
    rows = [{"code": str(code), "label": {"en": words}} for code, words in enumerate(("slow | fast", "warm", "| x"), 1)]
    assert told("differential", items=rows) == [
        f"Row {number} of Q1 needs two words with a bar between them, such as “slow | fast”." for number in (2, 3)
    ]


def test_an_answer_or_group_without_words_blocks_publishing() -> None:
    tree = [{"code": 1, "label": {"en": "Spain"}, "options": [{"code": 11, "label": {}}]}]
    assert told("hierarchical", options=tree) == ["The answer with code 11 of Q1 has no text."]


def test_words_of_answers_groups_and_ends_wait_for_their_translation() -> None:
    tree = [{"code": 1, "label": {"en": "Spain"}, "options": [{"code": 11, "label": {"en": "Galicia"}}]}]
    study = read_questionnaire(
        document(
            question("TREE", "hierarchical", "Where?", options=tree, levels=[{"en": "Country"}]),
            question("YES", "yes_no", "Did you?", yes={"en": "I did"}),
            question("LINE", "slider", "How good?", low={"en": "bad"}, high={"en": "good"}),
            languages=("en", "es"),
        )
    )
    assert checking.missing_texts(study, "es") == {"TREE": 4, "YES": 2, "LINE": 3}


def test_new_kinds_need_words_and_pictures_and_wait_for_translations() -> None:
    girl = {"options": [{"code": 1, "label": {"en": "Girl"}}, {"code": 2, "label": {}}]}
    columns = [{"code": "a", "label": {"en": "Name"}}, {"code": "b", "label": {"en": "Sex"}, "kind": "single",
               "settings": girl}, {"code": "c", "label": {}}]  # fmt: skip
    assert told("repeat", columns=columns) == [f"Field {number} of Q1 lacks words." for number in (2, 3)]
    options = [{"code": 1, "label": {"en": "A box"}}, {"code": 2, "label": {"en": "A bag"}}]
    assert told("image_choice", options=options) == ["Q1 has no picture yet. Add pictures."]
    study = read_questionnaire(
        document(question("Q1", "repeat", "Who?", columns=columns, entry={"en": "Child"}), languages=("en", "es"))
    )
    assert checking.missing_texts(study, "es") == {"Q1": 5}
