"""Rules are read as they are meant, written back the same, and refused with the place where they make no sense."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from survey_app.logic.parsing import MAX_DEPTH, MAX_LENGTH, MAX_NODES, RESERVED, ExpressionRefused, parse
from survey_app.logic.tree import Binary, Call, Constant, Expression, Reference, Unary
from survey_app.logic.writing import write

_NAMES = st.from_regex(r"[A-Za-z_][A-Za-z0-9_]{0,5}(\.[A-Za-z0-9_]{1,4}){0,2}", fullmatch=True).filter(
    lambda name: name not in RESERVED
)
_FUNCTIONS = st.from_regex(r"[a-z_]{1,6}", fullmatch=True).filter(lambda name: name not in RESERVED)
_TEXTS = st.text(st.characters(exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff"), max_size=8)
_NUMBERS = st.integers(-(2**53) + 1, 2**53 - 1) | st.floats(allow_nan=False, allow_infinity=False)
_LEAVES = st.one_of(
    st.builds(
        Constant, st.one_of(st.none(), st.booleans(), _NUMBERS, _TEXTS, st.sampled_from(["\n", "\t\\", "a'\"b"]))
    ),
    st.builds(Reference, _NAMES | st.just(".")),
)
_OPERATORS = ["or", "and", "=", "!=", "<", "<=", ">", ">=", "has", "+", "-", "*", "/"]


def _grown(inner: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
    return st.one_of(
        st.builds(Unary, st.sampled_from(["not", "-"]), inner),
        st.builds(Binary, st.sampled_from(_OPERATORS), inner, inner),
        st.builds(Call, _FUNCTIONS, st.lists(inner, max_size=3).map(tuple)),
    )


TREES: st.SearchStrategy[Expression] = st.recursive(_LEAVES, _grown, max_leaves=15)


@settings(max_examples=400, deadline=None)
@given(TREES)
def test_every_tree_is_read_back_as_it_was_written(tree: Expression) -> None:
    text = write(tree)
    read = parse(text)
    assert read == tree
    assert repr(write(read)) == repr(text), "a truth is not a number, though Python holds them equal"


@pytest.mark.parametrize(
    ("loose", "tight"),
    [
        ("a or b and c", "a or (b and c)"),
        ("not a and b", "(not a) and b"),
        ("not a = b", "not (a = b)"),
        ("a = b + c", "a = (b + c)"),
        ("a - b - c", "(a - b) - c"),
        ("a + b * c", "a + (b * c)"),
        ("a / b * c", "(a / b) * c"),
        ("-a * b", "(-a) * b"),
        ("a has 3 and b", "(a has 3) and b"),
        ("a or b or c", "(a or b) or c"),
    ],
)
def test_operators_bind_as_people_expect(loose: str, tight: str) -> None:
    assert parse(loose) == parse(tight)
    assert write(parse(tight)) == loose


def test_words_inside_names_are_no_operators() -> None:
    assert parse("orange and nothing or hash = 1").left.left == Reference("orange")  # type: ignore[union-attr]
    assert parse("A.or = B.not") == Binary("=", Reference("A.or"), Reference("B.not"))


def test_texts_keep_their_backslashes_unless_they_escape_something() -> None:
    assert parse(r"'it\'s \d+ \\ \n'") == Constant("it's \\d+ \\ \n")
    assert parse('"满意 é 🙂"') == Constant("满意 é 🙂")


def test_whole_numbers_stay_whole_as_far_as_they_are_exact() -> None:
    assert [repr(parse(each)) for each in ("7", "7.0", "9007199254740993", "1e3")] == [
        "Constant(value=7)", "Constant(value=7.0)", "Constant(value=9007199254740992.0)", "Constant(value=1000.0)",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("rule", "place", "words"),
    [
        ("", 1, "the rule ends where a value is expected"),
        ("OVER <", 7, "the rule ends where a value is expected"),
        ("(OVER < 3", 10, "a closing bracket “)” is missing"),
        ("OVER 3", 6, "an operator such as = or “and” is expected before “3”"),
        ("OVER < < 3", 8, "a question code, a number, a text in quotes or a bracket is expected, not “<”"),
        ("OVER = 1 = 2", 10, "a second comparison “=” needs “and” before it"),
        ("OVER = 'abc", 8, "has no closing quote"),
        ("OVER ; 3", 6, "“;” has no meaning here"),
        ("OVER == 3", 6, "“==” is written “=” here"),
        ("OVER <> 3", 6, "“<>” is written “!=” here"),
        ("OVER = 3 && AGE", 10, "“&&” is written “and” here"),
        ("a || b", 3, "“||” is written “or” here"),
        ("(!= 3", 2, "not “!=”"),
        ("A = （3）", 5, "“（” is written “(” here"),
        ("!OVER", 1, "“!” is written “not” here"),
        ("A = “x”", 5, 'is written “"” here'),
        ("A ≥ 3", 3, "“≥” is written “>=” here"),
        ("3x", 1, "“3x” has no meaning here"),
        ("1e999", 1, "this number is too large"),
        ("SERV.price(3)", 1, "“SERV.price” is not a function"),
        ("or = 3", 1, "not “or”"),
        ("f(1,)", 5, "not “)”"),
        ("A = '\0'", 6, "this character cannot be stored"),
        ("A = '\ud800'", 6, "this character cannot be stored"),
    ],
)
def test_a_refusal_says_where_and_what_was_expected(rule: str, place: int, words: str) -> None:
    with pytest.raises(ExpressionRefused) as refused:
        parse(rule)
    assert refused.value.place == place
    assert words in str(refused.value)


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("x" * (MAX_LENGTH + 1), "longer than 2000 characters"),
        ("(" * 100 + "1" + ")" * 100, "nested more than 40 deep"),
        ("not " * 100 + "x", "nested more than 40 deep"),
        ("f(" * 100 + "1" + ")" * 100, "nested more than 40 deep"),
        ("a+" * 400 + "a", "more than 500 parts"),
    ],
)
def test_rules_are_bounded_in_length_depth_and_parts(rule: str, words: str) -> None:
    with pytest.raises(ExpressionRefused, match=words):
        parse(rule)


def test_what_stands_just_within_the_bounds_is_read() -> None:
    long = " or ".join(f"A = {code}" for code in range(MAX_NODES // 4))
    assert write(parse(long)) == long
    deep = "(" * (MAX_DEPTH - 1) + "1" + ")" * (MAX_DEPTH - 1)
    assert parse(deep) == Constant(1)


@pytest.mark.parametrize(
    "tree",
    [
        Reference("two words"),
        Reference("not"),
        Reference(""),
        Constant(float("inf")),
        Constant(10**400),
        Constant("\0"),
        Binary("xor", Reference("a"), Reference("b")),
        Unary("+", Reference("a")),
        Call("a.b", ()),
    ],
)
def test_a_tree_that_has_no_text_is_refused(tree: Expression) -> None:
    with pytest.raises(ExpressionRefused):
        write(tree)


def test_a_tree_that_is_too_deep_is_refused_and_breaks_nothing() -> None:
    tree: Expression = Reference("a")
    for _each in range(600):
        tree = Unary("not", tree)
    with pytest.raises(ExpressionRefused, match="nested"):
        write(tree)
