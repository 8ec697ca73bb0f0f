/**
 * The program's end of a transport. Checks every request against the contract, calls the handler,
 * and turns anything that it throws into a problem that can be shown.
 */
import {
  contract,
  type CallName,
  type CallResult,
  type CheckedArgs,
  type EventData,
  type EventName,
} from './contract.ts';
import { toProblem } from './errors.ts';
import { Request, type Answer } from './message.ts';

export type Handlers = {
  [K in CallName]: (args: CheckedArgs<K>) => CallResult<K> | Promise<CallResult<K>>;
};

/** What every face gets: calls and events. Implemented by the app. */
export interface PanelService {
  readonly handlers: Handlers;
  /** Returns a function that ends the subscription. */
  subscribe<K extends EventName>(event: K, listener: (data: EventData<K>) => void): () => void;
}

/** Answers one request. Never throws, never rejects. */
export async function answer(service: PanelService, message: unknown): Promise<Answer> {
  const request = Request.safeParse(message);
  if (!request.success)
    return { id: -1, error: { code: 'badArguments', params: { reason: 'not a request' } } };
  const { id, call, args } = request.data;
  if (!Object.hasOwn(contract.calls, call))
    return { id, error: { code: 'unknownCall', params: { call } } };
  return perform(service, id, call as CallName, args);
}

async function perform(
  service: PanelService,
  id: number,
  call: CallName,
  args: unknown,
): Promise<Answer> {
  const checked = contract.calls[call].args.safeParse(args);
  if (!checked.success) {
    const issue = checked.error.issues[0]!;
    const where = issue.path.join('.');
    const reason = where === '' ? issue.message : `${where}: ${issue.message}`;
    return { id, error: { code: 'badArguments', params: { reason } } };
  }
  // The schema of this call has just been applied, so the data has the type that the handler takes.
  const handler = service.handlers[call] as (args: unknown) => unknown;
  try {
    return { id, result: await handler(checked.data) };
  } catch (error) {
    return { id, error: toProblem(error) };
  }
}
