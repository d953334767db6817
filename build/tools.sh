# What ./rollcall and ./test share: finding a JDK and Maven, one build at a time, a build that shows it lives.
# Sourced by bash (3.2 or newer, so that macOS will do); $root is the repository's folder. Everything goes to stderr.
# shellcheck shell=bash disable=SC2154

needed_jdk=25
jar=$root/target/rollcall.jar
lib=$root/target/lib
log=$root/target/build.log
# Its time is the start of the last whole build: a source edited while Maven ran is newer than it.
built=$root/target/rollcall.built
# There while a build runs, and still there after one that did not end well.
building=$root/target/rollcall.building
# What the JVM knows of the program before it starts: see build/aot.
aot=$root/target/aot

say() { printf '%s\n' "$*" >&2; }
die() {
  say "$*"
  exit 1
}

# --- packages -------------------------------------------------------------------------------------------------------

may_install() { [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; }

# install_packages PACKAGE...: installs Debian packages, without a question and without chatter.
install_packages() {
  say "Installing $* ..."
  local out
  out=$(mktemp)
  if { apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$@"; } \
    >"$out" 2>&1 </dev/null; then
    rm -f "$out"
  else
    tail -n 20 "$out" >&2
    rm -f "$out"
    return 1
  fi
}

# --- JDK ------------------------------------------------------------------------------------------------------------

# jdk_version HOME: the major version of the JDK there, 0 if there is none.
jdk_version() {
  local version=
  if [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ]; then
    if [ -r "$1/release" ]; then
      version=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release")
    fi
    if [ -z "$version" ]; then
      version=$("$1/bin/java" -version 2>&1 </dev/null | sed -n 's/.* version "\([0-9]*\).*/\1/p' | head -n 1)
    fi
  fi
  echo "${version:-0}"
}

# real_path FILE: FILE with its symbolic links followed (macOS had no readlink -f for long).
real_path() {
  local file=$1 link
  while [ -L "$file" ]; do
    link=$(readlink "$file")
    case $link in
      /*) file=$link ;;
      *) file=$(dirname "$file")/$link ;;
    esac
  done
  echo "$(cd "$(dirname "$file")" && pwd -P)/$(basename "$file")"
}

# find_jdk: exports JAVA_HOME, the first JDK that is new enough, or ends the script.
find_jdk() {
  local home java on_path=
  if java=$(command -v java 2>/dev/null); then
    on_path=$(dirname "$(dirname "$(real_path "$java")")")
  fi
  for home in "${JAVA_HOME:-}" "${JDK25_HOME:-}" "$on_path" /usr/lib/jvm/* "${HOME:-}"/.sdkman/candidates/java/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home; do
    if [ -n "$home" ] && [ "$(jdk_version "$home")" -ge "$needed_jdk" ]; then
      export JAVA_HOME=$home
      return
    fi
  done
  die "Rollcall needs a JDK $needed_jdk or newer: install one (for example Eclipse Temurin $needed_jdk) and set JAVA_HOME to its folder."
}

# --- Maven ----------------------------------------------------------------------------------------------------------

# find_maven: a Maven of at least 3.8 is on the PATH afterwards, or the script ends. JAVA_HOME is set.
find_maven() {
  if ! command -v mvn >/dev/null 2>&1 && may_install; then
    install_packages maven || die "Maven could not be installed: see the lines above."
  fi
  local version
  version=$(mvn -v 2>/dev/null </dev/null | sed -n 's/.*Apache Maven \([0-9]*\.[0-9]*\).*/\1/p' | head -n 1)
  case $version in
    '' | [0-2].* | 3.[0-7])
      die "Rollcall is built by Maven 3.8 or newer${version:+, and mvn is $version}: install it (apt-get install maven, brew install maven) and try again."
      ;;
  esac
}

# --- one build at a time --------------------------------------------------------------------------------------------

# try_lock wait|wait-not [FD]: locks what descriptor FD (9, if it is left out) has open.
try_lock() {
  local fd=${2:-9}
  if command -v flock >/dev/null 2>&1; then
    if [ "$1" = wait ]; then flock "$fd"; else flock -n "$fd"; fi
  else # macOS
    perl -MFcntl=:flock -e 'open(my $f, "<&=", $ARGV[1]) or exit 1; flock($f, LOCK_EX | ($ARGV[0] eq "wait" ? 0 : LOCK_NB)) or exit 1' "$1" "$fd"
  fi
}

# lock_build: waits until nobody else builds in this folder. The lock is this file's, held by descriptor 9, so it goes
# with the process and with the Maven that inherits it, however they end.
lock_build() {
  exec 9<"$root/build/tools.sh"
  if ! try_lock wait-not; then
    say "Another build is running in this folder: waiting for it ..."
    try_lock wait || die "The lock on build/tools.sh could not be taken."
  fi
}

unlock_build() { exec 9<&-; }

# --- the build ------------------------------------------------------------------------------------------------------

is_stale() {
  [ ! -f "$jar" ] || [ ! -d "$lib" ] || [ ! -f "$built" ] || [ -f "$building" ] \
    || [ -n "$(find "$root/src/main" "$root/pom.xml" -newer "$built" 2>/dev/null | head -n 1)" ]
}

# begin_build, end_build: what surrounds every Maven run that makes the jar. A jar in use is unlinked, not overwritten,
# so a program that runs from it goes on undisturbed. What a killed or failed build left is not built upon.
begin_build() {
  mkdir -p "$root/target"
  if [ -f "$building" ]; then
    rm -rf "$root/target/classes" "$root/target/maven-status" "$lib"
  fi
  rm -f "$jar"
  : >"$building"
}
end_build() { mv -f "$building" "$built"; }

# commit: the commit of the sources, shortened; with a + behind it when they differ from it.
commit() {
  local commit
  commit=$(git -C "$root" rev-parse --short=12 HEAD 2>/dev/null) || commit=unknown
  [ "$commit" = unknown ] || git -C "$root" diff --quiet HEAD -- src/main pom.xml 2>/dev/null || commit=$commit+
  echo "$commit"
}

# build_jar: brings target/rollcall.jar up to date and tells a person that it lives.
build_jar() {
  lock_build
  if is_stale; then
    find_maven
    begin_build
    run_maven package -Dmaven.test.skip=true -Dspotless.check.skip=true "-Drollcall.commit=$(commit)" || build_failed
    end_build
  fi
  unlock_build
}

run_maven() {
  local started=$SECONDS told=0 status=0 fetched what="the first time takes a minute or two"
  [ -f "$built" ] && what="sources have changed"
  mvn -B -f "$root/pom.xml" "$@" >"$log" 2>&1 </dev/null &
  local maven=$!
  # Bash lets a background process ignore Ctrl-C, so it is ended here.
  trap 'kill "$maven" 2>/dev/null; [ -t 2 ] && printf "\n" >&2; exit 130' INT TERM HUP
  [ -t 2 ] || say "Building Rollcall ($what) ..."
  while kill -0 "$maven" 2>/dev/null; do
    if [ -t 2 ]; then
      fetched=$(grep -c '^Downloaded ' "$log")
      [ "$fetched" = 0 ] || what="fetched $fetched files"
      printf '\r\033[KBuilding Rollcall (%s) ... %d s' "$what" $((SECONDS - started)) >&2
    elif [ $((SECONDS - started - told)) -ge 15 ]; then
      told=$((SECONDS - started))
      say "  still building, $told s"
    fi
    sleep 0.2
  done
  wait "$maven" || status=$?
  trap - INT TERM HUP
  [ -t 2 ] && printf '\r\033[K' >&2
  return "$status"
}

# maven_errors LOG: the lines that say why the build failed, without Maven's advice and without failed tests.
maven_errors() {
  awk -v root="$root/" '
    { gsub(/\033\[[0-9;]*m/, ""); at = index($0, root); if (at) $0 = substr($0, 1, at - 1) substr($0, at + length(root)); sub(/ *-> \[Help 1\]$/, "") }
    /^\[ERROR\][ \t]+at / || /^\[ERROR\] \[Help 1\]|Re-run Maven|For more information about|To see the full stack trace/ { next }
    /^\[ERROR\] *$|COMPILATION ERROR|compiler-plugin.* Compilation failure/ { next }
    / <<< |Tests run:|^\[ERROR\] (Failures|Errors): |^\[ERROR\]   [A-Z][A-Za-z]*(Test|IT)[.$:]|There are test failures/ { show = 0; next }
    /^\[ERROR\]/ || /^\[WARNING\] .*\.java:\[/ { show = 1; if (!seen[$0]++) print; next }
    /^\[/ { show = 0 }
    show && NF
  ' "$1" | head -n 60
}

build_failed() {
  local errors
  errors=$(maven_errors "$log")
  say "${errors:-$(tail -n 20 "$log")}"
  die "Rollcall could not be built. All that Maven said is in target/build.log."
}

# --- warm from the first call ----------------------------------------------------------------------------------------

# For a command, which ends at once: what compiles and collects for a long life costs it half of its start, and so do the
# classes that the JVM makes for what is called by reflection.
brief=(-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Djdk.reflect.useNativeAccessorOnly=true)

# aot_fits: sets aot_common, with which both caches are made and used. The JVM is silent about a cache that does not fit.
# picocli is of so old a format that no cache takes it; on this path, at least, it is not searched for and not verified.
aot_fits() {
  local picocli
  aot_common=("-Xlog:aot*=off" "-Xlog:cds*=off")
  for picocli in "$lib"/picocli-*.jar; do
    [ -f "$picocli" ] && aot_common+=("-Xbootclasspath/a:$picocli")
  done
}

# aot_key: sets aot_key to what the caches are made for: the path of the jar (with the jar elsewhere and nothing at the
# old path, a JVM refuses to start because of a sealed library), the libraries, whose names have their versions, and the
# JDK. A JVM checks little of this: not even that the jar is the same one, if it is of the same length.
aot_key() {
  local release='' IFS=$'\n' libraries=("$lib"/*.jar)
  IFS= read -r -d '' release 2>/dev/null <"$JAVA_HOME/release"
  aot_key=$jar$'\n'"${libraries[*]##*/}"$'\n'$JAVA_HOME$'\n'$release
  [ -n "$release" ]
}

# aot_is_stale: whether there is neither a cache for this key and this jar, nor the trace of a vain attempt. made-for holds
# the key, and has the time of the jar.
aot_is_stale() {
  local made_for=
  if [ ! -f "$aot/made-for" ] || [ "$aot/made-for" -nt "$jar" ] || [ "$aot/made-for" -ot "$jar" ]; then
    return 0
  fi
  IFS= read -r -d '' made_for <"$aot/made-for"
  [ "$made_for" != "$aot_key" ]
}

# use_aot serve|cli: adds the cache to options. Without one that fits, it has one made for the next start, beside this one
# and at the lowest priority. Options of the environment that concern such caches leave all this to whoever set them.
use_aot() {
  case " ${ROLLCALL_AOT:-} ${JDK_JAVA_OPTIONS:-} ${JAVA_TOOL_OPTIONS:-} ${_JAVA_OPTIONS:-}" in
    *" off "* | *AOT* | *Xshare* | *SharedArchive* | *bootclasspath* | *@*) return ;;
  esac
  aot_key || return
  if ! aot_is_stale; then
    if [ -f "$aot/$1.aot" ]; then
      aot_fits
      options+=("${aot_common[@]}" "-XX:AOTCache=$aot/$1.aot")
    fi
  elif [ -z "${ROLLCALL_SKIP_BUILD:-}" ] && [ -w "$root/target" ]; then
    (nohup nice -n 19 "$root/build/aot" >/dev/null 2>&1 </dev/null &)
  fi
}
