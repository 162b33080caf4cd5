#!/usr/bin/env bash
# Installs a release of armlint for the runner, its checksum verified, and puts it on the path.
set -euo pipefail

repository=https://github.com/armlint/armlint
version=${ARMLINT_VERSION:-latest}

if [ "$version" = latest ]; then
  releases=$repository/releases/latest/download
elif [[ $version =~ ^v?([0-9]+\.[0-9]+\.[0-9]+)$ ]]; then
  releases=$repository/releases/download/v${BASH_REMATCH[1]}
else
  echo "::error::version: 'latest' or an exact version such as 1.2.3 is expected"
  exit 2
fi

case ${RUNNER_OS:-$(uname -s)}-${RUNNER_ARCH:-$(uname -m)} in
  Linux-X64 | Linux-x86_64) archive=armlint-x86_64-unknown-linux-musl.tar.gz ;;
  Linux-ARM64 | Linux-aarch64) archive=armlint-aarch64-unknown-linux-musl.tar.gz ;;
  macOS-X64 | Darwin-x86_64) archive=armlint-x86_64-apple-darwin.tar.gz ;;
  macOS-ARM64 | Darwin-arm64) archive=armlint-aarch64-apple-darwin.tar.gz ;;
  Windows-X64) archive=armlint-x86_64-pc-windows-msvc.zip ;;
  Windows-ARM64) archive=armlint-aarch64-pc-windows-msvc.zip ;;
  *)
    echo "::error::there is no release of armlint for this runner"
    exit 2
    ;;
esac

folder=${RUNNER_TEMP:?}/armlint-bin
mkdir -p "$folder"
cd "$folder"
curl --fail --silent --show-error --location --retry 3 --remote-name "$releases/$archive" --remote-name "$releases/$archive.sha256"
if command -v sha256sum >/dev/null; then sha256sum --check "$archive.sha256"; else shasum -a 256 --check "$archive.sha256"; fi
case $archive in
  *.zip) unzip -o -q "$archive" ;;
  *) tar -xzf "$archive" ;;
esac
echo "$folder" >>"${GITHUB_PATH:?}"
