"""Weights of the support score in evidence.py, in the order of its FEATURES; made by eval/fit_support.py."""

BIAS = -9.525
WEIGHTS = (
    1.859,  # words_in_sentence
    0.528,  # words_in_passage
    -0.000,  # worst_missing
    1.269,  # names_in_sentence
    0.205,  # names_in_passage
    0.677,  # worst_name
    4.823,  # sentence_cosine
    1.758,  # passage_cosine
    1.559,  # lexical
    0.632,  # kind_borne
    -1.251,  # kind_missing
    1.495,  # pairs
    0.001,  # time_borne
    -1.517,  # time_missing
    -1.171,  # unknown_names
    -1.773,  # numbers_missing
    -0.803,  # heading
    1.678,  # section_fits
    -0.432,  # no_names
    0.744,  # length
    0.664,  # heading_asked
    1.163,  # sentence_asked
    1.202,  # dated_heading
)
