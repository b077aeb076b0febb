"""The one spelling of an e-mail address under which an account or a case is found."""

from email_validator import EmailNotValidError, validate_email

_LONGEST = 254


def normal_email(text: str) -> str | None:
    """The address in lower case, or None when mail could not be sent to it.

    >>> normal_email(" Ana.Ruiz@Example.ORG ")
    'ana.ruiz@example.org'
    >>> normal_email("ana at example") is None
    True
    """
    if len(text) > _LONGEST:
        return None
    try:
        # an installation inside a house network has addresses that the world does not know
        found = validate_email(text.strip(), check_deliverability=False, globally_deliverable=False)
    except (EmailNotValidError, UnicodeError):
        return None
    return found.normalized.lower()
