"""Skip logic and piping, as pure functions. Empty until the first condition can be written."""
