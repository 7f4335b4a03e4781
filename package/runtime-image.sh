#!/bin/sh
# Makes the folder that the image runs from: a Java runtime of the modules in use, the jars, an AOT cache and the
# arguments of `java`. Needs JDK 25 (JAVA_HOME, else java on the PATH), on the operating system and processor that the
# result is for.
#
#   package/runtime-image.sh OUTDIR [LIB] [MAIN]
#
# LIB   folder with all jars, by default what Maven puts into provider/controller/target/dist/lib
# MAIN  main class; called with --train it must do a little of its usual work and end
set -eu

out=${1:?"say where to: package/runtime-image.sh OUTDIR [LIB] [MAIN]"}
lib=${2:-$(cd "$(dirname "$0")/.." && pwd)/provider/controller/target/dist/lib}
main=${3:-dev.sluice.controller.runtime.Main}

if [ -z "${JAVA_HOME:-}" ]; then
  java=$(command -v java) || { echo "No Java found: install JDK 25 and set JAVA_HOME." >&2; exit 1; }
  JAVA_HOME=$(dirname "$(dirname "$(readlink -f "$java")")")
fi
[ -x "$JAVA_HOME/bin/jlink" ] || { echo "$JAVA_HOME has no jlink: point JAVA_HOME at a full JDK 25." >&2; exit 1; }
release=$("$JAVA_HOME/bin/jlink" --version | cut -d. -f1)
[ "$release" -ge 25 ] || { echo "$JAVA_HOME is JDK $release: point JAVA_HOME at JDK 25." >&2; exit 1; }
ls "$lib"/*.jar >/dev/null 2>&1 || { echo "No jars in $lib: run mvn package first." >&2; exit 1; }

# What the jars use, and what is found by name alone: TLS with elliptic curves, DNS, SASL for SCRAM, flight recordings.
modules=java.base,java.logging,java.management,java.naming,java.net.http,java.security.jgss,java.security.sasl,java.sql
modules=$modules,java.transaction.xa,java.xml,jdk.crypto.ec,jdk.httpserver,jdk.jfr,jdk.management,jdk.naming.dns,jdk.net,jdk.unsupported

mkdir -p "$out"
out=$(cd "$out" && pwd)
rm -rf "$out/jre" "$out/lib" "$out/native" "$out/app.aot" "$out/java.args"

"$JAVA_HOME/bin/jlink" --output "$out/jre" --add-modules "$modules" \
  --compress zip-6 --strip-java-debug-attributes --no-man-pages --no-header-files
mkdir "$out/lib"
cp -p "$lib"/*.jar "$out/lib/"
chmod a+r "$out/lib"/*.jar

# The container's file system is read-only, so what a driver would unpack at run time is unpacked here.
native=
sqlite=$(find "$out/lib" -name 'sqlite-jdbc-*.jar')
if [ -n "$sqlite" ]; then
  case $(uname -s) in Darwin) system=Mac ;; *) system=Linux ;; esac
  case $(uname -m) in aarch64 | arm64) processor=aarch64 ;; *) processor=x86_64 ;; esac
  (cd "$out" && "$JAVA_HOME/bin/jar" xf "$sqlite" "org/sqlite/native/$system/$processor" && mv "org/sqlite/native/$system/$processor" native && rm -r org)
  native=-Dorg.sqlite.lib.path=$out/native
fi

# protobuf asks for memory in a way that Java 25 warns of.
unsafe=
if [ -n "$(find "$out/lib" -name 'protobuf-java-[0-9]*.jar')" ]; then
  unsafe=--sun-misc-unsafe-memory-access=allow
fi

# The cache is good for this runtime, these flags and this class path in this order: all three stand in one file.
# C1 and the serial collector because the provider waits for servers most of its time. Where memory is scarce, the JVM goes by
# MinRAMPercentage and never below 96 MB of heap; both percentages must be said to have the smaller heap.
classpath=$(find "$out/lib" -name '*.jar' | LC_ALL=C sort | paste -s -d : -)
cat >"$out/java.args" <<ARGS
-XX:+UseSerialGC
-XX:+UseCompactObjectHeaders
-XX:TieredStopAtLevel=1
-XX:MaxRAMPercentage=25
-XX:MinRAMPercentage=25
-XX:-UsePerfData
-XX:+ExitOnOutOfMemoryError
--enable-native-access=ALL-UNNAMED
$native
$unsafe
-cp $classpath
ARGS

log=$out/training.log
"$out/jre/bin/java" -XX:AOTCacheOutput="$out/app.aot" "@$out/java.args" "$main" --train >"$log" 2>&1 \
  && [ -s "$out/app.aot" ] \
  || { cat "$log" >&2; echo "The training run of $main failed; its output stands above." >&2; exit 1; }
rm -f "$log"
chmod a+r "$out/app.aot"

cat >>"$out/java.args" <<ARGS
-XX:AOTCache=$out/app.aot
$main
ARGS
echo "$out: runtime $(du -sm "$out/jre" | cut -f1) MB, jars $(du -sm "$out/lib" | cut -f1) MB, cache $(du -sm "$out/app.aot" | cut -f1) MB"
