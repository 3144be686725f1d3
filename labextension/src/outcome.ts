import type { AirlockError } from './request';

/** What became of a change of a draft: refused for good, or not taken for a while, or changed elsewhere meanwhile. */
export type Outcome = 'saved' | 'failed' | 'refused' | 'disputed';

/** What an error means for what was to be saved. */
export function outcomeOf(error: AirlockError | null): Outcome {
  if (error?.code === 'changed-elsewhere') {
    return 'disputed';
  }
  return error && error.status >= 400 && error.status < 500 ? 'refused' : 'failed';
}
