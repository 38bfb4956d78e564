"""Words that somebody copied by hand are whoever's they were first, also in quotes of the copy."""

import pytest

from tests.archive.debates import HARBOUR, credits_of, last

COUNTY = (
    "The dredger belongs to the county, the crew to the port, the nets to the cannery, the sand to nobody "
    "at all and the harbour master to his wife"
)
FERRY = (
    "A ferry needs three brothers from the mainland, two pilots with a licence, a priest for the bell and "
    "somebody who knows where the rope is"
)
COPIER = f'You say "{COUNTY}." That is news to me.\n\nAnd "{FERRY}." Indeed.\n\nWho told you?'


@pytest.mark.parametrize("mark", ['"', "&quot;", "“"])
def test_a_quote_of_several_copies_is_split_at_the_borders_of_each(mark: str) -> None:
    first = ("Marta", f"{COUNTY}.\n\n{FERRY}.")
    quoted = COPIER.replace('"', mark)
    body = f"{quoted}\n\nMy brother did, in the pub."

    found = credits_of(body, last(first, ("Olaf", COPIER), ("Pia", body)))

    assert "".join(text for text, *_ in found) == quoted
    assert [(author, number) for _, author, number in found] == [("Olaf", 2), ("Marta", 1)] * 2 + [
        ("Olaf", 2)
    ]
    assert [text for text, author, _ in found if author == "Marta"] == [COUNTY, FERRY]


def test_a_quote_of_a_copy_whose_words_were_changed_is_whoevers_most_of_it_is() -> None:
    said = (
        HARBOUR.replace("\n\n", " ")
        + " They could bake their own, as their mothers did before the ferry came."
    )
    retyped = f'You said: "{said}" and I wonder.'
    altered = said.replace("The harbour should", "It must")
    body = f"{altered}\n\nThere was no flour on the island."

    assert credits_of(body, last(("Marta", said), ("Olaf", retyped), ("Pia", body))) == [
        (altered, "Marta", 1)
    ]


def test_a_box_that_holds_a_copy_and_words_of_the_copiers_is_split_where_the_copy_ends() -> None:
    said = "The dredger belongs to the county, the crew to the port, " * 3 + "and the sand to nobody at all."
    mine = "Whatever the county owns, it has never once paid for the repairs, as every fisherman knows."
    retyped = f'"{said}" {mine}'
    body = f"{retyped}\n\nThat is how it is."

    found = credits_of(body, last(("Marta", said), ("Olaf", retyped), ("Pia", body)))

    assert [(text, author) for text, author, _ in found] == [
        ('"' + said.rstrip("."), "Marta"),
        (f'." {mine}', "Olaf"),
    ]


def test_code_that_is_handed_back_with_changes_is_whoevers_version_it_is() -> None:
    code = (
        "for (int plank = 0; plank < planks.size(); ++plank) {",
        "    if (planks[plank].isRotten()) { planks[plank].replace(oak); }",
        "    else { planks[plank].paint(white, twice); }",
        "}",
    )
    changed = code[2].replace("white", "blue").replace("twice", "thrice")
    said = "This is how we mend the pier.\n\n" + "\n\nAnd the quay:\n\n".join(["\n".join(code)] * 2)
    body = "Paint it like that:\n\n" + "\n".join([*code[:2], changed, code[3]])

    assert credits_of(body, last(("Marta", said), ("Olaf", body))) == []
