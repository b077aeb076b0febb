"""The sample project: one study of 979 questionnaires, with answers that are simulated around a planted truth.

The places and how many questionnaires went to each are those of a real study of 2006; everything else is made up and
the study is marked as a sample.
"""
