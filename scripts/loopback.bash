# What the servers of the tests have in common: a directory of their own, free ports on loopback, a process that is theirs.
# To be sourced, once `dir` is the directory and `configuration` the file in it that is named in the server's command line.
# shellcheck shell=bash disable=SC2154

# Unix sockets below DIR have paths of 108 octets at most.
readonly DIR_LENGTH_MAX=70
readonly TRIES_MAX=20
readonly READY_TRIES_MAX=200

fail() { printf '%s: %s\n' "$0" "$*" >&2; exit 1; }
not_here() { printf '%s: %s\n' "$0" "$*" >&2; exit 77; }

# Makes DIR, in which the server's own users may read what is not secret.
make_directory() {
  [ ${#dir} -le $DIR_LENGTH_MAX ] || fail "$dir: longer than $DIR_LENGTH_MAX octets"
  mkdir -p "$dir"
  [ -z "$(ls -A "$dir")" ] || fail "$dir: not empty"
  chmod 755 "$dir"
}

# Fails if the server's own user, where it has one, does not get to DIR.
check_reachable() {
  [ "$(id -u)" != 0 ] || runuser -u nobody -- test -x "$dir" \
    || fail "$dir: the server's users must get there: a folder above it lacks mode 711"
}

# is_ready PORT: whether a greeting comes.
is_ready() {
  local greeting=
  { exec 3<> "/dev/tcp/127.0.0.1/$1" && IFS= read -r -t 5 greeting <&3; exec 3>&-; } 2> /dev/null
  [[ $greeting == '* OK'* ]]
}

readonly TAKEN='Address already in use'

# Whether a port was taken: then a server may go on without it, and somebody else may be greeting there.
is_taken() { grep -q "$TAKEN" "$dir/output"; }

# launch COMMAND…: starts the server, its output in DIR/output; fails if it ends, or if no greeting comes on $plain_port.
launch() {
  local pid try port
  : > "$dir/output"
  # Not every server says so.
  for port in "$plain_port" "$tls_port"; do
    if (exec 3<> "/dev/tcp/127.0.0.1/$port") 2> /dev/null; then
      echo "$TAKEN" > "$dir/output"
      return 1
    fi
  done
  setsid "$@" < /dev/null > "$dir/output" 2>&1 3>&- &
  pid=$!
  echo "$pid" > "$dir/pid"
  for ((try = 0; try < READY_TRIES_MAX; try++)); do
    kill -0 "$pid" 2> /dev/null || return 1
    if is_ready "$plain_port" || is_taken; then
      ! is_taken || break
      return 0
    fi
    sleep 0.05
  done
  stop
  return 1
}

# on_free_ports COMMAND…: chooses $plain_port and $tls_port, and calls it, until it succeeds.
on_free_ports() {
  local try
  for ((try = 0; try < TRIES_MAX; try++)); do
    # Below the range that the kernel gives to clients.
    plain_port=$((20000 + RANDOM % 12000))
    tls_port=$((plain_port + 1))
    ! "$@" || return 0
    is_taken || break
  done
  cat "$dir/output" >&2
  return 1
}

# Whether the process that was started is still this server, and not another one with the same number.
is_running() {
  local pid
  pid=$(cat "$dir/pid" 2> /dev/null) || return 1
  { tr '\0' ' ' < "/proc/$pid/cmdline"; } 2> /dev/null | grep -qF -- "$configuration"
}

# Ends the server, which ends its children before it ends.
stop() {
  local try
  is_running || return 0
  kill "$(cat "$dir/pid")"
  for ((try = 0; try < READY_TRIES_MAX; try++)); do
    is_running || return 0
    sleep 0.05
  done
  fail "$dir: process $(cat "$dir/pid") does not end"
}
