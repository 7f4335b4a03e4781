#!/bin/sh
# Writes package.yaml, the content of a Crossplane package, to standard output: crossplane.yaml, then every CRD.
# It begins and ends with a separator: Crossplane's command line cuts the stream there and drops what lies outside.
#
#   package/package-yaml.sh [provider | function]
set -eu
folder=$(cd "$(dirname "$0")" && pwd)
case ${1:-provider} in
  provider) crds=$folder/crds ;;
  function) folder=$folder/function crds=$folder/input ;;
  *) echo "There is no package $1: give provider or function." >&2; exit 2 ;;
esac
for file in "$folder/crossplane.yaml" "$crds"/*.yaml; do
  echo "---"
  cat "$file"
done
echo "---"
