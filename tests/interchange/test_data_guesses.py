"""What columns of a data file are taken for by their heading and their cells."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from survey_app.exceptions import BadInput
from survey_app.interchange.data_files.described import Column, Kind
from survey_app.interchange.data_files.guessing import guessed
from survey_app.interchange.data_files.scales import rating_of
from survey_app.interchange.data_files.word_scales import alphabetical, coded_words
from survey_app.interchange.tables import Table
from survey_app.services.data_looks import Choices, Given, Opened, looked
from survey_app.vocabulary import Missing
from tests.interchange.data_tables import cycled, looked_at, table


@pytest.mark.parametrize(
    ("name", "cell", "why"),
    [
        ("手机号", lambda n: f"138{n % 50:08d}", "It holds telephone numbers."),
        ("Teléfono móvil", lambda n: f"600 12 34 {n % 55:02d}", "It holds telephone numbers."),
        ("Phone number", lambda n: f"0{600_000_000 + n % 7}", "It holds telephone numbers."),
        ("contact", lambda n: f"+34 600 123 {n % 40:03d}", "It holds telephone numbers."),
        ("code", lambda n: str(438_000_117 + (n % 58) * 7_919), "It tells nearly every row apart."),
        ("Your e-mail", lambda n: "none" if n == 3 else f"p{n % 9}@example.org", "It holds e-mail addresses."),
        ("来自IP", lambda n: f"113.65.12.{n}(广东-广州)", "It holds internet addresses."),
        ("姓名", lambda n: f"王{'伟芳娜敏静丽强磊'[n % 8]}{n}", "It holds names of people."),
        ("DNI", lambda n: f"{20_000_000 + n % 30}Z", "It holds numbers of identity papers."),
        ("gps", lambda n: f"9.{100_000 + n} 38.{200_000 + n} 2300 4.5", "It holds places on the map."),
        ("today", lambda n: f"2026-03-0{1 + n % 9}", "It holds the days of the answers."),
        ("Last visit", lambda n: f"2026-03-0{1 + n % 9}", ""),
        ("Year of birth", lambda n: str(1950 + n), ""),
        ("PLZ", lambda n: f"{1067 + n * 131:05d}", ""),
        ("Do you own a phone?", lambda n: ("yes", "no")[n % 2], ""),
        ("How long did you wait?", lambda n: str(n % 50), ""),
        ("Brand name", lambda n: "ABCD"[n % 4], ""),
        ("Revenue", lambda n: str(1_000_000_000 + n * 1_000_000), ""),
        ("How long did you wait (min)", lambda n: f"{n % 9}.25", ""),
        ("long_wait", lambda n: f"{n % 9}.25", ""),
        ("GPS long", lambda n: f"{n}.2512", "It holds places on the map."),
        ("GPS lat", lambda n: f"{91 + n}.2512", ""),
        ("duration", lambda n: f"00:20:{n:02d}", ""),
        ("net", lambda n: f"2001:db8::{n}", "It holds internet addresses."),
        ("software version", lambda n: f"10.20.{n}.40", ""),
        ("annual_revenue", lambda n: str(13_800_000_000 + n * 1_003), ""),
        ("年收入（元）", lambda n: str(13_800_000_000 + n * 1_003), ""),
        ("turned", lambda n: str(13_800_000_000 + n * 1_000), ""),
        ("chosen", lambda n: str(13_812_345_678 + n % 3), ""),
        ("Monthly phone spend (COP)", lambda n: str(1_200_001 + n * 7), ""),
        ("cell_size", lambda n: str(1_200_000 + n % 5 * 1_000), ""),
        ("phone plan", lambda n: str(1_200_001 + n % 5), ""),
        ("DNI spending", lambda n: str(1_200_001 + n * 7), ""),
        ("revenue last year in COP", lambda n: str(1_438_000_117 + n * 7_919), ""),
        ("order_value", lambda n: str(438_000_117 + n * 7_919), ""),
        ("order_value id", lambda n: str(438_000_117 + n * 7_919), "It tells every row apart."),
        ("number of staff", lambda n: str(12 + 3 * n), ""),
        ("Response time (s)", lambda n: str(12 + 3 * n), ""),
        ("Case no", lambda n: str(12 + 3 * n), "It numbers the rows."),
        ("Respondent number", lambda n: str(12 + 3 * n), "It numbers the rows."),
        ("respid", lambda n: str(1012 + 3 * n), "It numbers the rows."),
        ("Unnamed: 0", lambda n: f"1978.{n}", "It tells every row apart."),
    ],
)
def test_what_says_who_somebody_is_stands_aside_however_often_a_cell_returns(
    name: str, cell: Callable[[int], str], why: str
) -> None:
    found = looked_at(f"x,{name}", lambda place: f"{place % 3},{cell(place)}")
    assert found.built.lines[1].why == why


def test_dates_become_dates_as_their_column_writes_them_and_postcodes_stay_as_they_are() -> None:
    found = looked_at(
        "day,month,plain,PLZ,begun",
        lambda n: f"{1 + n % 28}.03.2026,3/{1 + n % 28}/2026,2026-03-0{1 + n % 9},{1067 + n:05d},0{1 + n % 9}/02/2026",
    )
    assert [each.kind for each in found.built.questionnaire.questions()] == [
        "date",
        "date",
        "date",
        "long_text",
        "date",
    ]
    assert [each.note for each in found.built.lines] == [
        "Its dates are read day first.",
        "Its dates are read month first.",
        "",
        "Kept as text: its figures are no amounts.",
        "Its dates are read day first; no cell shows whether that is right.",
    ]
    shown = looked_at("a,b,c,d", lambda n: f"3/{1 + n % 28}/2026,0{1 + n % 9}/02/2026,15.2.1{n % 4},1.2.1{n % 4}")
    assert [each.kind == "date" for each in shown.built.questionnaire.questions()] == [True, True, True, False]
    assert shown.built.lines[1].note == "Its dates are read month first.", "as the column with full years shows"
    answers = found.reading.taken[27].answers
    assert (answers["DAY"], answers["MONTH"], answers["PLZ"]) == ("2026-03-28", "2026-03-28", "01094")


def test_a_heading_names_the_scale_though_not_every_point_was_given() -> None:
    found = looked_at(
        "满意度（1-5）,Recommend us [0 = never … 10 = always],How good? (1-7),Kids (0-3),Age (18-99)",
        lambda n: f"{4 + n % 2},{7 + n % 3},{99 if n == 5 else 3 + n % 4},{n % 3},{18 + n}",
    )
    asked = {each.code: each for each in found.built.questionnaire.questions()}
    kinds = [each.kind for each in asked.values()]
    assert kinds == ["rating", "recommend", "rating", "single", "number"]
    first, recommend, good = list(asked.values())[:3]
    assert (first.settings.scale.first, first.settings.scale.last, good.settings.scale.last) == (1, 5, 7)
    assert recommend.settings.low == {"en": "never"}
    assert good.code not in found.reading.taken[5].answers, "99 beside the scale is no answer"


@pytest.mark.parametrize(
    ("name", "cells", "is_rated", "absent"),
    [
        ("City", ("1 - Madrid", "2 - Bilbao", "3 - Sevilla"), False, ()),
        ("Sex", ("1. Male", "2. Female", "3. Other"), False, ()),
        ("Satisfaction", ("1 - poor", "2 - so so", "3 - fine"), True, ()),
        ("Which is recommended?", ("1 - this", "2 - that", "3 - none"), False, ()),
        ("Level", ("1 - Low", "2 - Medium", "3 - High"), True, ()),
        ("Level", ("1 - High", "2 - Medium", "3 - Low"), False, ()),
        ("Level", ("1 - bad", "2", "3", "4 - good"), True, ()),
        ("Region (1 = North; 2 = South; 3 = East)", (1, 2, 3), False, ()),
        ("Region (1 = North; 2 = South; 3 = East; 4 = West)", (1, 2, 3, 4), False, ()),
        ("Gender [1=male 2=female 3=diverse]", (1, 2, 3), False, ()),
        ("Temper [1=bad … 3=good]", (1, 2, 3), True, ()),
        ("How many nights did you stay?", (1, 2, 3, 4, 5), False, ()),
        ("How many service visits?", (*range(11),), False, ()),
        ("Quality score", (1, 2, 3, 4, 5), True, ()),
        ("Quality score", (1, 2, 3, 4, 5, 99), False, (99,)),
        ("Quality (1-5)", (1, 2, 3, 4, 5, 99), True, (99,)),
        ("How many nights did you stay?", (1, 2, 3, 4, 5, 90), None, ()),
        ("Service visits", (1, 2, 3, 4, 90, 95), None, ()),
        ("Quality score", (1, 2, 3, 4, 5, 90, 95), None, ()),
    ],
)
def test_codes_are_a_rating_where_words_or_heading_say_so_and_are_offered_else(
    name: str, cells: tuple[object, ...], *, is_rated: bool | None, absent: tuple[int, ...]
) -> None:
    [column] = guessed(table(f'"{name}"\n' + "".join(f"{cell}\n" for cell in cells * 4)))
    found = rating_of(column)
    assert (found and found.is_rating, found.absent if found else ()) == (is_rated, absent)


def test_columns_that_name_one_thing_each_are_no_battery_unless_somebody_joins_them() -> None:
    towns, poor = cycled("1 - Madrid", "2 - Bilbao", "3 - Sevilla"), cycled("1 - bad", "2", "3", "4 - good")
    found = looked_at(
        ",".join(f"{stem}_{n}" for stem in ("town", "rate", "way") for n in (1, 2, 3)),
        lambda n: ",".join(cells(n + m) for cells in (towns, poor, cycled(1, 2, 3)) for m in (0, 1, 2)),
    )
    # nobody ever gave a number twice: which way stands first, second and third
    assert {each.key: each.is_likely for each in found.offered.joints} == {"town": False, "rate": True, "way": False}


@pytest.mark.parametrize(
    ("name", "cells", "kind", "answers", "is_noted"),
    [
        ("Change in staff", (-8, -5, 0, 5, 12), "number", [-8, -5, 0], False),
        ("Staff", (-8, -5, -3, 0, 12), "number", [-8, -5, -3], False),
        ("Staff", (-8, -5, 1, 5, 12), "one", [None, None, 1], True),
        ("Satisfaction with the change", (-8, 1, 2, 3), "one", [None, 1, 2], True),
        ("Staff", (-8, -5, *range(0, 90, 5)), "number", [-8, -5, 0], False),
        ("Staff", (-8, -8, *range(0, 90, 5)), "number", [None, None, 0], True),
        ("Age", (-8, -5, *range(18, 60)), "number", [None, None, 18], True),
        ("Staff", (-8, 0.5, 1.5), "number", [None, 0.5, 1.5], True),
        ("Staff (0-7)", (-8, 0, 5, 7), "one", [None, 0, 5], True),
        ("Staff", (0, 5, 12), "one", [0, 5, 12], False),
    ],
)
def test_numbers_below_zero_are_numbers_where_they_can_be_and_what_they_mean_is_said(
    name: str, cells: tuple[float, ...], kind: str, answers: list[float | None], *, is_noted: bool
) -> None:
    found = looked_at(f"{name},q", lambda n: f"{cycled(*cells)(n)},{'ab'[n % 2]}")
    [line, _q] = found.built.lines
    assert (line.kind.value, "-9 to -5" in line.note) == (kind, is_noted)
    given = [each.answers.get(line.name) for each in found.reading.taken[:3]]
    assert [value if not isinstance(value, Missing) else None for value in given] == answers
    assert [each.name for each in found.offered.numbers] == [name] * is_noted
    if is_noted:
        numbers = looked(Opened("wave.csv", found.source, {}, (), ""), Choices(numbers=frozenset({name})))
        assert [each.answers[numbers.built.lines[0].name] for each in numbers.reading.taken[:3]] == [*cells[:3]]


def test_the_column_of_sending_is_the_moment_of_the_answers_unless_another_one_is_chosen() -> None:
    """Qualtrics, LimeSurvey, Google Forms in Spanish, wjx, Typeform and Kobo write it so."""
    stamp = {
        "StartDate,EndDate,RecordedDate": "EndDate",
        "submitdate,startdate,datestamp": "submitdate",
        "Marca temporal,When were you born?": "Marca temporal",
        "提交答卷时间,开始": "提交答卷时间",
        "Start Date (UTC),Submit Date (UTC)": "Submit Date (UTC)",
        "start,end,_submission_time": "_submission_time",
        "a_timestamp,b_timestamp": "",
    }
    for head, name in stamp.items():
        names = head.split(",")
        found = looked_at(f"{head},q", lambda n, names=names: "2026-03-01 23:30:00," * len(names) + str(n % 3))
        assert found.moment == name
    rows = looked_at(
        "Submitted at,q", lambda n: f"{'soon' if n == 1 else '' if n == 2 else '3/13/2026 11:30 PM'},{n % 3}"
    )
    assert [each.value for each in rows.reading.bad] == ["soon"]
    assert (rows.reading.untimed, len(rows.reading.taken)) == (1, 59)
    days = ("1/2", "5/2", "9/2", "3/3")
    rising = looked_at("Submitted at,q", lambda n: f"{days[n // 15]}/2026 2:07 PM,{n % 3}")
    assert rising.reading.taken[0].at == datetime(2026, 2, 1, 14, 7, tzinfo=UTC), "they rise day first only"
    never = ("0001-01-01 00:00:00", "1989-12-31 12:00:00", "2999-01-01 12:00:00")
    bounded = looked_at("Submitted at,q", lambda n: f"{never[n] if n < 3 else '2026-03-13 11:30:00'},{n % 3}")
    assert [each.value for each in bounded.reading.bad] == [*never]
    assert rows.reading.taken[0].at == datetime(2026, 3, 13, 23, 30, tzinfo=UTC)
    opened = Opened("wave.csv", rows.source, {}, (), "")
    berlin = looked(opened, None, Given(None, "Europe/Berlin"))
    assert berlin.reading.taken[0].at == datetime(2026, 3, 13, 22, 30, tzinfo=UTC)
    assert looked(opened, None, Given("")).reading.taken[0].at is None
    # LimeSurvey gives who did not finish no moment of sending, but one of the last step and one of the start
    limesurvey = (
        "2026-03-01 12:00:00,2026-03-01 11:00:00,2026-03-01 12:00:00",
        ",2026-03-02 11:00:00,2026-03-02 13:00:00",
    )
    cut = looked_at("submitdate,startdate,datestamp,q", lambda n: f"{limesurvey[n % 2]},{n % 3}")
    assert [each.at for each in cut.reading.taken[:2]] == [
        datetime(2026, 3, 1, 12, tzinfo=UTC),
        datetime(2026, 3, 2, 13, tzinfo=UTC),
    ]
    assert cut.reading.untimed == 0
    with pytest.raises(BadInput):
        looked(opened, None, Given("q"))


def test_answers_of_google_forms_may_hold_commas_and_wjx_writes_own_words_behind_one() -> None:
    cells = (
        '"Phone, mail or chat, Shop"',
        "Shop",
        '"Web, Shop"',
        "Web",
        '"Phone, mail or chat"',
        '"Web, Phone, mail or chat"',
    )
    found = looked_at("channels,渠道", lambda n: f"{cells[n % 6]},{('网站┋门店', '网站', f'其他〖{n}〗┋门店')[n % 3]}")
    google, chinese = found.built.questionnaire.questions()
    assert [each.label["zh_Hans_CN"] for each in google.settings.options] == ["Phone, mail or chat", "Shop", "Web"]
    assert [each.label["zh_Hans_CN"] for each in chinese.settings.all] == ["网站", "门店", "其他"]
    row = found.reading.taken[2].answers
    assert [row[f"CHANNELS.{code}"] for code in (1, 2, 3)] == [0, 1, 1]
    assert [row[f"{chinese.code}.{code}"] for code in (1, 2, 3)] == [1, 0, 1]
    assert [each.answers.get(f"{chinese.code}.other") for each in found.reading.taken[:3]] == [None, None, "2"]
    one = looked_at("性别,渠道", lambda n: f"{('男', '女', f'其他〖{n}〗')[n % 3]},{('网站〖a〗', '门店〖b〗')[n % 2]}")
    assert one.reading.taken[2].answers == {"Q": 1, "Q.other": "2", "Q_2": 1}, "own words of two answers have no room"
    assert "are left out" in one.built.lines[1].note


def test_times_of_day_are_times_and_what_something_took_is_none() -> None:
    found = looked_at("Bedtime,Time spent,q", lambda n: f"{9 + n % 3}:05 PM,{n % 3}:30,{n % 3}")
    assert [line.kind.value for line in found.built.lines] == ["time", "one", "one"]
    assert found.reading.taken[0].answers["BEDTIME"] == "21:05"


def test_how_long_something_took_is_a_number_of_seconds_though_a_description_calls_it_words() -> None:
    head = "duration,took,length,start,Called at,Time spent"
    rows = [f"0 days 00:{n:02}:10.800000000,PT{n + 10}M5.5S,00:{n % 3}4:10,{n},08:{n:02}:15,{n}:30" for n in range(60)]
    rows[0] = "-1 days +23:59:50,P1D,1:00:00,0,08:00:15,0:30"
    file, text = table("\n".join([head, *rows])), Column("duration", Kind.TEXT, {"en": "How long?"})
    found = looked(Opened("wave.csv", file, {"duration": text}, (), ""))
    kinds = {line.column: line.kind.value for line in found.built.lines}
    assert [kinds[each] for each in ("duration", "took", "length")] == ["number"] * 3
    assert kinds["Called at"] == "text", "a time of day with seconds, as far as anybody can tell"
    assert kinds["Time spent"] == "text", "hours and minutes, or minutes and seconds"
    answers = [each.answers for each in found.reading.taken[:5]]
    assert [answers[0][each] for each in ("DURATION", "TOOK", "LENGTH")] == [-10, 86_400, 3_600]
    assert [answers[4][each] for each in ("DURATION", "TOOK", "LENGTH")] == [250.8, 845.5, 850]
    assert next(found.built.questionnaire.questions()).text["en"] == "How long?"
    assert "as seconds" in found.built.lines[0].note


def test_people_who_give_an_answer_again_rate_and_those_who_never_do_name_things() -> None:
    """As a file of SPSS has them: words at every point, in an order that no list of usual scales knows."""
    words = {1: "Poco", 2: "Algo", 3: "Bastante", 4: "Harto", 99: "No sabe"}
    codes = tuple((code, {"": word}) for code, word in words.items())
    for step, is_likely in ((2, True), (1, False)):
        rows = tuple(tuple(str(1 + (n + step * place) % 4) for place in range(3)) for n in range(12))
        columns = {name: Column(name, Kind.ONE, codes=codes) for name in ("trato_1", "trato_2", "trato_3")}
        file = Table(tuple(columns), rows, tuple(range(12)), "utf-8")
        [joint] = looked(Opened("a.sav", file, columns, (), "")).offered.joints
        assert (joint.is_likely, joint.absent) == (is_likely, (99,))


def test_places_named_in_parts_are_one_answer_though_commas_part_them() -> None:
    places = [f"{land}, {side}" for land in ("Spain", "France", "Italy") for side in ("North", "South", "East")]
    found = looked_at("place,q", lambda n: f'"{places[n % 9]}",{n % 2}')
    assert not [each.name for each in found.offered.listed]


def test_numbers_that_stand_for_no_answer_by_custom_are_none_unless_that_is_turned_back() -> None:
    cells = ("-99,250,40,4,-12", "3,1200,999,2,-99", "10,-888,18,1,40", "0,90,31,5,7", "5,-999,999,3,9")
    found = looked_at("pain,income,age,sat,balance", lambda n: cells[n % 5])
    assert found.offered.reasons == {"pain": ("-99",), "income": ("-888", "-999"), "age": ("999",)}
    assert found.built.lines[0].kind is Kind.ONE, "it is read anew without"
    answers = [row.answers for row in found.reading.taken[:5]]
    assert [each.get("INCOME") for each in answers] == [250, 1200, None, 90, None]
    assert [each.get("AGE") for each in answers] == [40, None, 18, 31, None]
    assert (found.reading.unanswered["income"].read, found.reading.unanswered["income"].empty) == (24, 0)
    back = looked(Opened("wave.csv", found.source, {}, (), ""), Choices())
    assert [row.answers.get("INCOME") for row in back.reading.taken[:5]] == [250, 1200, -888, 90, -999]
    # a single one may be an amount: it is offered, and counts until somebody says otherwise
    single = looked_at("income", lambda n: "-88" if n == 7 else str(100 + n % 9))
    assert (single.offered.reasons, single.chosen.reasons) == ({"income": ("-88",)}, frozenset())
    assert [row.answers["INCOME"] for row in single.reading.taken[6:9]] == [106, -88, 108]


def test_names_of_other_programs_say_what_belongs_together_and_what_is_no_answer() -> None:
    """Alchemer writes the answer before the question, Kobo words with underscores, LimeSurvey a column for a place."""
    head = "Web:Which channels?,Shop:Which channels?,Speed:Rate us,Price:Rate us,Staff:Rate us"
    head += ",sat/clean,sat/taste,sat/price,_sat/place_altitude,R[1],R[2],R[3]"
    words = ("very_poor", "fair", "good", "dont_know", "very_good")
    places = (("A1", "A2", "A3"), ("A3", "A1", "A2"))
    found = looked_at(
        head,
        lambda n: ",".join(
            [
                *("Web" * (n % 2), "Shop" * (n % 3 > 0)),
                *(str(1 + n * m % 5) for m in (1, 2, 3)),
                *(words[(n + m * (n % 4)) % 5] for m in (0, 1, 2)),
                *(f"16{n}", *places[n % 2]),
            ]
        ),
    )
    joints = {each.key: (each.join.value, len(each.columns), each.is_likely) for each in found.offered.joints}
    assert joints == {
        "Which channels?": ("several", 2, True),
        "Rate us": ("battery", 3, True),
        "sat": ("battery", 3, True),
        "R": ("battery", 3, False),
    }
    questions = {each.code: each for each in found.built.questionnaire.questions()}
    assert [item.label["en"] for item in questions["RATE_US"].settings.items] == ["Speed", "Price", "Staff"]
    assert [option.label["en"] for option in questions["WHICH_CHANNELS"].settings.options] == ["Web", "Shop"]
    assert found.offered.reasons["sat/clean"] == ("dont_know",)
    assert {each.name for each in found.offered.asides} == {"_sat/place_altitude"}


def test_neighbours_under_one_number_are_the_rows_of_one_matrix_of_wjx() -> None:
    words = ("很不满意", "不满意", "一般", "满意", "很满意")
    found = looked_at(
        "6、请评价我们的服务—外观,6、功能,6、价格,7、总体满意度",
        lambda n: ",".join(words[n * m % 5] for m in (1, 2, 3, 4)),
    )
    [joint] = found.offered.joints
    assert (joint.join.value, len(joint.columns), joint.is_likely) == ("battery", 3, True)
    matrix, whole = found.built.questionnaire.questions()
    assert (matrix.kind, matrix.text, whole.kind) == ("grid", {"zh_Hans_CN": "请评价我们的服务"}, "rating")
    assert [item.label["zh_Hans_CN"] for item in matrix.settings.items] == ["外观", "功能", "价格"]


def test_own_words_in_a_column_of_their_own_belong_to_the_answer_other() -> None:
    """As Alchemer writes them: beside the ticks of several answers, and beside one answer."""
    head = "Web:Which?,Shop:Which?,Other - Write In:Which?,Favourite?,Other - Write In:Favourite?"
    other = "Other - Write In"
    rows = ("Web,,fax,Web,", ",Shop,,Shop,", f",,letter,{other},pigeon", "Web,Shop,,Web,", f"Web,,,{other},owl")
    found = looked_at(head, lambda n: rows[n % 5])
    which, favourite = found.built.questionnaire.questions()
    assert (which.kind, [option.label["en"] for option in which.settings.options]) == ("multiple", ["Web", "Shop"])
    assert (favourite.kind, favourite.settings.other.label["en"]) == ("single", other)
    assert [row.answers for row in found.reading.taken[:3]] == [
        {"WHICH.1": 1, "WHICH.2": 0, "WHICH.3": 1, "WHICH.other": "fax", "FAVOURITE": 3},
        {"WHICH.1": 0, "WHICH.2": 1, "WHICH.3": 0, "FAVOURITE": 2},
        {"WHICH.1": 0, "WHICH.2": 0, "WHICH.3": 1, "WHICH.other": "letter"}
        | {"FAVOURITE": 1, "FAVOURITE.other": "pigeon"},
    ]  # fmt: skip
    # taken apart the words are a text as before
    apart = looked(Opened("wave.csv", found.source, {}, (), ""), Choices())
    assert apart.built.mapped["Other - Write In:Which?"] != "WHICH.3"
    assert {each.column: each.kind for each in apart.built.lines}["Other - Write In:Which?"] is Kind.TEXT


def test_answers_of_qualtrics_are_parted_by_a_comma_alone_and_may_hold_one_with_a_blank() -> None:
    cells = ('"By mail, or fax,On the web"', "On the web", '"By mail, or fax"', "Shop", '"Shop,On the web"')
    found = looked_at("Q3,income", lambda n: f'{cells[n % 5]},"{("Under 1,000", "1,000 to 5,000", "More")[n % 3]}"')
    channels, income = found.built.questionnaire.questions()
    assert [each.label["en"] for each in channels.settings.options] == ["By mail, or fax", "On the web", "Shop"]
    assert [found.reading.taken[0].answers[f"Q3.{code}"] for code in (1, 2, 3)] == [1, 1, 0]
    assert income.kind == "single"


def test_three_hundred_long_headings_can_all_be_chosen_in_one_address() -> None:
    headings = [f"How satisfied are you with the part of our service that is called number {n}" for n in range(300)]
    rows = tuple(tuple(str(1 + (n + row * m) % 5) for n in range(300)) for row, m in enumerate((1, 2, 3) * 5))
    opened = Opened("wide.csv", Table(tuple(headings), rows, tuple(range(15)), "utf-8"), {}, (), "")
    found = looked(opened, Choices())
    assert len(found.offered.rated) == 300
    signs = [found.signs[each.name] for each in found.offered.rated]
    assert len("&".join(f"rated={sign}&reasons={sign}" for sign in signs)) < 8_000
    signed = looked(opened, Choices(rated=frozenset(signs)))
    assert signed.chosen.rated == {*headings}
    with pytest.raises(BadInput):
        looked(opened, Choices(rated=frozenset({"~300"})))


def test_words_that_differ_in_capitals_alone_have_the_same_codes_whoever_reads_the_file() -> None:
    assert coded_words(["Sí", "no", "sí"]) == coded_words(["sí", "Sí", "no"])
    assert alphabetical({"tv": 1, "TV": 2}) == alphabetical({"TV": 1, "tv": 2}) == ["TV", "tv"]
