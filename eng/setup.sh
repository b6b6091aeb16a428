#!/usr/bin/env bash
# Brings the native libraries that Quern loads: libduckdb (npm) and liblmdb (apt), and where they are asked for, librdkafka (compiled from the sources in an npm package), PostgreSQL, Redis and Python for tests (apt), a gRPC client for tests (npm), and a browser for tests (apt). It also builds the gallery.
# ./quern and ./test run it before they build: with no argument for the first two and the gallery, with "ui", "kafka", "postgres", "redis", "python", "grpc", "browser" or "bench" for the others.
# Each function returns at once when there is nothing to do, and non-zero, with what to do, when it fails.

QUERN_ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"

setup_fail() {
  printf 'error: %s\n' "$1" >&2
  printf 'hint: %s\n' "$2" >&2
  return 1
}

# The name of the package's platform, as node writes it: linux-x64, darwin-arm64, ...
setup_platform() {
  local os cpu
  case "$(uname -s)" in Linux) os=linux ;; Darwin) os=darwin ;; *) return 1 ;; esac
  case "$(uname -m)" in x86_64 | amd64) cpu=x64 ;; aarch64 | arm64) cpu=arm64 ;; *) return 1 ;; esac
  printf '%s-%s' "$os" "$cpu"
}

setup_native() {
  local source="$QUERN_ROOT/eng/native" target="$QUERN_ROOT/artifacts/native" platform file
  # The lock file's stamp beside the library says which versions it came from.
  if cmp -s "$source/package-lock.json" "$target/package-lock.json" && compgen -G "$target/libduckdb.*" >/dev/null; then return 0; fi

  platform="$(setup_platform)" || {
    setup_fail "no libduckdb is packaged for $(uname -s) $(uname -m)" \
      "put libduckdb 1.5 into a folder and set QUERN_NATIVE to it"
    return 1
  }
  command -v npm >/dev/null || {
    setup_fail "npm not found: it brings libduckdb" \
      "install Node.js 20 or newer, or put libduckdb 1.5 into a folder and set QUERN_NATIVE to it"
    return 1
  }

  printf 'setup: restoring libduckdb (%s)\n' "$platform" >&2
  (cd "$source" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >&2) || {
    setup_fail "npm could not restore the packages of eng/native" \
      "check that \`npm ping\` reaches your registry, then run eng/setup.sh again"
    return 1
  }

  file="$(find "$source/node_modules/@duckdb/node-bindings-$platform" -name 'libduckdb.*' 2>/dev/null | head -n 1)"
  if [ -z "$file" ]; then
    rm -rf "$source/node_modules"
    setup_fail "npm restored no libduckdb for $platform" \
      "check that your registry holds the versions in eng/native/package.json, then run eng/setup.sh again"
    return 1
  fi

  # A hard link where the file system allows, renamed into place: a program that runs keeps the library it has open.
  mkdir -p "$target" &&
    { ln -f "$file" "$target/.incoming" 2>/dev/null || cp -f "$file" "$target/.incoming"; } &&
    mv -f "$target/.incoming" "$target/$(basename "$file")" &&
    cp -f "$source/package-lock.json" "$target/package-lock.json" || {
    setup_fail "could not write to $target" "check the folder's permissions and free space, then run eng/setup.sh again"
    return 1
  }
}

