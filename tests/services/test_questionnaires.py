"""Writing drafts: saved as it is made, taken back, refused when somebody else was first, frozen when published."""

from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from survey_app.db import session
from survey_app.exceptions import NotFound, QuestionnaireLocked, StaleRevision, TooMuch
from survey_app.models import Account, Revision, Stage, Version
from survey_app.questions.definition import Question, Questionnaire
from survey_app.services import codes, editing, questionnaires, versions
from survey_app.services.editing import Operation
from survey_app.vocabulary import StageKind, VersionState
from tests.builders import make_account, make_study, stage_of

pytestmark = pytest.mark.usefixtures("app")


class Writer:
    """One person at one stage's questionnaire."""

    def __init__(self, account: Account, stage: Stage) -> None:
        self.account = account
        self.stage = stage

    @property
    def version(self) -> Version:
        return versions.latest(self.stage)

    def do(self, operation: Operation, expected: int | None = None) -> str:
        focus = questionnaires.carry_out(
            self.version, operation, expected=expected or self.version.revision, account=self.account
        )
        session.commit()
        return focus

    def undo(self) -> str:
        change = questionnaires.undo(self.version, expected=self.version.revision, account=self.account)
        session.commit()
        return change.verb

    def redo(self) -> str:
        change = questionnaires.redo(self.version, expected=self.version.revision, account=self.account)
        session.commit()
        return change.verb

    def codes(self) -> list[str]:
        return [question.code for question in versions.document(self.version).questions()]

    def word(self, code: str, words: str, *, typed: bool = False) -> None:
        question = versions.document(self.version).find(code)
        assert question
        self.do(editing.edited(code, replace(question, text={"en": words} if words else {}), typed=typed))

    def text(self, code: str) -> str:
        question = versions.document(self.version).find(code)
        assert question
        return question.text.get("en", "")


@pytest.fixture
def writer(app: Flask) -> Writer:
    account = make_account()
    return Writer(account, stage_of(make_study(account)))


def ready(writer: Writer) -> None:
    writer.do(editing.block_added("recommend", "p1"))


def test_every_change_is_one_revision_with_its_state(writer: Writer) -> None:
    writer.do(editing.added("rating", "p1"))
    writer.do(editing.added("long_text", "p1"))
    rows = session.query(Revision.number, Revision.change).order_by(Revision.number).all()
    assert [tuple(row) for row in rows] == [(1, "start|"), (2, "add|Q1"), (3, "add|Q2")]
    assert writer.version.revision == 3


def test_saving_what_is_there_already_is_no_step(writer: Writer) -> None:
    writer.do(editing.added("rating", "p1"))
    before = writer.version.revision
    writer.word("Q1", "")
    assert writer.version.revision == before


def test_undo_and_redo_walk_through_the_states_and_survive_a_reload(writer: Writer) -> None:
    writer.do(editing.added("rating", "p1"))
    writer.do(editing.added("long_text", "p1"))
    writer.do(editing.deleted("Q1"))
    session.expire_all()
    assert (writer.undo(), writer.codes()) == ("delete", ["Q1", "Q2"])
    assert (writer.undo(), writer.codes()) == ("add", ["Q1"])
    assert (writer.redo(), writer.codes()) == ("add", ["Q1", "Q2"])
    assert (writer.redo(), writer.codes()) == ("delete", ["Q2"])
    with pytest.raises(questionnaires.NothingToUndo):
        writer.redo()


def test_a_new_change_after_undo_ends_redo(writer: Writer) -> None:
    writer.do(editing.added("rating", "p1"))
    writer.undo()
    writer.do(editing.added("number", "p1"))
    assert questionnaires.history(writer.version).redo is None
    assert writer.undo() == "add"
    with pytest.raises(questionnaires.NothingToUndo):
        writer.undo()


def test_what_one_person_types_in_a_breath_is_one_step_of_undo(writer: Writer) -> None:
    writer.do(editing.added("rating", "p1"))
    for words in ("How", "How sat", "How satisfied are you?"):
        writer.word("Q1", words, typed=True)
    assert writer.undo() == "type"
    assert writer.text("Q1") == ""
    assert writer.redo() == "type"
    assert writer.text("Q1") == "How satisfied are you?"


def test_a_stale_change_is_refused_and_changes_nothing(writer: Writer) -> None:
    writer.do(editing.added("rating", "p1"))
    seen = writer.version.revision
    writer.word("Q1", "Theirs")
    with pytest.raises(StaleRevision):
        writer.do(editing.deleted("Q1"), expected=seen)
    session.rollback()
    assert writer.text("Q1") == "Theirs"


def test_a_change_that_met_another_at_the_database_is_refused(writer: Writer) -> None:
    version = writer.version
    session.execute(text("UPDATE version SET revision = revision + 1"))
    assert version.revision == 1  # what this session read before
    with pytest.raises(StaleRevision):
        questionnaires.carry_out(version, editing.added("rating", "p1"), expected=1, account=None)
    session.rollback()


