import type { TranslationBundle } from '@jupyterlab/translation';
import type { AirlockRequest } from '../tokens';

/** Enough of the id to tell requests apart: the back end's own once it has one, since reviewers speak of that. */
export function shortId(request: AirlockRequest): string {
  return (request.submission?.remote_id || request.id).slice(0, 8);
}

/** A request's state in the person's language. An unknown one is shown as it came. */
export function stateWord(state: string, trans: TranslationBundle): string {
  const words: Record<string, string> = {
    draft: trans.__('Draft'),
    sealed: trans.__('Sealed'),
    sending: trans.__('Sending'),
    submitted: trans.__('Submitted'),
    validating: trans.__('Validating'),
    in_review: trans.__('In review'),
    approved: trans.__('Approved'),
    rejected: trans.__('Rejected'),
    returned: trans.__('Returned'),
    released: trans.__('Released'),
    parked: trans.__('Needs you'),
    partly_approved: trans.__('Partly approved'),
    blocked: trans.__('Blocked'),
    withdrawn: trans.__('Withdrawn'),
    failed: trans.__('Failed'),
    uploading: trans.__('Sending'),
    handed_over: trans.__('Handed over')
  };
  return words[state] ?? state.replace(/_/g, ' ');
}
