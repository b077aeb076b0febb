"""Which release this is, where it is named beside figures, in files and on the page that checks an installation."""

from importlib.metadata import PackageNotFoundError, version

_NEXT = "0.1.0"
"""The release that a checkout which nobody installed is on the way to."""


def release() -> str:
    """The number of the release, such as 0.1.0."""
    try:
        return version("rondo-survey")
    except PackageNotFoundError:
        return _NEXT
