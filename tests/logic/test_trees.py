"""Rules go to the page as trees: what the page reads back is what its own parser would have read."""

import json
import subprocess
from pathlib import Path

from survey_app.logic.parsing import ExpressionRefused, parse
from survey_app.logic.trees import is_for_pages, shortened
from tests.logic.vector_list import VECTORS

TWIN = Path(__file__).parents[2] / "survey_app" / "static" / "js" / "logic.js"
_COMPARE = """
import { readFileSync } from "node:fs";
const { parse, treeOf } = await import(process.argv[2]);
const pairs = JSON.parse(readFileSync(0, "utf8"));
const differ = pairs.filter(([text, short]) => JSON.stringify(parse(text)) !== JSON.stringify(treeOf(short)));
process.stdout.write(JSON.stringify(differ));
"""


def test_a_tree_is_the_same_whether_it_is_sent_or_read_in_the_page(tmp_path: Path) -> None:
    pairs = []
    for text in dict.fromkeys(text for _person, text, _expected in VECTORS):
        try:
            pairs.append((text, shortened(parse(text))))
        except ExpressionRefused:
            continue
    assert len(pairs) > 200
    script = tmp_path / "compare.mjs"
    script.write_text(_COMPARE)
    ran = subprocess.run(
        ["node", str(script), TWIN.as_uri()],  # noqa: S607 - node stands where the machine keeps it
        input=json.dumps(pairs), capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    assert json.loads(ran.stdout) == []


def test_patterns_are_worked_out_by_the_server_alone() -> None:
    assert not is_for_pages(parse("A = 1 and not matches(B, '(a+)+b')"))
    assert is_for_pages(parse("A = 1 and contains(B, 'a')"))
