"""LimeSurvey's expressions: what they say there, and that they say the same here and after the way back."""

import contextlib
import itertools
from datetime import date

import pytest

from survey_app.logic.dialects.limesurvey import Foreign, Native, read, read_value, write, write_value
from survey_app.logic.dialects.limesurvey_conditions import ConditionRow, read_conditions
from survey_app.logic.evaluating import Scope, is_met
from survey_app.logic.names import Name, NameKind
from survey_app.logic.parsing import parse
from survey_app.logic.refusal import ExpressionRefused
from survey_app.logic.writing import write as ours

FIVE = {str(point): point for point in range(1, 6)}
NAMES = {
    "Q1": Native("Q1", {"A1": 1, "A2": 2, "-oth-": 97}, {"Yes": 1, "No": 2}),
    "Q2": Native("Q2", FIVE),
    "that.P": Native("PROD"),
    "P_1": Native("PROD", tick=1),
    "P_3": Native("PROD", tick=3),
    "N": Native("N", is_number=True),
    "T": Native("T"),
    "G_a": Native("G.a", FIVE),
    "G_b": Native("G.b", FIVE),
    "that.G": Native("G"),
    "B_x_1": Native("B.x.1", is_box=True),
    "self": Native(".", is_number=True),
}
BACK = {
    "Q1": Foreign("Q1", {1: "A1", 2: "A2", 97: "-oth-"}),
    "Q2": Foreign("Q2", {point: str(point) for point in range(1, 6)}),
    "PROD": Foreign("P", ticks={1: "P_1", 3: "P_3"}),
    "N": Foreign("N", is_number=True),
    "T": Foreign("T"),
    "G": Foreign("G", rows=("G_a", "G_b")),
    "G.a": Foreign("G_a", {point: str(point) for point in range(1, 6)}),
    "G.b": Foreign("G_b", {point: str(point) for point in range(1, 6)}),
    ".": Foreign("self", is_number=True),
}
KINDS = {
    "PROD": Name(NameKind.CODES, "PROD", frozenset({1, 3}), ((1, "PROD.1"), (3, "PROD.3"))),
    "G": Name(NameKind.ROWS, "G", parts=((0, "G.a"), (0, "G.b"))),
}


def scope(answers: dict[str, float | str], asked: set[str] | None = None) -> Scope:
    return Scope(answers, KINDS, asked, date(2026, 11, 26), here="N")


@pytest.mark.parametrize(
    ("theirs", "here"),
    [
        ("Q1.NAOK == 'A2'", "Q1 = 2"),
        ('{Q1.NAOK eq "A2"}', "Q1 = 2"),
        ("Q1.code == '-oth-'", "Q1 = 97"),
        ("N &gt; 3 &amp;&amp; Q1 == &quot;A2&quot;", "N > 3 and Q1 = 2"),
        ("\n ((N\t>\r\n3)) ", "N > 3"),
        ("Q1.shown == 'Yes'", "Q1 = 1"),
        ("Q2 >= 4 && Q2 lt 5", "Q2 >= 4 and Q2 < 5"),
        ("'4' <= Q2", "Q2 >= 4"),
        ("(P_1 == 'Y' || P_3.NAOK == \"Y\")", "PROD has 1 or PROD has 3"),
        ("!is_empty(P_1.NAOK)", "PROD has 1"),
        ("is_empty(P_1.NAOK)", "missing(PROD) or not PROD has 1"),
        ("B_x_1 == '1'", "B.x.1 = 1"),
        ("is_empty(T)", "missing(T)"),
        ("T != ''", "answered(T)"),
        ("T", "answered(T)"),
        ("N", "N != 0"),
        ("Q1.NAOK != 'A1'", "missing(Q1) or Q1 != 1"),
        ("Q1 != 'A1'", "shown(Q1) and missing(Q1) or Q1 != 1"),
        ("!is_empty(Q1.NAOK) and Q1.NAOK != 'A1'", "Q1 != 1"),
        ("!(Q1.NAOK == 'A1' or N.NAOK > 3)", "(missing(Q1) or Q1 != 1) and (missing(N) or N <= 3)"),
        ("count(that.P.NAOK) > 2", "count(PROD) > 2"),
        ("count(that.P.NAOK) > 0", "answered(PROD)"),
        ("count(that.G.NAOK) == 0", "missing(G)"),
        ("count(P_1.NAOK, P_3.NAOK) >= 1", "count(PROD has 1, PROD has 3) >= 1"),
        ("countif('4', Q2, G_a) > 1", "count(Q2 = 4, G.a = 4) > 1"),
        ("countifop('>=', 4, G_a, G_b) == 2", "count(G.a >= 4, G.b >= 4) = 2"),
        ("sum(that.G.NAOK) > 5", "coalesce(sum(G), 0) > 5"),
        ("N * 2 - 1 > 5", "N * 2 - 1 > 5"),
        ("N.NAOK + Q2.NAOK > 5", "coalesce(N, 0) + coalesce(Q2, 0) > 5"),
        ("in_array(Q1, 'A1', 'A2')", "Q1 = 1 or Q1 = 2"),
        ("if(Q1 == 'A1', 1, 0)", "Q1 = 1"),
        ("if(is_empty(N), 3, N) > 2", "coalesce(N, 3) > 2"),
        ("regexMatch('/^ab/', T)", 'starts(T, "ab")'),
        (r"regexMatch('/^\d{3}$/', T)", r'matches(T, "\\d{3}")'),
        ("strpos(T, 'x') >= 0", 'contains(T, "x")'),
        ("substr(T, 0, 3) == 'abc'", 'part(T, 1, 3) = "abc"'),
        ("strlen(trim(T)) > 4", "length(trim(T)) > 4"),
        ("round(N, 1) == 2.5", "round(N, 1) = 2.5"),
        ("intval(N) == 3", "if(N < 0, ceil(N), floor(N)) = 3"),
        ("date('Y') - N > 18", "year(today()) - N > 18"),
        ("Q2.relevanceStatus == 1", "shown(Q2)"),
        ("self > 3", ". > 3"),
        ("1", "true"),
        ("0", "false"),
        ("-N.NAOK < -3", "-N < -3"),
    ],
)
def test_an_expression_means_here_what_it_means_there(theirs: str, here: str) -> None:
    assert ours(read(theirs, NAMES)) == here