setup_lmdb_present() {
  local folder
  for folder in ${QUERN_NATIVE:+"$QUERN_NATIVE"} "$QUERN_ROOT/artifacts/native" \
    /usr/lib/*-linux-gnu /usr/lib /usr/lib64 /usr/local/lib /opt/homebrew/lib; do
    if [ -e "$folder/liblmdb.so.0" ] || [ -e "$folder/liblmdb.so" ] || [ -e "$folder/liblmdb.dylib" ]; then return 0; fi
  done
  return 1
}

# Installs packages of Debian: what is missing, what to do where there is no apt-get, then the packages.
setup_apt() {
  local missing="$1" elsewhere="$2" sudo=""
  shift 2
  [ "$(id -u)" -eq 0 ] || sudo="sudo"
  command -v apt-get >/dev/null && { [ -z "$sudo" ] || command -v sudo >/dev/null; } || {
    setup_fail "$missing" "$elsewhere; on Debian, as root: apt-get install $*"
    return 1
  }
  printf 'setup: installing %s\n' "$*" >&2
  # The package lists are refreshed only where the first try finds them missing or stale.
  $sudo apt-get install -y --no-install-recommends "$@" >/dev/null 2>&1 ||
    { $sudo apt-get update >&2 && $sudo apt-get install -y --no-install-recommends "$@" >&2; } || {
    setup_fail "apt-get could not install $*" "check the network and the package sources, then run: apt-get update && apt-get install $*"
    return 1
  }
}

setup_lmdb() {
  setup_lmdb_present || setup_apt "liblmdb not found" "install LMDB (Homebrew: brew install lmdb; Fedora: dnf install lmdb-libs), then run eng/setup.sh again" liblmdb0
}

# The same version as that of Confluent.Kafka in Directory.Packages.props, and the package that has its sources.
KAFKA_VERSION=2.15.1
KAFKA_PACKAGE=@confluentinc/kafka-javascript@1.10.1
KAFKA_INTEGRITY=sha512-KVePUBn21EqCVP9mfxzEuM3SYJHHEF7X+iiC2e43QQgDSyEaksInmCGooT3w5q+cNAdkSCrK71j0ICfqoSqZLw==

setup_kafka_tools() {
  local missing=()
  command -v cc >/dev/null && command -v make >/dev/null || missing+=(gcc make libc6-dev)
  printf '#include <openssl/ssl.h>\n#include <zlib.h>\n' | cc -E - >/dev/null 2>&1 || missing+=(libssl-dev zlib1g-dev)
  [ ${#missing[@]} -eq 0 ] || setup_apt "a C compiler, make, or the headers of OpenSSL and zlib are missing: librdkafka is compiled here" \
    "install them (macOS: xcode-select --install and brew install openssl), then run eng/setup.sh kafka" "${missing[@]}"
}

setup_kafka() {
  local target="$QUERN_ROOT/artifacts/native" work="$QUERN_ROOT/artifacts/librdkafka" file=librdkafka.so built=librdkafka.so.1
  [ "$(uname -s)" != Darwin ] || { file=librdkafka.dylib built=librdkafka.1.dylib; }
  # The stamp beside the library says which version it is.
  if [ -e "$target/$file" ] && [ "$(cat "$target/librdkafka.version" 2>/dev/null)" = "$KAFKA_VERSION" ]; then return 0; fi
  if [ -n "${QUERN_NATIVE:-}" ] && [ -e "$QUERN_NATIVE/$file" ]; then return 0; fi
  command -v npm >/dev/null || {
    setup_fail "npm not found: it brings the sources of librdkafka" "install Node.js 20 or newer, or put librdkafka $KAFKA_VERSION into a folder and set QUERN_NATIVE to it"
    return 1
  }
  setup_kafka_tools || return 1

  printf 'setup: compiling librdkafka %s, which takes a minute\n' "$KAFKA_VERSION" >&2
  rm -rf "$work" && mkdir -p "$work" "$target"
  (cd "$work" && npm pack "$KAFKA_PACKAGE" --json --loglevel=error >pack.json && grep -qF "$KAFKA_INTEGRITY" pack.json && tar -xzf ./*.tgz package/deps/librdkafka) || {
    setup_fail "npm could not bring $KAFKA_PACKAGE as it was when it was chosen" "check that \`npm ping\` reaches your registry, then run eng/setup.sh kafka"
    return 1
  }
  (cd "$work/package/deps/librdkafka" && ./configure --disable-gssapi --disable-curl --disable-debug-symbols && make -C src -j "$(getconf _NPROCESSORS_ONLN)" "$built") >"$work/build.log" 2>&1 &&
    cp -f "$work/package/deps/librdkafka/src/$built" "$target/.incoming" && mv -f "$target/.incoming" "$target/$file" && printf '%s\n' "$KAFKA_VERSION" >"$target/librdkafka.version" || {
    setup_fail "librdkafka did not compile" "its messages are in artifacts/librdkafka/build.log"
    return 1
  }
  rm -rf "$work"
}

# A server for tests to start: of any version that has what they use. Tests are skipped where it cannot be had.
setup_postgres() {
  local sudo=""
  if compgen -G "/usr/lib/postgresql/*/bin/initdb" >/dev/null || compgen -G "/opt/homebrew/opt/postgresql*/bin/initdb" >/dev/null || [ -x /usr/local/pgsql/bin/initdb ]; then return 0; fi
  [ "$(id -u)" -eq 0 ] || sudo="sudo"
  # The package would make a database of its own and keep it running.
  if command -v apt-get >/dev/null && $sudo mkdir -p /etc/postgresql-common/createcluster.d; then
    printf 'create_main_cluster = false\n' | $sudo tee /etc/postgresql-common/createcluster.d/quern.conf >/dev/null
  fi
  setup_apt "PostgreSQL not found" "install it (Homebrew: brew install postgresql)" postgresql
}

