"""Weights of the support score in evidence.py, in the order of its FEATURES; made by eval/fit_support.py."""

BIAS = -5.2
WEIGHTS = (
    2.2,  # words_in_sentence
    1.4,  # words_in_passage
    -0.9,  # worst_missing
    1.2,  # names_in_sentence
    0.6,  # names_in_passage
    0.8,  # worst_name
    2.5,  # sentence_cosine
    1.5,  # passage_cosine
    0.6,  # lexical
    0.4,  # kind_borne
    -1.5,  # kind_missing
    0.5,  # pairs
    0.6,  # time_borne
    -2.0,  # time_missing
    -1.5,  # unknown_names
    -0.6,  # numbers_missing
    -0.3,  # heading
    0.2,  # section_fits
    0.0,  # no_names
    0.0,  # length
)
