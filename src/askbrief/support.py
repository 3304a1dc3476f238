"""Weights of the support scores in evidence.py, in the order of its FEATURES (and READ_FEATURES); made by
eval/fit_support.py."""

BIAS = -6.809
WEIGHTS = (
    1.355,  # words_in_sentence
    0.000,  # words_in_passage
    -0.000,  # worst_missing
    0.772,  # names_in_sentence
    0.209,  # names_in_passage
    0.850,  # worst_name
    4.524,  # sentence_cosine
    1.100,  # passage_cosine
    1.305,  # lexical
    0.150,  # kind_borne
    -0.989,  # kind_missing
    0.515,  # pairs
    0.320,  # time_borne
    -1.564,  # time_missing
    -0.085,  # unknown_names
    -0.753,  # numbers_missing
    -0.678,  # heading
    1.437,  # section_fits
    0.305,  # no_names
    -0.220,  # length
    0.398,  # heading_asked
    0.430,  # sentence_asked
    0.392,  # dated_heading
    -1.396,  # proper_missing
    -1.306,  # counted_missing
    0.839,  # enumerates
)

READ_BIAS = -4.659
READ_WEIGHTS = (
    0.513,  # words_in_sentence
    0.081,  # words_in_passage
    -0.000,  # worst_missing
    0.491,  # names_in_sentence
    0.223,  # names_in_passage
    0.518,  # worst_name
    2.714,  # sentence_cosine
    1.743,  # passage_cosine
    1.475,  # lexical
    0.000,  # kind_borne
    -0.175,  # kind_missing
    0.802,  # pairs
    0.571,  # time_borne
    -0.856,  # time_missing
    -0.000,  # unknown_names
    -0.335,  # numbers_missing
    -0.346,  # heading
    1.055,  # section_fits
    0.326,  # no_names
    -0.469,  # length
    0.363,  # heading_asked
    0.382,  # sentence_asked
    0.328,  # dated_heading
    -0.990,  # proper_missing
    -0.997,  # counted_missing
    0.440,  # enumerates
    0.040,  # answerable
    0.160,  # supports
    0.111,  # span_margin
    -0.191,  # answer_unfit
)
