#!/usr/bin/env bash
# Every promise once, and those that depend on the database on each of the three that answers here.
set -u
cd "$(dirname "$0")/../.."
failed=0
stored="tests/promises/test_races.py tests/promises/test_wallet.py"

answers() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

keep() { # keep NAME PATHS... : their rows
    printf '\n==> %s\n' "$1"
    shift
    .venv/bin/python -m pytest -q -p no:cacheprovider -m chaos "$@" || failed=1
}
on() { # on NAME PORT URL [OPTIONS...] : what depends on the database, against a server
    local name=$1 port=$2 url=$3
    shift 3
    if answers "$port"; then
        # shellcheck disable=SC2086
        DATABASE_URL=$url keep "$name" $stored "$@"
    else
        printf '\n==> %s: skipped, nothing answers on port %s\n' "$name" "$port"
    fi
}

unset DATABASE_URL REDIS_URL CELERY_BROKER_URL
keep "SQLite, and what no database changes" tests/promises "$@"
on "PostgreSQL" 5432 postgres://postgres@127.0.0.1:5432/promises "$@"
on "MariaDB" 3306 mysql://root:@127.0.0.1:3306/promises "$@"
exit "$failed"
