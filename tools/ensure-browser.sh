#!/bin/sh
# The browser tests need Debian's Chromium and a font with Chinese characters: install them if they are missing.
set -eu

# Prints the Debian packages that are missing.
missing() {
    command -v chromium >/dev/null 2>&1 || command -v chromium-browser >/dev/null 2>&1 ||
        command -v google-chrome >/dev/null 2>&1 || printf 'chromium '
    command -v fc-list >/dev/null 2>&1 || printf 'fontconfig '
    # Read to the end: a pipe closed early would make fc-list fail.
    [ "$(fc-list :lang=zh-cn 2>/dev/null | wc -l)" -gt 0 ] || printf 'fonts-noto-cjk '
}

packages=$(missing)
[ -n "$packages" ] || exit 0

sudo=
[ "$(id -u)" -eq 0 ] || sudo=sudo
install="apt-get update && ${sudo:+sudo }apt-get install --yes --no-install-recommends ${packages% }"

echo "Installing for the browser tests: $packages"
if command -v apt-get >/dev/null 2>&1 && { [ -z "$sudo" ] || command -v sudo >/dev/null 2>&1; }; then
    # shellcheck disable=SC2086
    $sudo apt-get update -qq &&
        $sudo env DEBIAN_FRONTEND=noninteractive apt-get install --yes -qq --no-install-recommends $packages >/dev/null ||
        true
fi

[ -z "$(missing)" ] || {
    printf '%s\n' "The browser tests need: $(missing)" "Install by hand, then run again:" \
        "    ${sudo:+sudo }$install" >&2
    exit 1
}
