"""The sections of the satisfaction report as a document, one module each."""
