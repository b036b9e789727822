"""The corpus of who did what to whom: its format, checks, figures, split and the agreement of its annotators.

    python -m training.corpus check

GUIDE.md is the contract of the annotation, README.md tells how the corpus was made and what it is worth.
"""
