#!/usr/bin/env bash
# Generates the types of the API from its schema, compiles the TypeScript session, and runs all three sessions against a
# site of its own with the demo catalog. Without npm, or where its packages cannot be had, it says so and ends well.
set -euo pipefail
cd "$(dirname "$0")/../.."
work=$(mktemp -d)
port=${PORT:-8765}
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null; rm -rf "$work"' EXIT
export MARQUEE_DATA_DIR=$work/data DJANGO_SETTINGS_MODULE=moviesite.settings.dev

command -v npm >/dev/null || { echo "==> TypeScript session: skipped, no npm here"; exit 0; }
cp docs/clients/{package.json,tsconfig.json,session.ts} "$work"
(cd "$work" && npm install --silent --no-audit --no-fund >/dev/null 2>&1) ||
    { echo "==> TypeScript session: skipped, its packages cannot be had"; exit 0; }
echo "==> types from the schema"
.venv/bin/python manage.py spectacular --file "$work/schema.yml"
(cd "$work" && SCHEMA=$work/schema.yml npm run --silent types >/dev/null && npx tsc)
echo "==> a site with the demo catalog"
.venv/bin/python manage.py migrate --verbosity 0
.venv/bin/python manage.py seed_demo >/dev/null 2>&1
.venv/bin/python manage.py runserver --noreload "127.0.0.1:$port" >"$work/site.log" 2>&1 &
server=$!
for _ in $(seq 60); do
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null && break
    sleep 0.5
done
for session in "bash docs/clients/session.sh" ".venv/bin/python docs/clients/session.py" "node $work/built/session.js"; do
    echo "==> $session"
    $session "http://127.0.0.1:$port"
done
