"""What reports and pages call the standing of an option that people tick."""

from survey_app.exceptions import N_

IN = N_("in: enough ticked it")
OUT = N_("out: enough left it unticked")
TICKED_IT = N_("Ticked it")
SHARE = N_("Share that ticked it")
SHARE_MEANT = N_("how many of those who judged the option ticked it, whether it is in, out or not settled")
HOW = N_("tick all that apply")
RULE = N_(
    "An option is in when at least %(percent)s of %(base)s ticked it, out when at least as many did not; otherwise it "
    "is not settled. Every option is counted by itself."
)
