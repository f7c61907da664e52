# shellcheck shell=bash
# Finds a JDK 25 or later. It starts none: the file `release` of every JDK contains the version.

readonly JDK_VERSION=25

# jdk_major DIRECTORY: prints 25 for a JDK 25; fails for a JRE or for anything else.
jdk_major() {
  local line
  [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 1
  line=$(grep -m 1 '^JAVA_VERSION=' "$1/release") || return 1
  line=${line#*\"}
  printf '%s' "${line%%[!0-9]*}"
}

# Prints the directories in which a JDK may be installed.
jdk_candidates() {
  printf '%s\n' /usr/lib/jvm/* /usr/lib64/jvm/* /usr/java/* /opt/*jdk* /opt/java/* \
    "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* "$HOME"/.jdks/*/Contents/Home \
    /Library/Java/JavaVirtualMachines/*/Contents/Home "$HOME"/Library/Java/JavaVirtualMachines/*/Contents/Home \
    /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home /usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
    /home/linuxbrew/.linuxbrew/opt/openjdk*/libexec
  java_on_path
}

# Prints the directory of the JDK to which `javac` on the PATH belongs. It follows links one by one, because not every
# system has `readlink -f`.
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

# Sets and exports JAVA_HOME. A value from the environment is kept if it is new enough. Otherwise the oldest JDK that is new
# enough is taken, because the build is tested with JDK $JDK_VERSION and may fail with a much newer one.
find_jdk() {
  local directory major best='' best_major=1000
  if [ -n "${JAVA_HOME:-}" ] && major=$(jdk_major "$JAVA_HOME") && [ "$major" -ge $JDK_VERSION ]; then
    export JAVA_HOME
    return 0
  fi
  while IFS= read -r directory; do
    major=$(jdk_major "$directory") || continue
    if [ "${major:-0}" -ge $JDK_VERSION ] && [ "$major" -lt "$best_major" ]; then
      best=$directory best_major=$major
    fi
  done < <(jdk_candidates)
  [ -n "$best" ] || return 1
  export JAVA_HOME=$best
}
