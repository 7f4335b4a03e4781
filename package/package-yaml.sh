#!/bin/sh
# Writes package.yaml, the content of the Crossplane package, to standard output: crossplane.yaml, then every CRD.
# It begins and ends with a separator: Crossplane's command line cuts the stream there and drops what lies outside.
set -eu
folder=$(cd "$(dirname "$0")" && pwd)
for file in "$folder/crossplane.yaml" "$folder"/crds/*.yaml; do
  echo "---"
  cat "$file"
done
echo "---"