# A server for tests to start: Redis 7 or Valkey. Tests are skipped where it cannot be had.
setup_redis() {
  if command -v redis-server >/dev/null || command -v valkey-server >/dev/null; then return 0; fi
  setup_apt "Redis not found" "install it (Homebrew: brew install redis)" redis-server
}

# What runs the tests of the Python client. They are skipped where it cannot be had.
setup_python() {
  command -v python3 >/dev/null || setup_apt "Python not found" "install Python 3.9 or newer" python3
}

# Packages of npm, in the folder that names them. $1: the folder; $2: what they are; $3: what brings them
setup_packages() {
  local folder="$QUERN_ROOT/$1"
  # The lock file's stamp beside the packages says which versions they are.
  if cmp -s "$folder/package-lock.json" "$folder/node_modules/.stamp"; then return 0; fi
  command -v npm >/dev/null || {
    setup_fail "npm not found: it brings $2" "install Node.js 20 or newer, then run eng/setup.sh $3"
    return 1
  }
  printf 'setup: restoring %s\n' "$2" >&2
  (cd "$folder" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >&2) && cp -f "$folder/package-lock.json" "$folder/node_modules/.stamp" || {
    setup_fail "npm could not restore the packages of $1" "check that \`npm ping\` reaches your registry, then run eng/setup.sh $3"
    return 1
  }
}

# A gRPC client of another make, for tests to call the server with. They are skipped where it cannot be had.
setup_grpc() {
  setup_packages eng/grpc-client "a gRPC client for tests" grpc
}

# What the gallery is built from, by path and content.
setup_ui_sources() {
  (cd "$QUERN_ROOT/ui" && find . \( -name node_modules -o -name obj \) -prune -o -type f -print0 | LC_ALL=C sort -z | xargs -0 cksum | cksum)
}

# The gallery: pages that Quern.Server has inside it. Without npm the server is built without them, and says so where they would be.
setup_ui() {
  local target="$QUERN_ROOT/artifacts/ui" stamp="$QUERN_ROOT/artifacts/ui.stamp" sources
  sources="$(setup_ui_sources)"
  if [ -e "$target/index.html.gz" ] && [ "$(cat "$stamp" 2>/dev/null)" = "$sources" ]; then return 0; fi
  command -v npm >/dev/null || {
    printf 'note: npm not found, so the gallery is left out: install Node.js 20.19 or newer, then run eng/setup.sh ui\n' >&2
    return 0
  }
  setup_packages ui "what the gallery is made of" ui || return 1
  printf 'setup: building the gallery\n' >&2
  mkdir -p "$QUERN_ROOT/artifacts"
  (cd "$QUERN_ROOT/ui" && npm run build) >"$QUERN_ROOT/artifacts/ui.log" 2>&1 && printf '%s\n' "$sources" >"$stamp" || {
    setup_fail "the gallery did not build" "its messages are in artifacts/ui.log; Node.js 20.19 or newer is needed"
    return 1
  }
}

# What tests open the gallery with.
setup_browser() {
  if command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null || [ -n "${QUERN_BROWSER:-}" ]; then return 0; fi
  setup_apt "Chromium not found: tests open the gallery with it" "install it, or set QUERN_BROWSER to a browser of its kind" chromium fonts-liberation fonts-noto-color-emoji
}

# What drives servers and draws what was measured.
setup_bench() {
  command -v wrk >/dev/null || setup_apt "wrk not found: it drives the servers that are measured" "install it (Homebrew: brew install wrk)" wrk
  setup_packages bench/charts "what draws the pictures" bench
}

if [ "${BASH_SOURCE[0]}" = "$0" ]; then
  case "${1-}" in
    "") setup_native && setup_lmdb && setup_ui ;;
    ui) setup_ui ;;
    browser) setup_browser ;;
    kafka) setup_kafka ;;
    postgres) setup_postgres ;;
    redis) setup_redis ;;
    python) setup_python ;;
    grpc) setup_grpc ;;
    bench) setup_bench ;;
    *) setup_fail "there is nothing to set up that is called \"$1\"" "what can be asked for is: ui, browser, kafka, postgres, redis, python, grpc, bench" ;;
  esac
fi
