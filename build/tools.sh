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

# enabled_services: the links by which a system starts services at boot.
enabled_services() {
  find /etc/systemd/system -type l 2>/dev/null
  find /etc/rc[2-5].d -name 'S*' 2>/dev/null
}

# install_packages PACKAGE...: installs Debian packages, without a question, and tells a person that it lives. No service
# of theirs is started or enabled; those that were stay as they are.
install_packages() {
  local out before policy=/usr/sbin/policy-rc.d started=$SECONDS told=0 status=0 apt now link name
  out=$(mktemp) || return 1
  before=$(enabled_services | sort)
  say "Installing $* ..."
  if [ -e $policy ]; then
    policy=
  else
    printf '#!/bin/sh\nexit 101\n' >$policy && chmod 755 $policy
  fi
  {
    apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$@"
  } >"$out" 2>&1 </dev/null &
  apt=$!
  trap 'kill "$apt" 2>/dev/null; [ -z "$policy" ] || rm -f "$policy"; rm -f "$out"; exit 130' INT TERM HUP
  while kill -0 "$apt" 2>/dev/null; do
    if [ -t 2 ]; then
      printf '\r\033[K  %d s: %.60s' $((SECONDS - started)) "$(tail -n 1 "$out" | tr -d '\r')" >&2
    elif [ $((SECONDS - started - told)) -ge 15 ]; then
      told=$((SECONDS - started))
      say "  $told s: $(grep -c '^Unpacking ' "$out") packages unpacked, $(grep -c '^Setting up ' "$out") set up"
    fi
    sleep 0.5
  done
  wait "$apt" || status=$?
  trap - INT TERM HUP
  [ -t 2 ] && printf '\r\033[K' >&2
  [ -z "$policy" ] || rm -f "$policy"
  now=$(enabled_services | sort)
  comm -13 <(printf '%s\n' "$before") <(printf '%s\n' "$now") | while IFS= read -r link; do
    case $link in
      /etc/rc*)
        name=${link##*/S[0-9][0-9]}
        update-rc.d "$name" disable >/dev/null 2>&1
        ;;
      *) rm -f "$link" ;;
    esac
  done
  [ "$status" = 0 ] || tail -n 20 "$out" >&2
  rm -f "$out"
  return "$status"
}

# --- JDK and Maven --------------------------------------------------------------------------------------------------

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

# look_for_jdk: exports JAVA_HOME, the first JDK that is new enough; otherwise found_java says what is there.
look_for_jdk() {
  local home java version on_path=
  found_java=
  if java=$(command -v java 2>/dev/null); then
    on_path=$(dirname "$(dirname "$(real_path "$java")")")
  fi
  for home in "${JAVA_HOME:-}" "${JDK25_HOME:-}" "$on_path" /usr/lib/jvm/* "${HOME:-}"/.sdkman/candidates/java/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home /opt/homebrew/opt/openjdk/libexec/openjdk.jdk/Contents/Home; do
    [ -n "$home" ] || continue
    version=$(jdk_version "$home")
    if [ "$version" -ge "$needed_jdk" ]; then
      export JAVA_HOME=$home
      return
    fi
    [ "$version" = 0 ] || [ -L "$home" ] || found_java="$found_java${found_java:+, }JDK $version in $home"
  done
  if [ -z "$found_java" ] && [ -n "$java" ]; then
    found_java="a Java without a compiler in $java"
  fi
  return 1
}

# look_for_maven: whether a Maven of at least 3.8 is on the PATH; otherwise found_maven says what is there.
look_for_maven() {
  local version
  found_maven=
  command -v mvn >/dev/null 2>&1 || return 1
  version=$(mvn -v 2>/dev/null </dev/null | sed -n 's/.*Apache Maven \([0-9]*\.[0-9]*\).*/\1/p' | head -n 1)
  case $version in
    '' | [0-2].* | 3.[0-7])
      found_maven="Maven ${version:-of an unknown version} in $(command -v mvn)"
      return 1
      ;;
  esac
}

# has_package NAME: whether apt-get could install it.
has_package() { apt-cache policy "$1" 2>/dev/null | grep -q '^  Candidate: [0-9]'; }

# how_to_get JDK MAVEN: the lines that install what is missing ("yes") on this system.
how_to_get() {
  local system='' as='' lines='' brew=''
  [ -r /etc/os-release ] && system=$(. /etc/os-release && printf '%s' "${PRETTY_NAME:-$NAME}")
  [ "$(id -u)" = 0 ] || as='sudo '
  if [ "$(uname -s)" = Darwin ]; then
    system=macOS
    [ "$1" = yes ] && brew="$brew openjdk@$needed_jdk"
    [ "$2" = yes ] && brew="$brew maven"
    lines="  brew install$brew"
    [ "$1" = yes ] && lines="$lines
  export JAVA_HOME=\$(brew --prefix openjdk@$needed_jdk)/libexec/openjdk.jdk/Contents/Home"
  elif command -v apt-get >/dev/null 2>&1; then
    if [ "$1" = yes ] && ! has_package "openjdk-$needed_jdk-jdk-headless"; then
      lines="  # the archive of this system has no JDK $needed_jdk: download one as .tar.gz, for example Eclipse Temurin $needed_jdk, then
  ${as}mkdir -p /usr/lib/jvm/jdk-$needed_jdk && ${as}tar -xzf DOWNLOADED.tar.gz -C /usr/lib/jvm/jdk-$needed_jdk --strip-components=1"
      [ "$2" = yes ] && lines="$lines
  ${as}apt-get install -y maven"
    else
      [ "$1" = yes ] && lines=" openjdk-$needed_jdk-jdk-headless"
      [ "$2" = yes ] && lines="$lines maven"
      lines="  ${as}apt-get update && ${as}apt-get install -y$lines"
    fi
  elif command -v dnf >/dev/null 2>&1; then
    [ "$1" = yes ] && lines=" java-$needed_jdk-openjdk-devel"
    [ "$2" = yes ] && lines="$lines maven"
    lines="  ${as}dnf install -y$lines"
  else
    lines="  install them as this system does it, and set JAVA_HOME to the folder of the JDK"
  fi
  printf 'On this system (%s):\n%s\n' "${system:-unknown}" "$lines"
}

