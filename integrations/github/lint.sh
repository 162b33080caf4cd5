#!/usr/bin/env bash
# Lints, annotates, writes SARIF and the summary of the step; the exit code becomes an output, so that SARIF is uploaded first.
set -uo pipefail

# One path a line, or several on one line.
paths=()
case ${ARMLINT_PATHS:=.} in
  *$'\n'*) while IFS= read -r path; do [ -n "$path" ] && paths+=("$path"); done <<<"$ARMLINT_PATHS" ;;
  *) read -r -a paths <<<"$ARMLINT_PATHS" ;;
esac

sarif=${RUNNER_TEMP:?}/armlint.sarif
rm -f "$sarif"
arguments=(--no-progress --fail-on "${ARMLINT_FAIL_ON:-warning}" --output "sarif=$sarif")
# The summary is added to, and kept below the size that GitHub takes.
if [ -n "${GITHUB_STEP_SUMMARY:-}" ]; then arguments+=(--output "markdown=$GITHUB_STEP_SUMMARY"); fi
if [ "${ARMLINT_ANNOTATIONS:-true}" = true ]; then arguments+=(--format github); else arguments+=(--format concise); fi
if [ -n "${ARMLINT_CONFIG_FILE:-}" ]; then arguments+=(--config "$ARMLINT_CONFIG_FILE"); fi
if [ -n "${ARMLINT_DIFF_BASE:-}" ]; then arguments+=("--diff-base=$ARMLINT_DIFF_BASE"); fi

armlint check "${arguments[@]}" -- "${paths[@]}"
code=$?

{
  [ -f "$sarif" ] && echo "sarif-file=$sarif"
  echo "exit-code=$code"
} >>"${GITHUB_OUTPUT:?}"
