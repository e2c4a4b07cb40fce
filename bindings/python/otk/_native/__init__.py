# SPDX-License-Identifier: MIT
"""Access to libotk: its functions, its memory, callbacks. All that depends on cffi or ctypes is here.

The environment variable ``OTK_PYTHON_BACKEND`` (``cffi`` or ``ctypes``) chooses a backend;
``OTK_LIBRARY`` names the folder that holds the libraries.
"""

from __future__ import annotations

import os
import sys
import threading
from typing import Any, Callable, Dict, List, Tuple

from .prototypes import AUTH, Bound, callbacks, functions

_wanted = os.environ.get("OTK_PYTHON_BACKEND", "")
if _wanted not in ("", "cffi", "ctypes"):
    raise ImportError(f'OTK_PYTHON_BACKEND: "{_wanted}" is not a backend; use cffi or ctypes')
backend: Any
if _wanted == "ctypes":
    from . import with_ctypes as backend
else:
    try:
        from . import with_cffi as backend
    except ImportError:
        if _wanted:
            raise
        from . import with_ctypes as backend

Memory = backend.Memory
pointer_at: Callable[[int], int] = backend.pointer_at
int64_at: Callable[[int], int] = backend.int64_at
int32_at: Callable[[int], int] = backend.int32_at
text_at: Callable[[int], bytes] = backend.text_at
decoded_at: Callable[[int], str] = backend.decoded_at
string_of: Callable[[int], Any] = backend.string_of
bytes_at: Callable[[int, int], bytes] = backend.bytes_at
write_at: Callable[[int, bytes], None] = backend.write_at

POINTER = (sys.maxsize.bit_length() + 1) // 8


def _places(name: str) -> List[str]:
    """Where a library may be: the named folder, the lib of the same prefix, the system.

    Other folders above this package, such as /tmp, may belong to somebody else.
    """
    named = os.environ.get("OTK_LIBRARY")
    if named:
        return [os.path.join(named, name)]
    found = []
    folder = os.path.realpath(os.path.dirname(__file__))
    while folder != os.path.dirname(folder):
        folder = os.path.dirname(folder)
        if os.path.basename(folder) not in ("lib", "lib64"):
            continue
        if os.path.exists(os.path.join(folder, name)):
            found.append(os.path.join(folder, name))
    return found + [name]


def _load(name: str) -> Any:
    problem = None
    for path in _places(name):
        try:
            return backend.load(path)
        except OSError as error:
            problem = error
    raise ImportError(
        f"{name}: {problem}; install libotk, or set OTK_LIBRARY to the folder that holds it"
    ) from problem


#: The one lock of the package, for objects that are made once and shared by threads. It is unlocked
#: in a child of fork().
lock = threading.RLock()
os.register_at_fork(before=lock.acquire, after_in_parent=lock.release, after_in_child=lock.release)


class _Library:
    """The functions of the libraries, each looked up at its first use."""

    def __init__(self) -> None:
        self._loaded: Dict[str, Any] = {}

    def __getattr__(self, name: str) -> Callable[..., Any]:
        prototype = functions.get(name)
        if prototype is None:
            raise AttributeError(name)
        found: Callable[..., Any] = backend.function(self._file(name), prototype)
        self.__dict__[name] = found
        return found

    def _file(self, name: str) -> Any:
        """The library that has a function."""
        # libotk needs libotk-auth: the one from the same place, so it is loaded before.
        files = ["libotk-auth.so.0"] + ([] if AUTH.match(name) else ["libotk.so.0"])
        with lock:
            for file in files:
                if file not in self._loaded:
                    self._loaded[file] = _load(file)
            return self._loaded[files[-1]]


library = _Library()
argument: Callable[[int], Any] = backend.argument


def bound(name: str, *rest: int) -> Bound:
    """Return a function of pointers, and its arguments after the first, each an ``argument()``."""
    return backend.bound(library._file(name), functions[name], *rest)  # type: ignore[no-any-return]


# Callbacks live as long as the process, because the library may call them whenever it is used.
_kept: Dict[str, Tuple[int, Any]] = {}


def callback(name: str) -> Callable[[Callable[..., Any]], int]:
    """Decorate a Python function that the library calls; the name becomes the address in C."""

    def decorate(python: Callable[..., Any]) -> int:
        _kept[name] = backend.callback(callbacks[name], python)
        return _kept[name][0]

    return decorate


def function_at(name: str, address: int) -> Callable[..., Any]:
    """Return the C function at an address, with the prototype of this name."""
    return backend.function_at(address, callbacks[name])  # type: ignore[no-any-return]


def take_text(out: Any) -> str:
    """Copy and free the text whose address the library wrote to ``out``."""
    address = pointer_at(out.address)
    try:
        return text_at(address).decode("utf-8", "replace") if address else ""
    finally:
        library.otk_free(address)
