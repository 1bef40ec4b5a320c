"""Replays of one signed login, and messages changed in every way, against a running site.

    python -m benchmarks.wallet_replay --url http://127.0.0.1:8000

Start the site with several processes, RATE_LIMIT_SCALE high enough, and the SITE_URL given here. 10,000 replays over 32
threads in 2 processes must log in exactly once; 2,000 mutations of honest messages, signed again by the true key, must
all be refused with a 4xx.
"""

import argparse
import json
import multiprocessing
import random
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import requests
from coincurve import PrivateKey

from accounts.wallet.addresses import checksum_address, keccak256
from accounts.wallet.signature import personal_digest

TEXTS = (
    "",
    " ",
    "x",
    "1",
    "0",
    "-1",
    "http://evil.example/",
    "evil.example",
    "\n",
    "\r\n",
    "é",
    "１",
    "\x00",
    "a" * 3000,
)
Fields = dict[str, Any]


class Key:
    """A key of its own for each run, so that each run begins with a first login."""

    def __init__(self) -> None:
        self._key = PrivateKey()
        public = self._key.public_key.format(compressed=False)[1:]
        self.address = checksum_address("0x" + keccak256(public)[-20:].hex())

    def login(self, text: str) -> dict[str, str]:
        """The body of a login: the text with its signature."""
        made = self._key.sign_recoverable(personal_digest(text), hasher=None)
        return {"message": text, "signature": "0x" + made[:64].hex() + bytes([27 + made[64]]).hex()}


def fresh_fields(url: str, key: Key) -> Fields:
    """The fields of a message that would be accepted now."""
    answer = requests.post(f"{url}/api/auth/nonce", json={}, timeout=30)
    answer.raise_for_status()
    given, now = answer.json(), datetime.now(UTC)
    return {
        "domain": given["domain"],
        "address": key.address,
        "statement": given["statement"],
        "URI": given["uri"],
        "Version": given["version"],
        "Chain ID": str(given["chain_ids"][0]),
        "Nonce": given["nonce"],
        "Issued At": now.isoformat(),
        "Expiration Time": (now + timedelta(minutes=5)).isoformat(),
    }


def written(fields: Fields) -> str:
    """The text of EIP-4361."""
    head = f"{fields['domain']} wants you to sign in with your Ethereum account:\n{fields['address']}\n\n"
    rest = [f"{name}: {value}" for name, value in fields.items() if name not in {"domain", "address", "statement"}]
    return f"{head}{fields['statement']}\n\n" + "\n".join(rest)


def mutated(fields: Fields, chance: random.Random) -> str:
    """A message that differs from the honest one in a field or in its text, never in blanks that do not count."""
    honest = written(fields)
    while True:
        if chance.random() < 0.6:
            name = chance.choice(list(fields))
            value = chance.choice(TEXTS) if chance.random() < 0.5 else _with_one_change(str(fields[name]), chance)
            text = written({**fields, name: value})
        else:
            text = _with_one_change(honest, chance)
        if text != honest and not _still_honest(text, fields):
            return text


def _with_one_change(text: str, chance: random.Random) -> str:
    at, letter = chance.randrange(len(text)), chr(chance.choice([*range(32, 127), 10, 0, 233]))
    match chance.randrange(3):
        case 0:
            return text[:at] + letter + text[at + 1 :]
        case 1:
            return text[:at] + letter + text[at:]
        case _:
            return text[:at] + text[at + 1 :]


def _still_honest(text: str, fields: Fields) -> bool:
    """Whether only the statement, the URI's path, a fraction of a second or the case of the host was changed.

    Those are the signer's own business: such a message is as good as the honest one.
    """
    from accounts.wallet.checks import origin_of
    from accounts.wallet.errors import MalformedMessageError
    from accounts.wallet.message import parse_message

    try:
        read = parse_message(text)
    except MalformedMessageError:
        return False
    now = datetime.now(UTC)
    return (
        read.domain.lower() == fields["domain"].lower()
        and read.scheme in {None, "http"}
        and read.address == fields["address"]
        and origin_of(read.uri) == origin_of(fields["URI"])
        and str(read.chain_id) == fields["Chain ID"]
        and read.nonce == fields["Nonce"]
        and abs(now - read.issued_at) < timedelta(minutes=6)
        and read.expires_at is not None
        and timedelta(0) < read.expires_at - now < timedelta(minutes=16)
    )


def _replay(url: str, body: dict[str, str], times: int, threads: int) -> Counter[int]:
    payload = json.dumps(body)

    def run(count: int) -> Counter[int]:
        with requests.Session() as session:
            session.cookies.set_policy(_no_cookies())
            post: dict[str, Any] = {"data": payload, "headers": {"Content-Type": "application/json"}, "timeout": 60}
            return Counter(session.post(f"{url}/api/auth/connect", **post).status_code for _ in range(count))

    with ThreadPoolExecutor(threads) as pool:
        shares = [times // threads + (number < times % threads) for number in range(threads)]
        return sum(pool.map(run, shares), Counter())


def _no_cookies() -> Any:
    from http.cookiejar import DefaultCookiePolicy

    return DefaultCookiePolicy(allowed_domains=[])


def replay(url: str, times: int, threads: int, processes: int) -> Counter[int]:
    """How often each status came back, all callers using one and the same signed login."""
    key = Key()
    body = key.login(written(fresh_fields(url, key)))
    share = (url, body, times // processes, threads // processes)
    with multiprocessing.get_context("spawn").Pool(processes) as pool:
        return sum(pool.starmap(_replay, [share] * processes), Counter())


def mutate(url: str, times: int, seed: int) -> Counter[int]:
    """How often each status came back for messages changed at random; each begins with a nonce that is valid."""
    key, chance, found = Key(), random.Random(seed), Counter[int]()
    fields = fresh_fields(url, key)
    for number in range(times):
        if number % 100 == 0:
            fields = fresh_fields(url, key)
        body = key.login(mutated(fields, chance))
        status = requests.post(f"{url}/api/auth/connect", json=body, timeout=60).status_code
        found[status] += 1
        if not 400 <= status < 500:
            print(f"answered {status}: {body['message']!r}")
    return found


def main(arguments: list[str] | None = None) -> int:
    """Run the command; answers the exit status: 1 unless one replay and no mutation logged in."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--url", default="http://127.0.0.1:8000")
    parser.add_argument("--replays", type=int, default=10_000)
    parser.add_argument("--threads", type=int, default=32)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--mutations", type=int, default=2_000)
    parser.add_argument("--seed", type=int, default=4361)
    given = parser.parse_args(arguments)

    started = time.perf_counter()
    replayed = replay(given.url, given.replays, given.threads, given.processes)
    took = time.perf_counter() - started
    print(f"replays: {dict(replayed)} in {took:.1f} s, {sum(replayed.values()) / took:.0f} a second")
    started = time.perf_counter()
    changed = mutate(given.url, given.mutations, given.seed)
    print(f"mutations: {dict(sorted(changed.items()))} in {time.perf_counter() - started:.1f} s")
    good = replayed[200] == 1 and set(replayed) == {200, 401} and all(400 <= status < 500 for status in changed)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
