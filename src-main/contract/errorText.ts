/**
 * One or two English sentences per error code: what happened, and what to do. `{name}` is replaced
 * by the parameter of that name. A code that is not listed here cannot be thrown (`ErrorCode`).
 */

export const errorSentences = {
  /** A code from a newer Patchcord at the other end. */
  unknownError: 'Unknown error “{code}”.',
  internal: 'Something went wrong inside Patchcord: {reason}. Please report it.',
  badArguments: 'That request cannot be understood: {reason}.',
  unknownCall:
    'This version of Patchcord does not know “{call}”. Use the same version on both sides.',
  notRunning:
    'Patchcord is not running in {dataDir}. Start it with `patchcord serve`, or open the program.',
  connectionLost: 'The connection to Patchcord was lost. Start it again, then retry.',

  // The engine and its thread.
  networkNotRunning:
    'The network “{network}” is not running. Choose one from the list of networks.',
  tooManyPorts:
    'The network “{network}” is full: it takes {most} adapters. Plug some of them into another.',
  duplicateId: 'Two parts of the configuration are called “{id}”. Please report it.',
  engineDied:
    'The network engine ended more than once over this request: {reason}. Undo the last change and try again.',
  engineStopped: 'The network engine is not running. Start Patchcord again, then retry.',

  // Native module
  nativeCallFailed:
    'The system call {syscall} failed with {errno}. For ping, let your group into net.ipv4.ping_group_range (`sysctl`).',

  // Privileges: the helper, TAPs, packet sockets
  helperMissing:
    'Host adapter needs a small helper program that is not installed ({path}). Install Patchcord’s package, or let “Set up…” install it.',
  notInGroup:
    'You are not allowed to use {path}. Join the group “patchcord” (`patchcord doctor --repair group-membership`), then log out and in again.',
  helperRefused:
    'The helper {path} could not do its work ({errno}). See `patchcord doctor` for what is wrong with it.',
  helperNotCapable:
    'The helper has lost its capabilities, so that it cannot open network devices. Repair it with `patchcord doctor --repair helper`.',
  helperConfigRefused:
    'The file /etc/patchcord/helper.conf is not trusted: it must be a plain file of root’s that nobody else can write, with lines such as “nic eth0”. Correct it, then retry.',
  helperOutdated:
    'The helper is of another version than Patchcord. Install both from the same package.',
  nicNotAllowed:
    'The network card “{name}” may not be used on this computer. An administrator can allow it with a line “nic {name}” in /etc/patchcord/helper.conf.',
  tapNotAllowed:
    'The TAP “{name}” may not be used. Choose one whose name begins with “pc”, or allow it with a line “tap {name}” in /etc/patchcord/helper.conf.',
  interfaceGone: 'There is no network interface “{name}” any more. Choose another, or plug it in.',
  tunMissing:
    'This computer has no TUN/TAP driver (/dev/net/tun). Load it with `patchcord doctor --repair tun-device`.',
  tunForbidden:
    'You may not open /dev/net/tun. Repair it with `patchcord doctor --repair tun-device`.',
  tapBusy:
    'The TAP “{name}” is in use by another program. If that is the VM’s hypervisor, say so (`patchcord vm set VM --held-by hypervisor`); otherwise close it, or choose another name.',
  privilegedCallFailed:
    'The system refused “{verb}” for {name}: {errno}. See `patchcord doctor` for what may be wrong.',
  nativeModuleMissing:
    'Patchcord’s native module is missing, which Host adapter needs. Install a C++ compiler and run `npm run build:native`, or install the package.',

  // host: the set-up and its repairs
  checkUnknown: 'There is no check “{id}”. There are: {known}.',
  notRepairable:
    'Nothing can be repaired automatically for “{id}”. Do what `patchcord doctor` says about it.',
  setupMissing:
    'Patchcord’s set-up program is missing (/usr/lib/patchcord/setup). Install the package again.',
  pkexecMissing:
    'Patchcord cannot ask for an administrator’s password here (pkexec is missing). Run this in a terminal: {command}',
  repairDismissed: 'Nothing was changed, because the password dialog was closed. Retry when ready.',
  repairRefused: 'An administrator is needed for this. Ask one to run: {command}',
  repairFailed: 'The repair did not succeed: {reason}. Try it in a terminal: {command}',

  // hypervisor
  commandMissing:
    '“{vm}” has no command to start it with. Enter one in its settings, or start it by hand with the arguments shown there.',
  commandCharacter:
    'The command contains {character}, which only a shell understands, and no shell is used here. Put it in single quotes if it is meant as it stands.',
  commandUnclosed:
    'The command ends in the middle of what {quote} begins. Add what is missing, or put a \\ before it if it is meant as it stands.',
  socketPathTooLong:
    'The path {path} has {octets} octets, and a socket can have {limit}. Use a data directory with a shorter path (--data-dir).',
  hypervisorMissing:
    '{program} was not found. Install it (Debian, Ubuntu: sudo apt install qemu-system-x86), or correct the command in the VM’s settings.',
  hypervisorNotExecutable:
    '{program} cannot be run ({reason}). Check its permissions, or correct the command in the VM’s settings.',
  hypervisorExited:
    'The hypervisor ended (status {status}). Correct the command in the VM’s settings, then start again. It said: {output}',
  hypervisorExitedSilently:
    'The hypervisor ended (status {status}) without a word. Check the command in the VM’s settings, then start again.',
  vmNotRunning: 'The VM is not running. Start it first.',
  qmpSilent:
    'The VM does not answer at {path}. If another program is connected there, close it; otherwise end the hypervisor by hand.',
  qmpRefused: 'The hypervisor refused “{command}”: {reason}. Try again, or restart the VM.',
  powerDownIgnored:
    'The guest was asked to power down and still runs. It may be busy, or not listen to the power button: wait, shut it down from within, or end it with Force off (`patchcord vm stop … --force`), as if its plug were pulled.',
  adapterNeedsRestart:
    'Adapter {n} is not in the running VM. Stop the VM and start it again with its new arguments.',

  // store: the data directory and the database
  dataDirUnusable:
    'Patchcord cannot keep its data in {dataDir}: {reason}. Check that the folder can be written to and that the disk is not full, or choose another with --data-dir.',
  databaseNewer:
    'The database {path} was made by a newer Patchcord (its version is {version}, this program knows {known}). Nothing was changed. Install the newer program again, or choose another folder with --data-dir.',
  databaseWriteFailed:
    'The change could not be saved, so nothing was changed: {reason}. Check that the disk is not full, then retry.',
  databaseKeptAside:
    'The database was damaged. It was kept as {file} in {dataDir}, and Patchcord began with an empty one. Move that file away to hide this message.',

  // app: VMs and adapters
  nameUnprintable:
    'The name “{name}” contains characters that cannot be shown. Use letters, digits and signs.',
  commandUnprintable:
    'The command contains characters that cannot be passed to a program. Type it again.',
  vmUnknown: 'There is no VM called “{vm}”. See the list of VMs for its exact name.',
  vmNameTaken: 'There is a VM called “{name}” already. Choose another name.',
  vmRunning: 'The VM “{vm}” is running. Stop it first, then remove it.',
  vmAlreadyRunning: 'The VM “{vm}” is running already.',
  restartNeeded:
    'Some changes to the cards of “{vm}” take effect when it is started the next time. Shut it down and start it again.',
  adapterUnknown: 'The VM “{vm}” has no adapter {n}. Add one, or choose another number.',
  adapterTwice: 'Adapter {n} of “{vm}” is given twice. Give each adapter a number of its own.',
  tooManyAdapters:
    'A VM has at most {limit} adapters, and “{vm}” would have more. Remove one first.',
  cableUnusable:
    'The cable of adapter {n} of “{vm}” cannot use port {port}/udp of this computer ({reason}); most likely another program has it. Stop the VM and start it again here, and it gets another port. For a VM that you start by hand: `patchcord vm set {vm} --netdev dgram`, then start it with its new arguments.',
  tapUnusable:
    'The TAP “{name}” cannot be used ({reason}). Run `patchcord doctor` for what to repair, or choose another.',
  tapDown:
    'The TAP “{name}” is held by its hypervisor, but switched off. Switch it on: ip link set {name} up',
  tapGone:
    'There is no TAP “{name}” any more. Make it again (ip tuntap add dev {name} mode tap), or choose another.',
  tapMalformed:
    '“{tap}” is no name of a TAP: letters, digits, dots, hyphens and underscores, at most {limit} of them. Choose another, such as pct-web.',
  tapReserved:
    'Patchcord gives names like “{tap}” to TAPs of its own. Choose another, such as pct-web.',
  tapUnknown:
    'There is no TAP “{tap}”. Make it (ip tuntap add dev {tap} mode tap), or choose a name that begins with “pc”, and Patchcord makes it.',
  notATap: '“{tap}” is a network interface, but no TAP. Choose another name.',
  tapTaken: 'The TAP “{tap}” belongs to adapter {n} of “{vm}”. Choose another.',
  attachmentMixed:
    'Adapter {n} of “{vm}” cannot be plugged in differently from the VM’s other adapters. Change how the whole VM is plugged in.',
  tapOfTapVms:
    '“{vm}” is not of the kind “tap”, so its adapters have no TAPs. Leave the TAP out, or add a VM with --kind tap.',
  runElsewhere:
    '“{vm}” is whatever uses its TAP, and is started and stopped elsewhere. See `patchcord vm args {vm}` for what to start it with.',
  noCablePortsLeft:
    'Every UDP port from {first} to {last} is in use. Close some programs, or choose `stream` for this VM.',
  macMalformed: '“{mac}” is no MAC address. Write six octets, such as 00-03-FF-12-34-56.',
  macZero: 'The MAC address {mac} is reserved. Choose another, or let Patchcord suggest one.',
  macMulticast:
    'The MAC address {mac} stands for a group of computers, not for one. Make its first octet an even number, or let Patchcord suggest one.',
  macTaken:
    'The MAC address {mac} belongs to adapter {n} of “{vm}”. Choose another, or let Patchcord suggest one.',
  macOfGateway:
    'The MAC address {mac} belongs to Patchcord itself on the network “{network}”. Choose another, or let Patchcord suggest one.',
  networkKindMismatch:
    'The network “{network}” is of the kind “{kind}”, but the adapter is set to “{mode}”. Choose a network of that kind, or change the connection.',
  noNetworkOfKind: 'There is no network of the kind “{kind}”. Add one first.',

  // app: host adapters and host ports
  noNic:
    'This computer has no network card that a VM could be connected to. Plug one in, or use Shared networking.',
  nicMissing:
    'The network “{network}” needs one of this computer’s network cards. Name it: --nic IF (see `patchcord nic list`).',
  nicNameTooLong:
    '“{nic}” is no network card: such names have at most {limit} characters. See `patchcord nic list`.',
  nicUnknown:
    'This computer has no network card “{nic}” at present. Plug it in, or choose another: {known}.',
  nicNotEthernet:
    '“{nic}” does not carry Ethernet, so no VM can be put beside the host on it. Choose another, or use Shared networking.',
  nicEnslaved:
    'The network card “{nic}” belongs to “{master}” (a bridge or bond), which takes all of its frames. Choose {master} instead, or take the card out of it.',
  nicExcluded:
    'The network card “{nic}” is not offered to VMs. Offer it (`patchcord nic set {nic} offered=on`), or choose another.',
  nicInUse:
    'The network card “{nic}” is that of the network “{network}”. Use that one, or choose another card.',
  nicOnly:
    'Only networks on one of this computer’s network cards can be dedicated or translate, and “{network}” is not.',
  addressesOfLan:
    'The addresses on “{network}” are those of your LAN, and are not set here. Change its name, `dedicated` or `translate`.',
  hostPortOnInternal:
    'This computer can be connected to internal networks alone, and “{network}” is not one.',
  rangeContainsHostPort:
    'The range {from} – {to} contains {address}, which is this computer’s address there. Begin after it.',
  uplinkUnusable:
    'The network card “{nic}” of the network “{network}” cannot be used ({reason}), so the cables of its VMs are out. Run `patchcord doctor` for what to repair.',
  uplinkEnslaved:
    'The network card “{nic}” of the network “{network}” now belongs to “{master}” (a bridge or bond), which takes all of its frames. Put the VMs on {master} instead, or take the card out of it.',
  uplinkDown:
    'The network card “{nic}” of the network “{network}” is absent, off or without a cable, so the cables of its VMs are out. They are plugged in again by themselves.',

  // app: preferences and settings files
  macPrefixMalformed:
    '“{prefix}” cannot begin a MAC address of one computer. Write three octets, the first an even number, such as 00-03-FF.',
  desktopOnly:
    'This belongs to the desktop program, and Patchcord runs without it here. Start Patchcord from the desktop’s menu and set it there.',
  autostartFailed:
    'The file {path}, which starts programs at login, cannot be changed ({reason}). Make its folder writable, then try again.',
  folderUnopenable:
    'The folder {path} cannot be shown here ({reason}). Copy its path and open it yourself.',
  importNotJson:
    'That is no settings file: it is not JSON. Choose a file that Patchcord has exported. Nothing was changed.',
  importForeign:
    'That is no settings file of Patchcord. Choose a file that Patchcord has exported. Nothing was changed.',
  importNewer:
    'That settings file is from a later Patchcord (version {version} of the format). Update this one, then import again. Nothing was changed.',
  importMalformed:
    'The settings file is damaged at {where} ({reason}). Export it again. Nothing was changed.',
  importKindDiffers:
    'The network “{network}” is of the kind “{kind}” in the file, and “{here}” here. Rename the one here, then import again. Nothing was changed.',
  importNetworkMissing:
    'Adapter {n} of “{vm}” is on the network “{network}”, which is not in the file. Export it again. Nothing was changed.',
  importNetworkLeftOut:
    'The network “{network}” is left out, because this computer cannot use a network card “{nic}”. Choose another card for its VMs afterwards.',
  importSubnetReplaced:
    'The subnet {subnet} of “{network}” is in use on this computer, so the network has another one here.',
  importHostPortLeftOut:
    'The subnet {subnet} of “{network}” is in use on this computer, so this computer is not connected to that network.',
  importUnplugged:
    'Adapter {n} of “{vm}” stays not connected, because “{network}” cannot be used on this computer yet. Connect it in its settings.',
  importMacReplaced:
    'The MAC address {mac} of adapter {n} of “{vm}” belongs to somebody else here, so the adapter gets another.',
  importForwardLeftOut:
    'The forward of port {port}/{protocol} on {address} to “{vm}” is left out: this computer does not have that address, or forwards that port already.',

  // app: networks
  networkUnknown: 'There is no network called “{network}”. See the list of networks.',
  networkNameTaken: 'There is a network called “{name}” already. Choose another name.',
  networkInUse:
    'The network “{network}” is in use by: {vms}. Connect their adapters to another network first, or have their cables pulled out (--unplug).',
  subnetMalformed: '“{subnet}” is no subnet. Write it like 192.168.131.0/24.',
  prefixOutOfRange:
    'The subnet {subnet} is too large or too small. Use a prefix from /8 to /30, such as /24.',
  subnetNotUsable:
    'The subnet {subnet} is not for computers on a network. Use a private one, such as 192.168.131.0/24.',
  subnetOverlaps:
    'The subnet {subnet} overlaps with that of the network “{network}”. Choose another.',
  subnetClashesWithHost:
    'The subnet {subnet} is in use by this computer ({address} on {nic}). Choose another.',
  subnetClash:
    'The subnet {subnet} of “{network}” is now also used by this computer ({address} on {nic}), so guests cannot reach addresses there. Give the network another subnet.',
  noSubnetLeft: 'No subnet is free for another Shared network. Give one yourself.',
  rangeMalformed: '“{from}” – “{to}” is no range of addresses. Write both as 192.168.131.16.',
  rangeOutsideSubnet:
    'The range {from} – {to} does not lie within the usable addresses of {subnet}. Choose one inside it.',
  rangeReversed: 'The range {from} – {to} ends before it begins. Exchange the two addresses.',
  rangeContainsGateway:
    'The range {from} – {to} contains {gateway}, which is Patchcord’s own address. Begin after it.',
  reservedMalformed: '“{address}” is no IPv4 address. Write it like 192.168.131.50.',
  reservedOutsideSubnet:
    'The address {address}, reserved for {mac}, does not lie within the usable addresses of {subnet}. Choose one inside it, or take the reservation back.',
  reservedOurs:
    'The address {address} is Patchcord’s or this computer’s own on this network. Choose another.',
  reservedTaken: 'The address {address} is reserved for {mac} already. Choose another.',
  reservedTwice: 'The address {address} is reserved for {mac} already. Change that one instead.',
  reservationUnknown:
    'No address is reserved for {mac} on the network “{network}”. See `patchcord network show`.',
  patchOfLan:
    'The network “{network}” is your LAN, which no patch cable may lead to. Connect the adapters to it instead.',
  patchLoop:
    '“{network}” and “{other}” are connected already, directly or through other networks. Another cable would make a loop, in which frames go round for ever. Take the cable out that is there, or leave it.',
  patchTwoShared:
    'That would connect the Shared networks “{one}” and “{other}”, which have addresses and a gateway each. Patch internal networks to one of them only.',
  patchUnknown:
    'There is no patch cable between “{network}” and “{other}”. See `patchcord network show` for those that there are.',
  hostPortUnusable:
    'This computer’s card {nic} on the network cannot be had ({reason}). Run `patchcord doctor` for what to repair.',
  rangeTooLarge: 'The range {from} – {to} has more than {limit} addresses. Choose a smaller one.',
  dnsAddressMalformed: '“{address}” is no IPv4 address of a DNS server. Write it like 9.9.9.9.',
  dnsOnInternal:
    'The internal network “{network}” has no DNS, because nothing outside can be reached. Leave the servers empty.',
  engineUnavailable: 'The engine is being restarted. Retry in a moment.',

  // app: port forwards
  forwardUnknown: 'There is no port forward “{id}”. See the list of forwards.',
  forwardTaken:
    'Port {port}/{protocol} on {address} is forwarded already, to adapter {n} of “{vm}”. Choose another port, or remove that forward first.',
  portOutOfRange: '{port} is no port number. Choose one from 1024 to 65535.',
  portPrivileged: 'Port {port} is reserved for the system. Choose one from {first} to 65535.',
  guestPortOutOfRange: '{port} is no port number. Choose one from 1 to 65535 for the guest.',
  portInUse:
    'Port {port}/{protocol} on {address} is in use by another program. Choose another port, or close that program.',
  portUnavailable:
    'Port {port}/{protocol} on {address} cannot be used: {reason}. Choose another port or address.',
  addressMalformed:
    '“{address}” is no IPv4 address. Use 127.0.0.1 for this computer alone, or 0.0.0.0 for everybody.',
  addressNotOfHost:
    'This computer does not have the address {address}. Use one of its own, 127.0.0.1 for itself alone, or 0.0.0.0 for everybody.',

  // shell: how people reach the program
  usage: '{reason}',
  alreadyRunning:
    'Patchcord is already running in {dataDir}. Use that one, stop it first, or give this one another place with --data-dir.',
  controlSocketFailed:
    'The control socket {path} cannot be opened ({reason}). Make its directory writable, or give another with --data-dir.',
  messageTooLong: 'That request is too long; at most {limit} octets are taken. Send less at once.',
  webPortInUse:
    'Port {port} is in use by another program. Give another with --port, or leave it out and a free one is taken.',
  webPortRefused:
    'Port {port} cannot be used ({reason}). Give one from 1024 to 65535 with --port, or leave it out.',
  fileUnreadable: 'The file {path} cannot be read ({reason}). Check its name and its permissions.',
  fileTooLong:
    'The file {path} is too long for a settings file (at most {limit} characters). Choose one that Patchcord has exported.',
  rendererMissing: 'The window’s files are missing in {dir}. Build them with `npm run build`.',
} satisfies Readonly<Record<string, string>>;

export type ErrorCode = keyof typeof errorSentences;

/** The same in another language; a translation that misses a code does not compile. */
export type ErrorSentences = Readonly<Record<ErrorCode, string>>;

export function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(errorSentences, code);
}
