"""Weights of the support scores in evidence.py, in the order of its FEATURES (and READ_FEATURES); made by
eval/fit_support.py."""

BIAS = -6.737
WEIGHTS = (
    1.324,  # words_in_sentence
    0.000,  # words_in_passage
    -0.000,  # worst_missing
    0.800,  # names_in_sentence
    0.119,  # names_in_passage
    0.735,  # worst_name
    4.570,  # sentence_cosine
    1.058,  # passage_cosine
    1.373,  # lexical
    0.149,  # kind_borne
    -0.926,  # kind_missing
    0.498,  # pairs
    0.419,  # time_borne
    -1.296,  # time_missing
    -0.099,  # unknown_names
    -0.758,  # numbers_missing
    -0.721,  # heading
    1.422,  # section_fits
    0.193,  # no_names
    -0.247,  # length
    0.379,  # heading_asked
    0.445,  # sentence_asked
    0.435,  # dated_heading
    -1.377,  # proper_missing
    -1.334,  # counted_missing
    0.848,  # enumerates
)

READ_BIAS = -4.172
READ_WEIGHTS = (
    0.264,  # words_in_sentence
    0.123,  # words_in_passage
    -0.000,  # worst_missing
    0.563,  # names_in_sentence
    0.076,  # names_in_passage
    0.322,  # worst_name
    2.687,  # sentence_cosine
    1.469,  # passage_cosine
    1.465,  # lexical
    0.000,  # kind_borne
    -0.167,  # kind_missing
    0.692,  # pairs
    0.713,  # time_borne
    -0.483,  # time_missing
    -0.000,  # unknown_names
    -0.180,  # numbers_missing
    -0.465,  # heading
    1.126,  # section_fits
    0.346,  # no_names
    -0.490,  # length
    0.375,  # heading_asked
    0.235,  # sentence_asked
    0.000,  # dated_heading
    -1.150,  # proper_missing
    -1.064,  # counted_missing
    0.558,  # enumerates
    0.041,  # answerable
    0.142,  # supports
    0.119,  # span_margin
    -0.162,  # answer_unfit
)
