#!/usr/bin/env bash
# Builds everything and runs every suite. Usage: bash tests/run.sh [--full]
#   --full   also the long tests (PROVISIONING_FULL=1)
# The last line counts over all suites; the exit code says the same.
set -euo pipefail
cd "$(dirname "$0")/.."

for argument in "$@"; do
  case "$argument" in
    --full) export PROVISIONING_FULL=1 ;;
    *) echo "Unknown argument: $argument (there is only --full)" >&2; exit 2 ;;
  esac
done

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
configuration=Release
results="$PWD/TestResults"
rm -rf "$results"
mkdir -p "$results"
passed=0 failed=0 skipped=0

# Adds the numbers of one suite. A suite that broke without counting a failure is one failure itself.
add() { # name exit-code passed failed skipped
  local name=$1 code=$2
  passed=$((passed + $3)) failed=$((failed + $4)) skipped=$((skipped + $5))
  if [ "$code" -ne 0 ] && [ "$4" -eq 0 ]; then
    failed=$((failed + 1))
    echo "!! $name ended with exit code $code and no failed test: counted as one failure"
  elif [ "$code" -eq 0 ] && [ $(($3 + $4)) -eq 0 ]; then
    failed=$((failed + 1))
    echo "!! $name ran no test at all: counted as one failure"
  fi
  echo "== $name: $3 passed, $4 failed, $5 skipped"
}

finish() {
  echo "$passed passed, $failed failed, $skipped skipped"
  [ "$failed" -eq 0 ]
  exit
}

# Reads one number from the counters of a .trx file.
counter() { # file attribute
  local value
  value=$(sed -n "s/.*<Counters [^>]*\b$2=\"\([0-9]*\)\".*/\1/p" "$1")
  echo "${value:-0}"
}

run_xunit() { # project
  local name trx code=0
  name=$(basename "$1" .csproj)
  trx="$results/$name.trx"
  echo "== $name"
  dotnet test "$1" --no-build --configuration "$configuration" --logger "console;verbosity=minimal" --logger "trx;LogFileName=$trx" || code=$?
  if [ -f "$trx" ]; then
    local total executed
    total=$(counter "$trx" total) executed=$(counter "$trx" executed)
    add "$name" "$code" "$(counter "$trx" passed)" "$(counter "$trx" failed)" $((total - executed))
  else
    add "$name" "$code" 0 0 0
  fi
}

# Real name servers for the tests of the DNS providers; without them those tests are skipped, each with this reason.
prepare_name_servers() {
  [ -z "${PROVISIONING_DNS_SERVERS:-}" ] || return 0
  local folder
  if folder=$(bash tests/servers/dns.sh 2> "$results/name-servers.txt"); then
    export PROVISIONING_DNS_SERVERS="$folder"
    echo "== Name servers: PowerDNS and BIND in $folder"
  else
    PROVISIONING_DNS_SERVERS_MISSING=$(tail -n 1 "$results/name-servers.txt")
    export PROVISIONING_DNS_SERVERS_MISSING
    echo "!! NO NAME SERVERS. $PROVISIONING_DNS_SERVERS_MISSING. The DNS providers are tried on the simulated service alone; their other tests are skipped."
  fi
}

run_pester() {
  local why="" code=0
  if ! command -v pwsh > /dev/null; then
    why="there is no pwsh on this machine"
  elif ! pwsh -NoProfile -NonInteractive -Command 'exit [int](-not (Get-Module -ListAvailable Pester | Where-Object { $_.Version.Major -ge 5 }))'; then
    why="pwsh has no Pester 5 or later"
  fi

  if [ -n "$why" ]; then
    skipped=$((skipped + 1))
    echo "== Pester: LEFT OUT, because $why. The module was not tried in a real PowerShell. Counted as one skipped."
    return
  fi

  echo "== Pester"
  pwsh -NoProfile -NonInteractive -File tests/Pester/run.ps1 -Counts "$results/pester.txt" || code=$?
  local p=0 f=0 s=0
  if [ -f "$results/pester.txt" ]; then
    read -r p f s < "$results/pester.txt"
  fi
  add Pester "$code" "$p" "$f" "$s"
}

echo "== Build"
if ! dotnet build Provisioning.sln --configuration "$configuration" --verbosity quiet; then
  echo "!! The build failed: counted as one failure"
  failed=1
  finish
fi

prepare_name_servers
for project in tests/*.Tests/*.csproj; do
  run_xunit "$project"
done
run_pester
finish
