"""Placeholder; being written."""


def department_of(unit: str) -> str:
    """Give no department yet."""
    return ""
