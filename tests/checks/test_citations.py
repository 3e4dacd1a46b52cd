"""Citations, the reference list, and identifiers."""

from typing import SupportsIndex

import pytest

from checking import Cases, agree, subject
from lstm_article.checks.citations import problems, references

CASES: Cases = {
    "none": ("# T\n\na\n", []),
    "as it should be": ("a [1,2]\n\n## References\n\n1. b [doi:10.1109/72.279181](https://doi.org/10.1109/72.279181)\n2. c [arXiv:1406.1078](https://arxiv.org/abs/1406.1078)\n", []),
    "a range": ("a [1-3]\n\n# 参考文献\n\n1. a\n2. b\n3. c\n", []),
    "old arXiv id": ("a [1]\n\n# References\n\n1. arXiv:hep-th/9901001v3\n", []),
    "links, code and notes are none": ("a [1](b) `[7]` [^3] x[0] [12a]\n", []),
    "numbers below 1 or above 999 are none": ("a [0] [01] [2019]\n", []),
    "numbers of three digits": ("a [999]\n", [(1, "cites [999]")]),
    "several, however separated": ("a [1, 2] [3;4] [5–6]\n\n# References\n\n1. a\n2. b\n3. c\n4. d\n5. e\n6. f\n", []),
    "several, of which two are missing": ("a [1, 2, 3]\n\n# References\n\n1. b\n", [(1, "cites [2], and the list has 1")]),
    "a range of fifty": ("a [1-50]\n\n# References\n\n[1] b\n[50] c\n", [(1, "cites [2], and the list has 2")]),
    "a range of more than fifty is its ends": ("a [1-51]\n\n# References\n\n[1] b\n[51] c\n", []),
    "a range too wide, or backwards": ("a [1-999] [3-1]\n\n# References\n\n1. a\n2. b\n3. c\n", [(1, "cites [999]"), (6, "lists reference 2")]),
    "numbers of a list": ("a [1]\n\n## References\n\n2. b\n3. c\n", [(1, "cites [1], and the list has 2"), (5, "lists reference 2"), (6, "lists reference 3")]),
    "numbers in brackets": ("a [1] [2]\n\n## 7. References\n\n[1] b\n[2] c\nd\n", []),
    "numbers in brackets, not cited": ("a [1] [3]\n\n# References\n\n[1] b\nc\n[2] d\n[3] e\n", [(7, "lists reference 2")]),
    "numbers in brackets, after bullets": ("a [1]\n\n# References\n\n- [2] b\n- [1] c\n", [(5, "lists reference 2")]),
    "numbers in brackets, after others": ("a [1]\n\n# References\n\n1. [2] b\n", []),
    "paragraphs": ("a [3]\n\n# References\n\nb\n\nc\n", [(1, "cites [3], and the list has 2"), (5, "lists reference 1"), (7, "lists reference 2")]),
    "a heading in the list": ("a [1]\n\n# References\n\n## Books\n\nb\n", []),
    "a numbered Chinese heading": ("一 [1]\n\n## 七、参考文献\n\n- b\n", []),
    "two paragraphs an entry": ("a [1,2]\n\n## References\n\n1. doi:10.1109/72\n\n    more\n\n2. c\n", []),
    "numbers with dashes": ("a [1-3-5] b\n\n# References\n\n[1] b\n[3] c\n[5] d\n", [(1, "cites [2]")]),
    "identifiers in other dress": (
        "a [1-4]\n\n# References\n\n1. doi: [10.1162/neco.1](https://doi.org/10.1162/neco.1) and DOI: https://doi.org/10.1162/neco.1\n"
        "2. **arXiv:1412.3555v1** https://arxiv.org/abs/1412.3555\n3. <https://arxiv.org/pdf/1412.3555.pdf>\n4. arXiv:[1406.1078](https://arxiv.org/abs/1406.1078)\n", [],
    ),
    "a DOI in other letters, and at a sentence's end": ("a [1]\n\n# References\n\n1. b, doi:10.1109/AB; (https://doi.org/10.1109/ab), doi:10.1109/ab.\n", []),
    "all forms of arXiv ids": (
        "a [1-5]\n\n# References\n\n1. arXiv:math.GT/0309136\n2. arXiv:1512.03385\n3. arXiv: https://arxiv.org/abs/1010.0001v12\n"
        "4. arxiv:cond-mat/9911001\n5. arXiv:0901.0001\n", [],
    ),
    "no entry": ("a [1]\nb [3]\n\n## References\n\n1. c\n", [(2, "cites [3], and the list has 1; add the reference or correct the number")]),
    "no list": ("a [2]\n", [(1, "cites [2], and there is no reference list")]),
    "not cited": ("a [1]\n\n## References\n\n1. b\n2. c\n", [(6, "lists reference 2, which nothing cites; cite or remove it")]),
    "cited in the list alone": ("a\n\n## References\n\n1. b [1]\n", [(5, "lists reference 1, which nothing cites")]),
    "DOI": ("a [1]\n\n## References\n\n1. doi:11.1109/72\n", [(5, "has `11.1109/72`, which is no well-formed DOI; correct it")]),
    "DOI in a link": ("a [1]\n\n## References\n\n1. [b](https://doi.org/10.1109)\n", [(5, "`10.1109`, which is no well-formed DOI")]),
    "DOI of one in two lines": ("a [1]\n\n## References\n\n[1] b\ndoi:10.123/4\n", [(5, "`10.123/4`, which is no well-formed DOI")]),
    "DOI of one in two paragraphs": ("a [1]\n\n## References\n\n1. b\n\n    doi:10.1109/\n", [(5, "`10.1109/`, which is no well-formed DOI")]),
    "arXiv id": ("a [1]\n\n## References\n\n1. arXiv:1413.1234\n", [(5, "`1413.1234`, which is no well-formed arXiv id")]),
    "arXiv ids that have no month, or too many digits": (
        "a [1-5]\n\n# References\n\n1. arXiv:1400.1234\n2. arXiv:1503.040691\n3. arXiv:hep-th/9900001\n4. arXiv:hep-th/99010012\n5. arXiv:hep-th/9913001\n",
        [(5, "`1400.1234`"), (6, "`1503.040691`"), (7, "`hep-th/9900001`"), (8, "`hep-th/99010012`"), (9, "`hep-th/9913001`")],
    ),
    "arXiv id of three digits": ("a [1]\n\n## References\n\n1. [b](https://arxiv.org/abs/1406.107)\n", [(5, "no well-formed arXiv id")]),
    "two DOIs": ("a [1]\n\n## References\n\n1. [doi:10.1109/1](https://doi.org/10.1109/2)\n", [(5, "names one DOI and links to another: 10.1109/1, 10.1109/2")]),
    "two DOIs, by the old address": ("a [1]\n\n## References\n\n1. doi:10.1109/1 http://dx.doi.org/10.1109/2\n", [(5, "names one DOI and links to another: 10.1109/1, 10.1109/2")]),
    "two arXiv ids": ("a [1]\n\n## References\n\n1. arXiv:1406.1078 https://arxiv.org/abs/1412.3555v1\n", [(5, "names one arXiv id and links to another: 1406.1078, 1412.3555v1")]),
    "DOI without a list": ("# T\n\na doi:10.1/x b\n", [(3, "`10.1/x`, which is no well-formed DOI")]),
    "DOI beside the list": ("a doi:10.1/x [1]\n\n# References\n\n1. b\n", []),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_citations(case: str) -> None:
    """Citations have entries, entries are cited, and identifiers are well-formed."""
    text, expected = CASES[case]
    agree(problems(subject(text)), expected)


def test_numbers_in_the_text_of_a_link_are_no_citations() -> None:
    """Numbers in brackets within a link's text cite nothing; after the link, they do again."""
    agree(problems(subject("a [b [1] and [2]](c) [**[3]**](d) [4]\n")), [(1, "cites [4]")])


class Text(str):
    """A text that knows how many of its characters were copied."""

    copied = 0

    def __getitem__(self, key: SupportsIndex | slice) -> str:
        """Count what is copied."""
        part = super().__getitem__(key)
        self.copied += len(part)
        return part


def test_the_lines_of_entries_are_found_without_a_search_from_the_first() -> None:
    """A paragraph of many entries is read once, and not up to each of them again."""
    document = subject("# References\n\n" + "[1] a\n[2] b\n" * 50).text
    block = document.blocks[-1]
    block.token.content = text = Text(block.token.content)
    assert references(document) == {1: (" ".join([" a"] * 50).strip(), 3), 2: (" ".join([" b"] * 50).strip(), 4)}
    assert text.copied == 0
