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
    "bias": 0.12, "again": 1.72, "again_much": -1.33, "starter": 2.34, "common_words": -0.96,
    "after_comma": -1.30, "opens_lower": -0.83, "opens_echo": 0.69, "before_echo": 0.47,
    "opens_greeting": 2.95, "closing_comma": -1.54, "spoken": -0.67, "greeting": -4.40, "closing":
    -2.12, "lower_spoken": 0.71, "long_word": -1.30, "before_shared": 0.07, "before_code": -0.24,
    "opens_code": -0.29, "opens_self": -0.90, "words_2": 0.85, "words_3": 1.01, "words_4_up": -0.04,
    "long": -0.92, "sentence_end": -3.64, "colon_end": -3.32, "comma_end": -3.62, "digit": 0.75,
    "inner_capital": 1.07, "lower_single": 3.49, "lower_many": 1.07, "capitalised": 2.07,
    "function_word": -0.31, "function_words": -0.09, "code": -2.47, "quote_mark": -0.77, "interjection":
    -3.03, "address": 1.87, "inner_comma": -1.37, "caps": 1.74, "bracket": -2.05, "no_letter": -2.25,
    "heading_word": -3.22, "of_code": -1.17, "again_elsewhere": -0.06, "opens_with_echo": -0.02,
    "opens_as_echo": 0.62, "opens_in_few_words": -2.09, "copied_with_one": -0.24, "copied_with_two":
    -0.62, "same_above": -2.52, "same_behind": -2.19, "postscript": -1.75, "opens_rule": -0.13,
    "often_closed": -0.63, "closed_again": -0.58, "unbalanced": -2.33,
})  # fmt: skip
"""For threads that print names alone, at the first look."""

SECOND: Mapping[str, float] = MappingProxyType({
    "bias": 0.76, "again": 1.21, "again_much": -1.39, "starter": 1.91, "common_words": -0.77,
    "after_comma": -1.32, "opens_lower": -0.44, "opens_echo": 0.39, "before_echo": 0.27,
    "opens_greeting": 1.61, "closing_comma": -1.32, "spoken": -0.51, "greeting": -2.77, "closing":
    -2.05, "lower_spoken": 0.40, "long_word": -1.00, "before_shared": -0.30, "before_code": -0.33,
    "opens_code": -0.79, "opens_self": -0.90, "words_2": 1.39, "words_3": 1.86, "words_4_up": 1.21,
    "long": -1.20, "sentence_end": -3.18, "colon_end": -2.82, "comma_end": -2.40, "digit": 0.59,
    "inner_capital": 0.91, "lower_single": 2.86, "lower_many": 0.79, "capitalised": 1.62,
    "function_word": -0.30, "function_words": 0.12, "code": -1.99, "quote_mark": -0.65, "interjection":
    -2.67, "address": 1.98, "inner_comma": -0.97, "caps": 1.87, "bracket": -1.36, "no_letter": -1.90,
    "heading_word": -2.86, "of_code": -1.59, "again_elsewhere": -0.41, "opens_with_echo": 0.16,
    "opens_as_echo": 0.43, "opens_in_few_words": -0.74, "copied_with_one": -0.81, "copied_with_two":
    -0.59, "same_above": -2.46, "same_behind": -2.59, "postscript": -1.37, "opens_rule": -0.54,
    "often_closed": -0.55, "closed_again": -0.99, "unbalanced": -1.77, "next": -4.15, "previous": -2.77,
    "others": 1.43, "others_much": -2.39, "words_alike": 0.56, "same_again": -1.98, "of_owner": -1.98,
    "free": 3.03, "before_known": 0.97, "opening_known": 0.96, "opening_doubted": -0.34,
    "below_signature": 1.19,
})  # fmt: skip
"""For the same threads at the second look, with `company` beside the evidence."""
