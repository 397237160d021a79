"""The same requests as captures of several formats, with bodies: built here, to be replayed."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping
from pathlib import Path

from tests.capture.flows import dump, http, request
from tests.capture.packet_maker import connection, datagrams, pcap
from tests.capture.test_streams_quic import posted
from tests.wire.quic_peer import log

HOST = "www.example.com"
BODY = json.dumps({"name": "김가람", "phone": "010-1234-5678", "mail": "garam.kim@example.com"}).encode()
Recording = Callable[[Path], tuple[Path, Path | None]]


def mitm(folder: Path) -> tuple[Path, Path | None]:
    fields = [[b"Host", HOST.encode()], [b"Content-Type", b"application/json"]]
    flow = http(request=request(host=HOST, content=BODY, headers=fields, path=b"/v1/join"))
    return _written(folder / "flows.mitm", dump(flow)), None


def pcap_with_keys(folder: Path) -> tuple[Path, Path | None]:
    """HTTP/3 in QUIC."""
    packets = pcap(datagrams(443, posted(HOST, "/v1/join", BODY)))
    return _written(folder / "quic.pcap", packets), _written(folder / "keys.log", log("aes128"))


def clear_pcap(folder: Path) -> tuple[Path, Path | None]:
    head = f"POST /v1/join HTTP/1.1\r\nHost: {HOST}\r\nContent-Type: application/json\r\nContent-Length: {len(BODY)}"
    answer = b"HTTP/1.1 204 No Content\r\n\r\n"
    messages = [(True, f"{head}\r\n\r\n".encode() + BODY), (False, answer)]
    return _written(folder / "clear.pcap", pcap(connection(80, messages))), None


def eve(folder: Path) -> tuple[Path, Path | None]:
    said = {
        "hostname": HOST,
        "url": "/v1/join",
        "http_method": "POST",
        "protocol": "HTTP/1.1",
        "status": 200,
        "request_headers": [
            {"name": "Host", "value": HOST},
            {"name": "Content-Type", "value": "application/json"},
            {"name": "Content-Length", "value": str(len(BODY))},
        ],
        "http_request_body": base64.b64encode(BODY).decode(),
    }
    ends = {"src_ip": "10.0.0.4", "src_port": 5, "dest_ip": "203.0.113.9", "dest_port": 80, "proto": "TCP"}
    event = {"timestamp": "2026-11-22T14:39:00.000000+0900", "flow_id": 7, "event_type": "http", **ends, "http": said}
    return _written(folder / "eve.json", json.dumps(event).encode()), None


def _written(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


RECORDINGS: Mapping[str, Recording] = {
    "mitmproxy": mitm,
    "pcap with a key log": pcap_with_keys,
    "pcap in clear text": clear_pcap,
    "suricata": eve,
}
