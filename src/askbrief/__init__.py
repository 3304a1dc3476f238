"""askbrief: cited answers from a corpus of briefings, offline on a plain CPU."""

__version__ = "0.7.0"
