"""Weights of the support scores in evidence.py, in the order of its FEATURES (and READ_FEATURES); made by
eval/fit_support.py."""

BIAS = -8.032
WEIGHTS = (
    1.745,  # words_in_sentence
    0.000,  # words_in_passage
    -0.000,  # worst_missing
    1.125,  # names_in_sentence
    0.000,  # names_in_passage
    0.972,  # worst_name
    4.652,  # sentence_cosine
    1.364,  # passage_cosine
    1.213,  # lexical
    0.276,  # kind_borne
    -1.007,  # kind_missing
    1.080,  # pairs
    0.000,  # time_borne
    -2.255,  # time_missing
    -0.666,  # unknown_names
    -0.925,  # numbers_missing
    -0.738,  # heading
    1.241,  # section_fits
    0.209,  # no_names
    0.069,  # length
    0.874,  # heading_asked
    0.501,  # sentence_asked
    0.745,  # dated_heading
    -1.872,  # proper_missing
    -1.247,  # counted_missing
    1.000,  # enumerates
)

READ_BIAS = -4.706
READ_WEIGHTS = (
    0.000,  # words_in_sentence
    0.696,  # words_in_passage
    -0.000,  # worst_missing
    0.594,  # names_in_sentence
    0.000,  # names_in_passage
    0.318,  # worst_name
    2.273,  # sentence_cosine
    2.165,  # passage_cosine
    1.339,  # lexical
    0.000,  # kind_borne
    -0.052,  # kind_missing
    1.284,  # pairs
    0.096,  # time_borne
    -1.004,  # time_missing
    -0.359,  # unknown_names
    -0.302,  # numbers_missing
    -0.241,  # heading
    0.701,  # section_fits
    0.313,  # no_names
    0.455,  # length
    0.739,  # heading_asked
    0.555,  # sentence_asked
    0.925,  # dated_heading
    -1.223,  # proper_missing
    -0.537,  # counted_missing
    1.000,  # enumerates
    0.055,  # answerable
    0.252,  # supports
    0.101,  # span_margin
    -0.790,  # answer_unfit
)
