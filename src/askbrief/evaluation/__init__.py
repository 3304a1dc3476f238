"""The benchmark: a suite of questions asked of an assistant, judged row by row, averaged, held against a baseline.

`run.py` is the flow, read it first.
"""
