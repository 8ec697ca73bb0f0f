#!/bin/sh
# dpkg runs this when the package's files are gone: "remove", "purge", or "upgrade" of the old one.
# electron-builder fills in the names in braces.
set -e

if [ "$1" = upgrade ]; then exit 0; fi

if [ -e '/etc/apparmor.d/${executable}' ]; then
  apparmor_parser --remove '/etc/apparmor.d/${executable}' 2> /dev/null || true
  rm -f '/etc/apparmor.d/${executable}'
fi
udevadm control --reload 2> /dev/null || true
update-desktop-database /usr/share/applications 2> /dev/null || true

if [ "$1" = purge ]; then
  # Deletes the files that repairs (setup) have created, and the group, which owns nothing any more.
  rm -f /etc/modules-load.d/patchcord.conf /etc/sysctl.d/60-patchcord.conf
  rm -f /usr/lib/patchcord/patchcord-helper
  rmdir --ignore-fail-on-non-empty /etc/patchcord /usr/lib/patchcord 2> /dev/null || true
  groupdel patchcord 2> /dev/null || true
fi
