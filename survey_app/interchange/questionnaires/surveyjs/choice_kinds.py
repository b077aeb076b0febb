"""Questions of SurveyJS that are answered by choosing: one or several answers, yes or no, an order, points."""

from typing import Any

from survey_app.exceptions import N_
from survey_app.interchange.questionnaires.codes import Naming
from survey_app.interchange.questionnaires.surveyjs.choices import Choice, Choices, read_choices, settle, values_of
from survey_app.interchange.questionnaires.surveyjs.drafts import Condition, Draft, Found, Reading, has_kind, rows_of
from survey_app.interchange.questionnaires.surveyjs.parts import as_flag, as_number, as_text, shown
from survey_app.logic.dialects.surveyjs_names import Holds, Known, spelled
from survey_app.logic.tree import Binary, Call, Constant, Reference, Unary
from survey_app.questions.reading import FEWEST_POINTS, MAX_OPTIONS, MOST_POINTS

_MARKS = frozenset(["showCommentArea", "hasComment"])


def single(found: Found, reading: Reading) -> list[Draft]:
    """One answer out of a list."""
    return _chosen(found, reading, several=False)


def multiple(found: Found, reading: Reading) -> list[Draft]:
    """Several answers out of a list."""
    return _chosen(found, reading, several=True)


def picture(found: Found, reading: Reading) -> list[Draft]:
    """Pictures to choose from: their words are kept, the pictures are told."""
    reading.notes.changed(
        f"{found.place}.choices",
        found.subject,
        N_("Pictures do not come over; the answers are offered by their words."),
        original=", ".join(as_text(c.part.get("imageLink"))[:200] for c in _listed(found, reading))[:2_000],
    )
    return _chosen(found, reading, several=as_flag(found.part.get("multiSelect")))


def _listed(found: Found, reading: Reading) -> list[Choice]:
    return values_of(found.part.get("choices"), reading.desk, f"{found.place}.choices", found.subject)


def _chosen(found: Found, reading: Reading, *, several: bool) -> list[Draft]:
    choices = read_choices(found.part, reading.desk, found.place, found.subject, several=several)
    borrowed = _borrow(found, reading, choices)
    if not choices.listed or len(choices.listed) > MAX_OPTIONS:
        return _too_many(found, reading, choices)
    settings: dict[str, Any] = {"options": _options(found, choices, borrowed)}
    if choices.other:
        settings["other"] = {"code": choices.other.code, "label": dict(choices.other.label)}
    if several:
        settings |= _limits(found, reading, len(choices.listed) + bool(choices.other))
    elif found.kind in {"dropdown", "buttongroup"}:
        settings["look"] = {"dropdown": "dropdown", "buttongroup": "buttons"}[found.kind]
    draft = reading.draft(found, "multiple" if several else "single", settings)
    draft.not_applicable = choices.not_applicable
    reading.choices[found.name] = choices.listed
    name, reference = found.scope + found.name, Reference(draft.code)
    reading.names[name] = Known(reference, Holds.SEVERAL if several else Holds.ONE, choices.codes)
    if choices.other:
        reading.names[f"{name}-Comment"] = Known(Reference(f"{draft.code}.other"), Holds.TEXT)
    if not several and not choices.other and any(as_flag(found.part.get(mark)) for mark in _MARKS):
        settings["comment"] = True
        reading.names[f"{name}-Comment"] = Known(Reference(f"{draft.code}.comment"), Holds.TEXT)
        return [draft]
    return [draft, *comment_of(found, reading, draft, taken=bool(choices.other))]


def _options(found: Found, choices: Choices, borrowed: dict[str, Condition]) -> list[dict[str, Any]]:
    """The answers as JSON, each with the conditions it is offered under."""
    shared = found.text("choicesVisibleIf")
    options = choices.options({})
    for option, choice in zip(options, choices.listed, strict=True):
        rules = [borrowed[choice.value]] if choice.value in borrowed else []
        if choice.show_if:
            rules.append(Condition(choice.show_if, f"{choice.place}.visibleIf", found.subject))
        elif shared:
            item = {"item": Known(Constant(choice.value)), "choice": Known(Constant(choice.value))}
            rules.append(Condition(shared, f"{found.place}.choicesVisibleIf", found.subject, item))
        if rules:
            option["_if"] = rules
    return options


