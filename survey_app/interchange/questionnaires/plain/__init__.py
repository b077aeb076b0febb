"""A questionnaire from plain text, as it is written in a mail or a word processor: see `reading.read`."""
