#!/usr/bin/env bash
# Two instances behind nginx, with PostgreSQL and Redis, from Debian's packages, on loopback: what compose.yaml starts, where
# there is no Docker.
#   deploy/local-cluster.sh up              starts everything on free ports and says where
#   deploy/local-cluster.sh down            stops everything and deletes its data
#   deploy/local-cluster.sh start PART      a, b, nginx, redis or postgresql
#   deploy/local-cluster.sh stop PART       as an operator stops it; `kill PART` as the power supply does
# BLOG_CLUSTER names its folder (.cluster beside this folder), BLOG_APP an application that is published already, and
# variables such as Notifications__ComparisonInterval reach both instances.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
state=${BLOG_CLUSTER:-$here/../.cluster}

fail() { echo "$*" >&2; exit 1; }

free_port() {
  local port
  for _ in $(seq 100); do
    port=$((20000 + RANDOM % 12000))
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || { echo "$port"; return; }
  done
  fail "No free port was found."
}

until_it_answers() { # what command…
  local what=$1
  for _ in $(seq 300); do
    "${@:2}" >/dev/null 2>&1 && return
    sleep 0.1
  done
  fail "$what does not answer. Its log is in $state."
}

listens() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

is_ready() { curl --silent --fail --max-time 2 "http://127.0.0.1:$1/health/ready"; }

as_postgres() { # PostgreSQL refuses to run as root
  if [ "$(id -u)" = 0 ]; then setpriv --reuid postgres --regid postgres --clear-groups "$@"; else "$@"; fi
}

postgres_program() { echo "$(compgen -G '/usr/lib/postgresql/*/bin' | sort -V | tail -n 1)/$1"; }

in_background() { # part command…
  nohup setsid "${@:2}" >>"$state/$1.log" 2>&1 </dev/null &
  echo $! >"$state/$1.pid"
}

start_postgresql() {
  as_postgres "$(postgres_program pg_ctl)" start --wait --silent --pgdata "$state/postgresql/data" --log "$state/postgresql/log"
  head -n 1 "$state/postgresql/data/postmaster.pid" >"$state/postgresql.pid"
}

start_redis() {
  in_background redis redis-server --port "$REDIS_PORT" --bind 127.0.0.1 --save "" --appendonly no --dir "$state"
  until_it_answers Redis listens "$REDIS_PORT"
}

start_instance() { # part port
  (
    cd "$BLOG_APP"
    export Database__Provider=PostgreSQL
    export ConnectionStrings__Blog="Host=127.0.0.1;Port=$POSTGRESQL_PORT;Database=blog;Username=blog"
    export ConnectionStrings__Redis="127.0.0.1:$REDIS_PORT"
    export Media__Folder="$state/media"
    in_background "$1" dotnet BlogBlazor.dll --urls "http://127.0.0.1:$2"
  )
  until_it_answers "Instance $1" is_ready "$2"
}

start_nginx() {
  local nginx
  nginx=$(command -v nginx || echo /usr/sbin/nginx)
  sed -e "s|blog-1:8080|127.0.0.1:$A_PORT|; s|blog-2:8080|127.0.0.1:$B_PORT|; s|listen 8080|listen 127.0.0.1:$NGINX_PORT|" \
    -e "s|/tmp/nginx|$state/nginx|; s|/dev/stdout|$state/nginx.access.log|" "$here/nginx.conf" >"$state/nginx.conf"
  in_background nginx "$nginx" -p "$state" -c "$state/nginx.conf" -e stderr -g 'daemon off;'
  until_it_answers nginx listens "$NGINX_PORT"
}

start() {
  case $1 in
    a) start_instance a "$A_PORT" ;;
    b) start_instance b "$B_PORT" ;;
    nginx | redis | postgresql) "start_$1" ;;
    *) fail "There is no part '$1'." ;;
  esac
}

end() { # signal part
  local pid
  pid=$(cat "$state/$2.pid") || fail "'$2' does not run."
  kill -s "$1" "$pid" 2>/dev/null || true
  for _ in $(seq 300); do
    [ -e "/proc/$pid" ] && ! grep -qs '^State:.*Z' "/proc/$pid/status" || { rm -f "$state/$2.pid"; return; }
    sleep 0.1
  done
  fail "'$2' does not stop."
}

up() {
  [ ! -e "$state/ports" ] || fail "It runs already; stop it with: deploy/local-cluster.sh down"
  mkdir -p "$state/postgresql"
  state=$(cd "$state" && pwd)
  if [ -z "${BLOG_APP:-}" ]; then
    dotnet publish "$here/../BlogBlazor" --configuration Release --output "$state/app" --nologo --verbosity quiet
    BLOG_APP=$state/app
  fi
  {
    for part in A B NGINX REDIS POSTGRESQL; do echo "${part}_PORT=$(free_port)"; done
    echo "BLOG_APP=$BLOG_APP"
  } >"$state/ports"
  . "$state/ports"

  [ "$(id -u)" != 0 ] || chown postgres "$state/postgresql"
  as_postgres "$(postgres_program initdb)" --pgdata "$state/postgresql/data" --username blog --auth trust --encoding UTF8 \
    --locale C.UTF-8 >"$state/initdb.log"
  printf '%s\n' "port = $POSTGRESQL_PORT" "listen_addresses = '127.0.0.1'" "unix_socket_directories = '$state/postgresql'" \
    >>"$state/postgresql/data/postgresql.conf"
  start postgresql
  "$(postgres_program createdb)" --host 127.0.0.1 --port "$POSTGRESQL_PORT" --username blog blog
  start redis
  start a
  start b
  start nginx
  echo "The blog is at http://127.0.0.1:$NGINX_PORT; its instances are at ports $A_PORT and $B_PORT, their logs in $state."
}

down() {
  for part in nginx a b redis postgresql; do
    [ ! -e "$state/$part.pid" ] || end "$([ $part = postgresql ] && echo INT || echo TERM)" "$part"
  done
  rm -rf "$state"
}

case ${1:-} in
  up) up ;;
  down) down ;;
  start | stop | kill)
    [ -e "$state/ports" ] || fail "It does not run; start it with: deploy/local-cluster.sh up"
    state=$(cd "$state" && pwd)
    . "$state/ports"
    case $1 in
      start) start "${2:-}" ;;
      stop) end "$([ "${2:-}" = postgresql ] && echo INT || echo TERM)" "${2:-}" ;;
      kill) end KILL "${2:-}" ;;
    esac
    ;;
  *) fail "usage: deploy/local-cluster.sh up | down | start PART | stop PART | kill PART" ;;
esac
