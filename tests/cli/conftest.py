"""A statistic over a file that a test writes: what most tests of the commands begin with."""

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from survey_app.cli.stats import commands


@pytest.fixture
def run(tmp_path: Path) -> Any:
    def with_file(verb: str, content: str, *words: str) -> Result:
        path = tmp_path / "answers.csv"
        path.write_text(content, encoding="utf-8")
        return CliRunner().invoke(commands, [verb, str(path), *words])

    return with_file
