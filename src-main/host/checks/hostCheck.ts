/** One thing about this computer that can be right or wrong. One file each. */
import type { CheckStatus } from '../../contract/doctor.ts';
import type { ErrorParams } from '../../contract/errors.ts';

export interface Finding {
  readonly status: CheckStatus;
  /** contract/checkText.ts has its sentences. */
  readonly code: string;
  readonly details: ErrorParams;
  /** Absent where no program could put it right. @throws HostError `repairRefused`, … */
  readonly repair?: () => Promise<void> | void;
}

export interface HostCheck {
  readonly id: string;
  check(): Finding | Promise<Finding>;
}

export function ok(code: string, details: ErrorParams = {}): Finding {
  return { status: 'ok', code, details };
}

export function skipped(code: string, details: ErrorParams = {}): Finding {
  return { status: 'skipped', code, details };
}

export function warning(
  code: string,
  details: ErrorParams = {},
  repair?: Finding['repair'],
): Finding {
  return { status: 'warning', code, details, ...(repair && { repair }) };
}

export function failed(
  code: string,
  details: ErrorParams = {},
  repair?: Finding['repair'],
): Finding {
  return { status: 'failed', code, details, ...(repair && { repair }) };
}