def _borrow(found: Found, reading: Reading, choices: Choices) -> dict[str, Condition]:
    """Answers carried forward from an earlier question, each offered where it was chosen there, or was not."""
    source = found.text("choicesFromQuestion")
    if not source:
        return {}
    known, listed = reading.names.get(source), reading.choices.get(source)
    if known is None or listed is None:
        reading.notes.dropped(
            f"{found.place}.choicesFromQuestion",
            found.subject,
            N_("The answers come from “%(name)s”, which has none that can be carried forward."),
            name=source,
        )
        return {}
    mode, own = found.text("choicesFromQuestionMode") or "all", choices.codes
    rules: dict[str, Condition] = {}
    taken = {choice.code for choice in choices.listed}
    for choice in listed:
        if choice.value in own:
            continue
        code = choice.code if choice.code not in taken else max(taken) + 1
        taken.add(code)
        place = f"{found.place}.choicesFromQuestion"
        choices.listed.append(Choice(choice.value, choice.label, place, exclusive=choice.exclusive, code=code))
        if mode in {"selected", "unselected"}:
            sign = "has" if known.holds is Holds.SEVERAL else "="
            test: Any = Binary(sign, known.meaning, Constant(choice.code))
            if mode == "unselected":
                test = Binary("or", Call("missing", (known.meaning,)), Unary("not", test))
            rules[choice.value] = Condition("", place, found.subject, ours=test)
    return rules


def _too_many(found: Found, reading: Reading, choices: Choices) -> list[Draft]:
    """A list that is fetched from somewhere, is empty or endless: the answer is written instead."""
    reason = N_("The answers are not in the file: the answer is written as a text.")
    if choices.listed:
        reason = N_("A question has at most %(most)s answers to choose from: the answer is written as a text.")
    original = shown(found.part.get("choicesByUrl") or found.part.get("choices") or "")
    reading.notes.changed(f"{found.place}.choices", found.subject, reason, most=MAX_OPTIONS, original=original)
    draft = reading.draft(found, "short_text")
    reading.names[found.scope + found.name] = Known(Reference(draft.code), Holds.TEXT)
    return [draft]


def _limits(found: Found, reading: Reading, offered: int) -> dict[str, int]:
    limits = {}
    for ours, name in (("min", "minSelectedChoices"), ("max", "maxSelectedChoices")):
        number = as_number(found.part.get(name))
        if number is not None and 0 < number <= offered:
            limits[ours] = int(number)
    if limits.get("min", 0) > limits.get("max", offered):
        reading.notes.dropped(
            found.place, found.subject, N_("The least number is larger than the most; both are left out.")
        )
        return {}
    return limits


def comment_of(found: Found, reading: Reading, draft: Draft, *, taken: bool = False) -> list[Draft]:
    """The room for a comment below a question: a question of its own, asked under the same conditions."""
    if not any(as_flag(found.part.get(mark)) for mark in _MARKS) or taken:
        return []
    code = reading.naming.question(f"{draft.code[:14]}_C")
    words = reading.desk.text(found.part.get("commentText"), f"{found.place}.commentText", found.subject)
    told = words or {reading.desk.default: "Comment"}
    extra = Draft(code, "long_text", told, found.place, found.subject, conditions=list(draft.conditions))
    reading.names[f"{found.scope}{found.name}-Comment"] = Known(Reference(code), Holds.TEXT)
    reading.notes.changed(
        f"{found.place}.showCommentArea",
        found.subject,
        N_("The comment becomes a question of its own: %(code)s"),
        code=code,
    )
    return [extra]


def yes_or_no(found: Found, reading: Reading) -> list[Draft]:
    """Yes or no; a single question with two answers where there is no such kind."""
    desk, part = reading.desk, found.part
    yes = desk.text(part.get("labelTrue"), f"{found.place}.labelTrue", found.subject)
    no = desk.text(part.get("labelFalse"), f"{found.place}.labelFalse", found.subject)
    if has_kind("yes_no"):
        draft = reading.draft(found, "yes_no", {"yes": dict(yes), "no": dict(no)})
        code = {True: 1, False: 0}
    else:
        words = ((1, yes or {desk.default: "Yes"}), (0, no or {desk.default: "No"}))
        options = [{"code": number, "label": dict(label)} for number, label in words]
        draft, code = reading.draft(found, "single", {"options": options}), {True: 1, False: 0}
    codes = {"true": code[True], "false": code[False]}
    for value, name in ((True, "valueTrue"), (False, "valueFalse")):
        if isinstance(part.get(name), str | int | float):
            codes[spelled(part[name])] = code[value]
    reading.names[found.scope + found.name] = Known(Reference(draft.code), Holds.TRUTH, codes)
    return [draft, *comment_of(found, reading, draft)]


