"""A pytest plugin that gives nbval its kernels from a warm process: real ipykernels, forked after the imports are done.

    python -m pytest --nbval --nbval-current-env -p warm_kernels …

Starting Python and importing the libraries costs a fresh kernel most of its time. Here a process imports them once, runs nothing,
and forks a child for each kernel. The child is an ipykernel like any other: it speaks the kernel protocol over its sockets, and
nothing that one notebook does reaches another. What a fork cannot show is that a notebook runs from a cold start; `make nbval`
runs the sample with fresh kernels for that.
"""

import contextlib
import importlib
import json
import os
import select
import signal
import subprocess
import sys
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

from jupyter_client.provisioning.factory import KernelProvisionerFactory
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

NAME = "exposure-gradient-warm"
IMPORTED = (
    "ipykernel.kernelapp",
    "ipykernel.debugger",
    "IPython.core.completerlib",
    "IPython.extensions.storemagic",
    "sqlite3",
    "tornado.platform.asyncio",
    "matplotlib.pyplot",
    "matplotlib_inline.backend_inline",
    "exposure_gradient.publication.parts",
    "exposure_gradient.publication.lists",
)


class ForkedKernel:
    """A kernel's process, to jupyter_client what a Popen is; it is another process's child, so a pidfd tells of its end."""

    stdin = stdout = stderr = None

    def __init__(self, pid: int) -> None:
        """Open the process."""
        self.pid = pid
        self._descriptor = os.pidfd_open(pid)

    def poll(self) -> int | None:
        """Return 0 when the process has ended, else None."""
        ended, _, _ = select.select([self._descriptor], [], [], 0)
        return 0 if ended else None

    def wait(self) -> int:
        """Wait for the end of the process."""
        select.select([self._descriptor], [], [])
        return 0

    def send_signal(self, number: int) -> None:
        """Send the process a signal, if it is still there."""
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self._descriptor, number)

    def terminate(self) -> None:
        """Ask the process to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End the process."""
        self.send_signal(signal.SIGKILL)

    def __del__(self) -> None:
        """Close the process's descriptor."""
        os.close(self._descriptor)


class WarmProcess:
    """The process that kernels are forked from: one for each process of pytest's, started with the first kernel."""

    process: subprocess.Popen | None = None

    @classmethod
    def fork(cls, connection_file: str, cwd: str, environment: dict[str, str]) -> ForkedKernel:
        """Have a kernel forked and return it."""
        if cls.process is None:
            cls.process = subprocess.Popen(
                [sys.executable, "-Xfrozen_modules=off", __file__],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
        assert cls.process.stdin and cls.process.stdout
        asked = {"connection_file": connection_file, "cwd": cwd, "environment": environment}
        cls.process.stdin.write(json.dumps(asked) + "\n")
        cls.process.stdin.flush()
        answer = cls.process.stdout.readline()
        if not answer:
            raise RuntimeError("the process that kernels are forked from has ended; its message stands above")
        return ForkedKernel(int(answer))


class WarmProvisioner(LocalProvisioner):
    """jupyter_client's local provisioner, but for where the kernel's process comes from."""

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> Any:
        """Launch a kernel by forking a warm process."""
        environment = dict(kwargs.get("env") or os.environ)
        self.cwd = kwargs.get("cwd") or str(Path.cwd())
        self.process = WarmProcess.fork(cmd[cmd.index("-f") + 1], str(self.cwd), environment)
        self.pid = self.pgid = self.process.pid
        return self.connection_info


def pytest_configure() -> None:
    """Make these kernels the ones that jupyter_client starts in this process."""
    KernelProvisionerFactory.provisioners[NAME] = EntryPoint(
        name=NAME, value=f"{__name__}:{WarmProvisioner.__name__}", group=KernelProvisionerFactory.GROUP_NAME
    )
    os.environ[KernelProvisionerFactory.default_provisioner_name_env] = NAME


def pytest_unconfigure() -> None:
    """End the warm process; kernels have ended with their notebooks."""
    if WarmProcess.process is not None:
        WarmProcess.process.communicate()


def _be_kernel(asked: dict[str, Any]) -> None:
    """Turn this forked process into the kernel that was asked for. Never returns."""
    status = 1
    try:
        os.setsid()
        nothing = os.open(os.devnull, os.O_RDWR)
        for descriptor in (0, 1, 2):
            os.dup2(nothing, descriptor)
        os.environ.clear()
        os.environ.update(asked["environment"])
        os.chdir(asked["cwd"])
        sys.path[0] = ""
        from ipykernel.kernelapp import IPKernelApp

        IPKernelApp.launch_instance(["-f", asked["connection_file"], "--HistoryManager.enabled=False"])
        status = 0
    finally:
        os._exit(status)


def serve() -> None:
    """Fork a kernel for each line that asks for one, and answer with its process."""
    for name in IMPORTED:
        importlib.import_module(name)
    from exposure_gradient.measures import study

    study()
    for line in sys.stdin:
        _bury()
        pid = os.fork()
        if pid == 0:
            _be_kernel(json.loads(line))
        print(pid, flush=True)
    _bury()


def _bury() -> None:
    """Wait for the kernels that have ended."""
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


if __name__ == "__main__":
    serve()
