"""Whether every page of a panel is looked at in two worlds: what `whole_life` never shows has a test or a reason here.

A page that answers 404 in both worlds proves nothing. So each address that a GET can reach either was there (status
200) in `whole_life`, or belongs to surveys alone, or stands in `ELSEWHERE` with the test that shows it in two worlds or
with the reason why there is nothing to compare.
"""

from collections.abc import Collection, Mapping
from http import HTTPStatus

from flask import Flask
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from tests.security.panel_people import Seen

SHOWN, REFUSED, THERE = "endpoints shown", "endpoints refused", "endpoints there"
"""What `whole_life` notes beside the pages it has seen."""
ONLY_SURVEYS = frozenset(
    {
        *("answer_files", "api_questionnaires", "api_responses", "block_saving", "column_values", "crosstabs"),
        *("customers", "data_files", "data_starts", "entry", "entry_places", "imports", "key_targets", "letters"),
        *("need_notes", "open_data", "paper_forms", "pasting", "priorities", "quality", "questionnaire_files"),
        *("questionnaire_logic", "questionnaire_versions", "questionnaires", "quotas", "record_trends", "records"),
        *("rehearsals", "respond", "sampling", "text_codes", "translations", "trials", "weightings", "market_files"),
        *("shared_results", "cases", "fieldwork_files", "reports", "improvements", "market", "waves"),
    }
)
"""Parts of the program that find nothing but surveys; `test_two_worlds_survey` lives one twice."""
OF_STUDIES = frozenset(
    {
        *("cases.list_cases", "fieldwork_files.show_json", "improvements.list_improvements", "improvements.new"),
        *("improvements.show_json", "improvements.table", "improvements.workbook", "market.list_estimates"),
        *("market.new", "reports.download", "sampling.remove", "sampling.show", "sampling.upload", "waves.show"),
        "waves.show_json",
    }
)
"""Pages of these parts that are there for a study of panels, too: they are compared with the others."""
_REFUSES, _MOVES = "it shows nothing: it leads to another page", "it holds nothing of a panel"
_COPY = "for a Delphi that has not begun: rules and statements of another one, whose own desk is read in whole_life"
_SCALES, _OPEN, _LIVE = "test_two_worlds_scales", "test_two_worlds_open", "test_two_worlds_live"
ELSEWHERE: Mapping[str, str] = {
    "accounts.reset": _MOVES,
    "accounts.sign_in": _MOVES,
    "api_exports.show_job": "a job of `jobs.show`, which is read in whole_life",
    "api_results.show_results": "results of a survey",
    "block_library.show": _MOVES,
    "client_looks.download": _MOVES,
    "comparisons.show": "test_two_worlds_comparisons",
    "front.health": _MOVES,
    "front.start": _REFUSES,
    "ideas.handed": "tests/services/test_brainwriting.py: cards are dealt by the key of a link (decision 0017)",
    "item_imports.check": "a file that the moderator brings in; it holds nothing of the panel",
    "joining.show": _REFUSES,
    "live_rounds.show": _LIVE,
    "live_rounds.show_json": _LIVE,
    "live_rounds.table": _LIVE,
    "open_answers.show": _OPEN,
    "open_statements.show": _OPEN,
    "outcomes.show": "test_two_worlds_bound",
    "outcomes.show_json": "test_two_worlds_bound",
    "outcomes.table": "test_two_worlds_bound",
    "panel_door.confirm_lost": "it says the same to everybody; tests/routes/test_panel_self.py follows its address",
    "panel_door.home": _REFUSES,
    "panel_lookups.show": "it exists at confidential and identified alone, where answers have a name",
    "pictures.show": _MOVES,
    "protocol_copies.choose": _COPY,
    "protocol_copies.look": _COPY,
    "rankings.show": "test_two_worlds_bound",
    "ratings.points": "test_two_worlds_bound",
    "round_maps.drawing": "drawn from the figures that test_two_worlds_scales compares",
    "round_maps.show": _SCALES,
    "setup.show": _MOVES,
    "static": _MOVES,
    "studies.close_stage": "a survey is closed here; panels end in `rounds`",
    "studies.open_stage": "a survey is opened here; panels begin in `rounds`",
    "studies.show_stage": _REFUSES,
    "studies.throw_away": "a survey is thrown away here",
    "tokens.show": _MOVES,
    "vote_files.map_svg": "drawn from the frozen figures of `vote/result.json`, which test_two_worlds_votes compares",
}
"""What whole_life does not show: the test that does, or why there is nothing to show."""
OF_ESTIMATES = frozenset({"outcomes.show", "outcomes.show_json", "outcomes.table"})
"""Pages that are there where something is estimated: at one of its levels whole_life has them."""


def notes(app: Flask, seen: Seen) -> Seen:
    """Which endpoints were shown, which were tried and refused, and which there are."""
    urls = app.url_map.bind("127.0.0.1")
    shown: set[str] = set()
    refused: set[str] = set()
    for name, found in seen.items():
        try:
            endpoint, _arguments = urls.match("/" + name.partition("/")[2].partition("?")[0])
        except (HTTPException, RequestRedirect):
            continue
        if isinstance(found, tuple):
            (shown if found[0] == HTTPStatus.OK else refused).add(str(endpoint))
    there = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    return {SHOWN: sorted(shown), REFUSED: sorted(refused - shown), THERE: sorted(there)}


def uncovered(
    there: Collection[str], shown: Collection[str], elsewhere: Mapping[str, str] = ELSEWHERE
) -> tuple[list[str], list[str]]:
    """Endpoints that nothing accounts for, and entries of the table that are shown after all or are not there."""
    open_ones = [
        each
        for each in there
        if each not in shown and each not in elsewhere and each.partition(".")[0] not in ONLY_SURVEYS
    ]
    stale = [each for each in elsewhere if each in shown or each not in there]
    return open_ones, stale
