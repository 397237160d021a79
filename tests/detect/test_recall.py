from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from gwanmun.detect.here import Candidate
from gwanmun.detect.recall import Recall, Seen, given_by
from gwanmun.unpack.parts import Layer, Leaf

OUTCOME = (Seen("net.ip", 0, 7, 0.6, ("form: IPv4",), "8.*.*.*", "00"),)
HEADER = Leaf("request.header:x-real-ip", (), "8.8.8.8")
ANY = st.builds(
    Leaf,
    st.sampled_from(["text", "request.body", "request.header:a"]),
    st.sampled_from([(), ("a",), ("a\0b",), ("a", "b")]),
    st.text(st.sampled_from("a\0b1\ud800가"), max_size=4),
    st.booleans(),
    st.sampled_from(["", "assistant"]),
)


def test_an_outcome_is_remembered_by_all_that_decides_it() -> None:
    recall = Recall()
    given_ = given_by(HEADER, ())
    assert given_ is not None
    assert recall.get(given_) is None
    recall.keep(given_, OUTCOME)
    assert recall.get(given_) == OUTCOME
    for other in (
        HEADER._replace(text="8.8.8.9"),
        HEADER._replace(part="request.header:x"),
        HEADER._replace(role="tool"),
    ):
        changed = given_by(other, ())
        assert changed is not None
        assert recall.get(changed) is None


@given(ANY, ANY)
def test_two_leaves_are_never_taken_for_each_other(one: Leaf, other: Leaf) -> None:
    recall, first, second = Recall(), given_by(one, ()), given_by(other, ())
    assert first is not None
    assert second is not None
    recall.keep(first, OUTCOME)
    assert (recall.get(second) == OUTCOME) is (first == second)


def test_no_value_can_be_read_from_what_is_kept() -> None:
    recall = Recall()
    given_ = given_by(HEADER, ())
    assert given_ is not None
    recall.keep(given_, OUTCOME)
    assert HEADER.text not in repr(vars(recall))


def test_what_is_long_typed_or_has_no_plain_name_is_not_remembered() -> None:
    assert given_by(HEADER._replace(text="x" * 257), ()) is None
    assert given_by(HEADER._replace(role="user"), ()) is None
    assert given_by(HEADER._replace(steps=("a", 3)), ()) is None
    assert given_by(HEADER._replace(steps=("a", Layer("base64:"))), ()) is None


def test_what_hangs_on_names_in_it_is_for_one_message_only() -> None:
    recall = Recall()
    given_ = given_by(HEADER, [Candidate("person.name", 0, 3, 0.9, ())])
    assert given_ is not None
    recall.keep(given_, OUTCOME)
    assert recall.get(given_) is None


def test_it_never_grows_past_its_bound() -> None:
    recall = Recall()
    for number in range(5000):
        given_ = given_by(HEADER._replace(text=str(number)), ())
        assert given_ is not None
        recall.keep(given_, OUTCOME)
    assert len(recall._kept) <= 4096
