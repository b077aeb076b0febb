"""LimeSurvey files written for tests, after the layout of its own exports, without a line of our own writers.

A survey is a plain dictionary; each of the three functions writes it as one of LimeSurvey's formats.
"""

import csv
import io
import zipfile
from collections.abc import Iterable, Mapping
from typing import Any
from xml.sax.saxutils import escape

Survey = Mapping[str, Any]
Row = Mapping[str, object]


def words(en: str, es: str | None = None, **more: str) -> dict[str, str]:
    return {"en": en} | ({"es": es} if es is not None else {}) | more


def question(code: str, kind: str, text: str | dict[str, str] = "", **more: Any) -> dict[str, Any]:
    texts = text if isinstance(text, dict) else words(text or f"Question {code}", f"Pregunta {code}")
    return {"code": code, "type": kind, "text": texts, **more}


def parts(*codes: str, scale: int = 0, **rules: str) -> list[dict[str, Any]]:
    return [
        {"code": code, "text": words(f"Part {code}", f"Parte {code}"), "scale": scale, "relevance": rules.get(code, "")}
        for code in codes
    ]


def survey(*groups: Iterable[dict[str, Any]], languages: tuple[str, ...] = ("en", "es"), **more: Any) -> dict[str, Any]:
    pages = [{"title": words(f"Group {n}", f"Grupo {n}"), "questions": list(each)} for n, each in enumerate(groups, 1)]
    return {"languages": languages, "title": words("A survey", "Una encuesta"), "groups": pages, **more}


def _xml(sections: Mapping[str, list[Row]], languages: Iterable[str], version: str) -> bytes:
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', "<document>", " <LimeSurveyDocType>Survey</LimeSurveyDocType>"]
    lines += [f" <DBVersion>{version}</DBVersion>", " <languages>"]
    lines += [f"  <language>{language}</language>" for language in languages]
    lines.append(" </languages>")
    for name, rows in sections.items():
        if not rows:
            continue
        lines += [
            f" <{name}>",
            "  <fields>",
            *(f"   <fieldname>{field}</fieldname>" for field in rows[0]),
            "  </fields>",
        ]
        lines.append("  <rows>")
        for row in rows:
            lines.append("   <row>")
            for field, value in row.items():
                cell = str(value).replace("]]>", "]]]]><![CDATA[>")
                lines.append(f"    <{field}><![CDATA[{cell}]]></{field}>" if cell else f"    <{field}/>")
            lines.append("   </row>")
        lines += ["  </rows>", f" </{name}>"]
    return ("\n".join([*lines, "</document>"]) + "\n").encode()


def _numbered(source: Survey) -> list[tuple[int, int, int, dict[str, Any]]]:
    found, qid = [], 40
    for gid, group in enumerate(source["groups"], start=7):
        for order, each in enumerate(group["questions"], start=1):
            qid += 1
            found.append((gid, qid, order, each))
    return found


def _values(value: object) -> dict[str, str]:
    return value if isinstance(value, dict) else {"": str(value)}


def _quotas(source: Survey) -> list[tuple[int, dict[str, Any]]]:
    """The quotas with their numbers; one that is only named has no members."""
    listed = source.get("quotas", ())
    return list(enumerate(({"name": each} if isinstance(each, str) else each for each in listed), start=1))


