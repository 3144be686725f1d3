import * as React from 'react';
import { createRoot } from 'react-dom/client';
import { act } from 'react';
import { Provider } from '../src/components/context';
import { DraftForm } from '../src/components/draftForm';
import type { AirlockModel } from '../src/model';
import { keptRows, rowsOf } from '../src/objects';
import { EMPTY, kept } from '../src/state';
import type { Info, Item, LiveObject } from '../src/tokens';
import { Journal } from '../src/unsaved';
import { item, request, trans } from './samples';

(globalThis as { IS_REACT_ACT_ENVIRONMENT?: boolean }).IS_REACT_ACT_ENVIRONMENT = true;

const object = (name: string, cell = 1): LiveObject => ({
  name,
  kind: 'table',
  type: 'DataFrame',
  library: 'pandas',
  shape: [3, 1],
  changed_at: '2026-11-22T04:00:00Z',
  cell
});

describe('what a key costs', () => {
  it('is not the list of outputs, in the form of a request', () => {
    let read = 0;
    const staged = item({ id: 's', state: 'staged', name: 'a.csv' });
    Object.defineProperty(staged, 'export', {
      get: () => {
        read += 1;
        return null;
      }
    });
    const all: Item[] = [staged];
    const field = { name: 'aim', label: 'Aim', required: true, kind: 'long', options: [], help: '' };
    const model = {
      state: { ...EMPTY, requests: [request()] },
      journal: new Journal('http://here/', null),
      editRequest: () => new Promise(() => undefined),
      participants: () => new Promise(() => undefined),
      templates: { list: () => new Promise(() => undefined) }
    } as unknown as AirlockModel;
    const host = document.createElement('div');
    const info = { form: [field] } as unknown as Info;
    act(() =>
      createRoot(host).render(
        <Provider value={{ trans, model }}>
          <DraftForm request={request({ items: ['s'] })} info={info} staged={all} />
        </Provider>
      )
    );
    const drawn = read;
    expect(drawn).toBeGreaterThan(0);

    const area = host.querySelector('textarea') as HTMLTextAreaElement;
    const set = Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, 'value')?.set;
    act(() => {
      set?.call(area, 'P');
      area.dispatchEvent(new Event('input', { bubbles: true }));
    });

    expect(area.value).toBe('P');
    expect(read).toBe(drawn);
  });
});

describe('one change among a thousand rows', () => {
  it('draws one row anew: the others stay the same', () => {
    const before = [object('a'), object('b'), object('c')];
    const rows = keptRows([], rowsOf(before, [], 'k1'));

    const now = kept(before, [object('a'), object('b', 2), object('c')]);
    const next = keptRows(rows, rowsOf(now, [], 'k1'));

    expect(next.map((row, index) => row === rows[index])).toEqual([true, false, true]);
  });

  it('finds what each was staged as in one go', () => {
    const count = 2000;
    const objects = Array.from({ length: count }, (_, index) => object(`t${index}`));
    let read = 0;
    const items = objects.map(({ name }) => {
      const staged = item({ id: name, state: 'staged', variable: name, created_at: '2026-11-22T05:00:00Z' });
      Object.defineProperty(staged, 'kernel_id', {
        get: () => {
          read += 1;
          return 'k1';
        }
      });
      return staged;
    });

    const rows = rowsOf(objects, items, 'k1');

    expect(rows.every(row => row.staged?.id === row.name)).toBe(true);
    expect(read).toBeLessThan(4 * count); // each output is looked at a few times, not once for each row
  });
});
