import { between, elsewhere, isDue, nextOf, rowsOf, shapeText, targetOf } from '../src/objects';
import { stagedFrom } from '../src/states';
import type { Item, LiveObject } from '../src/tokens';
import { item } from './samples';

function live(name: string, change: Partial<LiveObject> = {}): LiveObject {
  return {
    name,
    kind: 'table',
    type: 'DataFrame',
    library: 'pandas',
    shape: [3, 2],
    changed_at: '2026-11-22T04:00:00Z',
    cell: 1,
    ...change
  };
}

const checked = (name: string, change: Partial<Item> = {}): Item => item({ id: name, name, ...change });

describe('the rows of a notebook', () => {
  it('are its objects in their order, then checks that have no object', () => {
    const rows = rowsOf(
      [live('b'), live('a')],
      [checked('Out[3]'), checked('a'), checked('x', { kernel_id: 'other' })],
      'k1'
    );

    expect(rows.map(row => row.name)).toEqual(['b', 'a', 'Out[3]']);
    expect(rows.map(row => row.item?.id)).toEqual([undefined, 'a', 'Out[3]']);
  });

  it('are none without a kernel', () => {
    expect(rowsOf([live('a')], [], null)).toEqual([]);
  });

  it('know that an object was changed after its check', () => {
    const changed = live('a', { changed_at: '2026-11-22T05:00:00Z' });

    expect(rowsOf([changed], [checked('a')], 'k1')[0]?.stale).toBe(true);
    expect(rowsOf([live('a')], [checked('a')], 'k1')[0]?.stale).toBe(false);
  });

  it('say what comes next', () => {
    const next = (object: LiveObject, items: Item[]): string =>
      nextOf(rowsOf([object], items, 'k1')[0] as never);
    const staged = checked('s', {
      state: 'staged',
      variable: 'a',
      created_at: '2026-11-22T04:01:00Z',
      export: { file: 'other.csv', media_type: 'text/csv', bytes: 1, sha256: '' }
    });

    expect(next(live('a'), [])).toBe('check');
    expect(next(live('a'), [staged])).toBe('staged');
    expect(next(live('a', { changed_at: '2026-11-22T05:00:00Z' }), [staged])).toBe('check');
    expect(next(live('a'), [checked('a', { verdict: 'fail' })])).toBe('fix');
    expect(next(live('a'), [checked('a', { verdict: 'review' })])).toBe('stage');
    expect(next(live('a'), [checked('a'), staged])).toBe('staged');
    expect(next(live('a', { changed_at: '2026-11-22T05:00:00Z' }), [checked('a'), staged])).toBe('check');
  });

  it('are checked all together, but for frames of a size that nobody exports', () => {
    const due = (object: LiveObject): boolean => isDue(rowsOf([object], [], 'k1')[0] as never);

    expect(due(live('a'))).toBe(true);
    expect(due(live('lazy', { shape: null }))).toBe(true);
    expect(due(live('cohort', { shape: [80_000, 12] }))).toBe(false);
  });

  it('take what was declared along', () => {
    const row = rowsOf(
      [live('a')],
      [checked('a', { declared: { row_is: 'gene', cohort: 'frame' } })],
      'k1'
    )[0];

    expect(targetOf(row as never)).toEqual({ name: 'a', kernelId: 'k1', declared: { row_is: 'gene' } });
  });
});

describe('what was checked elsewhere', () => {
  it('is everything of other kernels, the newest first', () => {
    const items = [
      checked('here'),
      checked('old', { kernel_id: 'gone', updated_at: '2026-11-01T00:00:00Z' }),
      checked('file.csv', { kernel_id: null })
    ];

    expect(elsewhere(items, 'k1').map(each => each.name)).toEqual(['file.csv', 'old']);
    expect(elsewhere(items, null)).toHaveLength(3);
  });
});

describe('an output staged under another name', () => {
  it('is still tied to its check by its variable', () => {
    const staged = checked('s', {
      state: 'staged',
      variable: 'results["a"]',
      created_at: '2026-11-22T04:01:00Z',
      export: { file: 'a.csv', media_type: 'text/csv', bytes: 1, sha256: '' }
    });

    expect(stagedFrom(checked('results["a"]'), [staged])?.id).toBe('s');
    expect(stagedFrom(checked('a'), [staged])).toBeUndefined();
  });
});

describe('words for rows', () => {
  it('write shapes with thousands', () => {
    expect(shapeText([80000, 12])).toBe('80,000 × 12');
    expect(shapeText([7])).toBe('7');
    expect(shapeText(null)).toBe('');
  });

  it('name what lies between two rows, either way', () => {
    expect(between(['a', 'b', 'c', 'd'], 'd', 'b')).toEqual(['b', 'c', 'd']);
    expect(between(['a', 'b'], 'gone', 'b')).toEqual(['b']);
  });
});