def _rest(source: Survey) -> dict[str, list[Row]]:
    """The sections that both generations share: attributes, conditions, quotas, assessments, settings."""
    numbers = {each["code"]: (gid, qid) for gid, qid, _order, each in _numbered(source)}
    sections: dict[str, list[Row]] = {"conditions": [], "question_attributes": [], "quota": [], "quota_members": []}
    for _gid, qid, _order, each in _numbered(source):
        for name, value in each.get("attributes", {}).items():
            sections["question_attributes"] += [
                {"qid": qid, "attribute": name, "value": one, "language": language}
                for language, one in _values(value).items()
            ]
        for row, (asked, part, method, value, *scenario) in enumerate(each.get("conditions", ()), start=1):
            cgid, cqid = numbers.get(asked, (0, 0))
            field = f"{'+' if part.startswith('+') else ''}100001X{cgid}X{cqid}{part.removeprefix('+')}"
            sections["conditions"].append(
                {"cid": row, "qid": qid, "cqid": cqid, "cfieldname": field, "method": method, "value": value}
                | {"scenario": scenario[0] if scenario else 1}
            )
    sections["quota_languagesettings"] = []
    for number, quota in _quotas(source):
        sections["quota"].append(
            {"id": number, "sid": 100001, "name": quota["name"], "qlimit": quota.get("limit", ""), "action": 1}
            | {"active": quota.get("active", 1), "autoload_url": quota.get("autoload", 0)}
        )
        sections["quota_members"] += [
            {"id": n, "sid": 100001, "qid": numbers[asked][1], "quota_id": number, "code": answer}
            for n, (asked, answer) in enumerate(quota.get("members", ()), 1)
        ]
        sections["quota_languagesettings"] += [
            {"quotals_quota_id": number, "quotals_language": language, "quotals_message": words}
            | {"quotals_url": quota.get("url", "")}
            for language, words in quota.get("message", {}).items()
        ]
    sections["assessments"] = [
        {"id": n, "sid": 100001, "name": name} for n, name in enumerate(source.get("assessments", ()), 1)
    ]
    sections["surveys"] = [
        {"sid": 100001, "format": "G", "language": source["languages"][0]}
        | {"additional_languages": " ".join(source["languages"][1:])}
    ]
    sections["surveys_languagesettings"] = [
        {
            "surveyls_survey_id": 100001,
            "surveyls_language": language,
            "surveyls_title": source["title"].get(language, ""),
        }
        | {"surveyls_welcometext": source.get("welcome", {}).get(language, "")}
        for language in source["languages"]
    ]
    return sections


def _question_row(  # noqa: PLR0917 - the columns of a row
    gid: int, qid: int, order: int, each: Mapping[str, Any], parent: int = 0, scale: int = 0
) -> dict[str, object]:
    return {
        "qid": qid, "parent_qid": parent, "sid": 100001, "gid": gid, "type": each.get("type", "T"),
        "title": each["code"],
        "preg": each.get("preg", ""), "other": "Y" if each.get("other") else "N",
        "mandatory": each.get("mandatory", "N"), "question_order": order, "scale_id": scale,
        "encrypted": each.get("encrypted", "N"),
        "relevance": each.get("relevance", "1"),
    }  # fmt: skip


def older(source: Survey, version: str = "177") -> bytes:
    """Up to 3.x: every row once in each language."""
    sections: dict[str, list[Row]] = {
        "answers": [],
        "defaultvalues": [],
        "groups": [],
        "questions": [],
        "subquestions": [],
    }
    part_number = 500
    for language in source["languages"]:
        for gid, group in enumerate(source["groups"], start=7):
            sections["groups"].append(
                {"gid": gid, "sid": 100001, "group_name": group["title"].get(language, ""), "group_order": gid}
                | {"description": group.get("description", {}).get(language, ""), "language": language}
                | {"randomization_group": group.get("shuffled", ""), "grelevance": group.get("relevance", "")}
            )
    for gid, qid, order, each in _numbered(source):
        for language in source["languages"]:
            texts = {"question": each["text"].get(language, ""), "help": each.get("help", {}).get(language, "")}
            sections["questions"].append(_question_row(gid, qid, order, each) | texts | {"language": language})
            for place, answer in enumerate(each.get("answers", ()), start=1):
                sections["answers"].append(
                    {"qid": qid, "code": answer["code"], "answer": answer["text"].get(language, ""), "sortorder": place}
                    | {"assessment_value": 0, "language": language, "scale_id": answer["scale"]}
                )
        for place, part in enumerate(each.get("subquestions", ()), start=1):
            part_number += 1
            for language in source["languages"]:
                row = _question_row(gid, part_number, place, part, qid, part["scale"])
                texts = {"question": part["text"].get(language, ""), "help": "", "language": language}
                sections["subquestions"].append(row | texts)
        if "default" in each:
            sections["defaultvalues"].append(
                {"qid": qid, "scale_id": 0, "sqid": 0, "language": "en", "defaultvalue": each["default"]}
            )
    return _xml(sections | _rest(source), source["languages"], version)