def test_a_published_version_refuses_every_change_of_the_service(writer: Writer) -> None:
    ready(writer)
    version = writer.version
    versions.publish(version, version.revision, writer.account)
    session.commit()
    for operation in (editing.added("rating", "p1"), editing.deleted("Q1"), editing.page_added()):
        with pytest.raises(QuestionnaireLocked):
            writer.do(operation)
    with pytest.raises(QuestionnaireLocked):
        writer.undo()
    with pytest.raises(QuestionnaireLocked):
        versions.publish(version, version.revision, writer.account)


@pytest.mark.parametrize(
    "change", ["definition = '{}'", "revision = revision + 1", "number = 9", "state = 'draft', published_at = NULL"]
)
def test_a_published_version_refuses_every_change_in_the_database(writer: Writer, change: str) -> None:
    ready(writer)
    version = writer.version
    versions.publish(version, version.revision, writer.account)
    session.commit()
    definition = version.definition
    with pytest.raises(DBAPIError, match="published"):
        session.execute(text(f"UPDATE version SET {change}"))
    session.rollback()
    assert writer.version.definition == definition
    assert writer.version.state is VersionState.PUBLISHED


def test_publishing_needs_the_state_that_was_looked_at(writer: Writer) -> None:
    ready(writer)
    seen = writer.version.revision
    writer.do(editing.added("number", "p1"))
    writer.undo()
    with pytest.raises(StaleRevision):
        versions.publish(writer.version, seen, writer.account)
    session.rollback()
    assert versions.published(writer.stage) is None


def test_a_questionnaire_with_errors_is_not_published(writer: Writer) -> None:
    with pytest.raises(versions.NotReady) as empty:
        versions.publish(writer.version, 1, None)
    assert empty.value.params["count"] == 1
    writer.do(editing.added("single", "p1"))
    with pytest.raises(versions.NotReady) as without_words:
        versions.publish(writer.version, writer.version.revision, None)
    assert without_words.value.params["count"] == 3


def test_the_next_version_begins_as_a_copy_and_leaves_the_published_one_alone(writer: Writer) -> None:
    ready(writer)
    first = writer.version
    versions.publish(first, first.revision, writer.account)
    session.commit()
    second = versions.open_next(writer.stage)
    session.commit()
    assert (second.number, second.state, second.definition) == (2, VersionState.DRAFT, first.definition)
    assert versions.open_next(writer.stage).id == second.id
    writer.word("Q1", "Something else")
    assert versions.published(writer.stage) == first
    assert versions.document(first).find("Q1") != versions.document(second).find("Q1")
    assert versions.before(second) == first


def test_the_document_of_a_published_version_is_read_once(writer: Writer) -> None:
    ready(writer)
    version = writer.version
    versions.publish(version, version.revision, None)
    session.commit()
    assert versions.document(version) is versions.document(versions.numbered(writer.stage, 1))


def test_a_code_once_used_is_never_given_again(writer: Writer) -> None:
    writer.do(editing.added("rating", "p1"))
    writer.do(editing.added("number", "p1"))
    writer.do(editing.deleted("Q2"))
    assert writer.do(editing.added("number", "p1")) == "Q3"
    writer.undo()
    assert writer.do(editing.added("number", "p1")) == "Q4"


def test_the_codes_of_rows_stay_used_after_undo_and_in_the_next_version(writer: Writer) -> None:
    writer.do(editing.added("single", "p1"))
    assert questionnaires.used_codes(writer.version)["Q1"] == {"1", "2"}
    question = versions.document(writer.version).find("Q1")
    assert question
    more = replace(question.settings, options=(*question.settings.options, replace(
        question.settings.options[0], code=3)))  # fmt: skip
    writer.do(editing.edited("Q1", replace(question, settings=more)))
    writer.undo()
    used = questionnaires.used_codes(writer.version)["Q1"]
    assert used == {"1", "2", "3"}
    assert codes.next_inner(used) == 4


def test_a_stage_of_another_kind_has_no_questionnaire(writer: Writer) -> None:
    panel = Stage(study=writer.stage.study, position=2, kind=StageKind.DELPHI, title="Panel")
    session.add(panel)
    session.commit()
    with pytest.raises(NotFound):
        versions.latest(panel)
    assert versions.published(panel) is None


def test_questions_move_within_a_page_over_its_edge_and_stop_at_the_ends(writer: Writer) -> None:
    for kind in ("rating", "number"):
        writer.do(editing.added(kind, "p1"))
    assert writer.do(editing.page_added()) == "p2"
    writer.do(editing.moved("Q1", 1))
    assert writer.codes() == ["Q2", "Q1"]
    writer.do(editing.moved("Q1", 1))
    layout = [[question.code for question in page.questions] for page in versions.document(writer.version).pages]
    assert layout == [["Q2"], ["Q1"]]
    before = writer.version.revision
    writer.do(editing.moved("Q1", 1))
    writer.do(editing.moved("Q2", -1))
    assert writer.version.revision == before
    writer.do(editing.moved("Q1", -1))
    assert writer.codes() == ["Q2", "Q1"]
    writer.do(editing.sent_to_page("Q2", "p2"))
    assert [len(page.questions) for page in versions.document(writer.version).pages] == [1, 1]


