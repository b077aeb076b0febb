"""The settings of this process, for services that need them: they know no web framework to ask."""

from survey_app.config import Settings

_current: list[Settings] = []


def use(settings: Settings) -> None:
    """Make these the settings of this process; done once when the application is made."""
    _current[:] = [settings]


def settings() -> Settings:
    """The settings in force."""
    return _current[0]
