"""Files that come with a respondent's page: looked at once in a request, then named in the form as if typed."""

from flask import g, request
from werkzeug.datastructures import FileStorage, MultiDict

from survey_app.questions.base import form_field
from survey_app.questions.definition import Page, Question
from survey_app.questions.file_upload import MOST_FILES, OVER, REFUSED, NamedFile, named_file
from survey_app.questions.registry import type_of
from survey_app.questions.upload_files import LARGEST, clean_name
from survey_app.routes import arranging
from survey_app.services import answer_files
from survey_app.services.answer_files import Incoming
from survey_app.services.visits import Visit

Posted = MultiDict[str, str]
_NEW = "new"


def posted(visit: Visit, page: Page) -> Posted:
    """What was sent with a page: as it came, or, where it asks for files, with every file named."""
    asking = [question for question in page.questions if type_of(question).takes_files]
    if not asking:
        return arranging.arranged(page)
    if "page_files" not in g:
        g.page_files = _looked_at(visit, asking, arranging.arranged(page))
    found: Posted = g.page_files[0]
    return found


def pretended(page: Page, sent: Posted) -> Posted:
    """What a test run sends: the names of files, without any file."""
    form: Posted = MultiDict(sent)
    for question in page.questions:
        if type_of(question).takes_files:
            field = form_field(question)
            names = [clean_name(name) for name in form.getlist(f"{field}.{_NEW}") if name]
            room = _room(question, form.getlist(field))
            form.setlist(field, [*form.getlist(field), *(str(NamedFile(name, 0, "0" * 26)) for name in names[:room])])
            form.setlist(f"{field}.{REFUSED}", [f"{OVER}:{name}" for name in names[room:]])
    return form


def keep(visit: Visit) -> None:
    """Store the files that came with the page, once its answers are saved; those taken back are let go."""
    if "page_files" in g:
        answer_files.settle(visit, g.page_files[1])


def _looked_at(visit: Visit, asking: list[Question], sent: Posted) -> tuple[Posted, tuple[Incoming, ...]]:
    form: Posted = MultiDict(sent)
    known: frozenset[str] = answer_files.known(visit)
    taken: list[Incoming] = []
    for question in asking:
        field = form_field(question)
        named = [value for value in form.getlist(field) if value in known]
        lost = [f"lost:{_name(value)}" for value in form.getlist(field) if value and value not in known]
        chosen = [file for file in request.files.getlist(f"{field}.{_NEW}") if file.filename]
        given = [_read(file) for file in chosen[: MOST_FILES + 1]]
        over = [f"{OVER}:{_left_out(file)}" for file in chosen[MOST_FILES + 1 :]]
        if visit.sent is not None:  # another window has sent the answers: nothing can be added to them here
            lost, given = [*lost, *(f"lost:{clean_name(name)}" for name, _content in given)], []
        arrived = answer_files.arrived(question, given, len(known) + len(taken), _room(question, named))
        taken += arrived.files
        form.setlist(field, [*named, *(str(each.named) for each in arrived.files)])
        form.setlist(f"{field}.{REFUSED}", [*lost, *arrived.refused, *over])
    return form, tuple(taken)


def _room(question: Question, named: list[str]) -> int:
    """How many more files a question takes beside those it has: these stay, whatever comes."""
    most: int = question.settings.most
    return max(0, most - len(set(named)))


def _name(value: str) -> str:
    named: NamedFile | None = named_file(value)
    return named.name if named else clean_name(value)


def _read(file: FileStorage) -> tuple[str, bytes]:
    with file.stream as stream:
        return file.filename or "", stream.read(LARGEST + 1)


def _left_out(file: FileStorage) -> str:
    """The name of a file that is not even read."""
    file.close()
    return clean_name(file.filename or "")
