"""The entry point for servers and for `flask --app wsgi`."""

from survey_app import create_app

app = create_app()
