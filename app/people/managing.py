"""What people do to accounts, through the table of rights: guards by a supervisor, all others with more care."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future

from app.people.accounts import Accounts
from app.people.authorised import Asked, Authorised, Authority
from app.people.book import Account
from app.people.rights import Action, Role


class PeopleActs:
    """Every method gives a future of the account as it then stands; see ``acts``."""

    def __init__(self, authorised: Authorised, accounts: Accounts) -> None:
        self._authorised = authorised
        self._accounts = accounts

    def add(self, name: str, label: str, role: Role, password: str, zones: Sequence[str]) -> Future[Account]:
        """Make an account with a first password, which its owner replaces."""

        def act(held: Authority) -> Account:
            return self._accounts.add(held.actor, name, label, role, password, zones)

        return self._authorised.do(self._asked(name, role), act)

    def set_role(self, account: str, role: Role, zones: Sequence[str]) -> Future[Account]:
        """Give another role or other zones."""
        asked = self._asked(account, self._role(account), role)
        return self._authorised.do(asked, lambda held: self._accounts.set_role(held.actor, account, role, zones))

    def reset_password(self, account: str, password: str) -> Future[Account]:
        """Set somebody else's password, which he replaces when he signs in."""
        asked = self._asked(account, self._role(account))
        return self._authorised.do(asked, lambda held: self._accounts.reset_password(held.actor, account, password))

    def set_enabled(self, account: str, enabled: bool) -> Future[Account]:
        """Switch an account on or off."""
        change = self._accounts.enable if enabled else self._accounts.disable
        asked = self._asked(account, self._role(account))
        return self._authorised.do(asked, lambda held: change(held.actor, account))

    def _role(self, account: str) -> Role:
        """An account that is not there counts as one of the highest."""
        found = self._accounts.get(account)
        return found.role if found is not None else Role.INSTALLER

    @staticmethod
    def _asked(subject: str, *roles: Role) -> Asked:
        only_guards = all(role is Role.GUARD for role in roles)
        return Asked(Action.MANAGE_GUARDS if only_guards else Action.MANAGE_PEOPLE, subject)
