"""A named piece of memory two processes see, without the traps of `multiprocessing.shared_memory`.

That class registers every attachment with the resource tracker (until Python 3.13), which then warns at exit about
memory it does not own, and it complains from its destructor while a picture still points into it. Here only the creator
is registered, so a creator that is killed leaves nothing behind, and memory goes when the last view of it goes.

The size is part of the name, since Windows does not tell it.
"""

from __future__ import annotations

import contextlib
import mmap
import os
import secrets
import sys

if sys.platform != "win32":
    import _posixshmem  # type: ignore[import-not-found]
    from multiprocessing import resource_tracker

_PREFIX = "watchroom"


class SharedBlock:
    """Shared bytes. Use `create` in the process that owns them and `attach` in the others."""

    def __init__(self, name: str, memory: mmap.mmap, owner: bool) -> None:
        self.name = name
        self._memory: mmap.mmap | None = memory
        self._owner = owner

    @classmethod
    def create(cls, size: int) -> SharedBlock:
        """Reserve `size` zeroed bytes; raises OSError (ENOSPC) at once where the machine has not that much."""
        if size <= 0:
            raise ValueError(f"a shared block needs a size, not {size}")
        name = f"{_PREFIX}-{secrets.token_hex(4)}-{size:x}"
        return cls(name, _create(name, size), owner=True)

    @classmethod
    def attach(cls, name: str) -> SharedBlock:
        """Map a block another process created; raises FileNotFoundError when it is gone."""
        return cls(name, _attach(name, _size_of(name)), owner=False)

    @property
    def view(self) -> memoryview:
        """All bytes, writable; raises ValueError after `close`."""
        if self._memory is None:
            raise ValueError(f"shared block {self.name} is closed")
        return memoryview(self._memory)

    def close(self) -> None:
        """Let go of the mapping; views still held stay valid and free it when they go."""
        memory, self._memory = self._memory, None
        if memory is not None:
            with contextlib.suppress(BufferError):
                memory.close()

    def unlink(self) -> None:
        """Take the name away; only the creator does, others' calls and second calls change nothing."""
        if self._owner:
            self._owner = False
            _unlink(self.name)


def _size_of(name: str) -> int:
    try:
        return int(name.rpartition("-")[2], 16)
    except ValueError as error:
        raise FileNotFoundError(f"no shared block is called {name!r}") from error


if sys.platform == "win32":

    def _create(name: str, size: int) -> mmap.mmap:
        return mmap.mmap(-1, size, tagname=name)

    def _attach(name: str, size: int) -> mmap.mmap:
        # Windows makes a fresh, zeroed block where none has this name: owners of formats check their own mark.
        return mmap.mmap(-1, size, tagname=name)

    def _unlink(name: str) -> None:
        """Windows frees the block with its last mapping."""

else:

    def _create(name: str, size: int) -> mmap.mmap:
        descriptor = _posixshmem.shm_open(f"/{name}", os.O_CREAT | os.O_EXCL | os.O_RDWR, mode=0o600)
        resource_tracker.register(f"/{name}", "shared_memory")
        try:
            _reserve(descriptor, size)
            return mmap.mmap(descriptor, size)
        except BaseException:
            _unlink(name)
            raise
        finally:
            os.close(descriptor)

    def _reserve(descriptor: int, size: int) -> None:
        """Claim the pages now: a full /dev/shm must be an error here, not a SIGBUS while painting."""
        if sys.platform == "linux":
            os.posix_fallocate(descriptor, 0, size)
        else:
            os.ftruncate(descriptor, size)

    def _attach(name: str, size: int) -> mmap.mmap:
        descriptor = _posixshmem.shm_open(f"/{name}", os.O_RDWR, mode=0o600)
        try:
            return mmap.mmap(descriptor, size)
        finally:
            os.close(descriptor)

    def _unlink(name: str) -> None:
        with contextlib.suppress(FileNotFoundError):
            _posixshmem.shm_unlink(f"/{name}")
        resource_tracker.unregister(f"/{name}", "shared_memory")
