"""Questions as HTML without the application: the templates need a plain environment and a form."""

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

import survey_app
from survey_app.forms.page import PageForm

PACKAGE = Path(survey_app.__file__).parent
SHEET = PACKAGE / "static" / "css" / "respond.css"


@cache
def environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(PACKAGE / "templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
    )
    made.install_null_translations(newstyle=True)
    return made


def rendered(form: PageForm) -> str:
    """All questions of the form's page."""
    template = environment().get_template("questions/_question.html")
    return "\n".join(template.render(question=question, form=form) for question in form.page.questions)


FRAME = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Every kind of question</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><style>{{ sheet | safe }}</style></head><body>
<header class="bar"><p><span>Service with your supplier</span><span>Page 2 of 6</span></p></header>
<main id="main">
{% if form.problems %}<div class="errors" tabindex="-1"><div role="alert"><h2>There is a problem</h2><ul>
{% for field, problem in form.problems_by_field.items() %}
<li><a href="#{{ form.id(field) }}">{{ _(problem.message, **problem.params) }}</a></li>
{% endfor %}</ul></div></div>{% endif %}
<form method="post" novalidate><h1>Every kind of question</h1>
{% for question in form.page.questions %}{% include "questions/_question.html" %}{% endfor %}
<div class="actions"><button class="btn primary" name="go" value="next">Continue</button>
<button class="btn" name="go" value="back">Back</button>
<button class="btn quiet" name="go" value="clear">Clear my answers on this page</button></div>
</form></main></body></html>"""


def document(form: PageForm) -> str:
    """A whole page to look at, framed like the application's own, with the style sheet inside."""
    return environment().from_string(FRAME).render(form=form, sheet=SHEET.read_text(encoding="utf-8"))
