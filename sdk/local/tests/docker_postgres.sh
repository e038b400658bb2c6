#!/usr/bin/env bash
# Runs a command with a real Docker and a PostgreSQL image, where neither is there and no image can be pulled:
#
#   sdk/local/tests/docker_postgres.sh cargo test -p ferrovia-local
#
# Installs Docker if there is none, starts a daemon if none runs, makes an image from this machine's own
# PostgreSQL that behaves as the official one, and forces FERROVIA_POSTGRES=docker: what passes has passed on
# Docker. A daemon it started is gone afterwards, with its network rules and its data. Needs root for that.
set -euo pipefail

[ $# -gt 0 ] || { echo "usage: ${0##*/} COMMAND [ARGUMENT…]" >&2; exit 2; }
image=ferrovia-postgres:local
work=$(mktemp -d "${TMPDIR:-/tmp}/ferrovia-docker-XXXXXX")
daemon=

say() { echo "docker_postgres: $*" >&2; }

# shellcheck disable=SC2317,SC2329 # called by the trap
clean_up() {
    if [ -n "$daemon" ]; then
        kill "$daemon" 2>/dev/null || true
        wait "$daemon" 2>/dev/null || true
        ip link delete docker0 2>/dev/null || true
        iptables-restore <"$work/iptables" || true
        cat "$work/ip_forward" >/proc/sys/net/ipv4/ip_forward || true
    fi
    rm -rf "$work"
}
trap clean_up EXIT

install_docker() {
    command -v dockerd >/dev/null && command -v docker >/dev/null && return
    say "installing Docker"
    apt-get update -qq
    apt-get install -y -qq --no-install-recommends docker.io containerd runc iptables iproute2 >/dev/null
}

# The rules there are; what a table that was never used holds is left out by iptables-save.
rules() {
    iptables-save >"$work/saved"
    cat "$work/saved"
    grep -q '^\*filter' "$work/saved" ||
        printf '%s\n' '*filter' ':INPUT ACCEPT' ':FORWARD ACCEPT' ':OUTPUT ACCEPT' COMMIT
    grep -q '^\*nat' "$work/saved" ||
        printf '%s\n' '*nat' ':PREROUTING ACCEPT' ':INPUT ACCEPT' ':OUTPUT ACCEPT' ':POSTROUTING ACCEPT' COMMIT
}

# A daemon of our own, with a socket and data of its own; all who ask for Docker below find this one.
start_daemon() {
    docker info >/dev/null 2>&1 && { say "a daemon is running already"; return; }
    rules >"$work/iptables"
    cat /proc/sys/net/ipv4/ip_forward >"$work/ip_forward"
    export DOCKER_HOST="unix://$work/docker.sock"
    dockerd --host "$DOCKER_HOST" --data-root "$work/data" --exec-root "$work/exec" \
        --pidfile "$work/pid" >"$work/log" 2>&1 &
    daemon=$!
    until docker info >/dev/null 2>&1; do
        kill -0 "$daemon" 2>/dev/null || { tail -n 20 "$work/log" >&2; say "dockerd did not start"; exit 1; }
        sleep 0.1
    done
    say "started a daemon"
}

# Programs, or libraries, and the libraries they need.
with_libraries() {
    local file
    for file in "$@"; do
        file=$(command -v "$file" || echo "$file")
        echo "$file"
        { ldd "$file" 2>/dev/null || true; } | { grep -o '/[^ ]*' || true; }
    done
}

make_image() {
    local bin major root=$work/root
    bin=$(printf '%s\n' /usr/lib/postgresql/*/bin | sort -V | tail -n 1)
    [ -x "$bin/postgres" ] || { say "no PostgreSQL in /usr/lib/postgresql: apt-get install postgresql"; exit 1; }
    major=$(basename "$(dirname "$bin")")
    mkdir -p "$root"/{bin,etc,tmp,var/run/postgresql,docker-entrypoint-initdb.d}
    chmod 1777 "$root/tmp" "$root/var/run/postgresql"
    {
        with_libraries "$bin"/{initdb,postgres,pg_ctl,psql} sh ls cat mkdir chown chmod id env rm setpriv \
            "/usr/lib/postgresql/$major/lib"/{plpgsql,dict_snowball,libpqwalreceiver}.so
        ls -d "/usr/share/postgresql/$major" /usr/lib/locale/C.utf8 /usr/share/zoneinfo 2>/dev/null || true
    } | sort -u >"$work/files"
    tar --create --dereference --absolute-names --files-from "$work/files" |
        tar --extract --absolute-names --transform "s,^/,$root/,"
    [ -e "$root/bin/sh" ] || ln -s "$(command -v sh)" "$root/bin/sh"
    echo 'root:x:0:0::/:/bin/sh
postgres:x:999:999::/var/lib/postgresql:/bin/sh' >"$root/etc/passwd"
    echo 'root:x:0:
postgres:x:999:' >"$root/etc/group"
    entrypoint >"$root/entrypoint.sh"
    chmod 755 "$root/entrypoint.sh"
    tar --directory "$root" --create . | docker import --change 'ENTRYPOINT ["/entrypoint.sh"]' \
        --change 'CMD ["postgres"]' --change 'EXPOSE 5432' --change 'VOLUME /var/lib/postgresql/data' \
        --change "ENV PATH=$bin:/usr/bin:/bin PGDATA=/var/lib/postgresql/data LANG=C.UTF-8" - "$image" >/dev/null
    rm -rf "$root"
    say "made $image from PostgreSQL $("$bin/postgres" --version | grep -o '[0-9.]*' | head -n 1)"
}

# What the official image does, as far as Testcontainers' postgres module relies on it: POSTGRES_USER,
# _PASSWORD, _DB, _HOST_AUTH_METHOD, /docker-entrypoint-initdb.d/*.sql; «ready to accept connections» first on
# standard output, by the server that initialises, then on standard error, by the one that stays.
entrypoint() {
    cat <<'ENTRYPOINT'
#!/bin/sh
set -eu
case "${1:-}" in -*) set -- postgres "$@" ;; esac
if [ "$(id -u)" = 0 ]; then
    mkdir -p "$PGDATA"
    chown -R postgres:postgres "$PGDATA"
    chmod 700 "$PGDATA"
    exec setpriv --reuid postgres --regid postgres --clear-groups "$0" "$@"
fi
user=${POSTGRES_USER:-postgres}
database=${POSTGRES_DB:-$user}
method=${POSTGRES_HOST_AUTH_METHOD:-scram-sha-256}
if [ ! -s "$PGDATA/PG_VERSION" ]; then
    if [ -z "${POSTGRES_PASSWORD:-}" ] && [ "$method" != trust ]; then
        echo "Error: Database is uninitialized and superuser password is not specified." >&2
        exit 1
    fi
    echo "$POSTGRES_PASSWORD" >/tmp/password
    initdb --username="$user" --pwfile=/tmp/password --auth-local=trust --no-sync
    rm /tmp/password
    echo "host all all all $method" >>"$PGDATA/pg_hba.conf"
    pg_ctl -w start -o "-c listen_addresses=''"
    [ "$database" = postgres ] || psql --username="$user" --dbname=postgres --command="create database \"$database\""
    for script in /docker-entrypoint-initdb.d/*.sql; do
        [ ! -e "$script" ] || psql --username="$user" --dbname="$database" --set=ON_ERROR_STOP=1 --file="$script"
    done
    pg_ctl -m fast -w stop
fi
exec "$@" -c listen_addresses='*'
ENTRYPOINT
}

install_docker
start_daemon
make_image
status=0
env -u DATABASE_URL FERROVIA_POSTGRES=docker FERROVIA_POSTGRES_IMAGE="$image" "$@" || status=$?
# A container is removed by its process's watchdog, a moment after the process; none may be there in the end.
for _ in $(seq 100); do
    left=$(docker ps --all --quiet --filter name=ferrovia-postgres-)
    [ -n "$left" ] || break
    sleep 0.1
done
[ -z "$left" ] || { say "containers were left behind: $left"; status=1; }
exit "$status"
