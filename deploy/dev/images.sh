# shellcheck shell=bash
# Builds the images of deploy/images/Dockerfile.

readonly IMAGES='brain manager migrations local'

# images [--engine docker|podman] [NAME...]
images() {
  local wanted_engine='' names='' name
  while [ $# -gt 0 ]; do
    case $1 in
      --help | -h) help images && return ;;
      --engine)
        [ $# -gt 1 ] || usage_error "--engine needs docker or podman"
        wanted_engine=$2
        shift
        ;;
      brain | manager | migrations | local) names="$names $1" ;;
      *) usage_error "images does not know '$1'" ;;
    esac
    shift
  done
  ensure_engine "$wanted_engine"
  create_home
  rm -f "$home/log/images.log"
  ensure_base_images
  for name in ${names:-$IMAGES}; do
    run_step "Building roomtone-$name with $engine" images.log build_image "$name" || exit "$EXIT_FAILED"
  done
}

# build_image NAME
build_image() {
  local -a options=()
  # Docker's format: the other one of podman has no health checks.
  [ "$engine" = docker ] || options=(--format docker --layers)
  "$engine" build ${options[@]+"${options[@]}"} -f deploy/images/Dockerfile --target "$1" -t "roomtone-$1" \
    --label "org.opencontainers.image.version=$(project_version)" \
    --label "org.opencontainers.image.revision=$(git rev-parse HEAD 2>/dev/null || echo unknown)" \
    --label "org.opencontainers.image.created=$(date -u +%Y-%m-%dT%H:%M:%SZ)" .
}

project_version() { sed -n 's|^  <version>\(.*\)</version>$|\1|p' pom.xml | head -n 1; }
