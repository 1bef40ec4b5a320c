"""A stand-in for OpenSearch on this machine: the calls that the site makes, refused where the real one would refuse.

It keeps indexes with their mappings, aliases and documents, and matches documents by the part of the query language
that is used. What it cannot say is how the real one performs.
"""

from __future__ import annotations

import gzip
import json
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

NAME = re.compile(r"[a-z0-9][a-z0-9._-]*")
Document = dict[str, Any]


class RefusedError(Exception):
    """What the server answers with an error."""

    def __init__(self, status: int, kind: str) -> None:
        super().__init__(kind)
        self.status, self.kind = status, kind


@dataclass
class Index:
    """Documents under a mapping."""

    fields: dict[str, dict[str, Any]]
    documents: dict[str, Document] = field(default_factory=dict)

    def put(self, key: str, source: Document) -> None:
        """Keep a document; mappings are strict."""
        for name, value in source.items():
            kinds = {"text": str, "keyword": str, "long": int, "integer": int, "boolean": bool}
            if name not in self.fields:
                raise RefusedError(400, "strict_dynamic_mapping_exception")
            if type(value) is not kinds[self.fields[name]["type"]]:
                raise RefusedError(400, "mapper_parsing_exception")
        self.documents[key] = source


@dataclass
class FakeOpenSearch:
    """Where it listens, what it holds and was asked. `broken` answers 503 to everything, `refusing` to bulk items."""

    url: str = ""
    indexes: dict[str, Index] = field(default_factory=dict)
    aliases: dict[str, set[str]] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)
    broken: bool = False
    refusing: bool = False

    def behind(self, name: str) -> list[str]:
        """Names of the indexes that a name, an alias or a pattern stands for."""
        if name.endswith("*"):
            return sorted(known for known in self.indexes if known.startswith(name[:-1]))
        found = sorted(self.aliases.get(name, ())) or ([name] if name in self.indexes else [])
        if not found:
            raise RefusedError(404, "index_not_found_exception")
        return found

    def answer(self, method: str, path: str, body: bytes, kind: str) -> Any:
        """The answer to a call."""
        self.asked.append((method, path))
        if self.broken:
            raise RefusedError(503, "cluster_block_exception")
        parts = path.strip("/").split("/")
        match (method, parts):
            case "POST" | "PUT", ["_bulk"]:
                return self._bulk(body, kind)
            case "POST", ["_aliases"]:
                return self._alias(_json(body, kind)["actions"])
            case "HEAD", ["_alias", name]:
                return {} if self.aliases.get(name) else _refuse(404, "alias_not_found")
            case "POST", [name, "_refresh"]:
                return {"_shards": {"failed": 0}} if self.behind(name) else {}
            case "POST" | "GET", [name, "_search"]:
                return self._search(name, _json(body, kind))
            case "PUT", [name]:
                return self._create(name, _json(body, kind))
            case "GET", [name]:
                return {known: {} for known in self.behind(name)}
        raise RefusedError(400, "no handler found for uri")

    def _create(self, name: str, body: Document) -> Any:
        if not NAME.fullmatch(name):
            raise RefusedError(400, "invalid_index_name_exception")
        if name in self.indexes or name in self.aliases:
            raise RefusedError(400, "resource_already_exists_exception")
        if set(body) - {"settings", "mappings", "aliases"} or body["mappings"].get("dynamic") != "strict":
            raise RefusedError(400, "mapper_parsing_exception")
        self.indexes[name] = Index(body["mappings"]["properties"])
        return {"acknowledged": True, "index": name}

    def _alias(self, actions: list[dict[str, Any]]) -> Any:
        for action in actions:
            ((verb, what),) = action.items()
            (known,) = self.behind(what["index"])
            if verb == "add":
                self.aliases.setdefault(what["alias"], set()).add(known)
            elif verb == "remove":
                self.aliases[what["alias"]].remove(known)
            elif verb == "remove_index":
                del self.indexes[known]
                for names in self.aliases.values():
                    names.discard(known)
            else:
                raise RefusedError(400, "parsing_exception")
        return {"acknowledged": True}

    def _bulk(self, body: bytes, kind: str) -> Any:
        if kind.split(";")[0] not in {"application/json", "application/x-ndjson"}:
            raise RefusedError(406, "Content-Type header is not supported")
        if not body.endswith(b"\n"):
            raise RefusedError(400, "The bulk request must be terminated by a newline")
        lines = iter([json.loads(line) for line in body.splitlines()])
        items = []
        for action in lines:
            ((verb, target),) = action.items()
            if verb not in {"index", "create", "delete"} or set(target) - {"_index", "_id", "require_alias"}:
                raise RefusedError(400, "Malformed action/metadata line")
            source = next(lines) if verb != "delete" else None
            items.append({verb: {"_id": target["_id"], "status": self._write(verb, target, source)}})
        return {"errors": any(item["status"] >= 400 for row in items for item in row.values()), "items": items}

    def _write(self, verb: str, target: dict[str, Any], source: Document | None) -> int:
        if self.refusing:
            return 429
        if target.get("require_alias") and not self.aliases.get(target["_index"]):
            return 404
        try:
            found = self.behind(target["_index"])
        except RefusedError as error:
            return error.status
        if len(found) != 1:
            return 400  # an alias of several indexes has none to write to
        index = self.indexes[found[0]]
        if source is None:
            return 200 if index.documents.pop(target["_id"], None) else 404
        if verb == "create" and target["_id"] in index.documents:
            return 409
        try:
            index.put(target["_id"], source)
        except RefusedError as error:
            return error.status
        return 201

    def _search(self, name: str, body: Document) -> Any:
        if set(body) - {"size", "query", "sort", "_source", "track_total_hits"} or body["size"] > 10_000:
            raise RefusedError(400, "parsing_exception")
        hits = []
        for known in self.behind(name):
            index = self.indexes[known]
            judge = compile_query(body["query"], index.fields)
            for key, source in index.documents.items():
                score = judge(source)
                if score is not None:
                    hits.append((key, score, source))
        for rule in reversed(body["sort"]):
            ((column, how),) = rule.items()
            hits.sort(
                key=lambda hit: hit[1] if column == "_score" else hit[2][column],
                reverse=how["order"] == "desc",
            )
        shown = [
            {"_id": key, "_score": score, "_source": {name: source[name] for name in body["_source"]}}
            for key, score, source in hits[: body["size"]]
        ]
        return {"hits": {"hits": shown}, "timed_out": False}


