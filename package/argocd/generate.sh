#!/bin/sh
# Writes what follows from the scripts of one kind each: the same scripts for the other kinds, and argocd-cm.yaml.
# To be run after a change below resource_customizations; a test fails where it was forgotten.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
tree=$here/resource_customizations
managed=$tree/db.m.sluice.dev/Migration
bundle=$tree/platform.sluice.dev/AppBundle

scripts() { # kind's folder, actions
  mkdir -p "$1"
  [ "$1" = "$managed" ] || cp "$managed/health.lua" "$1/health.lua"
  folder=$1
  shift
  [ $# -gt 0 ] || return 0
  mkdir -p "$folder/actions"
  [ "$folder" = "$managed" ] || cp "$managed/actions/discovery.lua" "$folder/actions/discovery.lua"
  for action in "$@"; do
    from=$managed
    [ "$action" != approve ] || from=$tree/db.m.sluice.dev/Schema
    [ "$from" = "$folder" ] && continue
    mkdir -p "$folder/actions/$action"
    cp "$from/actions/$action/action.lua" "$folder/actions/$action/action.lua"
  done
}

for group in db.m.sluice.dev db.sluice.dev; do
  for kind in Database Grant Role; do
    scripts "$tree/$group/$kind" pause resume refresh retry
  done
  scripts "$tree/$group/Schema" approve pause resume refresh retry
  scripts "$tree/$group/ProviderConfig"
done
scripts "$tree/db.m.sluice.dev/ClusterProviderConfig"
scripts "$tree/db.sluice.dev/Migration" pause resume refresh repair retry
for kind in AppBundleClaim XAppBundle; do
  mkdir -p "$tree/platform.sluice.dev/$kind"
  cp "$bundle/health.lua" "$tree/platform.sluice.dev/$kind/health.lua"
done

indented() { # spaces, file
  sed "s/^\(.\)/$(printf '%*s' "$1" '')\1/" "$2"
}

{
  cat <<'YAML'
# A patch for Argo CD's argocd-cm; docs/argocd.md says how to apply it. Written by generate.sh.
apiVersion: v1
kind: ConfigMap
metadata:
  name: argocd-cm
  namespace: argocd
  labels:
    app.kubernetes.io/name: argocd-cm
    app.kubernetes.io/part-of: argocd
data:
  # Labels would be handed on to what Crossplane composes, and that be taken for a part of the Application.
  application.resourceTrackingMethod: annotation
YAML
  for script in "$tree"/*/*/health.lua; do
    folder=$(dirname "$script")
    kind=$(basename "$folder")
    group=$(basename "$(dirname "$folder")")
    echo "  resource.customizations.health.${group}_${kind}: |"
    indented 4 "$script"
    if [ -d "$folder/actions" ]; then
      echo "  resource.customizations.actions.${group}_${kind}: |"
      echo "    discovery.lua: |"
      indented 6 "$folder/actions/discovery.lua"
      echo "    definitions:"
      for action in "$folder"/actions/*/action.lua; do
        echo "    - name: $(basename "$(dirname "$action")")"
        echo "      action.lua: |"
        indented 8 "$action"
      done
    fi
    if [ "$group" != argoproj.io ]; then
      # Progress is written every second; only a change of health is worth a look at the Application.
      echo "  resource.customizations.ignoreResourceUpdates.${group}_${kind}: |"
      echo "    jsonPointers: [/status]"
    fi
  done
} > "$here/argocd-cm.yaml"
