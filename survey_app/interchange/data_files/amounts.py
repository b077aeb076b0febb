"""Headings that ask for an amount: money, sizes, times, and what can fall below zero."""

import re

__all__ = ["is_amount", "is_change"]

_AMOUNT = re.compile(
    r"\b(?:revenues?|spend\w*|spent|costs?|incomes?|prices?|sizes?|minutes?|hours?|seconds?|amounts?|budgets?|sales"
    r"|turnover|salar(?:y|ies)|wages?|values?|worth|fees?|bills?|expens\w*|money|profits?|population|volume|total"
    r"|ingresos?|gastos?|gasta\w*|costes?|costos?|precios?|tama[ñn]os?|minutos|horas|importes?|montos?|ventas"
    r"|salarios?|sueldos?|presupuestos?|facturaci[oó]n|valor|pago|pagos"
    r"|\w*umsatz|\w*kosten|\w*preise?|\w*einkommen|\w*ausgaben|\w*gehalt|\w*betrag|gr[öo](?:ß|ss)e|minuten|stunden"
    r"|revenus?|d[eé]penses?|co[uû]ts?|prix|montants?|taille|salaires?|ventes"
    r"|eur|usd|gbp|cop|clp|ars|mxn|pen|cny|rmb|jpy|krw|idr|vnd|pesos?|euros?|dollars?)\b"
    r"|收入|金额|费|价格|成本|支出|销售额|营收|工资|薪|元|分钟|面积|人口|总额|产值"
)
_CHANGE = re.compile(
    r"\b(?:change[sd]?|changing|difference|delta|growth|balance|net (?!promoter)\w+|profits?|loss(?:es)?|temperature"
    r"|deviation|increase|decrease|cambios?|variaci[oó]n|diferencia|crecimiento|saldo|beneficios?|p[eé]rdidas?|temperatura"
    r"|\w*ver[äa]nderung\w*|differenz|wachstum|gewinn|verlust|temperatur|[eé]volution|variation|diff[eé]rence|solde)\b"
    r"|变化|变动|增长|差额|差异|盈亏|利润|温度|余额"
)


def is_amount(heading: str) -> bool:
    """Whether a heading in small letters asks for money, a size or a time: long numbers below it name nobody.

    >>> is_amount("monthly phone spend (cop)"), is_amount("年收入(元)"), is_amount("phone number")
    (True, True, False)
    """
    return _AMOUNT.search(heading) is not None


def is_change(heading: str) -> bool:
    """Whether a heading asks for what can fall below zero, so that -8 is probably a number.

    >>> is_change("Change in staff"), is_change("Age")
    (True, False)
    """
    return _CHANGE.search(heading.casefold().replace("_", " ")) is not None
