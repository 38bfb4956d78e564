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
    "bias": 0.16, "again": 1.73, "again_much": -1.37, "starter": 2.29, "common_words": -0.94,
    "after_comma": -1.29, "opens_lower": -0.84, "opens_echo": 0.71, "before_echo": 0.50,
    "opens_greeting": 2.93, "closing_comma": -1.57, "spoken": -0.70, "greeting": -4.39, "closing":
    -2.14, "lower_spoken": 0.71, "long_word": -1.25, "before_shared": 0.02, "before_code": -0.22,
    "opens_code": -0.27, "opens_self": -0.90, "words_2": 0.82, "words_3": 1.01, "words_4_up": -0.10,
    "long": -0.97, "sentence_end": -3.63, "colon_end": -3.29, "comma_end": -3.59, "digit": 0.78,
    "inner_capital": 1.07, "lower_single": 3.47, "lower_many": 1.10, "capitalised": 2.07,
    "function_word": -0.30, "function_words": -0.04, "code": -2.48, "quote_mark": -0.77,
    "interjection": -3.01, "address": 1.89, "inner_comma": -1.41, "caps": 1.67, "bracket": -2.05,
    "no_letter": -2.27, "heading_word": -3.24, "of_code": -1.18, "again_elsewhere": -0.04,
    "opens_with_echo": -0.02, "opens_as_echo": 0.60, "opens_in_few_words": -2.11, "copied_with_one":
    -0.17, "copied_with_two": -0.61, "same_above": -3.27, "same_behind": -2.15, "postscript": -1.86,
    "opens_rule": -0.12, "often_closed": -0.60, "closed_again": -0.53, "unbalanced": -2.34,
})  # fmt: skip
"""For threads that print names alone, at the first look."""

SECOND: Mapping[str, float] = MappingProxyType({
    "bias": 0.85, "again": 1.18, "again_much": -1.45, "starter": 1.82, "common_words": -0.75,
    "after_comma": -1.38, "opens_lower": -0.45, "opens_echo": 0.43, "before_echo": 0.25,
    "opens_greeting": 1.69, "closing_comma": -1.38, "spoken": -0.53, "greeting": -2.65, "closing":
    -2.06, "lower_spoken": 0.38, "long_word": -0.92, "before_shared": -0.55, "before_code": -0.27,
    "opens_code": -0.70, "opens_self": -0.82, "words_2": 1.30, "words_3": 1.80, "words_4_up": 1.01,
    "long": -1.30, "sentence_end": -3.16, "colon_end": -2.83, "comma_end": -2.18, "digit": 0.63,
    "inner_capital": 0.87, "lower_single": 2.81, "lower_many": 0.83, "capitalised": 1.59,
    "function_word": -0.24, "function_words": 0.20, "code": -1.99, "quote_mark": -0.64,
    "interjection": -2.65, "address": 1.97, "inner_comma": -1.11, "caps": 1.71, "bracket": -1.33,
    "no_letter": -1.79, "heading_word": -2.90, "of_code": -1.59, "again_elsewhere": -0.43,
    "opens_with_echo": 0.18, "opens_as_echo": 0.38, "opens_in_few_words": -0.80, "copied_with_one":
    -0.98, "copied_with_two": -0.66, "same_above": -3.09, "same_behind": -2.58, "postscript": -1.60,
    "opens_rule": -0.53, "often_closed": -0.60, "closed_again": -1.15, "unbalanced": -1.79, "next":
    -4.15, "previous": -2.63, "others": 1.31, "others_much": -2.19, "words_alike": 0.54,
    "same_again": -1.99, "of_owner": -2.15, "free": 3.00, "before_known": 1.19, "opening_known":
    0.97, "opening_doubted": -0.33, "below_signature": 1.17,
})  # fmt: skip
"""For the same threads at the second look, with `company` beside the evidence."""

ONE_OFF = 0.68
"""How many of the plausible names that stand once are heads, in the threads that taught these."""