def test_a_page_goes_with_its_questions_and_comes_back_with_them(writer: Writer) -> None:
    writer.do(editing.added("rating", "p1"))
    writer.do(editing.page_added())
    assert writer.do(editing.page_deleted("p1")) == "p2"
    assert writer.codes() == []
    with pytest.raises(editing.LastPage):
        writer.do(editing.page_deleted("p2"))
    session.rollback()
    assert writer.undo() == "delete_page"
    assert writer.codes() == ["Q1"]


def test_texts_of_a_language_taken_out_are_there_when_it_comes_back(writer: Writer) -> None:
    writer.do(editing.languages_chosen(("en", "es")))
    writer.do(editing.block_added("recommend", "p1"))
    writer.do(editing.languages_chosen(("en",)))
    writer.do(editing.languages_chosen(("es", "en")))
    document = versions.document(writer.version)
    assert document.language == "es"
    question = document.find("Q1")
    assert question
    assert question.text["es"].startswith("¿Con qué probabilidad")


def test_what_is_gone_is_named(writer: Writer) -> None:
    for operation in (editing.deleted("Q9"), editing.moved("Q9", 1), editing.page_moved("p9", 1)):
        with pytest.raises(editing.Gone) as gone:
            writer.do(operation)
        assert str(gone.value.params["what"]).endswith("9")


def test_a_questionnaire_does_not_grow_past_all_reason(writer: Writer) -> None:
    writer.do(editing.added("consent", "p1"))
    question = versions.document(writer.version).find("Q1")
    assert question
    body = {f"x{letter}": "x" * 10_000 for letter in "abcdefghij"}
    huge = replace(question, settings=type(question.settings)(body))
    with pytest.raises(TooMuch):
        writer.do(editing.replaced(_many(writer, huge, 22)))
    session.rollback()
    assert writer.codes() == ["Q1"]


def _many(writer: Writer, question: Question, count: int) -> Questionnaire:
    document = versions.document(writer.version)
    questions = tuple(replace(question, code=f"Q{number}") for number in range(1, count))
    return replace(document, pages=(replace(document.pages[0], questions=questions),))


@pytest.mark.sqlite_only
def test_people_on_different_questions_do_not_stand_in_each_others_way(writer: Writer) -> None:
    writer.do(editing.added("rating", "p1"))
    writer.do(editing.added("rating", "p1"))
    seen = writer.version.revision
    writer.word("Q1", "Theirs")
    mine = versions.document(writer.version).find("Q2")
    assert mine
    writer.do(editing.edited("Q2", replace(mine, text={"en": "Mine"})), expected=seen)
    assert (writer.text("Q1"), writer.text("Q2")) == ("Theirs", "Mine")
    writer.do(editing.page_ruled("p1", {"en": "Title"}, "", ()), expected=seen)
    assert versions.document(writer.version).pages[0].title == {"en": "Title"}
    for operation in (
        editing.edited("Q1", replace(mine, code="Q1", text={"en": "Mine too"})),
        editing.edited("Q2", replace(mine, code="Q9")),
        editing.page_ruled("p1", {"en": "Other"}, "", ()),
        editing.added("rating", "p1"),
    ):
        with pytest.raises(StaleRevision):
            writer.do(operation, expected=seen)
        session.rollback()
    assert [each.code for each in versions.document(writer.version).questions()] == ["Q1", "Q2"]
    writer.undo()
    assert versions.document(writer.version).pages[0].title == {}


@pytest.mark.sqlite_only
def test_the_last_three_hundred_steps_are_kept_and_can_be_taken_back(writer: Writer) -> None:
    writer.do(editing.added("rating", "p1"))
    version = writer.version
    rows = range(version.revision + 1, version.revision + questionnaires.STEPS_KEPT + 20)
    steps = [
        Revision(version_id=version.id, number=number, definition=version.definition, change="move|Q1")
        for number in rows
    ]
    version.revision = rows[-1]
    session.add_all(steps)
    session.commit()
    for number in range(5):
        writer.do(editing.page_titled("p1", {"en": str(number)}))
    assert session.scalar(select(func.count()).select_from(Revision)) == questionnaires.STEPS_KEPT
    for _step in range(3):
        writer.undo()
    assert versions.document(writer.version).pages[0].title == {"en": "1"}
    writer.redo()
    assert versions.document(writer.version).pages[0].title == {"en": "2"}
    assert session.scalar(select(func.count()).select_from(Revision)) == questionnaires.STEPS_KEPT
