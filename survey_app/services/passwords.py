"""Which passwords are refused, and why: short ones, and those that are tried first."""

from survey_app.exceptions import N_

SHORTEST = 12
LONGEST = 256
_FEWEST_LETTERS = 5
_SHORTEST_WORD = 4
_FIRST_TRIED = (
    "password",
    "passwort",
    "contraseña",
    "qwerty",
    "qwertz",
    "azerty",
    "asdfgh",
    "letmein",
    "welcome",
    "iloveyou",
    "administrator",
    "changeme",
    "123456",
    "abcdef",
    "111111",
    "rondo",
)


def problem(password: str, *known: str) -> str | None:
    """What is wrong with a new password, as a sentence; None when it is good.

    `known` are words that anybody could guess: the address and the name of its owner.

    >>> problem("three green apples") is None
    True
    >>> problem("passwordpassword")
    'This password is among the first that are tried: choose another, such as four unrelated words.'
    """
    if len(password) < SHORTEST:
        return N_("Use 12 characters or more. Three or four words are good.")
    if len(password) > LONGEST:
        return N_("The password is too long: keep to 256 characters.")
    left = password.lower()
    guessable = [
        part for word in known for part in word.lower().replace("@", " ").split() if len(part) >= _SHORTEST_WORD
    ]
    for word in (*_FIRST_TRIED, *guessable):
        left = left.replace(word, "")
    if len(set(left)) < _FEWEST_LETTERS:
        return N_("This password is among the first that are tried: choose another, such as four unrelated words.")
    return None
