/** A check of one property of this computer. Each check has its own file. */
import type { CheckId, FindingCode } from '../../contract/checkText.ts';
import type { CheckStatus } from '../../contract/doctor.ts';
import type { ErrorParams } from '../../contract/errors.ts';

export interface Finding {
  readonly status: CheckStatus;
  /** contract/checkText.ts has its sentences. */
  readonly code: FindingCode;
  readonly details: ErrorParams;
  /** Absent if no program can repair it. @throws HostError `repairRefused`, … */
  readonly repair?: () => Promise<void> | void;
}

export interface HostCheck {
  readonly id: CheckId;
  check(): Finding | Promise<Finding>;
}

export function ok(code: FindingCode, details: ErrorParams = {}): Finding {
  return { status: 'ok', code, details };
}

export function skipped(code: FindingCode, details: ErrorParams = {}): Finding {
  return { status: 'skipped', code, details };
}

export function warning(
  code: FindingCode,
  details: ErrorParams = {},
  repair?: Finding['repair'],
): Finding {
  return { status: 'warning', code, details, ...(repair && { repair }) };
}

export function failed(
  code: FindingCode,
  details: ErrorParams = {},
  repair?: Finding['repair'],
): Finding {
  return { status: 'failed', code, details, ...(repair && { repair }) };
}
