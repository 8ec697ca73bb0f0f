/** The table of attachments: what the app knows of each kind. */
import type { AttachmentKind } from '../../../contract/attachment.ts';
import type { AttachmentRules } from './attachmentRules.ts';
import { heldTap } from './heldTap.ts';
import { qemuDatagram } from './qemuDatagram.ts';
import { qemuStream } from './qemuStream.ts';
import { tap } from './tap.ts';

const RULES: { readonly [K in AttachmentKind]: AttachmentRules<K> } = {
  qemuStream,
  qemuDatagram,
  tap,
  heldTap,
};

export function attachmentRules<K extends AttachmentKind>(kind: K): AttachmentRules<K> {
  return RULES[kind];
}