@pytest.mark.parametrize(
    ("theirs", "reason"),
    [
        ("Q9 == 1", "There is no question “Q9”."),
        ("Q1 = 'A1'", "A single = stores a value in LimeSurvey; there is nothing like it here."),
        ("Q1 == 'A7'", "“A7” is no answer of Q1."),
        ("P_1 == 'maybe'", "“maybe” is no answer of P_1."),
        ("rand(1, 6) == 3", "The function “rand” has no equal here."),
        ("that.sq1.sum > 3", "“that” stands for other questions depending on where it is; write their codes."),
        ("TOKEN:FIRSTNAME == 'Ada'", "“TOKEN:FIRSTNAME” is not known while answering here."),
        ("regexMatch(T, T)", "A pattern has to be written out between / and /."),
        ("Q1.question == 'x'", "“Q1.question”: only the answer itself can be used here, not its “.question”."),
        ("Q1 == 'A1' and", "The expression ends too early."),
        ("(Q1 == 'A1'", "“)” is expected here."),
        ("Q1 == 'A1' Q2", "“Q2” is not expected here."),
        ("Q1 == 'A1", "“'A1” cannot be read here."),
        ("(" * 200 + "1", "The expression is nested too deeply."),
        ("N.NAOK+" * 600 + "1 > 3", "The expression is nested too deeply."),
        ("1==" * 600 + "1", "The expression is nested too deeply."),
        ("1+" * 3000 + "1", "The expression has more than 2000 parts."),
        ("if(" * 20 + "Q1 == 'A1'" + ", N > 1, T)" * 20, "The expression has too many parts."),
    ],
)
def test_what_cannot_be_carried_over_is_refused_with_the_reason(theirs: str, reason: str) -> None:
    with pytest.raises(ExpressionRefused) as refused:
        read(theirs, NAMES)
    assert str(refused.value) == reason


