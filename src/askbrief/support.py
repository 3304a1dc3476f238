"""Weights of the support scores in evidence.py, in the order of its FEATURES (and READ_FEATURES); made by
eval/fit_support.py."""

BIAS = -6.916
WEIGHTS = (
    1.497,  # words_in_sentence
    0.105,  # words_in_passage
    -0.000,  # worst_missing
    1.025,  # names_in_sentence
    0.000,  # names_in_passage
    0.793,  # worst_name
    4.030,  # sentence_cosine
    0.576,  # passage_cosine
    1.051,  # lexical
    0.188,  # kind_borne
    -1.025,  # kind_missing
    0.822,  # pairs
    0.000,  # time_borne
    -1.869,  # time_missing
    -0.607,  # unknown_names
    -0.837,  # numbers_missing
    -0.638,  # heading
    1.261,  # section_fits
    -0.066,  # no_names
    0.110,  # length
    0.525,  # heading_asked
    0.390,  # sentence_asked
    0.676,  # dated_heading
)

READ_BIAS = -2.682
READ_WEIGHTS = (
    0.185,  # words_in_sentence
    0.356,  # words_in_passage
    -0.000,  # worst_missing
    0.714,  # names_in_sentence
    0.000,  # names_in_passage
    0.077,  # worst_name
    1.721,  # sentence_cosine
    0.821,  # passage_cosine
    0.640,  # lexical
    0.000,  # kind_borne
    -0.348,  # kind_missing
    0.790,  # pairs
    0.000,  # time_borne
    -1.103,  # time_missing
    -0.184,  # unknown_names
    -0.177,  # numbers_missing
    -0.017,  # heading
    1.626,  # section_fits
    0.125,  # no_names
    -0.130,  # length
    0.588,  # heading_asked
    0.000,  # sentence_asked
    0.189,  # dated_heading
    0.000,  # answerable
    0.190,  # supports
    0.108,  # span_margin
)
