#!/usr/bin/env bash
# Restores the registry modules of Bicep files with the Bicep CLI, so that armlint can look into them. Without the CLI, or where
# a registry cannot be reached, such modules stay unseen, and armlint says so.
set -uo pipefail

if command -v bicep >/dev/null; then
  restore() { bicep restore "$1"; }
elif command -v az >/dev/null && az bicep version >/dev/null 2>&1; then
  restore() { az bicep restore --file "$1"; }
else
  echo "no Bicep CLI: registry modules are not restored"
  exit 0
fi

paths=()
case ${ARMLINT_PATHS:=.} in
  *$'\n'*) while IFS= read -r path; do [ -n "$path" ] && paths+=("$path"); done <<<"$ARMLINT_PATHS" ;;
  *) read -r -a paths <<<"$ARMLINT_PATHS" ;;
esac

find "${paths[@]}" -name node_modules -prune -o -type f -name '*.bicep' -print0 |
  while IFS= read -r -d '' file; do
    grep -qE "'(br|ts)[:/]" "$file" || continue
    restore "$file" </dev/null || echo "not restored: $file"
  done
exit 0
