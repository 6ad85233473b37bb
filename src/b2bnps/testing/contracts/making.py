"""What contracts share: how a store is made, and a tenant of its own for each example."""

import pytest

from b2bnps.ports import Store
from b2bnps.testing.examples import new_tenant

__all__ = ["OfStore", "OwnTenant"]


class OwnTenant:
    """Examples that may share one database."""

    @pytest.fixture
    def tenant(self) -> str:
        """Give an example a tenant of its own."""
        return new_tenant()


class OfStore(OwnTenant):
    """Examples of a store. Override :meth:`make_store`."""

    def make_store(self) -> Store:
        """Return the store under test; every call may return the same one."""
        raise NotImplementedError

    @pytest.fixture
    def store(self) -> Store:
        """Give the store under test to an example."""
        return self.make_store()
