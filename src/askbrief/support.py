"""Weights of the support scores in evidence.py, in the order of its FEATURES (and READ_FEATURES); made by
eval/fit_support.py."""

BIAS = -7.006
WEIGHTS = (
    1.649,  # words_in_sentence
    0.116,  # words_in_passage
    -0.002,  # worst_missing
    1.090,  # names_in_sentence
    0.000,  # names_in_passage
    0.831,  # worst_name
    4.381,  # sentence_cosine
    0.765,  # passage_cosine
    1.096,  # lexical
    0.197,  # kind_borne
    -1.117,  # kind_missing
    0.884,  # pairs
    0.001,  # time_borne
    -2.066,  # time_missing
    -0.261,  # unknown_names
    -0.899,  # numbers_missing
    -0.690,  # heading
    1.343,  # section_fits
    -0.041,  # no_names
    0.097,  # length
    0.564,  # heading_asked
    0.406,  # sentence_asked
    0.824,  # dated_heading
    -1.286,  # proper_missing
    0.000,  # counted_missing
)

READ_BIAS = -2.721
READ_WEIGHTS = (
    0.247,  # words_in_sentence
    0.400,  # words_in_passage
    -0.000,  # worst_missing
    0.779,  # names_in_sentence
    0.000,  # names_in_passage
    0.173,  # worst_name
    1.944,  # sentence_cosine
    0.985,  # passage_cosine
    0.685,  # lexical
    0.000,  # kind_borne
    -0.404,  # kind_missing
    0.891,  # pairs
    0.000,  # time_borne
    -1.269,  # time_missing
    -0.000,  # unknown_names
    -0.218,  # numbers_missing
    -0.004,  # heading
    1.839,  # section_fits
    0.191,  # no_names
    -0.181,  # length
    0.635,  # heading_asked
    0.000,  # sentence_asked
    0.565,  # dated_heading
    -1.012,  # proper_missing
    0.000,  # counted_missing
    0.000,  # answerable
    0.209,  # supports
    0.121,  # span_margin
    0.000,  # answer_unfit
)
