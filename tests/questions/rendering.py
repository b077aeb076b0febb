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


def document(form: PageForm) -> str:
    """A whole page to look at, with the style sheet inside."""
    problems = environment().from_string(
        '{% if form.problems_by_field %}<div class="errors" tabindex="-1"><div role="alert"><h2>There is a problem</h2><ul>'
        "{% for field, problem in form.problems_by_field.items() %}"
        '<li><a href="#{{ form.id(field) }}">{{ _(problem.message, **problem.params) }}</a></li>{% endfor %}'
        "</ul></div></div>{% endif %}"
    )
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Every kind of question</title>'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<style>{SHEET.read_text()}</style></head><body>"
        f'<header class="bar"><p><span>Service with your supplier</span><span>Page 2 of about 6</span></p></header>'
        f'<main id="main"><h1>Every kind of question</h1>{problems.render(form=form)}<form method="post">{rendered(form)}'
        f'<div class="actions"><button class="btn primary" name="go" value="next">Continue</button>'
        f'<button class="btn" name="go" value="back">Back</button>'
        f'<button class="btn quiet" name="go" value="clear">Clear my answers on this page</button></div></form></main></body></html>'
    )