def newer(source: Survey, version: str = "604") -> bytes:
    """From 4.x on: texts in sections of their own."""
    names = (
        "answers",
        "answer_l10ns",
        "defaultvalues",
        "groups",
        "group_l10ns",
        "questions",
        "subquestions",
        "question_l10ns",
    )
    sections: dict[str, list[Row]] = {name: [] for name in names}
    part_number, answer_number = 500, 900
    for gid, group in enumerate(source["groups"], start=7):
        sections["groups"].append(
            {"gid": gid, "sid": 100001, "group_order": gid, "randomization_group": group.get("shuffled", "")}
            | {"grelevance": group.get("relevance", "")}
        )
        for language in source["languages"]:
            text = {
                "group_name": group["title"].get(language, ""),
                "description": group.get("description", {}).get(language, ""),
            }
            sections["group_l10ns"].append({"id": 1, "gid": gid, **text, "language": language})
    for gid, qid, order, each in _numbered(source):
        sections["questions"].append(_question_row(gid, qid, order, each))
        for language in source["languages"]:
            text = {"question": each["text"].get(language, ""), "help": each.get("help", {}).get(language, "")}
            sections["question_l10ns"].append({"id": 1, "qid": qid, **text, "script": "", "language": language})
        for place, part in enumerate(each.get("subquestions", ()), start=1):
            part_number += 1
            sections["subquestions"].append(_question_row(gid, part_number, place, part, qid, part["scale"]))
            for language in source["languages"]:
                text = {"question": part["text"].get(language, ""), "help": "", "script": "", "language": language}
                sections["question_l10ns"].append({"id": 1, "qid": part_number, **text})
        for place, answer in enumerate(each.get("answers", ()), start=1):
            answer_number += 1
            sections["answers"].append(
                {"aid": answer_number, "qid": qid, "code": answer["code"], "sortorder": place}
                | {"assessment_value": 0, "scale_id": answer["scale"]}
            )
            for language in source["languages"]:
                text = {"answer": answer["text"].get(language, ""), "language": language}
                sections["answer_l10ns"].append({"id": 1, "aid": answer_number, **text})
        if "default" in each:
            sections["defaultvalues"].append({"dvid": 1, "qid": qid, "scale_id": 0, "sqid": 0, "specialtype": ""})
    return _xml(sections | _rest(source), source["languages"], version)


COLUMNS = (
    "id", "related_id", "class", "type/scale", "name", "relevance", "text", "help", "language", "validation",
    "mandatory", "encrypted", "other", "default", "same_default", "same_script",
)  # fmt: skip


def tabbed(source: Survey, *, blank_columns: int = 0, line_end: str = "\n") -> bytes:
    """The tab-separated text."""
    attributes = sorted({name for _g, _q, _o, each in _numbered(source) for name in each.get("attributes", {})})
    attributes += ["statistics_showgraph", "random_group"]
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter="\t", lineterminator=line_end)
    header = [*COLUMNS, *attributes, *([""] * blank_columns)]
    writer.writerow(header)
    for row in _tab_rows(source):
        writer.writerow([row.get(name, "") if name else "" for name in header])
    return b"\xef\xbb\xbf" + stream.getvalue().encode()


def _tab_rows(source: Survey) -> Iterable[Row]:
    yield {"class": "S", "name": "language", "text": source["languages"][0]}
    yield {"class": "S", "name": "additional_languages", "text": " ".join(source["languages"][1:])}
    for language in source["languages"]:
        yield {"class": "SL", "name": "surveyls_title", "text": source["title"].get(language, ""), "language": language}
        if source.get("welcome"):
            text = source["welcome"].get(language, "")
            yield {"class": "SL", "name": "surveyls_welcometext", "text": text, "language": language}
    yield from _tab_quotas(source)
    for language in source["languages"]:
        for gid, group in enumerate(source["groups"], start=7):
            yield {
                "id": gid, "class": "G", "type/scale": gid, "name": group["title"].get(language, ""),
                "relevance": group.get("relevance", ""), "text": group.get("description", {}).get(language, ""),
                "language": language, "random_group": group.get("shuffled", ""),
            }  # fmt: skip
            for owner, qid, _order, each in _numbered(source):
                if owner == gid:
                    yield from _tab_question(source, qid, each, language)
                    if language == source["languages"][0]:
                        yield from _tab_members(source, each["code"])
    for name in source.get("assessments", ()):
        yield {"class": "AS", "name": name}


