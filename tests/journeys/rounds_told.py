"""The Delphi of the journey of a panel: three rounds with two groups, dropouts, a lost link, a latecomer, somebody who
leaves, statements reworded, split, dropped and proposed, and an amendment of the rules.
"""

from dataclasses import dataclass

from playwright.sync_api import Browser, expect

from tests.journeys import checked, reckoned
from tests.journeys import planted as plan
from tests.journeys.callers import Caller
from tests.journeys.experts import Answered, Expert, Post, expert
from tests.journeys.ideas_told import CARDS, People
from tests.journeys.moderator import Moderator

QUESTION = "How important is this for the next three years?"
SPANISH = "Una respuesta rápida"
MORE = "The panel moved a lot between its first two rounds"
UNCLEAR = "Several panellists asked who answers when that person is away"


@dataclass
class Panel:
    """The panel and everybody on it."""

    moderator: Moderator
    people: People
    browser: Browser
    post: Post
    code: str = ""

    def prepare(self) -> None:
        """Statements out of cards and one more, the promise, the locked protocol, the people, old and new."""
        desk = self.moderator
        desk.to_stage("Brainstorm")
        desk.pass_on(CARDS)
        desk.to_stage("Delphi panel")
        self.code = desk.stage_code
        desk.choose_level("sealed")
        desk.add_statement(plan.BILLS)
        desk.describe("S1", text_es=SPANISH, section_en="Service", section_es="Servicio")
        desk.describe("S4", section_en="Service", links="Study of delays | https://example.org/delays")
        expect(desk.page.locator("tr#S1")).to_contain_text(plan.QUICK)
        expect(desk.page.locator("tr#S1")).to_contain_text("2 ideas")
        printed = desk.lock_protocol(QUESTION, len(CARDS) + 1, proposals=True)
        assert len("".join(printed.split())) == 64
        desk.bring_people("Brainstorm")
        expect(desk.page.get_by_text("Ema")).to_have_count(0)
        desk.list_people([self.people[name].line for name, _language, _group in plan.JOINED])
        desk.send_invitations(reckoned.LISTED)
        self.people[plan.DECLINES].decline(plan.ON_LEAVE)
        for name in reckoned.TAKE_PART[1]:
            self.people[name].accept()
            assert "Round" not in self.people[name].url

    def first_round(self) -> None:
        """Twenty finish; one saves two answers and never comes back, one never comes; nobody sees more than counts."""
        desk = self.moderator
        desk.open_round(1, mails=reckoned.ASKED[1])
        for name in reckoned.TAKE_PART[1]:
            self.begin(name)
            one = self.people[name]
            if name in plan.finished(1):
                one.rate(self.answers(1, name))
                if name in plan.PROPOSALS:
                    one.propose(plan.PROPOSALS[name])
                one.finish()
            elif isinstance(one, Caller) and name == plan.BEGINS_ONLY:
                one.rate(self.answers(1, name), only=2)
        assert plan.PLANNING not in self.people["bea"].words
        desk.tab("Rounds")
        expect(desk.page.locator("h1")).to_contain_text("20 of 22")
        for words in (plan.NO_HARM, plan.PLANNING, plan.PORTAL, "Dora", "Fadi"):
            expect(desk.page.get_by_text(words)).to_have_count(0)
        self.lose_link()
        desk.tab("Rounds")
        expect(desk.page.locator(".kpi").first).to_contain_text("20 of 22")

    def begin(self, name: str) -> None:
        """Somebody reads the mail, which holds no link at this level, and comes as the one who holds the old one."""
        one = self.people[name]
        letter = self.post.letter_to(name)
        assert f"/p/{self.code}/" not in letter.replace(f"/p/{self.code}/lost", ""), "a sealed link was made again"
        if isinstance(one, Caller):
            one.to_round(self.code)
        else:
            one.come_back(self.code)
        assert one.url.endswith("/round"), one.words

    def answers(self, number: int, name: str) -> dict[str, Answered]:
        """What somebody answers and why, under the words in which they read each statement."""
        seen = {plan.QUICK: SPANISH} if self.people[name].language == "es" else {}
        given = plan.PARTLY if name == plan.BEGINS_ONLY else plan.answers_of(number, name)
        return {
            seen.get(text, text): (
                rating,
                plan.REASONS.get((number, name, text), ""),
                reckoned.before(number, text).get(name),
            )
            for text, rating in given.items()
        }

    def lose_link(self) -> None:
        """A finished person without their link gets a new one by mail: it opens no second voice."""
        old = self.people[plan.LOSES_LINK]
        assert isinstance(old, Expert)
        new = self.people[old.name] = expert(self.browser, self.post, old.name, old.language, old.group)
        new.page.goto(f"{self.moderator.address}/p/{self.code}/lost")
        new.page.fill("[name=email]", f"{old.name}@example.org")
        new.press()
        new.open_link()  # the letter asks first; the old link counts until its owner says yes
        new.press()
        new.open_link()
        new.press()
        expect(new.page.locator("h1")).to_have_text("Your new link counts from the next round")
        expect(new.page.locator("main form[action*='/round']")).to_have_count(0)
        expect(new.page.locator(".receipt")).to_have_count(0)
        old.page.reload()
        expect(old.page.locator("h1")).to_contain_text("link")
        expect(old.page.locator("main form[action*='/round']")).to_have_count(0)

    def after_first(self) -> None:
        """Reasons, proposals and statements are decided about, the round is released."""
        desk = self.moderator
        desk.close_round(1, finished=20)
        self.people["dora"].come_back(self.code)
        assert "receipt" in self.people["dora"].words
        desk.wait_for("4 reasons wait for your decision.")
        desk.go("Read 4 reasons")
        desk.hold_back(plan.IMPOLITE)
        desk.show_instead(plan.IN_BURGOS, plan.IN_ONE_BRANCH)
        desk.go("Show all 2 undecided reasons as written")
        desk.go("2 proposals to decide")
        desk.take(plan.PORTAL)
        desk.decline(plan.FREIGHT, "Freight is paid by the customer in this contract")
        desk.go("Go on to the statements")
        desk.reword(plan.PERSON, plan.NAMED, UNCLEAR)
        desk.split(plan.PRICES, (plan.YEAR, plan.ORDER))
        desk.drop(plan.BILLS, "The contract already covers it")
        desk.release(2, panellists=22)

    def between(self) -> None:
        """Somebody leaves, somebody joins, and the rules get a third round before the second one opens."""
        desk, leaving = self.moderator, self.people[plan.LEAVES]
        assert isinstance(leaving, Caller)
        leaving.leave(self.code)
        name, language, group = plan.LATECOMER
        lou = self.people[name] = Caller(name, language, group, self.post)
        desk.add_person(lou.line)
        desk.send_invitations(1)
        lou.accept()
        desk.amend(MORE, rounds="3")
        expect(desk.page.locator("main")).to_contain_text("Rounds: 2 → 3")
        for reader in ("bea", "gus"):
            self.people[reader].come_back(self.code)
            assert MORE in self.people[reader].words
            assert plan.FREIGHT in self.people[reader].words

    def later_round(self, number: int) -> None:
        """Everybody sees their own answer and the panel's; some keep, some change; some stay away."""
        desk = self.moderator
        # who left in between is told of with the opening, so the page before still counts a mail for them
        desk.open_round(number, mails=reckoned.ASKED[number] + (number == 2))
        for name in plan.finished(number):
            one = self.people[name]
            self.begin(name)
            assert MORE in one.words
            if isinstance(one, Expert):
                self.look_at_feedback(one, number)
            one.rate(self.answers(number, name))
            one.finish()
        for name in sorted(set(reckoned.TAKE_PART[number]) - set(plan.finished(number))):
            self.post.letter_to(name)

    def look_at_feedback(self, one: Expert, number: int) -> None:
        """The statement with two camps: the own answer, the panel's figures, reasons of each side, none held back."""
        page = one.page
        one.press(f"ol.items li:has-text('{plan.DELIVERY}') a")
        values = list(reckoned.ratings(number - 1, plan.DELIVERY).values())
        said = page.locator(".panel-said .say")
        median = reckoned.written(reckoned.median(values), one.language)
        expect(said.locator("strong").last).to_have_text(median)
        own = reckoned.ratings(number - 1, plan.DELIVERY).get(one.name)
        knows = own is not None and (number, one.name) != (2, plan.LOSES_LINK)
        expect(said.locator("b")).to_have_text([str(own)] if knows else [])
        # the second round has a reason of one side only, which stands on the page of all reasons
        expect(page.locator("blockquote")).to_have_text([plan.NO_HARM, plan.PLANNING] if number == 2 else [])
        if one.language == "en":
            low, high = (f"{each:g}" for each in reckoned.middle(values))
            words = f"of the {len(values)} answers reaches from {low} to {high}; the median is {median}."
            expect(said).to_contain_text(words)
        one.press("main a[href$='/round']")
        if number == 2 and one.name == "dora":
            one.press(f"ol.items li:has-text('{plan.NAMED}') a")
            expect(page.locator("main")).to_contain_text(f"It was: “{plan.PERSON}”")
            expect(page.locator(".panel-said")).to_have_count(0)
            one.press("main a[href$='/round']")

    def after_second(self) -> None:
        """One statement is agreed and stable, so the rule closes it; the rest is asked once more."""
        desk = self.moderator
        desk.close_round(2, finished=20)
        desk.wait_for("1 reason waits for your decision.")
        desk.go("Read 1 reason")
        desk.go("Show the 1 undecided reason as written")
        desk.go("Go on to the statements")
        expect(desk.page.locator(".next")).to_contain_text("The rule closes 1 statement")
        desk.release(6, panellists=22)

    def end(self) -> None:
        """The last round, every figure of all three, and what everybody can read then."""
        desk = self.moderator
        desk.close_round(3, finished=18)
        desk.wait_for("5 statements are undecided.")
        desk.go("Decide about 5 statements")
        desk.release(5, panellists=22)
        desk.tab("Results")
        checked.look_at_figures(desk)
        desk.tab("Rounds")
        desk.go("Conclude the panel…")
        desk.go("Conclude the panel")
        for name in plan.finished(3):
            one = self.people[name]
            one.come_back(self.code)
            for number, text in ((2, plan.QUICK), (3, plan.DELIVERY)):
                seen = SPANISH if one.language == "es" and text == plan.QUICK else text
                assert one.own_row(seen) == checked.own_row(number, one, text), (name, text)
