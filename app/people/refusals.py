"""What people are told when something is not done. Codes with figures; the window puts them into words."""

from __future__ import annotations


class SignInRefused(Exception):  # noqa: N818 - an answer to a person
    """Nobody was signed in. ``code``:

    ``name_or_password`` (it never says which), ``wait`` (for ``wait_s`` seconds), ``disabled``, ``must_change`` (the
    right password, but it has to be replaced now), ``no_accounts`` (the first one is still to be made),
    ``accounts_changed`` (the book of accounts does not hold), ``not_on_duty``, ``same_person``.
    """

    def __init__(self, code: str, wait_s: float = 0.0) -> None:
        super().__init__(code)
        self.code = code
        self.wait_s = wait_s


class AccountRefused(Exception):  # noqa: N818 - an answer to a person
    """An account stays as it is. ``code``: name_missing, name_taken, unknown_account, last_installer,
    not_first, password_same.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
