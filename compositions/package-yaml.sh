#!/bin/sh
# Writes package.yaml, the content of the Configuration package, to standard output: crossplane.yaml, the definitions, the
# Compositions. It begins and ends with a separator: Crossplane's command line cuts the stream there and drops what lies outside.
set -eu
folder=$(cd "$(dirname "$0")" && pwd)
for file in "$folder/crossplane.yaml" "$folder"/definitions/*.yaml "$folder"/appbundle/*.yaml "$folder"/xappbundle/*.yaml; do
  echo "---"
  cat "$file"
done
echo "---"
