"""NVIDIA's Triton server on this machine, from an environment with `nvidia-pytriton` and `openvino`."""

from __future__ import annotations

import http.client
import os
import shutil
import subprocess
from pathlib import Path

import psutil

from tests.fakes.ports import free_port
from tests.fakes.waiting import wait_until
from video.detect.metadata import read_facts

DEADLINE = 120.0
_ASK = (
    "import sys, sysconfig, pytriton; "
    "print('%d.%d' % sys.version_info[:2], pytriton.__path__[0], sysconfig.get_config_var('LIBDIR'))"
)
_CONFIG = """name: "people"
backend: "python"
max_batch_size: 8
input [ {{ name: "images" data_type: TYPE_FP32 dims: [ 3, {height}, {width} ] }} ]
output [ {{ name: "output0" data_type: TYPE_FP32 dims: [ -1, -1 ] }} ]
dynamic_batching {{ }}
instance_group [ {{ kind: KIND_CPU }} ]
parameters {{ key: "metadata" value {{ string_value: "{metadata}" }} }}
"""
_MODEL = """import numpy, openvino, triton_python_backend_utils as triton

class TritonPythonModel:
    def initialize(self, arguments):
        self.model = openvino.Core().compile_model({weights!r}, "CPU")

    def execute(self, requests):
        return [self.answer(triton.get_input_tensor_by_name(one, "images").as_numpy()) for one in requests]

    def answer(self, images):
        found = numpy.concatenate([self.model(one[None])[0] for one in images])
        return triton.InferenceResponse([triton.Tensor("output0", found.astype(numpy.float32))])
"""


class TritonServer:
    """Serves an OpenVINO model as "people", on a port it keeps. python: the environment's; room: an empty folder."""

    def __init__(self, python: Path, room: Path, model: Path) -> None:
        version, package, libraries = subprocess.run(
            [python, "-c", _ASK], check=True, capture_output=True, text=True
        ).stdout.split()
        home = Path(package) / "tritonserver"
        shutil.copytree(home / "backends", room / "backends")
        stub = home / "python_backend_stubs" / version / "triton_python_backend_stub"
        shutil.copy(stub, room / "backends" / "python")
        self._serve(room / "models" / "people", model)
        self.port = free_port()
        found = [str(Path(package).with_name("nvidia_pytriton.libs")), libraries]
        self._environment = os.environ | {
            "PATH": f"{python.parent}{os.pathsep}{os.environ.get('PATH', '')}",
            "LD_LIBRARY_PATH": os.pathsep.join(found),
            "PYTHONPATH": str(Path(package).parent),
        }
        self._command = [
            str(home / "bin" / "tritonserver"),
            f"--model-repository={room / 'models'}",
            f"--backend-directory={room / 'backends'}",
            *("--http-address=127.0.0.1", f"--http-port={self.port}", "--allow-grpc=false", "--allow-metrics=false"),
        ]
        self._process: subprocess.Popen[bytes] | None = None

    @staticmethod
    def _serve(folder: Path, model: Path) -> None:
        (folder / "1").mkdir(parents=True)
        facts = read_facts(model)
        width, height = facts.input_size or (640, 640)
        said = {"task": facts.task, "imgsz": [height, width], "names": dict(enumerate(facts.classes))}
        (folder / "config.pbtxt").write_text(_CONFIG.format(width=width, height=height, metadata=said), "utf-8")
        (folder / "1" / "model.py").write_text(_MODEL.format(weights=str(next(model.glob("*.xml")))), "utf-8")

    @property
    def url(self) -> str:
        """The model's address."""
        return f"http://127.0.0.1:{self.port}/people"

    def start(self) -> None:
        """Start it and wait until it serves."""
        quiet = subprocess.DEVNULL
        self._process = subprocess.Popen(self._command, env=self._environment, stdout=quiet, stderr=quiet)

        def ready() -> bool:
            assert self._process is not None
            assert self._process.poll() is None, "the server ended by itself"
            return self._ready()

        wait_until("the server", ready, DEADLINE)

    def _ready(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/v2/health/ready")
            return connection.getresponse().status == http.HTTPStatus.OK
        except OSError:
            return False
        finally:
            connection.close()

    def kill(self) -> None:
        """End it, and what it started, without a word."""
        if self._process is not None:
            begun = psutil.Process(self._process.pid).children(recursive=True)
            for one in (self._process, *begun):
                one.kill()
            self._process.wait()
            psutil.wait_procs(begun, timeout=DEADLINE)
            self._process = None
