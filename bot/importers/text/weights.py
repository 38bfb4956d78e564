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
    "bias": 0.86, "again": 1.19, "again_much": 0.12, "starter": 1.75, "mentioned": 0.82, "line_elsewhere":
    -0.1, "common_words": -1.42, "common_capitals": -0.54, "name_spoken": -1.01, "after_closing": 0.49,
    "after_colon": -0.29, "after_comma": -1.11, "after_sentence": -0.09, "after_short": -0.71,
    "opens_lower": -0.52, "opens_echo": 1.5, "copied_before": -1.84, "copied_behind": -1.42, "opens_name":
    -1.37, "before_echo": 0.11, "opens_greeting": 2.61, "opens_attribution": 0.87, "closing_comma": -0.63,
    "opens_addressing": -0.7, "before_lower": -0.53, "greeting": -2.6, "closing": -1.6, "lower_spoken":
    0.67, "long_word": -0.9, "first": 1.09, "before_shared": 0.76, "before_code": -0.49, "opens_code":
    -1.17, "opens_bullet": -0.29, "opens_heading": 1.18, "opens_self": -0.8, "words_2": 0.39, "words_3":
    1.06, "words_4_up": -0.21, "long": -1.45, "sentence_end": -3.17, "colon_end": -2.73, "comma_end": -2.8,
    "digit": 0.75, "underscore": 0.8, "inner_capital": 0.7, "lower_single": 2.53, "lower_many": 1.0,
    "capitalised": 1.32, "function_word": 0.61, "function_words": -0.14, "code": -1.64, "quote_mark": -0.12,
    "interjection": -1.5, "address": 1.51, "inner_comma": -0.94, "caps": 0.39, "bracket": -2.68, "tiny":
    -1.86, "apostrophe": -0.01, "no_letter": -1.24, "heading_word": -2.03, "of_code": -1.34,
})  # fmt: skip
"""For threads that print names alone."""
