// Which step this is. A request that is repeated within one attempt of a run must find the timer it made, and every other step,
// job, leg of a matrix, attempt and run must not.
import { createHash } from 'node:crypto';
import { Fault, oneLine } from './fault.ts';
import { input, variable } from './runner.ts';

const PARTS = ['GITHUB_REPOSITORY', 'GITHUB_RUN_ID', 'GITHUB_RUN_ATTEMPT', 'GITHUB_JOB', 'GITHUB_ACTION'];

/** The idempotency key of what this step makes. `action` tells the two actions apart. */
export function idempotencyKey(action: string): string {
  const values = PARTS.map((name) => {
    const value = variable(name);
    if (value === '') throw new Fault(`${name} is not set, so a repeat could not be told from another step; run this as a step of a workflow`);
    return value;
  });
  // The server of the repository, and the leg: its variables do not tell one leg of a matrix from another.
  const identity = [action, variable('GITHUB_SERVER_URL'), ...values, input('job-index')];
  return `gha-${createHash('sha256').update(JSON.stringify(identity)).digest('hex')}`;
}

const NAME_BYTES_MAX = 255;

/** A name for people: the workflow and the job. */
export function defaultName(): string {
  let name = oneLine([variable('GITHUB_WORKFLOW'), variable('GITHUB_JOB')].filter((part) => part !== '').join(' / '));
  while (Buffer.byteLength(name) > NAME_BYTES_MAX) name = [...name].slice(0, -1).join('');
  return name;
}
