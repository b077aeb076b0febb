"""A questionnaire as a paper form: numbered, with what to answer, where to go on and what the office enters."""

from dataclasses import replace

from survey_app.exceptions import N_, FileRefused
from survey_app.interchange.questionnaires.losses import Notes, Written
from survey_app.interchange.questionnaires.paper import kinds, pdf
from survey_app.interchange.questionnaires.paper.sheet import Asked, Blanks, Choices, Part, Section, Sheet, Table
from survey_app.interchange.questionnaires.paper.skips import END, Printed, Skips, Unsure
from survey_app.interchange.questionnaires.paper.speaking import Speaking
from survey_app.interchange.questionnaires.paper.words import has_words, is_right_to_left, short
from survey_app.interchange.questionnaires.seen import Seen
from survey_app.questions import rules
from survey_app.questions.definition import Jump, Page, Question, Questionnaire
from survey_app.questions.logic_names import names_of
from survey_app.questions.registry import type_of

CODE = "paper"
_KEPT_TOGETHER = 12
_LONG_TEXT = 1_200
_ONE_ORDER = N_("Everybody gets the same order on paper.")
_ASKED_OF_ALL = ("page", "case", "office", "how", "end")


def recognises(_seen: Seen) -> bool:
    """Paper is never read."""
    return False


def write(questionnaire: Questionnaire, title: str) -> Written:
    """The form in the study's own language."""
    return print_form(questionnaire, title)


def print_form(questionnaire: Questionnaire, title: str, *, language: str = "", case: str = "") -> Written:
    """The form as a PDF in one of the questionnaire's languages; `case` is printed as its return code."""
    chosen = language or questionnaire.language
    if chosen not in questionnaire.languages:
        raise FileRefused(N_("The questionnaire has no language “%(language)s”."), language=language[:20])
    notes = Notes()
    laid = _Laying(questionnaire, chosen, notes).sheet(title, case)
    return Written(pdf.draw(laid), notes.losses)


def sheet(questionnaire: Questionnaire, title: str, language: str = "", case: str = "") -> Sheet:
    """What the form holds, before it is drawn."""
    return _Laying(questionnaire, language or questionnaire.language, Notes()).sheet(title, case)


