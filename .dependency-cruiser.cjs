/** The import table: who may import whom. The picture is in docs/architecture.md. */
const only = (name, from, to, except = []) => ({
  name,
  severity: 'error',
  from: { path: from, pathNot: except },
  to: { path: '^(src-main|src-renderer|native)/', pathNot: to },
});
const package_ = (name, path, allowed) => ({
  name: `only-${name}`,
  severity: 'error',
  from: { path: '^(src-main|src-renderer)', pathNot: allowed },
  to: { path },
});

const address = '^src-main/address/';
const contract = '^src-main/contract/';
const engine = '^src-main/engine/';
const wire = `${engine}wire/`;
const link = `${engine}link/`;
const ip = `${engine}ip/`;
const batch = `${engine}link/(link|baseLink|frameBatch|slab)\\.ts$`;
/** Time passed in, what is due when, and how long to wait between attempts. */
const clock = `${engine}(backoff|clock|deadlines)\\.ts$`;
const probing = `${engine}probing\\.ts$`;
/** How much guests can make the engine hold. */
const limits = `${engine}guestLimits\\.ts$`;
/** What the outside reports, which `ip` puts into ICMP. */
const outsideError = `${engine}outside/outsideError\\.ts$`;
const config = `${engine}engineConfig\\.ts$`;
const native = '^native/lib/';

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-orphans',
      severity: 'error',
      from: { orphan: true, path: '^src-', pathNot: '\\.d\\.ts$' },
      to: {},
    },
    only('address-is-the-ground-floor', address, [address]),
    only('contract-imports-addresses', contract, [contract, address]),
    only('wire-imports-addresses', wire, [wire, address]),
    only('link-imports-wire-and-native', link, [link, wire, address, native, clock, config]),
    only('switch-sees-links-through-link.ts', `${engine}switch/`, [
      `${engine}switch/`,
      wire,
      address,
      batch,
      config,
      probing,
    ]),
    only('ip-imports-wire', ip, [ip, wire, address, batch, clock, probing, limits, outsideError]),
    only('gateway-imports-ip', `${engine}gateway/`, [
      `${engine}gateway/`,
      ip,
      `${engine}outside/[^/]+\\.ts$`,
      wire,
      address,
      batch,
      clock,
      config,
      limits,
    ]),
    only('outside-imports-wire-and-native', `${engine}outside/`, [
      `${engine}outside/`,
      wire,
      address,
      native,
      clock,
      config,
    ]),
    only('nat-sees-the-outside-through-its-interface', `${engine}nat/`, [
      `${engine}nat/`,
      `${engine}gateway/`,
      `${engine}outside/[^/]+\\.ts$`,
      ip,
      wire,
      address,
      batch,
      clock,
      config,
      limits,
    ]),
    only('uplink-imports-links', `${engine}uplink/`, [
      `${engine}uplink/`,
      `${engine}switch/forwardingDatabase\\.ts$`,
      wire,
      link,
      address,
      native,
      clock,
      config,
      probing,
    ]),
    // The client is the program's side of the thread boundary: its errors are the contract's.
    only(
      'engine-knows-no-product',
      engine,
      [engine, address, native],
      [`${engine}engineClient\\.ts$`],
    ),
    only('engine-client-imports-contract-errors', `${engine}engineClient\\.ts$`, [
      engine,
      address,
      '^src-main/contract/(errors|errorText)\\.ts$',
    ]),
    only('store-imports-contract', '^src-main/store/', ['^src-main/store/', contract, address]),
    only('hypervisor-imports-contract', '^src-main/hypervisor/', [
      '^src-main/hypervisor/',
      contract,
      address,
    ]),
    only('host-imports-contract', '^src-main/host/', [
      '^src-main/host/',
      contract,
      address,
      native,
    ]),
    only('app-sees-the-engine-through-its-client', '^src-main/app/', [
      '^src-main/(address|app|contract|store|hypervisor|host)/',
      `${engine}engine(Client|Config)\\.ts$`,
      // Time passed in.
      `${engine}clock\\.ts$`,
    ]),
    only('shell-sees-app-and-contract', '^src-main/shell/', [
      '^src-main/(address|shell|app|contract)/',
    ]),
    only('renderer-sees-the-contract-alone', '^src-renderer/', [
      '^src-renderer/',
      contract,
      address,
    ]),
    {
      name: 'components-know-no-view',
      severity: 'error',
      from: { path: '^src-renderer/components/' },
      to: { path: '^src-renderer/views/' },
    },
    {
      name: 'stores-know-no-picture',
      severity: 'error',
      from: { path: '^src-renderer/(bridge|stores|text)/' },
      to: { path: '^src-renderer/(views|components)/' },
    },
    package_('store-has-sqlite', 'better-sqlite3', '^src-main/store/'),
    package_('shell-has-electron', 'node_modules/electron/', '^src-main/shell/electron/'),
    package_('thread-boundary', '^(node:)?worker_threads$', `${engine}engine(Worker|Client)\\.ts$`),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'types'],
      mainFields: ['module', 'main', 'types'],
    },
    builtInModules: { add: ['worker_threads'] },
  },
};
