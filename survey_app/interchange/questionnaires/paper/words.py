# ruff: noqa: RUF001 - Chinese texts use full width marks
"""The words that a paper form adds to those of the questionnaire, in the languages it has them in; others get English.

They follow the language of the form and not that of the interface, as `questions.words` do.
"""

from survey_app.questions.definition import Text, say

WORDS: dict[str, Text] = {
    "page": {"en": "Page {n} of {m}", "es": "Página {n} de {m}", "zh": "第{n}页，共{m}页"},
    "case": {"en": "Return code", "es": "Código de devolución", "zh": "回收编号"},
    "office": {"en": "For the office", "es": "Para la oficina", "zh": "录入用"},
    "how": {
        "en": "Please use a pen and put a cross into the boxes. To correct a cross, fill its box and cross another.",
        "es": "Use un bolígrafo y ponga una cruz en las casillas. "
        "Para corregir una cruz, rellene su casilla y marque otra.",
        "zh": "请用钢笔或圆珠笔在方框内打叉。如需更正，请涂满该方框，再在另一方框内打叉。",
    },
    "end": {
        "en": "This is the end. Thank you very much.",
        "es": "Aquí termina el cuestionario. Muchas gracias.",
        "zh": "问卷到此结束，非常感谢。",
    },
    "one": {"en": "One answer.", "es": "Una respuesta.", "zh": "单选。"},
    "several": {"en": "As many as apply.", "es": "Todas las que correspondan.", "zh": "可多选。"},
    "at_least": {"en": "At least {least} answers.", "es": "{least} respuestas como mínimo.", "zh": "至少选{least}项。"},
    "at_most": {"en": "At most {most} answers.", "es": "{most} respuestas como máximo.", "zh": "最多选{most}项。"},
    "between": {
        "en": "{least} to {most} answers.",
        "es": "De {least} a {most} respuestas.",
        "zh": "选{least}至{most}项。",
    },
    "one_a_line": {"en": "One answer in each line.", "es": "Una respuesta en cada línea.", "zh": "每行单选。"},
    "several_a_line": {
        "en": "As many as apply in each line.",
        "es": "Todas las que correspondan en cada línea.",
        "zh": "每行可多选。",
    },
    "one_a_line_each": {
        "en": "One line for each; write the figure where a heading gives figures.",
        "es": "Una línea para cada uno; escriba la cifra donde el encabezado las indique.",
        "zh": "每项一行；标题列出数字时请填写数字。",
    },
    "enclose": {
        "en": "Please enclose it, at most {most}.",
        "es": "Adjúntelo, por favor; como máximo {most}.",
        "zh": "请随表附上，最多{most}份。",
    },
    "enclosed": {"en": "Number enclosed", "es": "Número de adjuntos", "zh": "所附份数"},
    "between_words": {
        "en": "One cross in each line, nearer to the word that fits better.",
        "es": "Una cruz en cada línea, más cerca de la palabra que mejor encaje.",
        "zh": "每行打一个叉，越靠近某一词表示越符合该词。",
    },
    "alone": {
        "en": "If this, then no other answer.",
        "es": "Si marca esta, ninguna otra.",
        "zh": "选此项则不选其他项。",
    },
    "number": {"en": "Write a number.", "es": "Escriba un número.", "zh": "请填写数字。"},
    "number_between": {
        "en": "Write a number from {low} to {high}.",
        "es": "Escriba un número de {low} a {high}.",
        "zh": "请填写{low}至{high}之间的数字。",
    },
    "number_from": {
        "en": "Write a number, {low} or more.",
        "es": "Escriba un número, {low} o más.",
        "zh": "请填写不小于{low}的数字。",
    },
    "number_to": {
        "en": "Write a number, {high} or less.",
        "es": "Escriba un número, {high} o menos.",
        "zh": "请填写不大于{high}的数字。",
    },
    "date_day": {"en": "Year, month, day.", "es": "Año, mes, día.", "zh": "年、月、日。"},
    "date_month": {"en": "Year and month.", "es": "Año y mes.", "zh": "年、月。"},
    "date_year": {"en": "Year.", "es": "Año.", "zh": "年份。"},
    "time": {"en": "Hours and minutes, 0 to 24.", "es": "Horas y minutos, de 0 a 24.", "zh": "24小时制的时和分。"},
    "words": {"en": "In your own words.", "es": "Con sus propias palabras.", "zh": "请用自己的话填写。"},
    "order_all": {
        "en": "Number the lines: 1 for the first place, 2 for the second, and so on.",
        "es": "Numere las líneas: 1 para el primer puesto, 2 para el segundo, etc.",
        "zh": "请为各行编号：第一位写1，第二位写2，依此类推。",
    },
    "order_first": {
        "en": "Number the first {places} only: 1 for the first place.",
        "es": "Numere solo los primeros {places}: 1 para el primer puesto.",
        "zh": "只为前{places}位编号：第一位写1。",
    },
    "share": {
        "en": "Share {total} among the lines, so that they add up to {total}.",
        "es": "Reparta {total} entre las líneas, de modo que sumen {total}.",
        "zh": "请将{total}分配到各行，合计为{total}。",
    },
    "share_most": {
        "en": "Share out at most {total} among the lines.",
        "es": "Reparta como máximo {total} entre las líneas.",
        "zh": "请在各行之间分配，合计不超过{total}。",
    },
    "total": {"en": "Together", "es": "En total", "zh": "合计"},
    "set": {"en": "Group {n}", "es": "Grupo {n}", "zh": "第{n}组"},
    "set_how": {
        "en": "In each group one answer in each column.",
        "es": "En cada grupo, una respuesta en cada columna.",
        "zh": "每组每列各选一项。",
    },
    "elsewhere": {
        "en": "This question cannot be answered on paper.",
        "es": "Esta pregunta no se puede contestar en papel.",
        "zh": "本题无法在纸上作答。",
    },
    "only_if": {"en": "Only if {rule}.", "es": "Solo si {rule}.", "zh": "仅当{rule}时填写。"},
    "these_only_if": {
        "en": "Questions {first} to {last} only if {rule}.",
        "es": "Preguntas {first} a {last} solo si {rule}.",
        "zh": "第{first}至{last}题仅当{rule}时填写。",
    },
    "row_only_if": {"en": "(only if {rule})", "es": "(solo si {rule})", "zh": "（仅当{rule}）"},
    "go": {"en": "go to question {n}", "es": "pase a la pregunta {n}", "zh": "转至第{n}题"},
    "go_text": {
        "en": "go to the text before question {n}",
        "es": "pase al texto que precede a la pregunta {n}",
        "zh": "转至第{n}题之前的文字",
    },
    "go_end": {"en": "go to the end", "es": "pase al final", "zh": "转至问卷末尾"},
    "jump": {"en": "If {rule}: {place}.", "es": "Si {rule}: {place}.", "zh": "如果{rule}：{place}。"},
    "question": {"en": "question {n}", "es": "la pregunta {n}", "zh": "第{n}题"},
    "part": {"en": "{question}, “{part}”", "es": "{question}, «{part}»", "zh": "{question}“{part}”"},
    "is": {"en": "{question} is {value}", "es": "{question} es {value}", "zh": "{question}为{value}"},
    "is_not": {"en": "{question} is not {value}", "es": "{question} no es {value}", "zh": "{question}不为{value}"},
    "<": {
        "en": "{question} is below {value}",
        "es": "{question} es menor que {value}",
        "zh": "{question}小于{value}",
    },
    "<=": {
        "en": "{question} is {value} or less",
        "es": "{question} es {value} o menos",
        "zh": "{question}不大于{value}",
    },
    ">": {
        "en": "{question} is above {value}",
        "es": "{question} es mayor que {value}",
        "zh": "{question}大于{value}",
    },
    ">=": {
        "en": "{question} is {value} or more",
        "es": "{question} es {value} o más",
        "zh": "{question}不小于{value}",
    },
    "has": {
        "en": "{value} is ticked in {question}",
        "es": "{value} está marcada en {question}",
        "zh": "{question}选了{value}",
    },
    "has_not": {
        "en": "{value} is not ticked in {question}",
        "es": "{value} no está marcada en {question}",
        "zh": "{question}没有选{value}",
    },
    "answered": {
        "en": "{question} has an answer",
        "es": "{question} tiene respuesta",
        "zh": "{question}已作答",
    },
    "missing": {"en": "{question} has no answer", "es": "{question} no tiene respuesta", "zh": "{question}未作答"},
    "count": {
        "en": "the number of answers to {question}",
        "es": "el número de respuestas a {question}",
        "zh": "{question}的答案数",
    },
    "and": {"en": " and ", "es": " y ", "zh": "，且"},
    "or": {"en": " or ", "es": " o ", "zh": "或"},
    "not": {"en": "not ({rule})", "es": "no ({rule})", "zh": "并非（{rule}）"},
    "rule": {"en": "the rule {rule} is met", "es": "se cumple la regla {rule}", "zh": "满足规则{rule}"},
    "answer_to": {
        "en": "[your answer to question {n}]",
        "es": "[su respuesta a la pregunta {n}]",
        "zh": "[您对第{n}题的回答]",
    },
    "worked_out": {
        "en": "[a value worked out from your answers]",
        "es": "[un valor calculado con sus respuestas]",
        "zh": "[根据您的回答计算的值]",
    },
}


_RIGHT_TO_LEFT = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "iw", "ku", "ps", "sd", "ug", "ur", "yi"})


def is_right_to_left(language: str) -> bool:
    """Whether a language is written from right to left."""
    return short(language) in _RIGHT_TO_LEFT


def has_words(language: str) -> bool:
    """Whether the form's own words exist in a language."""
    return short(language) in WORDS["page"]


def words(key: str, language: str) -> str:
    """The words for something in a language, in English where there are none.

    >>> words("go", "es"), words("go", "zh_Hans_CN"), words("one", "ar")
    ('pase a la pregunta {n}', '转至第{n}题', 'One answer.')
    """
    return say(WORDS[key], short(language))


def short(language: str) -> str:
    """A language without its script and country."""
    return language.replace("-", "_").partition("_")[0]
