# What the scripts of this folder share: a JDK, the class path of benchmarks/pom.xml, a small javac step.
# Sourced by bash; everything that concerns the build goes to stderr. Nothing here takes part in the ordinary build.
# shellcheck shell=bash

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
# shellcheck source=../build/tools.sh
. "$root/build/tools.sh"
find_tools
out=$root/target/benchmarks
mkdir -p "$out"

# class_path [PROFILE]: prints the class path of benchmarks/pom.xml, with a profile's dependencies.
class_path() {
  local file=$out/${1:-run}.classpath
  if [ ! -s "$file" ] || [ "$root/benchmarks/pom.xml" -nt "$file" ]; then
    find_tools build
    mvn -q -B -f "$root/benchmarks/pom.xml" ${1:+-P "$1"} dependency:build-classpath -Dmdep.outputFile="$file" \
      >"$out/maven.log" 2>&1 || { rm -f "$file"; cat "$out/maven.log" >&2; die "The libraries could not be resolved."; }
  fi
  cat "$file"
}

# compile NAME CLASSPATH [JAVAC-OPTION...]: compiles src/NAME/java into target/benchmarks/NAME if a source is newer.
compile() {
  local name=$1 path=$2
  shift 2
  if [ ! -f "$out/$name.compiled" ] \
    || [ -n "$(find "$root/benchmarks/src/$name" "$root/benchmarks/pom.xml" -newer "$out/$name.compiled" | head -n 1)" ]; then
    rm -rf "${out:?}/$name"
    mkdir -p "$out/$name"
    find "$root/benchmarks/src/$name/java" -name '*.java' >"$out/$name.sources"
    "$JAVA_HOME/bin/javac" --release 25 -encoding UTF-8 -parameters -Xlint:all,-try,-path,-processing,-serial,-classfile \
      -Werror "$@" -cp "$path" -d "$out/$name" "@$out/$name.sources" >&2 || die "benchmarks/src/$name does not compile."
    : >"$out/$name.compiled"
  fi
}

# keycloak_home: prints where Keycloak's distribution is unpacked; nothing if it cannot be fetched.
keycloak_home() {
  local version
  version=$(sed -n 's|.*<keycloak.version>\(.*\)</keycloak.version>.*|\1|p' "$root/benchmarks/pom.xml")
  if [ ! -x "$out/keycloak-$version/bin/kc.sh" ]; then
    find_tools build
    if ! mvn -q -B -f "$root/benchmarks/pom.xml" dependency:unpack \
      -Dartifact="org.keycloak:keycloak-quarkus-dist:$version:zip" -Dproject.basedir="$out" \
      -DoutputDirectory="$out" >"$out/maven.log" 2>&1; then
      say "Keycloak could not be fetched: target/benchmarks/maven.log says why."
      return 0
    fi
    chmod +x "$out/keycloak-$version/bin/kc.sh"
  fi
  echo "$out/keycloak-$version"
}
