#!/usr/bin/env bash
# Gets the real name servers that the tests talk to: PowerDNS, BIND, dig and nsupdate, from Debian packages that are unpacked into a
# temporary folder. Nothing is installed and no package list of the machine is touched. Prints the folder; a second run finds it ready.
#   PROVISIONING_DNS_SERVERS=$(bash tests/servers/dns.sh) dotnet test …
# When something can't be had, says why on standard error and ends with 1.
set -euo pipefail

home="${TMPDIR:-/tmp}/provisioning-dns-servers-$(id -u)"
packages=(pdns-server pdns-backend-sqlite3 bind9 bind9-libs bind9-dnsutils)

fail() {
  echo "The name servers for the tests could not be had: $1" >&2
  exit 1
}

if [ -f "$home/ready" ] && [ -O "$home" ]; then
  echo "$home"
  exit 0
fi

for tool in apt-get apt-cache dpkg ldd; do
  command -v "$tool" > /dev/null || fail "there is no $tool here (they come from Debian packages)"
done

work=$(mktemp -d "${TMPDIR:-/tmp}/provisioning-dns.XXXXXX")
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/root" "$work/lists/partial" "$work/cache/archives/partial"
apt=(-qq -o "Dir::State::lists=$work/lists" -o "Dir::Cache=$work/cache" -o APT::Sandbox::User=root -o Acquire::Retries=1 -o Acquire::http::Timeout=20)

timeout 180 apt-get "${apt[@]}" update > "$work/log" 2>&1 || fail "the package lists could not be fetched: $(grep -m1 -E '^(E|Err|W):' "$work/log" || tail -n 1 "$work/log")"
# It ends well even when it reached nothing; then this is why nothing is found afterwards.
trouble=$(grep -m1 -E '^(E|Err|W):' "$work/log" || true)

declare -A fetched=()
fetch() { # package…
  local package
  for package in "$@"; do
    [ -n "${fetched[$package]:-}" ] && continue
    fetched[$package]=1
    (cd "$work" && timeout 120 apt-get "${apt[@]}" download "$package" > "$work/log" 2>&1) || fail "$package could not be fetched: $(tail -n 1 "$work/log")${trouble:+ ($trouble)}"
  done
  for package in "$work"/*.deb; do
    dpkg -x "$package" "$work/root"
    rm "$package"
  done
}

programs() { echo "$work"/root/usr/sbin/{pdns_server,named} "$work"/root/usr/bin/{dig,nsupdate} "$work"/root/usr/lib/*/pdns/libgsqlite3backend.so; }
libraries() { echo "$work"/root/usr/lib/*-linux-* "$work"/root/lib/*-linux-* | tr ' ' ':'; }
missing() {
  LD_LIBRARY_PATH="$(libraries)" ldd $(programs) 2> /dev/null | awk '/not found/ { print $1 }' | sort -u
}

fetch "${packages[@]}"
# Libraries that this machine lacks: those that the packages name as dependencies, and that are not installed.
for round in 1 2 3; do
  [ -z "$(missing)" ] && break
  mapfile -t wanted < <(apt-cache "${apt[@]}" depends "${!fetched[@]}" 2> /dev/null | awk '$1 ~ /Depends:$/ && $2 ~ /^lib/ { print $2 }' | sort -u)
  for package in "${wanted[@]}"; do
    [ -n "${fetched[$package]:-}" ] || dpkg -s "$package" > /dev/null 2>&1 || fetch "$package"
  done
done
[ -z "$(missing)" ] || fail "libraries are missing: $(missing | tr '\n' ' ')"

runs() { # program argument words-in-its-answer
  LD_LIBRARY_PATH="$(libraries)" "$work/root/usr/$1" $2 > "$work/log" 2>&1 || true
  grep -q "$3" "$work/log" || fail "$1 does not run: $(tail -n 1 "$work/log")"
}
runs sbin/pdns_server --version PowerDNS
runs sbin/named -V BIND
runs bin/dig -v DiG

mv "$work/root" "$work/folder"
touch "$work/folder/ready"
chmod 700 "$work/folder"
rm -rf "$home"
# Another run may have been quicker; then its folder is as good.
mv -T "$work/folder" "$home" 2> /dev/null || [ -f "$home/ready" ] || fail "the folder $home can't be made"
echo "$home"
