/** The import table: which folder may import which. docs/architecture.md shows it to people. */
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
/** The interface of `link`. */
const batch = `${engine}link/(link|baseLink|frameBatch)\\.ts$`;
/** The clock that is passed in, deadlines, and the pauses between attempts. */
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
    only('address-imports-nothing', address, [address]),
    only('contract-imports-address', contract, [contract, address]),
    only('wire-imports-address', wire, [wire, address]),
    only('link-imports-wire-and-native', link, [link, wire, address, native, clock, config]),
    only('switch-imports-the-interface-of-link', `${engine}switch/`, [
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
    only('nat-imports-the-interface-of-outside', `${engine}nat/`, [
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
    // The client is the program's side of the thread boundary, so it throws the contract's errors.
    only(
      'engine-imports-no-product',
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
    only('app-imports-the-engine-client', '^src-main/app/', [
      '^src-main/(address|app|contract|store|hypervisor|host)/',
      `${engine}engine(Client|Config)\\.ts$`,
      // The clock that is passed in.
      `${engine}clock\\.ts$`,
    ]),
    only('shell-imports-app-and-contract', '^src-main/shell/', [
      '^src-main/(address|shell|app|contract)/',
    ]),
    only('renderer-imports-the-contract', '^src-renderer/', ['^src-renderer/', contract, address]),
    {
      name: 'components-import-no-view',
      severity: 'error',
      from: { path: '^src-renderer/components/' },
      to: { path: '^src-renderer/views/' },
    },
    {
      name: 'stores-import-no-view',
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