def _tab_quotas(source: Survey) -> Iterable[Row]:
    for number, quota in _quotas(source):
        yield {
            "id": number, "class": "QTA", "name": quota["name"], "mandatory": quota.get("limit", ""), "other": 1,
            "default": quota.get("active", 1), "same_default": quota.get("autoload", 0),
        }  # fmt: skip
        for language, message in quota.get("message", {}).items():
            yield {
                "class": "QTALS", "related_id": number, "name": quota["name"], "relevance": message,
                "text": quota.get("url", ""), "language": language,
            }  # fmt: skip


def _tab_members(source: Survey, code: str) -> Iterable[Row]:
    for number, quota in _quotas(source):
        for asked, answer in quota.get("members", ()):
            if asked == code:
                yield {"class": "QTAM", "related_id": number, "name": answer}


def _tab_question(source: Survey, qid: int, each: Mapping[str, Any], language: str) -> Iterable[Row]:
    is_base = language == source["languages"][0]
    row: dict[str, object] = {
        "id": qid, "class": "Q", "type/scale": each["type"], "name": each["code"],
        "relevance": each.get("relevance", "1"),
        "text": each["text"].get(language, ""), "help": each.get("help", {}).get(language, ""), "language": language,
        "validation": each.get("preg", ""), "mandatory": each.get("mandatory", "N"),
        "encrypted": each.get("encrypted", "N"), "other": "Y" if each.get("other") else "N",
        "default": each.get("default", "") if is_base else "",
        "statistics_showgraph": "1",
    }  # fmt: skip
    for name, value in each.get("attributes", {}).items():
        row[name] = _values(value).get(language, _values(value).get("", "") if is_base else "")
    yield row
    for part in each.get("subquestions", ()):
        yield {
            "class": "SQ", "type/scale": part["scale"], "name": part["code"], "relevance": part.get("relevance", "1"),
            "text": part["text"].get(language, ""), "language": language,
        }  # fmt: skip
    for answer in each.get("answers", ()):
        yield {
            "class": "A", "type/scale": answer["scale"], "name": answer["code"], "relevance": "0",
            "text": answer["text"].get(language, ""), "language": language,
        }  # fmt: skip


def responses(count: int, root: str = "responses") -> bytes:
    """A `.lsr` or `.lst` with so many rows."""
    return _xml(
        {root: [{"id": n, "submitdate": "2026-11-01 10:00:00", "note": escape("a < b")} for n in range(count)]},
        ["en"],
        "604",
    )


def response_rows(source: Survey, rows: Iterable[Mapping[str, Any]]) -> bytes:
    """A `.lsr` with these responses; `LIKESQ001` is the variable SQ001 of the question LIKE."""
    numbers = {each["code"]: (gid, qid) for gid, qid, _order, each in _numbered(source)}
    listed: list[Row] = []
    for number, row in enumerate(rows, start=1):
        found: Row = {"id": number, "submitdate": "2026-11-01 10:00:00", "startlanguage": "en"}
        for name, value in row.items():
            code = max((code for code in numbers if name.startswith(code)), key=len)
            gid, qid = numbers[code]
            found[f"_100001X{gid}X{qid}{name.removeprefix(code)}"] = value
        listed.append(found)
    return _xml({"responses": listed}, ["en"], "604")


def archive(**members: bytes) -> bytes:
    """A packed file; `a__lss` is the member a.lss."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in members.items():
            packed.writestr(name.replace("__", "."), content)
    return stream.getvalue()