#: From a document to its score; None where it does not match.
Judge = Callable[[Document], float | None]


def compile_query(query: Any, fields: dict[str, dict[str, Any]]) -> Judge:
    """A query's clauses; those that the real one does not know are refused."""
    ((kind, body),) = query.items()
    if kind == "bool":
        return _bool(body, fields)
    if kind == "constant_score":
        inner, boost = compile_query(body["filter"], fields), body["boost"]
        return lambda source: boost if inner(source) is not None else None
    if kind not in {"term", "prefix"}:
        raise RefusedError(400, f"unknown query [{kind}]")
    ((column, rule),) = body.items()
    if set(rule) != {"value"}:
        raise RefusedError(400, f"[{kind}] query does not support this")
    wanted = rule["value"]
    if column not in fields:
        return lambda source: None  # an unknown field matches nothing
    is_text = fields[column]["type"] == "text"

    def judge(source: Document) -> float | None:
        values = source[column].split() if is_text else [source[column]]
        if kind == "term":
            return 1.0 if wanted in values else None
        return 1.0 if any(value.startswith(wanted) for value in values) else None

    return judge


def _bool(body: dict[str, Any], fields: dict[str, dict[str, Any]]) -> Judge:
    if set(body) - {"filter", "should", "minimum_should_match"}:
        raise RefusedError(400, "[bool] query does not support this")
    filters = [compile_query(clause, fields) for clause in body.get("filter", [])]
    should = [compile_query(clause, fields) for clause in body.get("should", [])]
    least = body.get("minimum_should_match", 0 if filters else 1)

    def judge(source: Document) -> float | None:
        if any(clause(source) is None for clause in filters):
            return None
        scores = [score for clause in should if (score := clause(source)) is not None]
        return sum(scores) if len(scores) >= least or not should else None

    return judge


def _json(body: bytes, kind: str) -> Any:
    if kind.split(";")[0] != "application/json":
        raise RefusedError(406, "Content-Type header is not supported")
    return json.loads(body)


def _refuse(status: int, kind: str) -> Any:
    raise RefusedError(status, kind)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    fake: FakeOpenSearch
    lock: threading.Lock

    def _any(self) -> None:
        parts = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.headers.get("Content-Encoding") == "gzip":
            body = gzip.decompress(body)
        ignored = dict(parse_qsl(parts.query)).keys() - {"timeout", "request_timeout", "allow_no_indices"}
        try:
            if ignored:
                raise RefusedError(400, f"unrecognized parameters {sorted(ignored)}")
            with self.lock:
                content = self.fake.answer(self.command, parts.path, body, self.headers.get("Content-Type", ""))
            status = 200
        except RefusedError as error:
            status, content = (
                error.status,
                {"status": error.status, "error": {"type": error.kind, "reason": error.kind}},
            )
        answer = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json; charset=UTF-8")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer)

    do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = _any  # noqa: N815

    def log_message(self, _format: str, *args: Any) -> None:
        """Say nothing."""


@contextmanager
def serve_opensearch() -> Iterator[FakeOpenSearch]:
    """Listen on a free port until the block ends."""
    fake = FakeOpenSearch()
    handler = type("Handler", (_Handler,), {"fake": fake, "lock": threading.Lock()})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    fake.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield fake
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
