import type { LiveObject } from '../src/tokens';
import {
  canSubmit,
  declarations,
  isUnderWay,
  ordered,
  outdated,
  takers,
  split,
  stageOf,
  stagedFrom,
  upsert
} from '../src/states';
import { item, request } from './samples';

describe('lists', () => {
  it('puts staged outputs by position and checked ones newest first', () => {
    const { staged, checked } = split([
      item({ id: 'b', state: 'staged', position: 2 }),
      item({ id: 'old', updated_at: '2026-11-01T00:00:00Z' }),
      item({ id: 'a', state: 'staged', position: 1 }),
      item({ id: 'new', updated_at: '2026-11-02T00:00:00Z' })
    ]);

    expect(staged.map(entry => entry.id)).toEqual(['a', 'b']);
    expect(checked.map(entry => entry.id)).toEqual(['new', 'old']);
  });

  it('shows drafts first, then the newest', () => {
    const list = ordered([
      request({ id: 'old', state: 'approved', created_at: '2026-01-01T00:00:00Z' }),
      request({ id: 'new', state: 'submitted', created_at: '2026-02-01T00:00:00Z' }),
      request({ id: 'draft', created_at: '2025-01-01T00:00:00Z' })
    ]);

    expect(list.map(entry => entry.id)).toEqual(['draft', 'new', 'old']);
  });

  it('replaces an entry in place and adds a new one in front', () => {
    const list = [request({ id: 'a' }), request({ id: 'b' })];

    expect(upsert(list, request({ id: 'b', state: 'sealed' })).map(entry => entry.state)).toEqual([
      'draft',
      'sealed'
    ]);
    expect(upsert(list, request({ id: 'c' })).map(entry => entry.id)).toEqual(['c', 'a', 'b']);
  });
});

describe('the states of a request', () => {
  it.each([
    'sending',
    'submitted',
    'validating',
    'in_review',
    'approved',
    'parked',
    'returned',
    'partly_approved'
  ])('asks after %s', state => {
    expect(isUnderWay(request({ state }))).toBe(true);
  });

  it.each(['draft', 'sealed', 'rejected', 'blocked', 'withdrawn', 'released', 'handed_over'])(
    'leaves %s alone',
    state => {
      expect(isUnderWay(request({ state }))).toBe(false);
    }
  );

  it('lets a draft, a sealed and a parked request be submitted, nothing else', () => {
    const may = ['draft', 'sealed', 'parked', 'submitted', 'approved'].filter(state =>
      canSubmit(request({ state }))
    );

    expect(may).toEqual(['draft', 'sealed', 'parked']);
  });

  it('knows what to do with a state of a later version', () => {
    expect(stageOf('weighed_again')).toBe('waiting');
  });
});

describe('what became of an output', () => {
  const checked = item({ id: 'c', name: 'table', updated_at: '2026-11-22T04:00:00Z' });
  const staged = item({
    id: 's',
    state: 'staged',
    created_at: '2026-11-22T04:01:00Z',
    export: { file: 'table.csv', media_type: 'text/csv', bytes: 1, sha256: '' }
  });
  const sealed = { file: 'b.zip', sha256: '', bytes: 1, sealed_at: '2026-11-22T04:02:00Z' };

  it('is a staged one of its name, until it is checked anew', () => {
    expect(stagedFrom(checked, [checked, staged])?.id).toBe('s');
    expect(stagedFrom({ ...checked, updated_at: '2026-11-22T05:00:00Z' }, [staged])).toBeUndefined();
    expect(stagedFrom({ ...checked, kernel_id: 'other' }, [staged])).toBeUndefined();
  });

  it('is part of a request sealed after it was staged', () => {
    const taken = request({ state: 'submitted', items: ['s'], bundle: sealed });

    expect(takers([staged], [request({ items: ['s'] }), taken]).get('s')?.state).toBe('submitted');
    expect(takers([{ ...staged, created_at: '2026-11-22T05:00:00Z' }], [taken]).size).toBe(0);
  });

  it('says when its object was changed after it was staged, in the kernel at hand only', () => {
    const made = item({ id: 's', state: 'staged', variable: 'table', created_at: '2026-11-22T04:00:00Z' });
    const object = { name: 'table', changed_at: '2026-11-22T04:00:01Z' } as LiveObject;

    expect(outdated([made], [object], 'k1').get('s')).toBe('table');
    expect(outdated([{ ...made, created_at: object.changed_at }], [object], 'k1').size).toBe(0);
    expect(outdated([made], [object], 'k2').size).toBe(0);
  });

  it('keeps the declarations that words can repeat', () => {
    expect(declarations({ n: 12, counts: ['a'], cohort: 'frame 3 x 4', justification: 'x' })).toEqual({
      n: 12,
      counts: ['a']
    });
    expect(declarations(undefined)).toEqual({});
  });
});
