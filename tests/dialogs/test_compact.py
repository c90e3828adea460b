"""Compact JSON is what the standard library writes, whatever people send."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.compact import compact

_TEXT = st.text() | st.text(st.characters(categories=["Cs", "Cc", "L"]))
_DATA = st.recursive(
    st.none() | st.booleans() | st.integers() | _TEXT,
    lambda inner: st.lists(inner) | st.dictionaries(_TEXT, inner),
)


@given(_DATA)
def test_it_is_what_the_standard_library_writes(data: object) -> None:
    """To the letter, so that what was written before and what is written now are the same."""
    assert compact(data) == json.dumps(data, ensure_ascii=False, separators=(",", ":"))


@pytest.mark.parametrize("data", [2**70, "\ud800", {"text": "half \udfff"}])
def test_what_few_encoders_take_is_written(data: object) -> None:
    assert json.loads(compact(data)) == data


def test_what_is_no_json_is_refused() -> None:
    with pytest.raises(TypeError):
        compact({"at": object()})
