"""Letters: what they say, and how they are handed to the mail server."""
