"""`stats k-anonymity` and `stats alike` on files from elsewhere."""

import json
from pathlib import Path

import pytest
from flask import Flask


@pytest.mark.sqlite_only
def test_people_alike_are_counted_in_a_file(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_text("region,age,answer\nN,30,1\nN,30,2\nS,40,3\nS,40,1\nS,50,2\n", encoding="utf-8")
    run = app.test_cli_runner().invoke
    asked = ["stats", "k-anonymity", str(file), "--known", "region", "--known", "age", "--least", "2", "--json"]
    found = json.loads(run(args=asked).output)
    assert (found["k"], found["groups"], found["alone"], found["n"]) == (1, 3, 1, 5)
    refused = run(args=[*asked[:3], "--known", "nothing"])
    assert refused.exit_code == 2
    assert "nothing" in refused.output


@pytest.mark.sqlite_only
def test_texts_that_say_nearly_the_same_are_listed_by_their_rows(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "texts.csv"
    file.write_text("text\nDeliver on Saturday\nLower prices\nDeliveries on Saturdays\n\n", encoding="utf-8")
    found = json.loads(
        app.test_cli_runner().invoke(args=["stats", "alike", str(file), "--text", "text", "--json"]).output
    )
    assert [(each["one"], each["other"]) for each in found["pairs"]] == [(2, 4)]
