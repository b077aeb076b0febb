"""Customers by kind: `loyalty`, `man`, `roles`, `losses`, `offers` and `channels`."""

from collections.abc import Sequence

import click

from survey_app.cli.stats.group import statistic
from survey_app.cli.stats.options import JSON
from survey_app.cli.stats.printing import answer, emit, figure, grid, percent, tell
from survey_app.cli.stats.respondents import LEVEL, POPULATION, Respondents, pair_of, respondents_file
from survey_app.cli.stats.scores import bounds
from survey_app.exceptions import N_, FileRefused
from survey_app.stats.channels import Channels, StageAnswers, channels
from survey_app.stats.customer_cells import (
    Cells,
    Losses,
    NeedOfferUse,
    buying_outcome,
    losses,
    need_offer_use,
    payers_and_users,
)
from survey_app.stats.loyalty import Loyalty, LoyaltyRule, loyalty

_RULE = LoyaltyRule()
_FLAGS = "A person in each row; the columns hold yes and no (1 and 0)."
_TRUST = "A customer in each row; columns of purchases, months since the first, share of purchases here, and trust."


@statistic("loyalty", of=loyalty, columns=_TRUST, answer=Loyalty)
@respondents_file
@click.option("--orders", required=True, help="Column of the number of purchases.")
@click.option("--months", required=True, help="Column of months since the first purchase.")
@click.option("--share", required=True, help="Column of the share of such purchases made here, 0 to 1.")
@click.option("--trust", required=True, help="Column of trust on its scale.")
@click.option("--per-cent", is_flag=True, help="Shares stand in per cent.")
@click.option("--new-below", type=float, default=_RULE.new_below_months, show_default=True, help="Months of the new.")
@click.option("--old-from", type=float, default=_RULE.old_from_months, show_default=True, help="Months of the old.")
@click.option(
    "--old-orders", type=float, default=_RULE.old_from_orders, show_default=True, help="Purchases of the old."
)
@click.option(
    "--regular-share", type=float, default=_RULE.regular_from_share, show_default=True, help="Share of the regular."
)
@click.option(
    "--loyal-share", type=float, default=_RULE.loyal_from_share, show_default=True, help="Share of the loyal."
)
@click.option(
    "--loyal-trust", type=float, default=_RULE.loyal_from_trust, show_default=True, help="Trust of the loyal."
)
@POPULATION
@LEVEL
@JSON
def loyalty_command(
    people: Respondents,
    *,
    orders: str,
    months: str,
    share: str,
    trust: str,
    per_cent: bool,
    new_below: float,
    old_from: float,
    old_orders: float,
    regular_share: float,
    loyal_share: float,
    loyal_trust: float,
    population: int | None,
    level: float,
    as_json: bool,
) -> None:
    """Classes of loyalty: potential, new, regular, old and loyal by stated thresholds, else unclassified."""
    rule = LoyaltyRule(new_below, old_from, old_orders, regular_share, loyal_share, loyal_trust)
    part = (people.without_signs(share) if per_cent else people).column(share) / (100 if per_cent else 1)
    found = loyalty(
        people.column(orders), people.column(months), part, people.column(trust), rule,
        weights=people.weights, population=population, level=level,
    )  # fmt: skip
    lines = [(each.name.value, str(each.count), percent(each.share.value), bounds(each.share.interval, 100))
             for each in found.classes]  # fmt: skip
    answer(found.to_json(), grid(("class", "n", "%", "interval"), lines), as_json=as_json)


def _cells_shown(found: Cells, *, as_json: bool) -> None:
    if as_json:
        emit(found.to_json())
        return
    lines = [
        (each.code, each.name, str(each.count), percent(each.share.value), bounds(each.share.interval, 100))
        for each in found.cells
    ]
    lines += [(code, "incomplete", str(count), "-", "-") for code, count in found.incomplete]
    tell(grid(("code", "cell", "n", "%", "interval"), lines), found)


@statistic("man", of=buying_outcome, columns=_FLAGS, answer=Cells)
@respondents_file
@click.option("--money", default="money", show_default=True, help="Column: has the money.")
@click.option("--authority", default="authority", show_default=True, help="Column: may decide.")
@click.option("--need", default="need", show_default=True, help="Column: needs it.")
@JSON
def man_command(people: Respondents, *, money: str, authority: str, need: str, as_json: bool) -> None:
    """Money, authority and need: who qualifies with all three, and the partial codes."""
    found = buying_outcome(people.flags(money), people.flags(authority), people.flags(need), people.weights)
    _cells_shown(found, as_json=as_json)


@statistic("roles", of=payers_and_users, columns=_FLAGS, answer=Cells)
@respondents_file
@click.option("--pays", default="pays", show_default=True, help="Column: pays.")
@click.option("--uses", default="uses", show_default=True, help="Column: uses.")
@JSON
def roles_command(people: Respondents, *, pays: str, uses: str, as_json: bool) -> None:
    """Who pays and who uses: four cells."""
    _cells_shown(payers_and_users(people.flags(pays), people.flags(uses), people.weights), as_json=as_json)