class _Laying:
    """One form on its way."""

    def __init__(self, questionnaire: Questionnaire, language: str, notes: Notes) -> None:
        self.questionnaire = questionnaire
        self.notes = notes
        self.printed = [
            Printed(question, page, place)
            for place, page in enumerate(questionnaire.pages)
            for question in page.questions
            if type_of(question).is_seen and not type_of(question).is_worked_out
        ]
        asked = (each.question for each in self.printed if type_of(each.question).collects)
        self.numbers = {question.code: number for number, question in enumerate(asked, 1)}
        self.speaking = Speaking(questionnaire, language, self.numbers)
        self.skips = Skips(questionnaire, self.printed, names_of(questionnaire))

    def sheet(self, title: str, case: str) -> Sheet:
        """The whole form."""
        sections = tuple(
            found
            for place, page in enumerate(self.questionnaire.pages)
            if (found := self._section(place, page)) is not None
        )
        self._tell()
        language = self.speaking.language
        words = {key: self.speaking(key) for key in _ASKED_OF_ALL}
        return Sheet(title, short(language), is_right_to_left(language), words, case, sections)

    def _section(self, place: int, page: Page) -> Section | None:
        here = [(at, each.question) for at, each in enumerate(self.printed) if each.place == place]
        if not here:
            return None
        asked = [self._asked(at, question) for at, question in here]
        if not _is_said(page, here[-1][1], asked[-1].parts):
            asked[-1] = replace(asked[-1], jumps=tuple(self._jump(jump) for jump in page.jumps))
        return Section(self.speaking.say(page.title), self._page_note(page, here), tuple(asked))

    def _page_note(self, page: Page, here: list[tuple[int, Question]]) -> str:
        if not page.show_if:
            return ""
        numbers = [self.numbers[question.code] for _at, question in here if question.code in self.numbers]
        rule = self.speaking.rule(page.show_if)
        if len(numbers) > 1:
            return self.speaking("these_only_if", first=numbers[0], last=numbers[-1], rule=rule)
        return self.speaking("only_if", rule=rule)

    def _asked(self, at: int, question: Question) -> Asked:
        speaking = self.speaking
        how, parts = kinds.lay_out(question, speaking, lambda code: self._go(at, code))
        words, hint = speaking.say(question.text), speaking.say(question.hint)
        return Asked(
            self.numbers.get(question.code, 0),
            words,
            hint,
            how,
            speaking("only_if", rule=speaking.rule(question.show_if)) if question.show_if else "",
            parts,
            long=_lines(parts) > _KEPT_TOGETHER or len(words) + len(hint) > _LONG_TEXT,
        )

    def _go(self, at: int, code: int) -> str:
        """Where an answer leads, where that is not simply the next question."""
        try:
            found = self.skips.after(at, code)
        except Unsure:
            return ""
        following = self.printed[at + 1] if at + 1 < len(self.printed) else END
        return "" if found is following else self._place(found)

    def _place(self, found: Printed | None) -> str:
        if found is END:
            return self.speaking("go_end")
        if number := self.numbers.get(found.question.code):
            return self.speaking("go", n=number)
        behind = self.printed[self.printed.index(found) :]
        number = next((self.numbers[each.question.code] for each in behind if each.question.code in self.numbers), 0)
        return self.speaking("go_text", n=number) if number else self.speaking("go_end")

    def _jump(self, jump: Jump) -> str:
        keys = [page.key for page in self.questionnaire.pages]
        place = keys.index(jump.page) if jump.page in keys else None
        found = END if place is None else next((each for each in self.printed if each.place >= place), END)
        return self.speaking("jump", rule=self.speaking.rule(jump.rule), place=self._place(found))

    def _tell(self) -> None:
        """What paper cannot do."""
        if not has_words(self.speaking.language):
            self.notes.changed("", "language", N_("The form’s own words are printed in English."))
        for rule in sorted(self.speaking.unsaid):
            reason = N_("The rule has no words for paper and is printed as it is written.")
            self.notes.changed("", "rule", reason, original=rule)
        shown = {each.question.code for each in self.printed}
        for question in self.questionnaire.questions():
            if question.code not in shown:
                self.notes.dropped(question.code, question.code, N_("Nobody sees this question, so it is not printed."))
            if question.code in self.speaking.lists:
                reason = N_("There are too many answers to print them: they are written on a line.")
                self.notes.changed(question.code, question.code, reason)
            if question.checks:
                self.notes.dropped(question.code, question.code, N_("Paper does not check answers."))
            if question.kind == "image_choice":
                self.notes.changed(question.code, question.code, N_("The words of the pictures are printed."))
            if type_of(question).is_drawn or question.order:
                self.notes.changed(question.code, question.code, _ONE_ORDER)
        if any(page.order or page.block for page in self.questionnaire.pages):
            self.notes.changed("", "pages", _ONE_ORDER)


def _is_said(page: Page, last: Question, parts: tuple[Part, ...]) -> bool:
    """Whether the answers of a page's last question already say where to go on from it."""
    arrows = any(line.go for part in parts if isinstance(part, Choices) for line in part.lines)
    return arrows and all(rules.questions_in(jump.rule) == {last.code} for jump in page.jumps)


def _lines(parts: tuple[Part, ...]) -> int:
    """About how many lines a question takes."""
    found = 0
    for part in parts:
        if isinstance(part, Choices):
            found += len(part.lines) // part.columns
        elif isinstance(part, Table):
            found += len(part.rows) + 3
        elif isinstance(part, Blanks):
            found += sum(blank.lines for blank in part.lines)
        else:
            found += 4
    return found