def rating(found: Found, reading: Reading) -> list[Draft]:
    """A rating: a scale of 3 to 11 points; one of another length becomes a choice."""
    points = _points(found, reading)
    settle(points, reading.desk, found.place, found.subject)
    ends = {
        ours: dict(reading.desk.text(found.part.get(name), f"{found.place}.{name}", found.subject))
        for ours, name in (("low", "minRateDescription"), ("high", "maxRateDescription"))
    }
    scale = scale_of(points, reading, found, ends=ends)
    if scale is None:
        options = [{"code": point.code, "label": dict(point.label)} for point in points[:MAX_OPTIONS]]
        reading.notes.changed(
            found.place,
            found.subject,
            N_("A scale has 3 to 11 points; one with %(n)s becomes a choice."),
            n=len(points),
        )
        draft = reading.draft(found, "single", {"options": options})
    elif _hint(found) == "recommend":
        draft = reading.draft(found, "recommend", ends)
    else:
        draft = reading.draft(found, "rating", {"scale": scale})
    codes = {point.value: point.code for point in points}
    same = all(value == str(code) for value, code in codes.items())
    holds = Holds.NUMBER if same else Holds.ONE
    reading.names[found.scope + found.name] = Known(Reference(draft.code), holds, {} if same else codes)
    return [draft, *comment_of(found, reading, draft)]


def _hint(found: Found) -> str:
    own = found.part.get("rondo")
    return as_text(own.get("kind")) if isinstance(own, dict) else ""


def _points(found: Found, reading: Reading) -> list[Choice]:
    listed = values_of(found.part.get("rateValues"), reading.desk, f"{found.place}.rateValues", found.subject)
    if listed:
        return listed
    first, step = as_number(found.part.get("rateMin")), as_number(found.part.get("rateStep")) or 1.0
    first = 1.0 if first is None else first
    count, last = as_number(found.part.get("rateCount")), as_number(found.part.get("rateMax"))
    if last is None:
        last = first + step * ((count or 5) - 1)
    number = min(MAX_OPTIONS, max(1, int((last - first) / step + 1e-9) + 1)) if step > 0 else 1
    values = [spelled(first + step * place) for place in range(number)]
    return [Choice(value, {reading.desk.default: value}, found.place) for value in values]


def scale_of(
    points: list[Choice], reading: Reading, found: Found, *, ends: dict[str, dict[str, str]] | None = None
) -> dict[str, Any] | None:
    """Our scale for some points in a row; None where they make none. Points without figures of their own get some."""
    if not FEWEST_POINTS <= len(points) <= MOST_POINTS:
        return None
    codes = [point.code for point in points]
    if codes != list(range(codes[0], codes[0] + len(codes))) or codes[0] > 10:  # noqa: PLR2004 - the highest first point
        for number, point in enumerate(points, 1):
            point.code = number
        told = ", ".join(f"{point.value} = {point.code}" for point in points)
        reading.notes.changed(
            found.place, found.subject, N_("The points of the scale are numbered from 1: %(codes)s"), codes=told[:1_000]
        )
    scale: dict[str, Any] = {"first": points[0].code, "last": points[-1].code, **(ends or {})}
    if any(set(point.label.values()) != {str(point.code)} for point in points):
        scale["labels"] = [dict(point.label) for point in points]
    return scale


def ranking(found: Found, reading: Reading) -> list[Draft]:
    """An order of all or of the first few."""
    listed = _listed(found, reading)
    if not has_kind("ranking"):
        reading.notes.dropped(found.place, found.subject, N_("Questions for an order cannot be asked here."))
        return []
    naming = Naming()
    settings: dict[str, Any] = {"items": rows_of(listed, naming)}
    most, least = (as_number(found.part.get(name)) for name in ("maxSelectedChoices", "minSelectedChoices"))
    if as_flag(found.part.get("selectToRankEnabled")):
        settings["partial"] = True
        if most and 1 <= most <= len(listed):
            settings |= {"places": int(most), "partial": least != most}
    draft = reading.draft(found, "ranking", settings)
    for choice, item in zip(listed, settings["items"], strict=True):
        reading.names[f"{found.scope}{found.name}.{choice.value}"] = Known(
            Reference(f"{draft.code}.{item['code']}"), Holds.NUMBER
        )
    return [draft]


def slider(found: Found, reading: Reading) -> list[Draft]:
    """A slider: our own where there is one, else a number within its limits."""
    least, most = (as_number(found.part.get(name)) for name in ("min", "max"))
    settings: dict[str, Any] = {"min": 0.0 if least is None else least, "max": 100.0 if most is None else most}
    step = as_number(found.part.get("step"))
    if found.text("sliderType") == "range":
        reading.notes.changed(found.place, found.subject, N_("A range of two figures becomes one figure."))
    if has_kind("slider"):
        settings |= {"step": step or 1.0}
        draft = reading.draft(found, "slider", settings)
    else:
        draft = reading.draft(found, "number", settings | {"decimals": 0 if step is None or step == int(step) else 2})
        reading.notes.changed(found.place, found.subject, N_("A slider becomes a number within the same limits."))
    reading.names[found.scope + found.name] = Known(Reference(draft.code), Holds.NUMBER)
    return [draft]
