import type { AirlockRequest, Item, LiveObject, Verdict } from './tokens';

/** What a request's state means for the panel. */
export type Stage = 'draft' | 'sealed' | 'moving' | 'waiting' | 'good' | 'bad';

const STAGES: Record<string, Stage> = {
  draft: 'draft',
  sealed: 'sealed',
  handed_over: 'sealed',
  withdrawn: 'sealed',
  sending: 'moving',
  uploading: 'moving',
  submitted: 'moving',
  validating: 'moving',
  in_review: 'waiting',
  parked: 'bad',
  approved: 'good',
  partly_approved: 'good',
  released: 'good',
  rejected: 'bad',
  returned: 'bad',
  blocked: 'bad',
  failed: 'bad'
};

export function stageOf(state: string): Stage {
  return STAGES[state] ?? 'waiting';
}

const SETTLED = ['draft', 'sealed', 'handed_over', 'rejected', 'released', 'withdrawn', 'blocked', 'failed'];

/** Whether the transfer back end may still move the request by itself. */
export function isUnderWay(request: AirlockRequest): boolean {
  return !SETTLED.includes(request.state);
}

export function isDraft(request: AirlockRequest): boolean {
  return request.state === 'draft';
}

/** A sealed request that nobody has been handed yet may still be submitted. */
export function canSubmit(request: AirlockRequest): boolean {
  return ['draft', 'sealed', 'parked'].includes(request.state) || canHurry(request);
}

/** Whether it waits in the outbox, for minutes or more, until it is tried again: a person need not. */
export function canHurry({ state, submission }: AirlockRequest): boolean {
  return state === 'sending' && submission?.waiting !== undefined && !submission.waiting.of;
}

/** Whether reviewers have it in their hands, or gave it back: then they can be written to. */
export function canTalk(request: AirlockRequest): boolean {
  return (
    request.submission?.backend === 'http' &&
    ['submitted', 'validating', 'in_review', 'returned'].includes(request.state)
  );
}

/** Whether the author may still take a request back. */
export function canWithdraw(request: AirlockRequest): boolean {
  return ['sending', 'submitted', 'validating', 'in_review', 'parked', 'returned'].includes(request.state);
}

/** Whether a new draft with the same form and outputs makes sense: it was given back, refused or taken back. */
export function canRevise(request: AirlockRequest): boolean {
  return ['returned', 'rejected', 'partly_approved', 'withdrawn', 'blocked', 'failed'].includes(
    request.state
  );
}

/** Staged and checked outputs, each in the order a person expects: staged by position, checked newest first. */
export function split(items: readonly Item[]): { staged: Item[]; checked: Item[] } {
  const staged = items.filter(item => item.state === 'staged');
  const checked = items.filter(item => item.state === 'checked');
  staged.sort((a, b) => a.position - b.position || a.created_at.localeCompare(b.created_at));
  checked.sort((a, b) => b.updated_at.localeCompare(a.updated_at) || a.name.localeCompare(b.name));
  return { staged, checked };
}

/** Whether an output may be staged at all. */
export function isStageable(verdict: Verdict): boolean {
  return verdict !== 'fail';
}

/** The staged outputs of a kernel, by the variable each was made from: asked for each of a thousand rows. */
export function stagedBy(kernelId: string | null, items: readonly Item[]): ReadonlyMap<string, Item[]> {
  const found = new Map<string, Item[]>();
  for (const item of items) {
    if (item.state === 'staged' && item.kernel_id === kernelId) {
      const name = madeFrom(item);
      const known = found.get(name);
      if (known) {
        known.push(item);
      } else {
        found.set(name, [item]);
      }
    }
  }
  return found;
}

/** The staged output that a checked one has become, while nothing was checked anew. */
export function stagedFrom(checked: Item, items: readonly Item[]): Item | undefined {
  return items.find(
    item =>
      item.state === 'staged' &&
      item.kernel_id === checked.kernel_id &&
      madeFrom(item) === checked.name &&
      item.created_at >= checked.updated_at
  );
}

/** The staged outputs whose object was changed after they were staged: what leaves is as it was. */
export function outdated(
  items: readonly Item[],
  objects: readonly LiveObject[],
  kernelId: string | null
): ReadonlyMap<string, string> {
  const changed = new Map(objects.map(object => [object.name, object.changed_at]));
  const own = items.filter(item => item.state === 'staged' && item.kernel_id === kernelId);
  return new Map(
    own
      .filter(item => (changed.get(madeFrom(item)) ?? '') > item.created_at)
      .map(item => [item.id, madeFrom(item)])
  );
}

/** The variable that a staged output was made from; an item of an older store has only its file's name to go by. */
function madeFrom(staged: Item): string {
  return staged.variable || (staged.export?.file ?? staged.name).replace(/\.[^.]*$/, '');
}

/** What the researcher said about an output, as far as words can say it again; frames were recorded by shape only. */
export function declarations(declared: Record<string, unknown> | undefined): Record<string, unknown> {
  const spoken = [
    'bars',
    'counts',
    'genetic',
    'n',
    'public_ids',
    'relations',
    'roles',
    'row_is',
    'selected',
    'unit'
  ];
  return Object.fromEntries(Object.entries(declared ?? {}).filter(([name]) => spoken.includes(name)));
}

/** By output, the newest request that took this very one along: sealed after it was staged, since its id outlives that. */
export function takers(
  items: readonly Item[],
  requests: readonly AirlockRequest[]
): ReadonlyMap<string, AirlockRequest> {
  const taken = new Map<string, AirlockRequest>();
  const staged = new Map(items.map(item => [item.id, item.created_at]));
  for (const request of ordered(requests)) {
    const sealed = isDraft(request) ? '' : (request.bundle?.sealed_at ?? request.updated_at);
    for (const id of request.items) {
      if (!taken.has(id) && staged.has(id) && sealed >= (staged.get(id) ?? '')) {
        taken.set(id, request);
      }
    }
  }
  return taken;
}

/** Newest first; drafts before everything else. */
export function ordered(requests: readonly AirlockRequest[]): AirlockRequest[] {
  return [...requests].sort(
    (a, b) => Number(isDraft(b)) - Number(isDraft(a)) || b.created_at.localeCompare(a.created_at)
  );
}

/** A list with one entry replaced or added. */
export function upsert<T extends { id: string }>(list: readonly T[], entry: T): T[] {
  return list.some(other => other.id === entry.id)
    ? list.map(other => (other.id === entry.id ? entry : other))
    : [entry, ...list];
}