ANSWERS = {
    "Q1": (None, 1, 2),
    "Q2": (None, 2, 4),
    "N": (None, 0.0, 3.0, 7.5),
    "T": (None, "abx", "x.y"),
    "PROD": (None, (1,), (1, 3)),
}
RULES = [
    "Q1 = 2",
    "Q1 != 2",
    "not Q1 = 2",
    "not (Q1 = 1 or N > 3)",
    "not (Q1 = 1 and not N > 3)",
    "missing(Q1) or Q1 != 1",
    "N < 4",
    "N >= 3 and N <= 7.5",
    "N > -1",
    "N != 0 or Q2 = 4",
    "PROD has 3",
    "not PROD has 3",
    "missing(PROD) or not PROD has 3",
    "PROD.3 = 1 and PROD.1 = 1",
    "answered(PROD) and missing(T)",
    "count(PROD) >= 2",
    "count(PROD has 1, PROD has 3) = 1",
    "count(Q1 = 1, Q2 = 4, N > 3) >= 2",
    "sum(N, Q2) > 4",
    "sum(N, Q2) < 4",
    "coalesce(N, 0) + coalesce(Q2, 0) > 4",
    "N * 2 + 1 > Q2",
    'contains(T, "x.")',
    'not starts(T, "ab")',
    r'matches(T, "[a-z]{3}")',
    'part(T, 1, 2) = "ab"',
    "length(T) = 3 and upper(T) != T",
    "if(Q1 = 1, N, Q2) > 3",
    "round(N, 0) = 8",
    "true",
    "false",
]


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_of_ours_comes_back_with_the_same_meaning(rule: str) -> None:
    tree = parse(rule)
    back = read(write(tree, BACK), NAMES)
    names = [name for name in ANSWERS if name in rule]
    for values in itertools.product(*(ANSWERS[name] for name in names)):
        answers: dict[str, float | str] = {}
        for name, value in zip(names, values, strict=True):
            if isinstance(value, tuple):
                answers |= {f"PROD.{code}": int(code in value) for code in (1, 3)}
            elif value is not None:
                answers[name] = value
        assert is_met(back, scope(answers)) == is_met(tree, scope(answers)), (answers, ours(back))


def test_writing_guards_what_limesurvey_finds_true_of_an_empty_answer() -> None:
    assert write(parse("Q1 != 2"), BACK) == '!is_empty(Q1.NAOK) and Q1.NAOK != "A2"'
    assert write(parse("N < 4"), BACK) == "!is_empty(N.NAOK) and N.NAOK < 4"
    assert write(parse("not PROD has 3"), BACK) == 'count(that.P.NAOK) > 0 and P_3.NAOK != "Y"'


@pytest.mark.parametrize(
    "rule",
    [
        "X = 1",
        'reason(Q1) = "refused"',
        "days_between(T, T) > 3",
        "G = 1",
        "Q1 = 5",
        'T = "it\'s \\"so\\""',
        "PROD.3 > 1",
    ],
)
def test_what_limesurvey_cannot_say_is_refused(rule: str) -> None:
    with pytest.raises(ExpressionRefused):
        write(parse(rule), BACK)


def test_values_go_both_ways() -> None:
    assert ours(read_value("if(Q1 == 'A1', N.NAOK * 2, 0)", NAMES)) == "if(Q1 = 1, coalesce(N, 0) * 2, 0)"
    assert write_value(parse("max(N, Q2) + 1"), BACK) == "(max(N.NAOK, Q2.NAOK) + 1)"


@pytest.mark.parametrize(
    ("rows", "here"),
    [
        ([("Q1", "", "==", "A1"), ("Q1", "", "==", "A2"), ("N", "", ">", "5")], "(Q1 = 1 or Q1 = 2) and N > 5"),
        ([("P", "1", "==", "Y")], "PROD has 1"),
        ([("P", "", "==", "3")], "PROD has 3"),
        ([("Q1", "", "==", "A1", "1"), ("N", "", "<", "3", "2")], "Q1 = 1 or N < 3"),
        ([("Q1", "", "!=", "A1")], "missing(Q1) or Q1 != 1"),
        ([("T", "", "RX", "/^a/")], 'starts(T, "a")'),
        ([("T", "", "RX", "b$")], 'ends(T, "b")'),
        ([("T", "", "==", "")], "missing(T)"),
    ],
)
def test_older_conditions_are_alternatives_within_a_question_and_joined_between_questions(
    rows: list[tuple[str, ...]], here: str
) -> None:
    assert ours(read_conditions([ConditionRow(*row) for row in rows], NAMES)) == here


@pytest.mark.parametrize(
    "row", [("", "", "==", "A1"), ("Q1", "", "a<b", "A1"), ("N", "", "==", "@1X2X3@"), ("Q9", "", "RX", "/a/")]
)
def test_a_condition_without_an_equal_is_refused(row: tuple[str, ...]) -> None:
    with pytest.raises(ExpressionRefused):
        read_conditions([ConditionRow(*row)], NAMES)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "{}",
        "{{}}",
        "\x00",
        "'",
        '"\\',
        "Q1 ==",
        "((((",
        "))))",
        "a" * 9_999,
        "'" * 9_999,
        "!" * 5_000,
        "-" * 300 + "1",
        "\ud800",
        "1e309 > 1",
        "9" * 400,
    ],
)
def test_nonsense_is_refused_and_never_breaks_anything(text: str) -> None:
    found = "refused"
    with contextlib.suppress(ExpressionRefused):
        found = ours(read(text, NAMES))
    assert found in ("refused", "true", "false")
