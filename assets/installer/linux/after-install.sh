#!/bin/sh
# dpkg runs this when the package's files are in place ("configure"), after an upgrade as well.
# electron-builder fills in the names in braces.
set -e

/usr/lib/patchcord/setup group
/usr/lib/patchcord/setup helper
# A container or chroot may have no driver; `patchcord doctor` reports this to the user.
/usr/lib/patchcord/setup tun || true

# Chromium's sandbox uses user namespaces where every user may create them, otherwise a set-uid
# program.
sandbox='/opt/${sanitizedProductName}/chrome-sandbox'
if [ -e "$sandbox" ]; then
  if unshare --user true 2> /dev/null; then chmod 0755 "$sandbox"; else chmod 4755 "$sandbox"; fi
fi

# Ubuntu 24.04 allows user namespaces only to programs with an AppArmor profile; electron-builder
# adds one. An older AppArmor does not understand the profile and does not need it.
profile='/opt/${sanitizedProductName}/resources/apparmor-profile'
if command -v apparmor_parser > /dev/null && apparmor_parser --skip-kernel-load "$profile" 2> /dev/null; then
  cp -f "$profile" '/etc/apparmor.d/${executable}'
  apparmor_parser --replace '/etc/apparmor.d/${executable}' 2> /dev/null || true
fi

update-desktop-database /usr/share/applications 2> /dev/null || true
