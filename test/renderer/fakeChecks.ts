/** Checks of a computer with an incomplete set-up, and their findings after the repair. */
import type { CheckId, FindingCode } from '../../src-main/contract/checkText.ts';
import type { CheckResult, CheckStatus } from '../../src-main/contract/doctor.ts';
import type { ErrorParams } from '../../src-main/contract/errors.ts';
import type { Finding } from '../../src-main/contract/problem.ts';

function check(
  id: CheckId,
  status: CheckStatus,
  code: FindingCode,
  params: ErrorParams = {},
  repairable = false,
): CheckResult {
  return { id, status, finding: { code, params }, repairable };
}

export function someWrong(): CheckResult[] {
  return [
    check('native-module', 'ok', 'moduleLoaded'),
    check('tun-device', 'failed', 'tunAbsent', { errno: 'ENOENT' }, true),
    check('group-membership', 'failed', 'notMember', {}, true),
    check('helper', 'skipped', 'helperForbidden', { path: '/usr/lib/patchcord/patchcord-helper' }),
    check('network-cards', 'ok', 'cardsUsable', { nics: 'enp3s0, wlp2s0' }),
    check('host-changes', 'ok', 'nothingLeft'),
    check('ping-sockets', 'warning', 'pingForbidden', { range: '1 0' }, true),
    check('free-subnet', 'ok', 'subnetsFree'),
    check('qemu', 'ok', 'qemuReady', { version: '10.0.3' }),
    check('kvm', 'warning', 'kvmAbsent', { errno: 'ENOENT' }),
  ];
}

export const repairedFindings: Readonly<Record<string, Finding>> = {
  'tun-device': { code: 'tunReady', params: {} },
  'group-membership': { code: 'member', params: {} },
  'ping-sockets': { code: 'pingAllowed', params: {} },
};
