#!/usr/bin/env bash
# Validates SARIF files with Microsoft's SARIF Multitool under the rules of SARIF and of GitHub's code scanning.
#
#   .ci/sarif-check.sh FILE.sarif...
#
# Exit 0: nothing to say; 1: an error, a warning or a note; 2: the validator did not run. Needs npm on Linux; the package
# is kept in ARMLINT_CI_CACHE, by default below the user's cache.
set -euo pipefail

version=5.7.0
package=@microsoft/sarif-multitool-linux
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cache=${ARMLINT_CI_CACHE:-${XDG_CACHE_HOME:-${HOME:-/tmp}/.cache}/armlint-ci}/sarif-multitool-$version
tool=$cache/node_modules/$package/Sarif.Multitool

if [ $# -eq 0 ]; then
  echo "usage: $0 FILE.sarif..." >&2
  exit 2
fi

if [ ! -f "$tool" ]; then
  mkdir -p "$cache"
  npm install --prefix "$cache" --no-save --ignore-scripts --no-audit --no-fund "$package@$version" >&2 || exit 2
fi
[ -x "$tool" ] || chmod u+x "$tool"

# Prints what the validator's own report says; the tool's exit code is 0 whatever it finds.
print_results='
const { readFileSync } = require("fs");
const [file, report] = process.argv.slice(1);
const { results = [] } = JSON.parse(readFileSync(report, "utf8").replace(/^\uFEFF/, "")).runs[0];
for (const { level = "warning", ruleId, message } of results) {
  console.log(`${file}: ${level} ${ruleId}: ${message.text ?? (message.arguments ?? []).join(" ")}`);
}
process.exit(results.length > 0 ? 1 : 0);
'

export DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
code=0
for file in "$@"; do
  [ -f "$file" ] || { echo "$file: there is no such file" >&2; exit 2; }
  report=$folder/report.sarif
  rm -f "$report"
  "$tool" validate "$file" --rule-kind "Sarif;Ghas" --level "Error;Warning;Note" --config "$here/armlint-validate.xml" \
    --output "$report" --log ForceOverwrite --quiet true >"$folder/log" 2>&1 || { cat "$folder/log" >&2; exit 2; }
  [ -f "$report" ] || { cat "$folder/log" >&2; exit 2; }
  node -e "$print_results" "$file" "$report" || code=1
done
exit "$code"
