/**
 * English sentences for each error code: what happened, and what to do. `{name}` is replaced by the
 * parameter of that name. Only the codes listed here can be thrown (`ErrorCode`).
 */

export const errorSentences = {
  /** A code of another version of Patchcord. */
  unknownError: 'Unknown error “{code}”.',
  internal: 'Something went wrong inside Patchcord: {reason}. Please report it.',
  badArguments: 'The request is not valid: {reason}.',
  unknownCall:
    'This version of Patchcord does not know “{call}”. Use the same version on both sides.',
  notRunning:
    'Patchcord is not running in {dataDir}. Start it with `patchcord serve`, or open the program.',
  connectionLost: 'The connection to Patchcord was lost. Start Patchcord again, then try again.',

  // engine: networks and the thread
  networkNotRunning:
    'The network “{network}” is not running. Choose one from the list of networks.',
  tooManyPorts:
    'The network “{network}” is full: it takes at most {most} adapters. Move some of them to another network.',
  duplicateId: 'Two parts of the configuration have the id “{id}”. Please report it.',
  engineDied:
    'The network engine crashed more than once on this request: {reason}. Undo the last change, then try again.',
  engineStopped: 'The network engine is not running. Restart Patchcord, then try again.',

  // native: the module
  nativeCallFailed:
    'The system call {syscall} failed with {errno}. For ping, add your group to net.ipv4.ping_group_range (`sysctl`).',

  // native: the helper, TAPs, packet sockets
  helperMissing:
    'Host adapter needs a small helper program, which is not installed ({path}). Install the Patchcord package, or choose “Set up…”.',
  notInGroup:
    'You are not allowed to use {path}. Join the group “patchcord” (`patchcord doctor --repair group-membership`), then log out and in again.',
  helperRefused:
    'The helper {path} failed ({errno}). Run `patchcord doctor` to see what is wrong with it.',
  helperNotCapable:
    'The helper has lost its capabilities and cannot open network devices. Repair it with `patchcord doctor --repair helper`.',
  helperConfigRefused:
    'The file /etc/patchcord/helper.conf is not trusted: it must be a regular file that belongs to root, that only root can write, with lines such as “nic eth0”. Correct it, then try again.',
  helperOutdated:
    'The helper and Patchcord have different versions. Install both from the same package.',
  nicNotAllowed:
    'The network card “{name}” is not allowed on this computer. An administrator can allow it with the line “nic {name}” in /etc/patchcord/helper.conf.',
  tapNotAllowed:
    'The TAP “{name}” is not allowed. Choose a name that begins with “pc”, or allow it with the line “tap {name}” in /etc/patchcord/helper.conf.',
  interfaceGone: 'The network interface “{name}” was not found. Choose another, or plug it in.',
  tunMissing:
    'This computer has no TUN/TAP driver (/dev/net/tun). Load it with `patchcord doctor --repair tun-device`.',
  tunForbidden:
    'You are not allowed to open /dev/net/tun. Repair it with `patchcord doctor --repair tun-device`.',
  tapBusy:
    'The TAP “{name}” is in use by another program. If that is the VM’s hypervisor, run `patchcord vm set VM --held-by hypervisor`; otherwise close that program, or choose another name.',
  privilegedCallFailed:
    'The system refused “{verb}” for {name}: {errno}. Run `patchcord doctor` to find the cause.',
  nativeModuleMissing:
    'Patchcord’s native module is missing, and Host adapter needs it. Install a C++ compiler and run `npm run build:native`, or install the package.',

  // host: the set-up and its repairs
  checkUnknown: 'The check “{id}” was not found. Choose one of these: {known}.',
  notRepairable:
    '“{id}” cannot be repaired automatically. Follow the advice of `patchcord doctor`.',
  setupMissing:
    'Patchcord’s set-up program is missing (/usr/lib/patchcord/setup). Install the package again.',
  pkexecMissing:
    'Patchcord cannot ask for an administrator’s password here, because pkexec is missing. Run this in a terminal: {command}',
  repairDismissed:
    'Nothing was changed, because the password dialog was closed. Try again when you are ready.',
  repairRefused: 'This needs an administrator. Ask one to run: {command}',
  repairFailed: 'The repair failed: {reason}. Try it in a terminal: {command}',

  // hypervisor
  commandMissing:
    '“{vm}” has no start command. Enter one in its settings, or start it yourself with the arguments shown there.',
  commandCharacter:
    'The command contains {character}, which needs a shell, and Patchcord does not use one. Put it in single quotes if you mean it literally.',
  commandUnclosed:
    'The command ends before {quote} is complete. Complete it, or put a \\ before it if you mean it literally.',
  socketPathTooLong:
    'The path {path} has {octets} octets, but a socket’s path can have at most {limit}. Use a data directory with a shorter path (--data-dir).',
  hypervisorMissing:
    '{program} was not found. Install it (Debian, Ubuntu: sudo apt install qemu-system-x86), or correct the command in the VM’s settings.',
  hypervisorNotExecutable:
    '{program} cannot be run ({reason}). Check its permissions, or correct the command in the VM’s settings.',
  hypervisorExited:
    'QEMU exited (status {status}). Correct the command in the VM’s settings, then start it again. Output: {output}',
  hypervisorExitedSilently:
    'QEMU exited (status {status}) with no output. Check the command in the VM’s settings, then start it again.',
  vmNotRunning: 'The VM is not running. Start it first.',
  qmpSilent:
    'The VM does not answer at {path}. If another program is connected there, close it; otherwise end QEMU yourself.',
  qmpRefused: 'QEMU refused “{command}”: {reason}. Try again, or restart the VM.',
  powerDownIgnored:
    'The guest was asked to shut down and is still running. Wait, shut it down from inside, or use Force off (`patchcord vm stop … --force`), which is like pulling the plug.',
  adapterNeedsRestart:
    'Adapter {n} is not in the running VM. Stop the VM, then start it with its new arguments.',

  // store: the data directory and the database
  dataDirUnusable:
    'Patchcord cannot keep its data in {dataDir}: {reason}. Make sure that the folder is writable and the disk is not full, or choose another with --data-dir.',
  databaseNewer:
    'The database {path} was created by a newer Patchcord (its version is {version}, this program supports {known}). Nothing was changed. Install the newer program again, or choose another folder with --data-dir.',
  databaseWriteFailed:
    'The change could not be saved, so nothing was changed: {reason}. Make sure that the disk is not full, then try again.',
  databaseKeptAside:
    'The database was damaged. Patchcord kept it as {file} in {dataDir} and started with an empty one. Move that file away to hide this message.',

  // app: VMs and adapters
  nameUnprintable:
    'The name “{name}” contains characters that cannot be shown. Use letters, digits and punctuation.',
  commandUnprintable:
    'The command contains characters that cannot be passed to a program. Type it again.',
  vmUnknown: 'The VM “{vm}” was not found. Check its name in the list of VMs.',
  vmNameTaken: 'There is already a VM called “{name}”. Choose another name.',
  vmRunning: 'The VM “{vm}” is running. Stop it, then remove it.',
  vmAlreadyRunning: 'The VM “{vm}” is already running.',
  restartNeeded:
    'Some changes to the cards of “{vm}” take effect at its next start. Shut it down, then start it again.',
  adapterUnknown: 'The VM “{vm}” has no adapter {n}. Add one, or choose another number.',
  adapterTwice: 'Adapter {n} of “{vm}” is listed twice. Give each adapter its own number.',
  tooManyAdapters:
    'A VM can have at most {limit} adapters, and “{vm}” would have more. Remove one first.',
  cableUnusable:
    'Adapter {n} of “{vm}” cannot use port {port}/udp of this computer ({reason}); another program probably uses it. Stop the VM and start it again here, which gives it another port. If you start the VM yourself, run `patchcord vm set {vm} --netdev dgram`, then use its new arguments.',
  tapUnusable:
    'The TAP “{name}” cannot be used ({reason}). Run `patchcord doctor` to see what to repair, or choose another.',
  tapDown:
    'The TAP “{name}” is held by its hypervisor, but it is switched off. Switch it on: ip link set {name} up',
  tapGone:
    'The TAP “{name}” was not found. Create it again (ip tuntap add dev {name} mode tap), or choose another.',
  tapMalformed:
    '“{tap}” is not a valid TAP name. Use at most {limit} letters, digits, dots, hyphens and underscores, such as pct-web.',
  tapReserved:
    'Patchcord uses names such as “{tap}” for its own TAPs. Choose another, such as pct-web.',
  tapUnknown:
    'The TAP “{tap}” was not found. Create it (ip tuntap add dev {tap} mode tap), or choose a name that begins with “pc”, and Patchcord creates it.',
  notATap: '“{tap}” is a network interface, but not a TAP. Choose another name.',
  tapTaken: 'The TAP “{tap}” is already in use by adapter {n} of “{vm}”. Choose another.',
  attachmentMixed:
    'All adapters of “{vm}” must be connected in the same way, and adapter {n} differs. Change the type of cable of the whole VM.',
  tapOfTapVms:
    'The adapters of “{vm}” have no TAPs, because its kind is not “tap”. Leave the TAP out, or add a VM with --kind tap.',
  runElsewhere:
    '“{vm}” is started and stopped outside Patchcord, by the program that uses its TAP. Run `patchcord vm args {vm}` to see how.',
  noCablePortsLeft:
    'Every UDP port from {first} to {last} is in use. Close some programs, or choose `stream` for this VM.',
  macMalformed: '“{mac}” is not a MAC address. Enter six octets, such as 00-03-FF-12-34-56.',
  macZero: 'The MAC address {mac} is reserved. Choose another, or let Patchcord suggest one.',
  macMulticast:
    'The MAC address {mac} is a group address, not the address of one card. Make its first octet even, or let Patchcord suggest one.',
  macTaken:
    'The MAC address {mac} is already in use by adapter {n} of “{vm}”. Choose another, or let Patchcord suggest one.',
  macOfGateway:
    'The MAC address {mac} is already in use by Patchcord on the network “{network}”. Choose another, or let Patchcord suggest one.',
  networkKindMismatch:
    'The network “{network}” is of kind “{kind}”, but the adapter is set to “{mode}”. Choose a matching network, or change the connection.',
  noNetworkOfKind: 'There is no network of kind “{kind}”. Add one first.',

  // app: host adapters and host ports
  noNic:
    'This computer has no network card that a VM can use. Plug one in, or use Shared networking.',
  nicMissing:
    'The network “{network}” needs one of this computer’s network cards. Name one with --nic IF (see `patchcord nic list`).',
  nicNameTooLong:
    '“{nic}” is not a network card: names have at most {limit} characters. See `patchcord nic list`.',
  nicUnknown: 'The network card “{nic}” was not found. Plug it in, or choose another: {known}.',
  nicNotEthernet:
    '“{nic}” does not carry Ethernet, so no VM can use it. Choose another card, or use Shared networking.',
  nicEnslaved:
    'The network card “{nic}” is part of “{master}” (a bridge or bond), which takes all of its frames. Use {master} instead, or remove the card from it.',
  nicExcluded:
    'The network card “{nic}” is not offered to VMs. Offer it (`patchcord nic set {nic} offered=on`), or choose another.',
  nicInUse:
    'The network card “{nic}” is already in use by the network “{network}”. Use that network, or choose another card.',
  nicOnly:
    'The settings `dedicated` and `translate` need a network on one of this computer’s network cards, and “{network}” is not on one. Choose another network.',
  addressesOfLan:
    'The addresses on “{network}” come from your LAN and are not set here. Change its name, `dedicated` or `translate`.',
  hostPortOnInternal:
    'This computer can be connected to internal networks only, and “{network}” is not internal. Choose another network.',
  rangeContainsHostPort:
    'The range {from} – {to} contains {address}, which is this computer’s address on the network. Start the range after it.',
  uplinkUnusable:
    'The network card “{nic}” of the network “{network}” cannot be used ({reason}), so its VMs are disconnected. Run `patchcord doctor` to see what to repair.',
  uplinkEnslaved:
    'The network card “{nic}” of the network “{network}” is now part of “{master}” (a bridge or bond), which takes all of its frames. Connect the VMs to {master} instead, or remove the card from it.',
  uplinkDown:
    'The network card “{nic}” of the network “{network}” is absent, off or without a cable, so its VMs are disconnected. They reconnect automatically when the card is back.',

  // app: preferences and settings files
  macPrefixMalformed:
    '“{prefix}” is not a valid beginning for MAC addresses. Enter three octets, the first one even, such as 00-03-FF.',
  desktopOnly:
    'This setting belongs to the desktop program, and Patchcord runs without it here. Start Patchcord from the desktop’s menu and change it there.',
  autostartFailed:
    'The file {path}, which starts programs at login, cannot be changed ({reason}). Make its folder writable, then try again.',
  folderUnopenable:
    'The folder {path} cannot be opened here ({reason}). Copy its path and open it yourself.',
  importNotJson:
    'This is not a settings file: it is not JSON. Choose a file that was exported by Patchcord. Nothing was changed.',
  importForeign:
    'This is not a Patchcord settings file. Choose a file that was exported by Patchcord. Nothing was changed.',
  importNewer:
    'This settings file is from a newer Patchcord (version {version} of the format). Update this one, then import the file again. Nothing was changed.',
  importMalformed:
    'The settings file is damaged at {where} ({reason}). Export it again. Nothing was changed.',
  importKindDiffers:
    'The network “{network}” is of kind “{kind}” in the file, and “{here}” here. Rename the one here, then import the file again. Nothing was changed.',
  importNetworkMissing:
    'Adapter {n} of “{vm}” uses the network “{network}”, which is not in the file. Export the file again. Nothing was changed.',
  importNetworkLeftOut:
    'The network “{network}” is left out, because this computer cannot use a network card “{nic}”. Choose another card for its VMs afterwards.',
  importSubnetReplaced:
    'The subnet {subnet} of “{network}” is in use on this computer, so the network gets another one here.',
  importHostPortLeftOut:
    'The subnet {subnet} of “{network}” is in use on this computer, so this computer is not connected to that network.',
  importUnplugged:
    'Adapter {n} of “{vm}” stays disconnected, because “{network}” cannot be used on this computer yet. Connect it in its settings.',
  importMacReplaced:
    'The MAC address {mac} of adapter {n} of “{vm}” is already in use here, so the adapter gets another.',
  importForwardLeftOut:
    'The forward of port {port}/{protocol} on {address} to “{vm}” is left out: this computer does not have that address, or already forwards that port.',

  // app: networks
  networkUnknown: 'The network “{network}” was not found. Check its name in the list of networks.',
  networkNameTaken: 'There is already a network called “{name}”. Choose another name.',
  networkInUse:
    'The network “{network}” is in use by: {vms}. Connect their adapters to another network first, or disconnect them (--unplug).',
  subnetMalformed: '“{subnet}” is not a subnet. Enter it like 192.168.131.0/24.',
  prefixOutOfRange:
    'The subnet {subnet} is too large or too small. Use a prefix from /8 to /30, such as /24.',
  subnetNotUsable:
    'The subnet {subnet} cannot be used for a network of computers. Use a private one, such as 192.168.131.0/24.',
  subnetOverlaps:
    'The subnet {subnet} overlaps the subnet of the network “{network}”. Choose another.',
  subnetClashesWithHost:
    'The subnet {subnet} is in use by this computer ({address} on {nic}). Choose another.',
  subnetClash:
    'The subnet {subnet} of “{network}” is now also in use by this computer ({address} on {nic}), so guests cannot reach addresses there. Give the network another subnet.',
  noSubnetLeft: 'No subnet is free for another Shared network. Enter one yourself.',
  rangeMalformed:
    '“{from}” – “{to}” is not an address range. Enter addresses such as 192.168.131.16.',
  rangeOutsideSubnet:
    'The range {from} – {to} is not within the usable addresses of {subnet}. Choose one inside it.',
  rangeReversed: 'The range {from} – {to} ends before it begins. Swap the two addresses.',
  rangeContainsGateway:
    'The range {from} – {to} contains {gateway}, which is Patchcord’s own address. Start the range after it.',
  reservedMalformed: '“{address}” is not an IPv4 address. Enter it like 192.168.131.50.',
  reservedOutsideSubnet:
    'The address {address}, reserved for {mac}, is not within the usable addresses of {subnet}. Choose one inside it, or cancel the reservation.',
  reservedOurs:
    'The address {address} is in use on this network by Patchcord or this computer. Choose another.',
  reservedTaken: 'The address {address} is already reserved for {mac}. Choose another.',
  reservedTwice:
    'The address {address} is already reserved for {mac}. Change that reservation instead.',
  reservationUnknown:
    'No address is reserved for {mac} on the network “{network}”. See `patchcord network show` for the reservations.',
  patchOfLan:
    'The network “{network}” is your LAN, which cannot have a patch cable. Connect the adapters to it instead.',
  patchLoop:
    '“{network}” and “{other}” are already connected, directly or through other networks. Another cable would make a loop in which frames circulate forever. Remove the existing cable first.',
  patchTwoShared:
    'This cable would connect the Shared networks “{one}” and “{other}”, which each have their own addresses and gateway. Patch internal networks to only one of them.',
  patchUnknown:
    'There is no patch cable between “{network}” and “{other}”. See `patchcord network show` for the existing ones.',
  hostPortUnusable:
    'This computer’s card {nic} on the network is unavailable ({reason}). Run `patchcord doctor` to see what to repair.',
  rangeTooLarge: 'The range {from} – {to} has more than {limit} addresses. Choose a smaller one.',
  dnsAddressMalformed: '“{address}” is not an IPv4 address of a DNS server. Enter it like 9.9.9.9.',
  dnsOnInternal:
    'The internal network “{network}” has no DNS, because it reaches nothing outside. Leave the DNS servers empty.',
  engineUnavailable: 'The network engine is restarting. Try again in a moment.',

  // app: port forwards
  forwardUnknown: 'The port forward “{id}” was not found. Check its id in the list of forwards.',
  forwardTaken:
    'Port {port}/{protocol} on {address} is already forwarded, to adapter {n} of “{vm}”. Choose another port, or remove that forward first.',
  portOutOfRange: '{port} is not a valid port. Choose one from 1024 to 65535.',
  portPrivileged: 'Port {port} is reserved for the system. Choose one from {first} to 65535.',
  guestPortOutOfRange: '{port} is not a valid port. Choose one from 1 to 65535 for the guest.',
  portInUse:
    'Port {port}/{protocol} on {address} is in use by another program. Choose another port, or close that program.',
  portUnavailable:
    'Port {port}/{protocol} on {address} cannot be used: {reason}. Choose another port or address.',
  addressMalformed:
    '“{address}” is not an IPv4 address. Use 127.0.0.1 for this computer only, or 0.0.0.0 for everyone.',
  addressNotOfHost:
    'This computer does not have the address {address}. Use one of its own addresses, 127.0.0.1 for this computer only, or 0.0.0.0 for everyone.',

  // shell: how people reach the program
  usage: '{reason}',
  alreadyRunning:
    'Patchcord is already running in {dataDir}. Use that one, stop it first, or choose another folder with --data-dir.',
  controlSocketFailed:
    'The control socket {path} cannot be opened ({reason}). Make its folder writable, or choose another with --data-dir.',
  messageTooLong: 'The request is too long; the limit is {limit} octets. Send less at a time.',
  webPortInUse:
    'Port {port} is in use by another program. Choose another with --port, or leave it out to use a free one.',
  webPortRefused:
    'Port {port} cannot be used ({reason}). Choose one from 1024 to 65535 with --port, or leave it out to use a free one.',
  fileUnreadable: 'The file {path} cannot be read ({reason}). Check its name and permissions.',
  fileTooLong:
    'The file {path} is too long for a settings file (at most {limit} characters). Choose a file that was exported by Patchcord.',
  rendererMissing: 'The window’s files are missing in {dir}. Build them with `npm run build`.',
} satisfies Readonly<Record<string, string>>;

export type ErrorCode = keyof typeof errorSentences;

/** The sentences in another language. A translation without one of the codes does not compile. */
export type ErrorSentences = Readonly<Record<ErrorCode, string>>;

export function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(errorSentences, code);
}
