import type { AirlockRequest } from './tokens';

/** States that a person wants to hear of; everything between is on its way. */
const TOLD = [
  'returned',
  'approved',
  'partly_approved',
  'rejected',
  'released',
  'parked',
  'blocked',
  'failed'
];

export interface News {
  request: AirlockRequest;
  kind: 'state' | 'question';
}

const questions = (request: AirlockRequest): number =>
  (request.review?.messages ?? []).filter(message => !message.mine).length;

/** What became of requests since they were last seen: a state worth telling, or a message of the reviewers. */
export function newsOf(before: readonly AirlockRequest[], now: readonly AirlockRequest[]): News[] {
  const known = new Map(before.map(request => [request.id, request]));
  return now.flatMap((request): News[] => {
    const old = known.get(request.id);
    if (!old) {
      return [];
    }
    if (old.state !== request.state && TOLD.includes(request.state)) {
      return [{ request, kind: 'state' }];
    }
    return questions(request) > questions(old) ? [{ request, kind: 'question' }] : [];
  });
}
