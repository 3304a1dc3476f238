"""Weights of the support score in evidence.py, in the order of its FEATURES; made by eval/fit_support.py."""

BIAS = -9.168
WEIGHTS = (
    2.141,  # words_in_sentence
    0.397,  # words_in_passage
    -0.000,  # worst_missing
    1.161,  # names_in_sentence
    0.126,  # names_in_passage
    0.634,  # worst_name
    4.722,  # sentence_cosine
    1.947,  # passage_cosine
    1.514,  # lexical
    0.644,  # kind_borne
    -1.330,  # kind_missing
    1.329,  # pairs
    0.000,  # time_borne
    -1.533,  # time_missing
    -1.116,  # unknown_names
    -1.776,  # numbers_missing
    -0.840,  # heading
    1.598,  # section_fits
    -0.192,  # no_names
    0.160,  # length
    0.676,  # heading_asked
    1.085,  # sentence_asked
    1.228,  # dated_heading
)
