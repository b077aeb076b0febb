"""The answers for programs of statistics: one set of names, labels and missing codes, written for each of them."""
