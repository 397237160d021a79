"""The benchmark's origin: nginx where it is installed, else a small server of our own; both read the whole body."""

from __future__ import annotations

import argparse
import asyncio
import os
import shutil
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import cast

import uvloop

from bench.processes import free_port, running
from gwanmun.wire.http1 import END, RequestReader

BODY = b'{"choices":[{"message":{"role":"assistant","content":"' + b"ok " * 40 + b'"}}]}'
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%b" % (len(BODY), BODY)

NGINX = """
{user} worker_processes 1; daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log warn;
events {{ worker_connections 1024; }}
http {{
  access_log off; client_max_body_size 0; client_body_buffer_size 64k; keepalive_requests 1000000000;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/f;
  uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s; default_type application/json;
  upstream fixed {{ server 127.0.0.1:{inner}; keepalive 64; }}
  server {{ listen 127.0.0.1:{inner}; location / {{ return 200 '{body}'; }} }}
  server {{
    listen 127.0.0.1:{port} ssl; ssl_certificate {folder}/origin.pem; ssl_certificate_key {folder}/origin.pem;
    location / {{ proxy_pass http://fixed; proxy_http_version 1.1; proxy_set_header Connection "";
      proxy_request_buffering on; }}
  }}
}}
"""


@contextmanager
def origin(folder: Path, python: str) -> Iterator[tuple[int, str]]:
    """A TLS origin with the certificate `origin.pem` of the folder; gives its port and what it is."""
    port, nginx = free_port(), shutil.which("nginx") or shutil.which("/usr/sbin/nginx")
    if nginx:
        user = "user root;" if os.geteuid() == 0 else ""  # its worker must write to the folder
        config = NGINX.format(user=user, folder=folder, port=port, inner=free_port(), body=BODY.decode())
        (folder / "nginx.conf").write_text(config)
        command = [nginx, "-c", str(folder / "nginx.conf"), "-e", str(folder / "error.log")]
    else:
        command = [python, "-m", "bench.origin", "--port", str(port), "--certificate", str(folder / "origin.pem")]
    with running(command, port, folder / "origin.log"):
        yield port, "nginx, 1 worker" if nginx else "own origin (uvloop)"


class Own(asyncio.Protocol):
    """Answers each complete request with a fixed body."""

    transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)
        self.reader = RequestReader()

    def data_received(self, data: bytes) -> None:
        for event in self.reader.feed(data):
            if event is END:
                self.transport.write(ANSWER)


async def serve(port: int, certificate: str) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    server = await asyncio.get_running_loop().create_server(Own, "127.0.0.1", port, ssl=context)
    await server.serve_forever()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--certificate", required=True)
    given = parser.parse_args()
    uvloop.run(serve(given.port, given.certificate))
