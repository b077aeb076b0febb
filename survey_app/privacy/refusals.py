"""What the cryptographic room declines to do. No message names a key, a path or any content."""

from survey_app.exceptions import N_, NotFound, Refusal, TooMuch


class NotALink(NotFound):
    """A text that is not written like the secret of a personal link."""


class ContentTooLong(TooMuch):
    """A sheet of answers is longer than the fixed size of its questionnaire."""

    message = N_(
        "These answers are longer than this questionnaire can keep. Shorten the longest text and send it again."
    )


class SealBroken(Refusal):
    """A sealed content cannot be opened: it was sealed for another key, cut, changed, or written by another release."""

    title = N_("A sealed answer cannot be opened")
    message = N_(
        "It was changed after it was sealed, or the key belongs to another batch. Restore both from one backup."
    )


class SheetsUnreadable(SealBroken):
    """Some sheets of a batch cannot be opened. `keys` names their places in the inbox; nothing has been mixed."""

    message = N_("%(count)d sealed answers of this batch cannot be opened. Nothing was mixed and the key was kept.")

    def __init__(self, keys: tuple[str, ...]) -> None:
        self.keys = keys
        super().__init__(count=len(keys))


class AnswerTwice(Refusal):
    """Two sheets of one batch answer the same question under the same key. Nothing has been mixed."""

    title = N_("An answer would be counted twice")
    message = N_("Two sealed sheets of this batch come from the same link. Nothing was mixed and the key was kept.")


class KeyUnreadable(Refusal):
    """The key file is damaged, open to other users, of another batch, or its folder is not there."""

    status = 503
    title = N_("The key of this batch cannot be read")
    message = N_(
        "Answers cannot be taken or mixed until its key file is back, unchanged and readable by this program alone."
    )


class KeyMissing(KeyUnreadable):
    """The folder is there but holds no key file: it was destroyed, or never restored."""

    message = N_(
        "The key file of this batch is not in its folder. Restore it from its second copy, or the answers stay sealed."
    )


class KeyNotDestroyed(Refusal):
    """A key file could not be overwritten and removed: the promise of unlinkability does not hold yet."""

    status = 503
    title = N_("The key of this batch still exists")
    message = N_("Make its folder writable for this program and try again: until then sealed copies can be opened.")


class MixStuck(Refusal):
    """The steps of the mix do not lead on: a step ended without changing what the plan looks at."""

    title = N_("The mix does not go on")
    message = N_("A step ended without effect. Nothing is lost: look at the log of the worker and start it again.")


class GroupTooSmall(Refusal):
    """Fewer answers than the smallest group that may be shown."""

    title = N_("There are too few answers to show")
    message = N_("At least %(k)d answers are needed. Wait for more, or close without figures.")
