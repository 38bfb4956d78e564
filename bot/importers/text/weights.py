"""How much each piece of evidence weighs, in log odds.

Fitted by logistic regression (README.md tells on what); a number that is not named weighs nothing.
"""

from collections.abc import Mapping
from types import MappingProxyType

TITLED: Mapping[str, float] = MappingProxyType({
    "bias": 3.72, "again": 0.12, "again_much": -0.26, "mentioned": 0.2, "line_elsewhere": 0.22,
    "common_all": -0.23, "common_capitals": 0.24, "after_closing": 0.11, "after_colon": -0.63,
    "after_comma": -0.19, "after_sentence": -0.63, "after_short": -0.47, "opens_short": -2.18, "opens_echo":
    -0.13, "copied_before": -0.96, "copied_behind": -0.65, "opens_name": 0.4, "before_echo": 0.04,
    "opens_greeting": 2.19, "opens_attribution": 0.39, "closing_comma": 0.0, "spoken": -0.38,
    "opens_addressing": 0.34, "before_lower": 0.05, "greeting": -1.64, "closing": -0.35, "long_word": -0.26,
    "first": 0.81, "before_shared": 0.29, "before_code": -0.56, "opens_code": -0.39, "opens_bullet": 0.19,
    "opens_heading": 1.31, "opens_self": 0.09, "words_2": 0.08, "words_3": 0.31, "words_4_up": -0.41,
    "long": -0.9, "sentence_end": -0.94, "colon_end": -1.01, "comma_end": -1.1, "digit": -0.41,
    "underscore": 0.08, "inner_capital": 0.27, "lower_single": 1.35, "lower_many": 0.04, "capitalised":
    0.95, "function_word": -0.32, "function_words": -0.44, "code": -0.9, "bullet": -0.05, "quote_mark":
    -0.09, "interjection": -0.84, "address": 0.8, "inner_comma": -0.19, "caps": -0.08, "bracket": -1.86,
    "tiny": -0.02, "apostrophe": -0.33, "no_letter": -0.47, "heading_word": -0.5, "of_code": -0.65, "given":
    0.84, "pair_again": 0.68, "other_title": -1.36, "bearers": 0.69, "title_elsewhere": -1.27, "title_echo":
    0.3, "title_words_2": 0.61, "title_words_3": 0.43, "title_words_4_up": -0.38, "title_long": -1.94,
    "title_sentence_end": -0.44, "title_colon_end": -0.62, "title_comma_end": -0.88, "title_lower_single":
    -0.55, "title_lower_many": -0.46, "title_capitalised": 0.05, "title_function_word": -0.1,
    "title_function_words": 0.69, "title_code": -0.94, "title_bullet": -0.12, "title_quote_mark": -0.12,
    "title_interjection": -0.46,
})  # fmt: skip
"""For threads that print user titles."""

UNTITLED: Mapping[str, float] = MappingProxyType({
    "bias": 0.43, "again": 1.71, "again_much": -1.15, "starter": 2.40, "common_words": -1.07,
    "after_comma": -1.41, "opens_lower": -0.88, "opens_echo": 0.63, "before_echo": 0.52,
    "opens_greeting": 2.96, "closing_comma": -1.89, "greeting": -4.81, "closing": -2.37,
    "lower_spoken": 0.90, "long_word": -1.45, "before_shared": -0.00, "before_code": -0.21,
    "opens_code": -0.13, "opens_self": -0.86, "words_2": 0.60, "words_3": 0.86, "words_4_up": -0.16,
    "long": -1.16, "sentence_end": -3.83, "colon_end": -3.60, "comma_end": -3.75, "digit": 0.85,
    "inner_capital": 1.11, "lower_single": 3.50, "lower_many": 1.07, "capitalised": 2.12,
    "function_word": -0.19, "function_words": -0.07, "code": -2.59, "quote_mark": -0.82,
    "interjection": -3.60, "address": 2.04, "inner_comma": -1.63, "caps": 1.84, "bracket": -2.13,
    "no_letter": -2.55, "heading_word": -3.49, "of_code": -1.39, "again_elsewhere": -0.07,
    "opens_with_echo": 0.01, "opens_as_echo": 0.65, "opens_in_few_words": -2.22, "copied_with_one":
    -0.37, "copied_with_two": -0.58, "same_above": -3.35, "same_behind": -2.20, "postscript": -2.13,
    "opens_rule": -0.23, "often_closed": -0.48, "closed_again": -0.58, "unbalanced": -2.54,
    "spoken_by_part": -0.94,
})  # fmt: skip
"""For threads that print names alone, at the first look."""

SECOND: Mapping[str, float] = MappingProxyType({
    "bias": 1.10, "again": 1.27, "again_much": -1.45, "starter": 2.05, "common_words": -0.81,
    "after_comma": -1.45, "opens_lower": -0.49, "opens_echo": 0.39, "before_echo": 0.30,
    "opens_greeting": 1.55, "closing_comma": -1.71, "greeting": -2.92, "closing": -2.51,
    "lower_spoken": 0.56, "long_word": -0.91, "before_shared": -0.71, "before_code": -0.20,
    "opens_code": -0.61, "opens_self": -0.80, "words_2": 1.15, "words_3": 1.82, "words_4_up": 1.16,
    "long": -1.60, "sentence_end": -3.36, "colon_end": -3.10, "comma_end": -2.28, "digit": 0.70,
    "inner_capital": 0.97, "lower_single": 2.83, "lower_many": 0.81, "capitalised": 1.65,
    "function_word": -0.22, "function_words": 0.20, "code": -2.08, "quote_mark": -0.72,
    "interjection": -3.24, "address": 2.14, "inner_comma": -1.31, "caps": 1.95, "bracket": -1.39,
    "no_letter": -2.02, "heading_word": -3.13, "of_code": -1.91, "again_elsewhere": -0.42,
    "opens_with_echo": 0.35, "opens_as_echo": 0.27, "opens_in_few_words": -0.77, "copied_with_one":
    -1.32, "copied_with_two": -0.64, "same_above": -3.35, "same_behind": -2.73, "postscript": -1.89,
    "opens_rule": -0.82, "often_closed": -0.41, "closed_again": -1.02, "unbalanced": -1.97,
    "spoken_by_part": -0.83, "next": -4.55, "previous": -2.64, "others": 1.59, "others_much": -2.75,
    "words_alike": 0.55, "same_again": -2.15, "of_owner": -2.47, "free": 3.46, "before_known": 1.34,
    "opening_known": 1.03, "opening_doubted": -0.33, "below_signature": 1.38,
})  # fmt: skip
"""For the same threads at the second look, with `company` beside the evidence."""

ONE_OFF = 0.70
"""How many of the plausible names that stand once are heads, in the threads that taught these."""
