from datetime import *
from b2bnps.testing import *
from b2bnps.stores.memory import MemoryStore
class TestMemoryStore(StoreContract):
    def make_store(self): return MemoryStore()
class TestMemoryOutbox(OutboxContract):
    def make_outbox(self):
        self.now=datetime(2026,3,2,tzinfo=UTC)
        s=MemoryStore(clock=lambda:self.now); return s,s.outbox,s.desk
    def advance(self,time): self.now+=time
    def kept(self, outbox, tenant, message): return outbox._work[tenant,message].message
class TestCh(ChannelContract):
    def make_channel(self): return RecordingChannel()
