import * as React from 'react';
import { createRoot } from 'react-dom/client';
import { act } from 'react';
import { Provider } from '../src/components/context';
import { stagingOf } from '../src/components/kept';
import { StageForm } from '../src/components/stageForm';
import type { AirlockModel } from '../src/model';
import type { StageAnswers, Target } from '../src/tokens';
import { Journal } from '../src/unsaved';
import { item, report, trans } from './samples';

(globalThis as { IS_REACT_ACT_ENVIRONMENT?: boolean }).IS_REACT_ACT_ENVIRONMENT = true;

const SERVER = 'http://here/';
const NAME = stagingOf('k1', 'counts');
const TARGET: Target = { name: 'counts', kernelId: 'k1', declared: {} };
const DAY = 24 * 3600 * 1000;

/** The form that stages an output, in a page of its own. */
class Page {
  constructor(known = item({ name: 'counts' }), storage: Storage | null = localStorage) {
    this.journal = new Journal(SERVER, storage);
    const live = {
      stage: (_: Target, answers: StageAnswers) => {
        this.staged.push(answers);
        return Promise.resolve(item());
      }
    };
    const model = { journal: this.journal, live } as unknown as AirlockModel;
    document.body.append(this.host);
    act(() =>
      createRoot(this.host).render(
        <Provider value={{ trans, model }}>
          <StageForm
            target={TARGET}
            report={report()}
            known={known}
            back={this.journal.has(NAME)}
            onDone={() => undefined}
            onCancel={() => undefined}
          />
        </Provider>
      )
    );
  }
  readonly host = document.createElement('div');
  readonly journal: Journal;
  readonly staged: StageAnswers[] = [];
  field(kind: string): HTMLInputElement {
    return this.host.querySelector(kind) as HTMLInputElement;
  }
  type(kind: string, text: string): void {
    const field = this.field(kind);
    const set = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(field), 'value')?.set;
    act(() => {
      set?.call(field, text);
      field.dispatchEvent(new Event('input', { bubbles: true }));
    });
  }
  async press(label: string): Promise<void> {
    const button = [...this.host.querySelectorAll('button')].find(each => each.textContent === label);
    await act(async () => button?.click());
  }
}

beforeEach(() => localStorage.clear());
afterEach(() => document.body.replaceChildren());

describe('what is typed into the form that stages an output', () => {
  it('is there again in the next page, without taking the focus', () => {
    const first = new Page();
    expect(document.activeElement).toBe(first.field('input'));
    first.type('textarea', 'People by diagnosis');
    (document.activeElement as HTMLElement).blur();

    const next = new Page();

    expect(next.field('textarea').value).toBe('People by diagnosis');
    expect(document.activeElement).toBe(document.body);
  });

  it('leaves the fields that nobody touched to what is known of the output', () => {
    new Page().type('textarea', 'People by diagnosis');

    const next = new Page(item({ name: 'counts', title: 'Given elsewhere', description: 'Old' }));

    expect(next.field('input').value).toBe('Given elsewhere');
    expect(next.field('textarea').value).toBe('People by diagnosis');
  });

  it.each(['Stage for export', 'Cancel'])('is forgotten after “%s”', async button => {
    const page = new Page();
    page.type('input', 'Counts');
    page.type('textarea', 'People by diagnosis');
    expect(page.journal.has(NAME)).toBe(true);

    await page.press(button);

    expect(page.staged.length).toBe(button === 'Cancel' ? 0 : 1);
    expect(page.journal.has(NAME)).toBe(false);
    expect(new Page().field('textarea').value).toBe('');
  });

  it('outlives the form also where the browser stores nothing', () => {
    const full = Object.create(localStorage, {
      setItem: {
        value: () => {
          throw new Error('full');
        }
      }
    }) as Storage;
    const page = new Page(undefined, full);

    page.type('textarea', 'People by diagnosis');

    expect(page.journal.read(NAME).form).toEqual({ description: 'People by diagnosis' });
  });

  it('is swept away once nobody came back for it in three months', () => {
    new Page().type('textarea', 'People by diagnosis');
    const now = Date.now();
    const clock = jest.spyOn(Date, 'now').mockReturnValue(now + 89 * DAY);
    expect(new Journal(SERVER, localStorage).has(NAME)).toBe(true);

    clock.mockReturnValue(now + 91 * DAY);

    expect(new Journal(SERVER, localStorage).has(NAME)).toBe(false);
    clock.mockRestore();
  });
});
