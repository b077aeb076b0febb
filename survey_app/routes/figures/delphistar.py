"""The thirty-eight entries of DELPHISTAR, told in words of our own under the numbers of the published list."""

from survey_app.exceptions import N_
from survey_app.routes.figures.checklist import Checklist, Topic

_TITLE = (
    Topic("1", N_("The title says that it is a Delphi")),
    Topic("2", N_("The abstract says that it is a Delphi"), ("method",)),
    Topic("3", N_("The abstract has the usual parts")),
)
_CONTEXT = (
    Topic("4", N_("Who paid for it")),
    Topic("5", N_("Who carried it out, from which fields"), ("organiser",)),
    Topic("6", N_("Whether somebody advised on the method")),
    Topic("7", N_("The project that it belongs to")),
    Topic("8", N_("Protocol of the study, and where it stands"), ("protocol",)),
    Topic("9", N_("Why a Delphi is the right method")),
    Topic("10", N_("What the Delphi is for: to agree, to judge, to foresee")),
)
_METHOD = (
    Topic("11", N_("Which knowledge and which points of view were wanted, and why"), ("groups",)),
    Topic("12", N_("What was done about knowledge that was missing or left out")),
    Topic("13", N_("Who counts as an expert")),
    Topic("14", N_("Kind of Delphi, and how it departs from it"), ("method", "changes")),
    Topic("15", N_("Why this kind, and why anything was changed on the way"), ("changes",)),
    Topic("16", N_("Who was asked in each round"), ("flow", "missed")),
    Topic("17", N_("How the experts were found")),
    Topic("18", N_("How they were invited, also later on")),
    Topic("19", N_("How the statements came about"), ("origin",)),
    Topic(
        "20", N_("The questionnaire: its questions, scales and space for words"), ("question", "reasons"), is_whole=True
    ),
    Topic("21", N_("How many rounds there were"), ("dates",), is_whole=True),
    Topic("22", N_("Aim of each round")),
    Topic("23", N_("What ends the rounds, and why"), ("consensus", "stability")),
    Topic("24", N_("What was reported back after each round"), ("shown",), is_whole=True),
    Topic("25", N_("How it was reported back"), ("shown", "collected")),
    Topic("26", N_("Whether groups saw each other's figures apart"), ("shown",)),
    Topic("27", N_("What was done with dissent and unclear results"), ("repeated", "fates", "dissent")),
    Topic("28", N_("How figures and words were worked on"), ("processed",)),
    Topic("29", N_("What counts as consensus, and how it is measured"), ("consensus",), is_whole=True),
    Topic("30", N_("Whether groups were analysed apart or weighted"), ("groups",)),
)
_RESULTS = (
    Topic("31", N_("The way through the rounds as a drawing"), ("flow",)),
    Topic("32", N_("What happened meanwhile that may have mattered"), ("changes",)),
    Topic("33", N_("How many were invited and took part in each round"), ("flow",), is_whole=True),
    Topic("34", N_("Results of each round, and the final ones"), ("outcome", "dissent")),
)
_DISCUSSION = (
    Topic("35", N_("What the study found"), ("outcome",)),
    Topic("36", N_("How far the results hold elsewhere")),
    Topic("37", N_("How far they can be relied on"), ("stability",)),
    Topic("38", N_("Limits, those of the panel too")),
)
PARTS = (_TITLE, _CONTEXT, _METHOD, _RESULTS, _DISCUSSION)
"""Title and abstract, context, method, results, discussion."""
DELPHISTAR = Checklist(
    "delphistar",
    "DELPHISTAR",
    "Niederberger et al. 2024, PLoS ONE 19(8):e0304651",
    tuple(topic for part in PARTS for topic in part),
)
