"""Own scales of statements in an archive: refused where no panel could have asked them."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from survey_app.exceptions import N_
from survey_app.interchange.archives import ArchiveRefused
from survey_app.models import Item, Protocol
from survey_app.services import own_scales
from survey_app.services.archive_parts import Part
from survey_app.services.protocol_rules import ProtocolRules


class OwnScalesUnfit(ArchiveRefused):
    """The archive was changed: no lock and no round lets such statements through."""

    message = N_(
        "“%(part)s” in the archive gives statements a scale of their own where they cannot have one: in real time, "
        "with arguments for and against, or where all are answered together. Take the archive again from its study."
    )


def require_fitting(part: Part, rounds: Iterable[Part], items: Mapping[str, Item], locked: Iterable[Protocol]) -> None:
    """Refuse own scales that the locked rules, or those of an analysed round, have no room for.

    `locked` are the rules in force: by those before an amendment a statement that has a scale now may have had none.
    """
    asked = [(each.document["items"], ProtocolRules.from_json(each.document["rules"])) for each in locked]
    asked += [(each.content["asked"], _rules_of(each)) for each in rounds]
    for listed, rules in asked:
        if own_scales.round_misfit([items[each["code"]] for each in listed if each["code"] in items], rules):
            raise OwnScalesUnfit(part=part.where)


def _rules_of(found: Part) -> ProtocolRules:
    rules: Mapping[str, Any] = found.content["figures"]["rules"]
    declared = ProtocolRules.from_json(rules)
    return replace(declared, real_time=declared.real_time or "live" in found.content)
