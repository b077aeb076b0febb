"""The verbs of a study. Services flush and never commit, so they compose; a refusal takes everything back."""
