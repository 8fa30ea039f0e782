// The identity of this step. A repeated request within one attempt of a run must find its own timer; no other step,
// job, matrix leg, attempt or run may find it.
import { createHash } from 'node:crypto';
import { Fault, oneLine } from './fault.ts';
import { input, variable } from './runner.ts';

const PARTS = ['GITHUB_REPOSITORY', 'GITHUB_RUN_ID', 'GITHUB_RUN_ATTEMPT', 'GITHUB_JOB', 'GITHUB_ACTION'];

/** Returns the idempotency key of this step's writes. `action` distinguishes the two actions. */
export function idempotencyKey(action: string): string {
  const values = PARTS.map((name) => {
    const value = variable(name);
    if (value === '') throw new Fault(`${name} is not set, so a repeat could not be told from another step; run this as a step of a workflow`);
    return value;
  });
  // The server of the repository, and the leg: the other variables do not distinguish the legs of a matrix.
  const identity = [action, variable('GITHUB_SERVER_URL'), ...values, input('job-index')];
  return `gha-${createHash('sha256').update(JSON.stringify(identity)).digest('hex')}`;
}

const NAME_BYTES_MAX = 255;

/** Returns a name for people: the workflow and the job. */
export function defaultName(): string {
  let name = oneLine([variable('GITHUB_WORKFLOW'), variable('GITHUB_JOB')].filter((part) => part !== '').join(' / '));
  while (Buffer.byteLength(name) > NAME_BYTES_MAX) name = [...name].slice(0, -1).join('');
  return name;
}
