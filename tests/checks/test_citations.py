"""Citations, the reference list, and identifiers."""

import pytest

from checking import Cases, agree, subject
from lstm_article.checks.citations import problems

CASES: Cases = {
    "none": ("# T\n\na\n", []),
    "as it should be": ("a [1,2]\n\n## References\n\n1. b [doi:10.1109/72.279181](https://doi.org/10.1109/72.279181)\n2. c [arXiv:1406.1078](https://arxiv.org/abs/1406.1078)\n", []),
    "a range": ("a [1-3]\n\n# 参考文献\n\n1. a\n2. b\n3. c\n", []),
    "old arXiv id": ("a [1]\n\n# References\n\n1. arXiv:hep-th/9901001v3\n", []),
    "links, code and notes are none": ("a [1](b) `[7]` [^3] x[0] [12a]\n", []),
    "a link's own words are none": ("a [b [1] and [2]](c) [**[3]**](d) [4]\n", [(1, "cites [4], and there is no reference list")]),
    "a range too wide, or backwards": ("a [1-999] [3-1]\n\n# References\n\n1. a\n2. b\n3. c\n", [(1, "cites [999]"), (6, "lists reference 2")]),
    "numbers of a list": ("a [1]\n\n## References\n\n2. b\n3. c\n", [(1, "cites [1], and the list has 2"), (5, "lists reference 2"), (6, "lists reference 3")]),
    "numbers in brackets": ("a [1] [2]\n\n## 7. References\n\n[1] b\n[2] c\nd\n", []),
    "a numbered Chinese heading": ("一 [1]\n\n## 七、参考文献\n\n- b\n", []),
    "two paragraphs an entry": ("a [1,2]\n\n## References\n\n1. b\n\n    more\n\n2. c\n", []),
    "numbers with dashes": ("a [1-3-5] b\n", [(1, "cites [1]")]),
    "identifiers in other dress": (
        "a [1-4]\n\n# References\n\n1. doi: [10.1162/neco.1](https://doi.org/10.1162/neco.1) and DOI: https://doi.org/10.1162/neco.1\n"
        "2. **arXiv:1412.3555v1** https://arxiv.org/abs/1412.3555\n3. <https://arxiv.org/pdf/1412.3555.pdf>\n4. arXiv:[1406.1078](https://arxiv.org/abs/1406.1078)\n", [],
    ),
    "no entry": ("a [1]\nb [3]\n\n## References\n\n1. c\n", [(2, "cites [3], and the list has 1")]),
    "no list": ("a [2]\n", [(1, "cites [2], and there is no reference list")]),
    "not cited": ("a [1]\n\n## References\n\n1. b\n2. c\n", [(6, "lists reference 2, which nothing cites")]),
    "cited in the list alone": ("a\n\n## References\n\n1. b [1]\n", [(5, "lists reference 1, which nothing cites")]),
    "DOI": ("a [1]\n\n## References\n\n1. doi:11.1109/72\n", [(5, "`11.1109/72`, which is no well-formed DOI")]),
    "DOI in a link": ("a [1]\n\n## References\n\n1. [b](https://doi.org/10.1109)\n", [(5, "`10.1109`, which is no well-formed DOI")]),
    "arXiv id": ("a [1]\n\n## References\n\n1. arXiv:1413.1234\n", [(5, "`1413.1234`, which is no well-formed arXiv id")]),
    "arXiv id of three digits": ("a [1]\n\n## References\n\n1. [b](https://arxiv.org/abs/1406.107)\n", [(5, "no well-formed arXiv id")]),
    "two DOIs": ("a [1]\n\n## References\n\n1. [doi:10.1109/1](https://doi.org/10.1109/2)\n", [(5, "names one DOI and links to another: 10.1109/1, 10.1109/2")]),
    "DOI without a list": ("a doi:10.1/x b\n", [(1, "`10.1/x`, which is no well-formed DOI")]),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_citations(case: str) -> None:
    """Citations have entries, entries are cited, and identifiers are well-formed."""
    text, expected = CASES[case]
    agree(problems(subject(text)), expected)
