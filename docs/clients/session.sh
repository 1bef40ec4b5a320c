#!/usr/bin/env bash
# A session with the API in curl: join, find a title, rate it, get picks, vote, leave. Usage: session.sh http://127.0.0.1:8000
set -euo pipefail
site=${1:-http://127.0.0.1:8000}
name="curl$RANDOM$RANDOM"
json() { python3 -c "import json, sys; value = json.load(sys.stdin); print(eval('value' + sys.argv[1]))" "$1"; }
call() { # call METHOD PATH [BODY]: the answer, or its problem on the way out
    curl --silent --show-error --fail-with-body --request "$1" "$site$2" --header "Accept: application/json" \
        ${token:+--header "Authorization: Bearer $token"} ${3:+--header "Content-Type: application/json" --data "$3"}
}

answer=$(call POST /api/auth/register "{\"username\": \"$name\", \"email\": \"$name@mail.example\", \"password\": \"seven brown lamps\"}")
token=$(json '["access"]' <<<"$answer")
refresh=$(json '["refresh"]' <<<"$answer")
echo "joined as $name"

movie=$(call GET "/api/movies/search?query=eega" | json '["results"][0]["id"]')
call POST "/api/movies/$movie/rating" '{"rating": 4.5}' | json '["rating"]' | sed "s/^/rated title $movie: /"
call GET "/api/recommendations?limit=3" | json '["results"][0]["movie"]["title"]' | sed 's/^/first pick: /'

pair=$(call GET /api/comparisons/next | json '["id"]')
call POST /api/votes "{\"comparison\": $pair, \"outcome\": \"a\"}" | json '["outcome"]' | sed 's/^/voted: /'

answer=$(call POST /api/auth/refresh "{\"refresh\": \"$refresh\"}")  # the pair before is spent
token=$(json '["access"]' <<<"$answer")
call POST /api/auth/disconnect >/dev/null
echo "left"
