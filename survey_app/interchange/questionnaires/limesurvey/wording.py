"""Plain words as LimeSurvey's HTML, and languages as LimeSurvey names them."""

import html

_BRACES = str.maketrans({"{": "&#123;", "}": "&#125;"})


def html_of(words: str) -> str:
    r"""Plain words as HTML; a brace would begin an expression there.

    >>> html_of("a < b\n{c}")
    'a &lt; b<br />&#123;c&#125;'
    """
    return html.escape(words, quote=False).translate(_BRACES).replace("\n", "<br />")


def their_language(code: str) -> str:
    """LimeSurvey's code for a language of ours.

    >>> their_language("zh_Hans_CN"), their_language("pt_BR"), their_language("es")
    ('zh-Hans', 'pt-BR', 'es')
    """
    return "zh-Hans" if code == "zh_Hans_CN" else code.replace("_", "-")
