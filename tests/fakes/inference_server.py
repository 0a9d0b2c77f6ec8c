"""An inference server by the KServe v2 protocol as Triton speaks it: binary tensors in and out, metadata, config."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import numpy as np
from numpy.typing import NDArray

METADATA = "{'task': 'detect', 'imgsz': [64, 64], 'names': {0: 'person', 1: 'car'}}"


class InferenceServer:
    """Serves one model called "people": it answers every picture with `output` (1, 6, n) and keeps what it was sent."""

    def __init__(self, output: NDArray[np.float32], metadata: str = METADATA, binary: bool = True) -> None:
        self.output, self.metadata, self.binary = output, metadata, binary
        self.datatype = "FP32"
        self.pictures: list[NDArray[np.float32]] = []
        self.refuse = False
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                name = self.path.removeprefix("/v2/models/people")
                said = {"": outer.described, "/config": outer.config}.get(name)
                self._send(404 if said is None else 200, json.dumps(said() if said else {"error": "unknown"}).encode())

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                if outer.refuse or self.path != "/v2/models/people/infer":
                    self._send(500, b'{"error": "no"}')
                    return
                head = json.loads(body[: (length := int(self.headers["Inference-Header-Content-Length"]))])
                (one,) = head["inputs"]
                assert one["name"] == "images" and one["parameters"]["binary_data_size"] == len(body) - length
                kind = {"FP32": np.float32, "FP16": np.float16}[one["datatype"]]
                outer.pictures.append(np.frombuffer(body[length:], kind).reshape(one["shape"]).astype(np.float32))
                self._answer(head["outputs"][0]["name"])

            def _answer(self, name: str) -> None:
                told: dict[str, Any] = {"name": name, "datatype": "FP32", "shape": list(outer.output.shape)}
                if outer.binary:
                    data = outer.output.tobytes()
                    text = json.dumps({"outputs": [{**told, "parameters": {"binary_data_size": len(data)}}]}).encode()
                    self._send(200, text + data, {"Inference-Header-Content-Length": str(len(text))})
                else:
                    self._send(200, json.dumps({"outputs": [{**told, "data": outer.output.ravel().tolist()}]}).encode())

            def _send(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
                self.send_response(status)
                for key, value in {"Content-Length": str(len(body)), **(headers or {})}.items():
                    self.send_header(key, value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None: ...

        self._handler = Handler
        self.port = 0
        self._server: ThreadingHTTPServer | None = None

    def described(self) -> dict[str, Any]:
        shape = {"inputs": [{"name": "images", "datatype": self.datatype, "shape": [-1, 3, 64, 64]}]}
        return {"name": "people", **shape, "outputs": [{"name": "output0", "datatype": "FP32", "shape": [-1, 6, 8]}]}

    def config(self) -> dict[str, Any]:
        return {"name": "people", "parameters": {"metadata": {"string_value": self.metadata}}}

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/people"

    def start(self) -> None:
        """Listen, on the port it had."""
        self._server = ThreadingHTTPServer(("127.0.0.1", self.port), self._handler)
        self._server.daemon_threads = False
        self.port = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()

    def stop(self) -> None:
        if self._server is not None:
            self._server.shutdown()
            self._thread.join()
            self._server.server_close()
            self._server = None
