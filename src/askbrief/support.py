"""Weights of the support score in evidence.py, in the order of its FEATURES; made by eval/fit_support.py."""

BIAS = -9.254
WEIGHTS = (
    1.999,  # words_in_sentence
    0.440,  # words_in_passage
    -0.000,  # worst_missing
    1.206,  # names_in_sentence
    0.164,  # names_in_passage
    0.648,  # worst_name
    4.787,  # sentence_cosine
    1.734,  # passage_cosine
    1.587,  # lexical
    0.608,  # kind_borne
    -1.282,  # kind_missing
    1.438,  # pairs
    0.001,  # time_borne
    -1.538,  # time_missing
    -1.162,  # unknown_names
    -1.764,  # numbers_missing
    -0.827,  # heading
    1.624,  # section_fits
    -0.288,  # no_names
    0.283,  # length
    0.708,  # heading_asked
    1.021,  # sentence_asked
    1.311,  # dated_heading
)
