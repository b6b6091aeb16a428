# What ./quern and ./test share: finding the SDK, bringing native libraries, one build at a time.
# Sourced, not run. The sourcing script sets ROOT to the repository's folder.

fail() {
  printf 'error: %s\n' "$1" >&2
  [ $# -lt 2 ] || printf 'hint: %s\n' "$2" >&2
  exit 1
}

need_dotnet() {
  # The installer without root puts it here and leaves PATH alone.
  if ! command -v dotnet >/dev/null && [ -x "${DOTNET_ROOT:-$HOME/.dotnet}/dotnet" ]; then
    export DOTNET_ROOT="${DOTNET_ROOT:-$HOME/.dotnet}"
    PATH="$DOTNET_ROOT:$PATH"
  fi
  command -v dotnet >/dev/null || fail "dotnet not found: Quern needs the .NET SDK 10" \
    "install it from https://dotnet.microsoft.com/download/dotnet/10.0, then run this again"
}

need_sdk() {
  local found
  need_dotnet
  # Asked in / because global.json makes the question itself fail where no SDK matches.
  found="$(cd / && dotnet --list-sdks 2>/dev/null | cut -d' ' -f1 | paste -sd' ' -)"
  case " $found" in
    *" 10."*) ;;
    *) fail "no .NET SDK 10 found (found: ${found:-none})" \
      "install it from https://dotnet.microsoft.com/download/dotnet/10.0, then run this again" ;;
  esac
  export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
}

need_native() {
  # Descriptor 9 is the build lock: nobody else may hold it open.
  "$ROOT/eng/setup.sh" "$@" 9>&- || exit 1
}

# Builds share obj/ folders, so that two at once would break each other. Released when the script ends.
lock_build() {
  mkdir -p "$ROOT/artifacts"
  exec 9>"$ROOT/artifacts/.build-lock"
  if command -v flock >/dev/null; then
    flock -n 9 && return
    printf 'waiting for another build of this folder\n' >&2
    flock 9
  else
    # macOS has no flock program; the lock belongs to the open file, so it outlives perl.
    perl -MFcntl=:flock -e 'open my $lock, ">&=", 9 or die; flock $lock, LOCK_EX or die' || fail "could not lock artifacts/.build-lock"
  fi
}

unlock_build() {
  exec 9>&-
}

# Quiet unless it fails; then each message once. Compiler servers that stay behind must not inherit the lock.
run_dotnet() {
  local log="$ROOT/artifacts/build.log"
  (cd "$ROOT" && dotnet "$@" -c Release -v q -nologo -tl:off 9>&- >"$log" 2>&1) && return
  { grep -E '(error|warning) [A-Z]+[0-9]+' "$log" || cat "$log"; } | sed -E "s|$ROOT/||g; s/ \[[^]]*\]$//" | sort -u >&2
  return 1
}
