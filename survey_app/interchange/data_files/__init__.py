"""Files of answers from elsewhere, described or not: a questionnaire is made from their columns."""
