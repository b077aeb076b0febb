"""SurveyJS files written for these tests from the documentation of its JSON, with the dirt real ones carry."""

import json
from typing import Any

Part = dict[str, Any]


def element(kind: str, name: str, **more: Any) -> Part:
    return {"type": kind, "name": name, **more}


def survey(*elements: Part, **more: Any) -> Part:
    return {"pages": [{"name": "page1", "elements": list(elements)}], **more}


def data(part: Any) -> bytes:
    return json.dumps(part, ensure_ascii=False).encode("utf-8", "surrogatepass")


KINDS = survey(
    element("text", "name", title="Your name", maxLength=40, placeholder="First and last"),
    element("text", "age", inputType="number", min=0, max="120", step=1, isRequired=True),
    element("text", "born", inputType="date", min="1920-01-01"),
    element("text", "month", inputType="month"),
    element("text", "when", inputType="datetime-local"),
    element("text", "at", inputType="time", min="8:00"),
    element("text", "mail", inputType="email"),
    element("text", "tel", inputType="tel"),
    element("text", "colour", inputType="color"),
    element("text", "plate", maskType="pattern", maskSettings={"pattern": "9999 aaa"}),
    element("text", "money", maskType="currency", maskSettings={"suffix": " €", "precision": 2, "min": 0}),
    element("text", "source", visible=False),
    element("comment", "why", rows=4),
    element("radiogroup", "one", choices=["a", "b"], showOtherItem=True, otherText="Something else"),
    element("dropdown", "land", choices=[{"value": "ES", "text": "Spain"}, {"value": "CN"}], showCommentArea=True),
    element("buttongroup", "size", choices=[1, 2, 3]),
    element("checkbox", "many", choices=[1, 2, 3], hasNone=True, maxSelectedChoices=2, showSelectAllItem=True),
    element("tagbox", "tags", choices=["x", "y"]),
    element("boolean", "ok", labelTrue="I did", labelFalse="I did not"),
    element("rating", "stars", rateMax=5, minRateDescription="bad", maxRateDescription="good"),
    element("rating", "two", rateValues=["no", "yes"]),
    element("ranking", "order", choices=["a", "b", "c"], selectToRankEnabled=True, maxSelectedChoices=2),
    element("imagepicker", "pic", choices=[{"value": "cat", "text": "Cat", "imageLink": "c.png"}, {"value": "dog"}]),
    element("slider", "sure", min=0, max=10),
    element("matrix", "sat", columns=["bad", "ok", "good"], rows=[{"value": "price", "text": "Price"}, "speed"]),
    element("matrix", "yesno", columns=["yes", "no"], rows=["a", "b"], isAllRowRequired=True),
    element(
        "matrixdropdown",
        "table",
        rows=["r1", "r2"],
        choices=[1, 2, 3],
        columns=[
            {"name": "c1", "title": "First"},
            {"name": "c2", "cellType": "text"},
            {"name": "c3", "cellType": "file"},
        ],
    ),
    element("matrixdynamic", "grow", rowCount=2, columns=[{"name": "c", "cellType": "text", "inputType": "number"}]),
    element("multipletext", "lines", items=[{"name": "i1", "title": "First", "isRequired": True}, {"name": "i2"}]),
    element(
        "paneldynamic",
        "kids",
        panelCount=2,
        templateElements=[
            element("text", "kid"),
            element("text", "years", inputType="number", visibleIf="{panel.kid} notempty"),
        ],
    ),
    element("expression", "double", title="Double", expression="{age} * 2"),
    element("file", "cv"),
    element("signaturepad", "signed"),
    element("html", "intro", html="<p>Now <b>this</b></p>"),
    element("image", "logo", imageLink="a.png", altText="Our logo"),
    element("imagemap", "map", title="Where?"),
    element("my-own-thing", "own", title="Own"),
)
LOGIC: Part = {
    "pages": [
        {
            "name": "first",
            "elements": [
                element("radiogroup", "q", choices=["a", "b", "c"]),
                element(
                    "checkbox", "m", choices=["a", {"value": "b", "visibleIf": "{q} = 'a'"}], visibleIf="{q} <> 'c'"
                ),
                element(
                    "panel",
                    "p",
                    title="More",
                    visibleIf="{q} anyof ['a', 'b']",
                    elements=[
                        element(
                            "panel",
                            "inner",
                            visibleIf="{m} contains 'a'",
                            elements=[element("text", "n", inputType="number", visibleIf="{q} notempty")],
                        )
                    ],
                ),
                element("checkbox", "best", choicesFromQuestion="m", choicesFromQuestionMode="selected"),
                element("checkbox", "rest", choices=["a", "b"], choicesVisibleIf="{m} notcontains {item}"),
                element("matrix", "g", columns=[1, 2, 3], rows=["x", "y"], rowsVisibleIf="{m} contains 'a'"),
            ],
        },
        {
            "name": "second",
            "visibleIf": "{n} > 17 or {sum} >= 3",
            "elements": [
                element(
                    "text",
                    "k",
                    inputType="number",
                    requiredIf="{n} > 5",
                    validators=[
                        {"type": "numeric", "minValue": 1, "text": "At least one"},
                        {"type": "expression", "expression": "{k} < {n}", "text": {"default": "Less", "es": "Menos"}},
                    ],
                ),
                element(
                    "text",
                    "t",
                    validators=[
                        {"type": "text", "minLength": 2},
                        {"type": "regex", "regex": "^[A-Z]+$"},
                        {"type": "regex", "regex": "(?=x)y"},
                        {"type": "odd"},
                    ],
                ),
                element("text", "mail", validators=[{"type": "emailvalidator"}]),
                element("text", "lost", visibleIf="sumInArray({m}, 'x') > 1"),
                element("text", "bad", visibleIf="{nobody} = 1"),
                element("text", "broken", visibleIf="{n} >"),
            ],
        },
        {"name": "third", "elements": [element("text", "last", title="{q} and {n} and {foo}", enableIf="{n} > 1")]},
    ],
    "triggers": [
        {"type": "complete", "expression": "{n} < 3"},
        {"type": "skip", "expression": "{k} = 7", "gotoName": "last"},
        {"type": "skip", "expression": "{q} = 'a'", "gotoName": "t"},
        {"type": "setvalue", "expression": "{n} = 1", "setToName": "k", "setValue": 2},
    ],
    "calculatedValues": [
        {"name": "sum", "expression": "{n} + {n}"},
        {"name": "kept", "expression": "{n} * 2", "includeIntoResult": True},
    ],
    "completedHtml": "<h3>Thanks</h3>",
    "maxTimeToFinish": 60,
}
LANGUAGES: Part = survey(
    element(
        "radiogroup",
        "q",
        title={"default": "How?", "es": "¿Cómo?", "zh-cn": "怎么样?", "pt-br": "Como?", "xx yy": "?"},
        choices=[{"value": 1, "text": {"es": "Bien", "default": "Well"}}, {"value": 2, "text": {"es": "Mal"}}],
    ),
    element("text", "age", title={"ar": "العمر"}, description={"default": "Years", "es": ""}),
    title={"default": "Survey", "es": "Encuesta"},
    locale="en",
    description="What it is about",
)
OLD: Part = {
    "questions": [
        {"name": "q1", "title": "No type and no page"},
        element(
            "radiogroup", "q2", choices=[{"value": 1, "text": "One"}], hasOther=True, hasComment=True, placeHolder="?"
        ),
        element("matrix", "q3", columns=["a", "b", "c"], rows=["r"], eachRowRequired="true"),
    ]
}
DIRT: Part = {
    "title": 7,
    "locale": 3,
    "unknown": {"x": [1]},
    "pages": [
        None,
        5,
        {"elements": "none"},
        {
            "name": 9,
            "title": [],
            "elements": [
                None,
                "text",
                {},
                {"type": None, "name": None},
                element("radiogroup", "", choices=None),
                element(
                    "radiogroup",
                    "a",
                    title=12,
                    choices=[None, {}, [], {"value": {}}, 1, "1", 1.0, {"text": "only text"}, True],
                ),
                element("radiogroup", "a", choices="x"),
                element("text", "a"),
                element("TEXT ", "Größe", isRequired="yes"),
                element("checkbox", "c", choices=[1, 2], minSelectedChoices=5, maxSelectedChoices="1", visibleIf=["x"]),
                element("rating", "r", rateMin="a", rateMax=1e9),
                element("text", "n", inputType="number", min=5, max=1),
                element("matrix", "m"),
                element("matrixdropdown", "md"),
                element("multipletext", "mt"),
                element("html", "h"),
                element("expression", "e"),
                element("text", "x" * 500, validators="x", maxLength=-1),
                element("text", "q\ud800", title="half \ud800 and \x00 nul", visibleIf="{a} = '\ud800'"),
            ],
        },
    ],
    "triggers": [None, {"type": 3}],
    "calculatedValues": {"a": 1},
}
ROUND: Part = survey(
    element(
        "paneldynamic",
        "p",
        templateElements=[element("paneldynamic", "p2", panelCount=3, templateElements=[element("text", "t")])],
    ),
    element("expression", "e1", expression="{e2} + 1"),
    element("expression", "e2", expression="{e1} + 1"),
    element("text", "t", visibleIf="{t} notempty"),
    calculatedValues=[
        {"name": f"v{n}", "expression": f"{{v{n - 1}}} + {{v{n - 1}}}" if n else "{t}"} for n in range(40)
    ],
)
FILES: dict[str, Part] = {
    "kinds": KINDS,
    "logic": LOGIC,
    "languages": LANGUAGES,
    "old": OLD,
    "dirt": DIRT,
    "round": ROUND,
}
