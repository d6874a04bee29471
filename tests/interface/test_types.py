"""Completion offers a name with the help that it has."""

from actplot.interface.types import beginning


def test_completions_begin_as_typed_in_any_case_and_carry_their_help() -> None:
    offered = {"Elu": "exponential below 0", "elliot": "", "relu": "a kink"}
    found = [(item.value, item.help) for item in beginning("EL", offered)]
    assert found == [("Elu", "exponential below 0"), ("elliot", None)]
