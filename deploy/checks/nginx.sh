#!/usr/bin/env bash
# `nginx -t` on the edge's configuration, with paths of this machine and a certificate made for the moment.
set -euo pipefail
cd "$(dirname "$0")/.."
command -v nginx >/dev/null || { echo "    skipped: no nginx here"; exit 0; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/tls" "$work/cache/pages"
openssl req -x509 -newkey rsa:2048 -nodes -days 1 -subj /CN=marquee.localhost \
    -keyout "$work/tls/tls.key" -out "$work/tls/tls.crt" 2>/dev/null
version=$(nginx -v 2>&1 | grep -oE '[0-9]+\.[0-9]+\.[0-9]+')
for file in nginx.conf site.conf proxy.conf upstream.conf; do
    sed -e "s#/etc/nginx/mime.types#/etc/nginx/mime.types#" \
        -e "s#/etc/nginx/\(tls\|site.conf\|proxy.conf\|upstream.conf\)#$work/\1#" \
        -e "s#/var/cache/nginx#$work/cache#; s#/tmp/nginx.pid#$work/nginx.pid#; s#web:8000#127.0.0.1:8000#" \
        "nginx/$file" >"$work/$file"
done
# `http2 on` came with 1.25; older binaries know it as a word of `listen`.
if [ "$(printf '%s\n1.25.1\n' "$version" | sort -V | head -n 1)" != 1.25.1 ]; then
    sed -i -e '/http2 on;/d' -e 's/listen \(.*\) ssl default_server;/listen \1 ssl http2 default_server;/' "$work/site.conf"
fi
nginx -t -q -c "$work/nginx.conf" && echo "    nginx $version: good"