@statistic(
    "losses",
    of=losses,
    columns="A lost customer in each row; a column with active or passive, and a column of reasons.",
    answer=Losses,
)
@respondents_file
@click.option("--kind", default="kind", show_default=True, help="Column: active or passive.")
@click.option("--reason", default="reason", show_default=True, help="Column of reasons.")
@JSON
def losses_command(people: Respondents, *, kind: str, reason: str, as_json: bool) -> None:
    """Lost customers: left by their own decision or drifted away, with the reasons of either."""
    kinds = [None if each is None else each.casefold() for each in people.sheet.texts(kind)]
    wrong = next((row for row, each in enumerate(kinds) if each not in (None, "active", "passive")), None)
    if wrong is not None:
        raise FileRefused(
            N_("Row %(row)s, column %(column)s: “%(value)s” is neither active nor passive."),
            row=people.sheet.table.numbers[wrong],
            column=kind[:80],
            value=str(kinds[wrong])[:80],
        )
    found = losses(kinds, people.sheet.texts(reason), people.weights)
    if as_json:
        emit(found.to_json())
        return
    lines = [
        (name, str(each.code), str(each.count), percent(each.value))
        for name, part in found.reasons
        for each in part.categories
    ]
    head = f"active {percent(found.active.value)} %, passive {percent(found.passive.value)} %; n {found.n}"
    tell(f"{head}\n\n{grid(('loss', 'reason', 'n', '%'), lines)}", found)


@statistic("offers", of=need_offer_use, columns=f"{_FLAGS} A column of causes may be added.", answer=NeedOfferUse)
@respondents_file
@click.option("--need", default="need", show_default=True, help="Column: needs it.")
@click.option("--offered", default="offered", show_default=True, help="Column: it is offered.")
@click.option("--used", default="used", show_default=True, help="Column: uses it.")
@click.option("--cause", help="Column: why an offer is not used.")
@JSON
def offers_command(
    people: Respondents, *, need: str, offered: str, used: str, cause: str | None, as_json: bool
) -> None:
    """Need by offer by use: needs without an offer, offers with little use, and why."""
    causes = None if cause is None else people.sheet.texts(cause)
    found = need_offer_use(people.flags(need), people.flags(offered), people.flags(used), causes, people.weights)
    _cells_shown(found, as_json=as_json)
    if not as_json:
        tell(
            f"\nneed without offer {percent(found.need_without_offer.value)} %; use of the offer "
            f"{percent(found.use_of_offer.value)} %; need offered but unused {percent(found.unused_need.value)} %"
        )


@statistic(
    "channels",
    of=channels,
    columns="A person in each row; for each stage a column of channels used and one of channels preferred (several as "
    "shop;web), and a column of satisfaction if asked. Or long: the columns stage, used, preferred, satisfaction.",
    answer=Channels,
)
@respondents_file
@click.option("--stage", "stages", multiple=True, help="A stage as NAME=USED:PREFERRED or NAME=USED:PREFERRED:RATING.")
@click.option("--separator", default=";", show_default=True, help="What stands between several channels of a cell.")
@JSON
def channels_command(people: Respondents, *, stages: tuple[str, ...], separator: str, as_json: bool) -> None:
    """Channels by stage: use, preference, satisfaction of the users, and how many use none they prefer."""
    if stages:
        found = channels(dict(_stage(people, each, separator) for each in stages), people.weights)
    elif people.sheet.has("stage", "used", "preferred"):
        found = _long(people, separator)
    else:
        raise click.UsageError("Name the stages with --stage NAME=USED:PREFERRED.")
    if as_json:
        emit(found.to_json())
        return
    lines = [
        (
            f"{stage.name}: {each.name}",
            percent(each.use.value),
            percent(each.preferred.value),
            figure(each.satisfaction.value if each.satisfaction else None),
        )
        for stage in found.stages
        for each in stage.channels
    ]
    told = "\n".join(f"{each.name}: {percent(each.mismatch.value)} % use none they prefer" for each in found.stages)
    tell(f"{grid(('channel', 'use %', 'preferred %', 'satisfaction'), lines)}\n\n{told}", found)


def _stage(people: Respondents, given: str, separator: str) -> tuple[str, StageAnswers]:
    name, columns = pair_of(given, "=", "stage such as before=used1:preferred1")
    used, rest = pair_of(columns, ":", "stage such as before=used1:preferred1")
    preferred, _, rating = rest.partition(":")
    score = people.column(rating) if rating else None
    return name, StageAnswers(_channels(people, used, separator), _channels(people, preferred, separator), score)


def _channels(people: Respondents, column: str, separator: str) -> Sequence[tuple[str, ...] | None]:
    return people.sheet.codes(column, separator)


def _long(people: Respondents, separator: str) -> Channels:
    """Stages of a long file are other rows, so each is worked out on its own and they are put together."""
    if people.weight is not None:
        raise click.UsageError("Weights need a wide file: a person in each row.")
    parts: list[Channels] = []
    for name, part in people.groups("stage"):
        score = part.column("satisfaction") if part.sheet.has("satisfaction") else None
        answers = StageAnswers(_channels(part, "used", separator), _channels(part, "preferred", separator), score)
        parts.append(channels({str(name): answers}))
    if not parts:
        raise FileRefused(N_("The file names no stage."))
    most = max(parts, key=lambda each: each.n)
    return Channels(**vars(most) | {"stages": tuple(stage for each in parts for stage in each.stages)})
