"""Weights of the support score in evidence.py, in the order of its FEATURES; made by eval/fit_support.py."""

BIAS = -9.852
WEIGHTS = (
    2.150,  # words_in_sentence
    0.287,  # words_in_passage
    -0.000,  # worst_missing
    1.108,  # names_in_sentence
    0.122,  # names_in_passage
    0.616,  # worst_name
    5.059,  # sentence_cosine
    2.160,  # passage_cosine
    1.987,  # lexical
    0.658,  # kind_borne
    -1.334,  # kind_missing
    1.406,  # pairs
    0.000,  # time_borne
    -1.540,  # time_missing
    -1.119,  # unknown_names
    -1.750,  # numbers_missing
    -0.640,  # heading
    1.833,  # section_fits
    -0.066,  # no_names
    0.549,  # length
    0.518,  # heading_asked
    0.822,  # sentence_asked
)
