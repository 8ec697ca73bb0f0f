/**
 * VM names as DNS labels (R30): `Web server` is `web-server.patchcord.internal`.
 * Read first: RFC 1123 §2.1 (letters, digits, hyphens), RFC 1035 §2.3.4 (63 octets).
 */
interface Named {
  readonly id: string;
  readonly name: string;
}

const LABEL_OCTETS = 63;
/** Leaves room for `-2` and so on behind a long label. */
const COUNTED_OCTETS = 58;
/** Names of the gateway itself (R32). */
const RESERVED = ['host', 'gateway'];

/** By VM id. If two VMs have the same label, the newer one gets a number behind it. */
export function dnsLabels(vms: readonly Named[]): Map<string, string> {
  const taken = new Set(RESERVED);
  return new Map(
    vms.map((vm) => {
      const label = freeLabel(labelOf(vm), taken);
      taken.add(label);
      return [vm.id, label];
    }),
  );
}

/** The id, if the name has no ASCII letter or digit. */
function labelOf({ id, name }: Named): string {
  const label = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, LABEL_OCTETS)
    .replace(/^-+|-+$/g, '');
  return label === '' ? id : label;
}

function freeLabel(label: string, taken: ReadonlySet<string>): string {
  let free = label;
  for (let count = 2; taken.has(free); count++)
    free = `${label.slice(0, COUNTED_OCTETS).replace(/-+$/, '')}-${count}`;
  return free;
}
