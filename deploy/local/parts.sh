# What up, down and status share: where things lie, and whether a part runs. Sourced, never run.
# shellcheck shell=bash disable=SC2034  # its variables are used by those who source it
repository=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)

fail() { echo "$*" >&2; exit 1; }

# open_folder DIR: reads the settings of the cluster in this folder; false when there is none.
open_folder() {
  folder=$(realpath -m -- "$1")
  [ -f "$folder/cluster.conf" ] || return 1
  # shellcheck source=/dev/null
  . "$folder/cluster.conf"
  ports
}

# Every port follows from one number.
ports() {
  front_port=$PORT_BASE                # haproxy; dispatcher-N at +N
  postgres_port=$((PORT_BASE + 30))
  redis_port=$((PORT_BASE + 31))
  epmd_port=$((PORT_BASE + 40))
  amqp_base=$((PORT_BASE + 40))        # rabbitmq-N at +N
  dist_base=$((PORT_BASE + 43))        # brokers among themselves
  ctl_port=$((PORT_BASE + 47))         # rabbitmqctl, up to ten at once
  worker_base=$((PORT_BASE + 60))      # worker-N at +N, for its health
}

# Every part of this cluster, in the order of the start.
parts() {
  echo postgres; echo redis; echo epmd
  seq -f 'rabbitmq-%g' "$BROKERS"
  [ "$DISPATCHERS" -eq 0 ] || { seq -f 'dispatcher-%g' "$DISPATCHERS"; echo haproxy; }
  [ "$WORKERS" -eq 0 ] || seq -f 'worker-%g' "$WORKERS"
}

# started PID: when the process began, in ticks since the machine's start; nothing for a dead one, also while nobody has reaped it.
started() {
  local stat
  { stat=$(<"/proc/$1/stat"); } 2>/dev/null || return 1
  # shellcheck disable=SC2086  # after the name in brackets: field 3 is the state, field 22 the start
  set -- ${stat##*) }
  [ "$1" != Z ] && [ "$1" != X ] && echo "${20}"
}

# pid_of PART: its process id if it still runs. A number that another process has taken since does not count.
pid_of() {
  local pid
  pid=$(cat "$folder/pids/$1" 2>/dev/null) || return 1
  [ -n "$pid" ] && [ "$(started "$pid")" = "$(cat "$folder/pids/.started/$1" 2>/dev/null)" ] && echo "$pid"
}

# launch PART COMMAND…: starts it apart from this terminal, with its log in logs/. No descriptor of ours goes along: not the lock, not a
# pipe that our caller reads until its end.
launch() {
  local part=$1 pid
  shift
  ( cd "$folder" && exec setsid nohup "$@" </dev/null >>"$folder/logs/$part.log" 2>&1 9>&- ) &
  pid=$!
  mkdir -p "$folder/pids/.started"
  started "$pid" >"$folder/pids/.started/$part" || true
  echo "$pid" >"$folder/pids/$part"
}

# end SIGNAL SECONDS PART…: asks all of them to stop, then makes them.
end() {
  local signal=$1 patience=$2 part pid until
  shift 2
  for part in "$@"; do pid=$(pid_of "$part") && kill "-$signal" "$pid" 2>/dev/null || true; done
  until=$((SECONDS + patience))
  for part in "$@"; do
    while pid=$(pid_of "$part"); do
      if [ "$SECONDS" -ge "$until" ]; then
        echo "$part did not stop within $patience s and was killed." >&2
        kill -KILL "$pid" 2>/dev/null || true
      fi
      sleep 0.1
    done
    rm -f "$folder/pids/$part" "$folder/pids/.started/$part"
  done
}

# --- is it well? Each answers by its exit code and prints at most a word or two. ---

# greets PORT BYTES PATTERN: sends the bytes and looks whether the answer matches.
greets() {
  local answer
  answer=$( { exec 3<>"/dev/tcp/127.0.0.1/$1" && printf '%b' "$2" >&3 && timeout 2 head -c 40 <&3 | tr -d '\0'; } 2>/dev/null ) && [[ $answer =~ $3 ]]
}

is_ready() {
  local number=${1##*-}
  case $1 in
    postgres) PGCONNECT_TIMEOUT=2 "$(postgres_bin)/pg_isready" -q -h 127.0.0.1 -p "$postgres_port" ;;
    redis) [ "$(REDISCLI_AUTH=$(<"$folder/secrets/redis") timeout 2 redis-cli -p "$redis_port" ping 2>/dev/null)" = PONG ] ;;
    epmd) (exec 3<>"/dev/tcp/127.0.0.1/$epmd_port") 2>/dev/null ;;
    rabbitmq-*) greets $((amqp_base + number)) 'AMQP\0\0\x09\x01' RabbitMQ\|capabilities ;;
    dispatcher-*) answers_ready $((front_port + number)) ;;
    haproxy) answers_ready "$front_port" ;;
    worker-*) answers_ready $((worker_base + number)) ;;
  esac
}

answers_ready() { curl --silent --fail --max-time 3 --output /dev/null "http://127.0.0.1:$1/health/ready"; }

postgres_bin() { ls -d /usr/lib/postgresql/*/bin | sort -V | tail -1; }

rabbitmq_sbin() { ls -d /usr/lib/rabbitmq/lib/rabbitmq_server-*/sbin | sort -V | tail -1; }

# Debian's own settings in /etc/rabbitmq belong to the machine's broker, and are kept out.
rabbitmq_environment() {
  export HOME=$folder/rabbitmq ERL_EPMD_PORT=$epmd_port ERL_EPMD_ADDRESS=127.0.0.1 RABBITMQ_CONF_ENV_FILE=/dev/null
  export RABBITMQ_CTL_DIST_PORT_MIN=$ctl_port RABBITMQ_CTL_DIST_PORT_MAX=$((ctl_port + 9))
}

# broker_node: a broker that runs, as rabbitmqctl wants it named.
broker_node() {
  local number
  for number in $(seq "$BROKERS"); do
    pid_of "rabbitmq-$number" >/dev/null && { echo "rabbit-$number@localhost"; return; }
  done
  return 1
}