# find_tools [build]: exports JAVA_HOME, and with "build" there is a Maven on the PATH afterwards. Installs what is
# missing where it may; otherwise one message says all that is missing, and the script ends.
find_tools() {
  local jdk=no maven=no packages=() text
  look_for_jdk || jdk=yes
  if [ "${1:-}" = build ]; then
    look_for_maven || maven=yes
  fi
  [ $jdk$maven = nono ] && return
  if may_install; then
    # On a fresh machine the lists of packages may be missing.
    [ $jdk = no ] || has_package "openjdk-$needed_jdk-jdk-headless" || apt-get update -q >/dev/null 2>&1 </dev/null
    if [ $jdk = no ] || has_package "openjdk-$needed_jdk-jdk-headless"; then
      [ $jdk = yes ] && packages+=("openjdk-$needed_jdk-jdk-headless")
      [ $maven = yes ] && [ -z "$found_maven" ] && packages+=(maven)
      if [ ${#packages[@]} -gt 0 ] && install_packages "${packages[@]}"; then
        look_for_jdk && jdk=no
        if [ $maven = yes ]; then look_for_maven && maven=no; fi
      fi
      [ $jdk$maven = nono ] && return
    fi
  fi
  text="Rollcall needs a JDK $needed_jdk or newer"
  [ "${1:-}" = build ] && text="$text, and Maven 3.8 or newer to be built"
  text="$text. Missing here:"
  [ $jdk = yes ] && text="$text
  JDK $needed_jdk (found: ${found_java:-none})"
  [ $maven = yes ] && text="$text
  Maven 3.8 (found: ${found_maven:-none})"
  die "$text
$(how_to_get $jdk $maven)"
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
    rm -rf "$root/target/classes" "$root/target/quick" "$root/target/maven-status" "$lib"
  fi
  rm -f "$jar"
  : >"$building"
}
end_build() { mv -f "$building" "$built"; }

# commit: the commit of the sources, shortened; with a + behind it when they differ from it. A clone around an unpacked
# archive of the sources is not theirs.
commit() {
  local commit=unknown
  [ -e "$root/.git" ] && commit=$(git -C "$root" rev-parse --short=12 HEAD 2>/dev/null) || commit=unknown
  [ "$commit" = unknown ] || git -C "$root" diff --quiet HEAD -- src/main pom.xml 2>/dev/null || commit=$commit+
  echo "$commit"
}

# build_jar: brings target/rollcall.jar up to date and tells a person that it lives. The sources are compiled without the
# checks, which ./test makes: to another folder, so that Maven does not take these classes for checked ones.
build_jar() {
  mkdir -p "$root/target" 2>/dev/null && [ -w "$root/target" ] \
    || die "Rollcall has to be built, and $root/target cannot be written: run it once as the owner of the folder."
  lock_build
  if is_stale; then
    find_tools build
    begin_build
    run_maven package -Dquick -Dmaven.test.skip=true -Dspotless.check.skip=true \
      "-Drollcall.classes=$root/target/quick" "-Drollcall.commit=$(commit)" || build_failed
    end_build
  fi
  unlock_build
}

# phase LOG: what Maven is doing, by what it said last.
phase() {
  awk '
    /^Downloaded / { fetched++; what = "fetching libraries: " fetched }
    /^\[INFO\] Compiling ([0-9]+) source files/ { what = "compiling " $3 " files" }
    /^\[INFO\] --- .*:jar / { what = "packing" }
    /^\[INFO\] --- .*:copy-dependencies / { what = "collecting libraries" }
    END { print what == "" ? "starting Maven" : what }' "$1"
}

run_maven() {
  local started=$SECONDS told=0 status=0 now
  mvn -B -f "$root/pom.xml" "$@" >"$log" 2>&1 </dev/null &
  local maven=$!
  # Bash lets a background process ignore Ctrl-C, so it is ended here.
  trap 'kill "$maven" 2>/dev/null; [ -t 2 ] && printf "\n" >&2; exit 130' INT TERM HUP
  [ -t 2 ] || say "Building Rollcall ..."
  while kill -0 "$maven" 2>/dev/null; do
    if [ -t 2 ]; then
      printf '\r\033[KBuilding Rollcall: %s (%d s)' "$(phase "$log")" $((SECONDS - started)) >&2
    elif [ $((SECONDS - started - told)) -ge 15 ]; then
      told=$((SECONDS - started))
      now=$(phase "$log")
      say "  $told s: $now"
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
