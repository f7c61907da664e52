# shellcheck shell=bash
# Finds a JDK 25 or later without starting one: the version stands in the file `release` of every JDK.

readonly JDK_VERSION=25

# jdk_major DIRECTORY: prints 25 for a JDK 25; fails for a JRE or for anything else.
jdk_major() {
  local line
  [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 1
  line=$(grep -m 1 '^JAVA_VERSION=' "$1/release") || return 1
  line=${line#*\"}
  printf '%s' "${line%%[!0-9]*}"
}

jdk_places() {
  printf '%s\n' /usr/lib/jvm/* /usr/lib64/jvm/* /usr/java/* /opt/*jdk* /opt/java/* \
    "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* "$HOME"/.jdks/*/Contents/Home \
    /Library/Java/JavaVirtualMachines/*/Contents/Home "$HOME"/Library/Java/JavaVirtualMachines/*/Contents/Home \
    /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home /usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
    /home/linuxbrew/.linuxbrew/opt/openjdk*/libexec
  java_on_path
}

# The JDK that `javac` on the PATH belongs to, through any chain of links (readlink -f is not everywhere).
java_on_path() {
  local file
  file=$(command -v javac) || return 0
  while [ -L "$file" ]; do
    case $(readlink "$file") in
      /*) file=$(readlink "$file") ;;
      *) file=$(dirname "$file")/$(readlink "$file") ;;
    esac
  done
  (cd "$(dirname "$file")/.." && pwd -P)
}

# Sets JAVA_HOME: the one that is set when it is new enough, else the oldest of those found that is, since a JDK
# newer than the one that the build is made for is the more likely to surprise it.
find_jdk() {
  local place major best='' best_major=1000
  if [ -n "${JAVA_HOME:-}" ] && major=$(jdk_major "$JAVA_HOME") && [ "$major" -ge $JDK_VERSION ]; then
    export JAVA_HOME
    return 0
  fi
  while IFS= read -r place; do
    major=$(jdk_major "$place") || continue
    if [ "${major:-0}" -ge $JDK_VERSION ] && [ "$major" -lt "$best_major" ]; then
      best=$place best_major=$major
    fi
  done < <(jdk_places)
  [ -n "$best" ] || return 1
  export JAVA_HOME=$best
}
