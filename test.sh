#!/usr/bin/env bash
# Installs what the tests need, builds once, starts PostgreSQL, RabbitMQ and Redis once, runs every test project, and ends with the sum
# of their real results.
# Usage: ./test.sh [NAME…]   runs only these projects under tests/, for example ./test.sh Unit Architecture
set -uo pipefail
cd "$(dirname "$0")" || exit

# need THING PACKAGE: a command or a file, from Debian's packages, as root; nothing is touched when it is there.
has() { command -v "$1" >/dev/null || [ -f "$1" ]; }
need() {
  has "$1" && return
  echo "Installing $2 …"
  { apt-get install -y -qq "$2" || { apt-get update -qq && apt-get install -y -qq "$2"; }; } >/dev/null 2>&1
  has "$1" || { echo "$1 is missing and $2 could not be installed; install it as root." >&2; exit 1; }
}
need git git
need npm npm
need chromium chromium
need /usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc fonts-noto-cjk # screenshots of Chinese pages
need glpsol glpk-utils # glpk, cbc and scipy solve the same assignments as routing does
need cbc coinor-cbc
need /usr/lib/python3/dist-packages/scipy/__init__.py python3-scipy
command -v dotnet >/dev/null || { echo "The .NET 10 SDK is missing: https://dot.net" >&2; exit 1; }

export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
results=$(mktemp -d)

# The servers of the tests, for all projects together, taken down at the end however that comes. A TASKMANAGER_SERVERS of the
# caller's names servers that run already and stay.
finish() {
  [ -z "${servers:-}" ] || deploy/local/down --data "$servers" --purge >/dev/null
  rm -rf "$results"
}
trap finish EXIT
trap 'exit 130' INT TERM

# Test projects say so themselves; Benchmarks does not.
projects=("$@")
if [ ${#projects[@]} -eq 0 ]; then
  for file in tests/*/*.csproj; do
    grep -q '<IsTestProject>false' "$file" || projects+=("$(basename "$(dirname "$file")")")
  done
fi

# Only projects that register the fixture need them.
need_servers() { for name in "${projects[@]}"; do grep -qs 'typeof(Servers)' "tests/$name"/*.cs && return; done; return 1; }
if [ -z "${TASKMANAGER_SERVERS:-}" ] && need_servers; then
  servers=$(mktemp -d -t taskmanager-servers-XXXXXX)
  export TASKMANAGER_SERVERS=$servers
  # Its output goes to a file: this script's own would stay open in the servers.
  deploy/local/up --servers-only --data "$servers" --port-base free >"$results/servers.log" 2>&1 &
  starting=$!
fi

dotnet build TaskManager.sln -v quiet || { echo "0 passed, 1 failed, 0 skipped"; echo "The build failed." >&2; exit 1; }

if [ -n "${starting:-}" ] && ! wait "$starting"; then
  cat "$results/servers.log" >&2
  echo "0 passed, 1 failed, 0 skipped"; echo "The servers of the tests did not start." >&2; exit 1
fi

run() {
  "tests/$1/bin/Debug/net10.0/TaskManager.Tests.$1" -noLogo -noColor -xml "$results/$1.xml" >"$results/$1.log" 2>&1
  echo $? >"$results/$1.rc"
  echo "== $1"
  grep -vE '^ *(Discovering|Discovered|Starting|Finished):' "$results/$1.log"
}

asked() { case " ${projects[*]} " in *" $1 "*) ;; *) return 1 ;; esac; }

# The quick ones one after another beside EndToEnd, whose processes mostly wait for each other. Faults, with a cluster of its
# own and limits on the time to heal, has the machine to itself.
quick() { for name in "${projects[@]}"; do case $name in EndToEnd | Faults) ;; *) run "$name" ;; esac; done; }
quick &
asked EndToEnd && run EndToEnd
wait
asked Faults && run Faults

# Sums the assembly's counts as the runner wrote them; a run without a result counts as a failure.
passed=0 failed=0 skipped=0
count() { sed -n "s/.*<assembly [^>]*\b$2=\"\([0-9]*\)\".*/\1/p" "$results/$1.xml" 2>/dev/null | head -1; }
for name in "${projects[@]}"; do
  rc=$(cat "$results/$name.rc" 2>/dev/null || echo none)
  bad=$(( $(count "$name" failed || echo 0) + $(count "$name" errors || echo 0) + 0 ))
  if [ ! -s "$results/$name.xml" ] || { [ "$rc" != 0 ] && [ "$bad" -eq 0 ]; }; then
    echo "tests/$name ended with $rc and no result of its own." >&2
    bad=1
  fi
  failed=$((failed + bad))
  passed=$((passed + $(count "$name" passed || echo 0) + 0))
  skipped=$((skipped + $(count "$name" skipped || echo 0) + 0))
done

[ $((passed + failed)) -gt 0 ] || echo "No test ran." >&2
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
