/** The import table: who may import whom. The picture is in README.md, "How a frame travels". */
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

const engine = '^src-main/engine/';
const wire = `${engine}wire/`;
const link = `${engine}link/`;
const batch = `${engine}link/(link|frameBatch|slab)\\.ts$`;
const clock = `${engine}clock\\.ts$`;
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
    only('contract-imports-nothing-of-ours', '^src-main/contract/', ['^src-main/contract/']),
    only('wire-imports-nothing-of-ours', wire, [wire]),
    only('link-imports-wire-and-native', link, [link, wire, native, clock, config]),
    only('switch-sees-links-through-link.ts', `${engine}switch/`, [
      `${engine}switch/`,
      wire,
      batch,
    ]),
    only('gateway-sees-links-through-link.ts', `${engine}gateway/`, [
      `${engine}gateway/`,
      wire,
      batch,
      clock,
      config,
    ]),
    only('nat-imports-wire-gateway-native', `${engine}nat/`, [
      `${engine}nat/`,
      `${engine}gateway/`,
      wire,
      native,
      batch,
      clock,
      config,
    ]),
    // The client is the program's side of the thread boundary: its errors are the contract's.
    only('engine-knows-no-product', engine, [engine, native], [`${engine}engineClient\\.ts$`]),
    only('engine-client-imports-contract-errors', `${engine}engineClient\\.ts$`, [
      engine,
      '^src-main/contract/errors\\.ts$',
    ]),
    only('store-imports-contract', '^src-main/store/', ['^src-main/store/', '^src-main/contract/']),
    only('hypervisor-imports-contract', '^src-main/hypervisor/', [
      '^src-main/hypervisor/',
      '^src-main/contract/',
    ]),
    only('host-imports-contract', '^src-main/host/', [
      '^src-main/host/',
      '^src-main/contract/',
      native,
    ]),
    only('app-sees-the-engine-through-its-client', '^src-main/app/', [
      '^src-main/(app|contract|store|hypervisor|host)/',
      `${engine}engine(Client|Config)\\.ts$`,
      // What EngineConfig is written in: addresses as numbers, and time passed in.
      `${wire}address\\.ts$`,
      clock,
    ]),
    only('shell-sees-app-and-contract', '^src-main/shell/', ['^src-main/(shell|app|contract)/']),
    only('renderer-sees-the-contract-alone', '^src-renderer/', [
      '^src-renderer/',
      '^src-main/contract/',
    ]),
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
