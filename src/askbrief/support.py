"""Weights of the support scores in evidence.py, in the order of its FEATURES (and READ_FEATURES); made by
eval/fit_support.py."""

BIAS = -6.656
WEIGHTS = (
    1.404,  # words_in_sentence
    0.000,  # words_in_passage
    -0.000,  # worst_missing
    0.767,  # names_in_sentence
    0.192,  # names_in_passage
    0.851,  # worst_name
    4.440,  # sentence_cosine
    1.045,  # passage_cosine
    1.234,  # lexical
    0.157,  # kind_borne
    -0.969,  # kind_missing
    0.480,  # pairs
    0.317,  # time_borne
    -1.539,  # time_missing
    -0.078,  # unknown_names
    -0.742,  # numbers_missing
    -0.668,  # heading
    1.417,  # section_fits
    0.242,  # no_names
    -0.253,  # length
    0.381,  # heading_asked
    0.408,  # sentence_asked
    0.369,  # dated_heading
    -1.374,  # proper_missing
    -1.285,  # counted_missing
    0.809,  # enumerates
)

READ_BIAS = -4.572
READ_WEIGHTS = (
    0.584,  # words_in_sentence
    0.101,  # words_in_passage
    -0.000,  # worst_missing
    0.484,  # names_in_sentence
    0.211,  # names_in_passage
    0.548,  # worst_name
    2.855,  # sentence_cosine
    1.604,  # passage_cosine
    1.522,  # lexical
    0.000,  # kind_borne
    -0.126,  # kind_missing
    0.808,  # pairs
    0.603,  # time_borne
    -0.841,  # time_missing
    -0.000,  # unknown_names
    -0.379,  # numbers_missing
    -0.406,  # heading
    1.062,  # section_fits
    0.231,  # no_names
    -0.516,  # length
    0.308,  # heading_asked
    0.325,  # sentence_asked
    0.146,  # dated_heading
    -0.972,  # proper_missing
    -0.967,  # counted_missing
    0.012,  # enumerates
    0.065,  # answerable
    0.185,  # supports
    0.104,  # span_margin
    -0.203,  # answer_unfit
)
