"""The words of standing and denominators: how an item stands, what follows, and who is counted."""

from survey_app.exceptions import N_
from survey_app.stats.denominators import Counted
from survey_app.stats.stopping import Standing, Stop

STANDINGS: dict[Standing, str] = {
    Standing.SETTLED_AGREED: N_("settled: agreed"),
    Standing.SETTLED_WITHOUT_AGREEMENT: N_("settled without agreement"),
    Standing.SETTLED_SPLIT: N_("settled in two camps"),
    Standing.AGREED_STILL_MOVING: N_("agreed, still moving"),
    Standing.STILL_MOVING: N_("still moving"),
    Standing.ASKED_ONCE: N_("movement cannot be said yet"),
    Standing.TOO_FEW: N_("too few answers"),
}

STOPS: dict[Stop, str] = {
    Stop.ALL_SETTLED: N_("Every statement is settled: another round would hardly change anything."),
    Stop.ONE_MORE: N_("Some statements are not settled, and the protocol has a round left."),
    Stop.LAST_ROUND_DONE: N_("The protocol has no round left: what is not settled stays unsettled."),
    Stop.TOO_MANY_LOST: N_("More people missed this round than the protocol allows: it asks no further one."),
    Stop.CANNOT_TELL: N_("There is no statement to judge."),
}

COUNTED: dict[Counted, str] = {
    Counted.JUDGED: N_("Those who rated"),
    Counted.WITH_CANNOT_JUDGE: N_("With “cannot judge”"),
    Counted.WITH_PARTIALS: N_("With unfinished sheets"),
    Counted.WITH_PARTIALS_AND_CANNOT_JUDGE: N_("With unfinished sheets and “cannot judge”"),
    Counted.EVERYBODY_ASKED: N_("Everybody asked"),
}
