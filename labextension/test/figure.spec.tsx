import * as React from 'react';
import { createRoot } from 'react-dom/client';
import { act } from 'react';
import { Provider } from '../src/components/context';
import { FigurePreview, labelsOf } from '../src/components/figurePreview';
import { clock } from '../src/components/history';
import { ReportView } from '../src/components/reportView';
import { Templates } from '../src/components/templates';
import type { AirlockModel } from '../src/model';
import type { Sketch } from '../src/sketches';
import type { Finding, FormTemplate, Picture } from '../src/tokens';
import { finding, report, request, trans } from './samples';

(globalThis as { IS_REACT_ACT_ENVIRONMENT?: boolean }).IS_REACT_ACT_ENVIRONMENT = true;

async function draw(model: object, element: React.JSX.Element): Promise<HTMLElement> {
  const host = document.createElement('div');
  document.body.append(host);
  await act(async () => {
    createRoot(host).render(<Provider value={{ trans, model: model as AirlockModel }}>{element}</Provider>);
  });
  return host;
}

const bar = { kind: 'mark', label: "bar 'MELAS' of axes 1", row: null, column: null };
const target = { name: 'fig', kernelId: 'k', declared: {} };
const findings: Finding[] = [finding({ severity: 'fail', where: [bar, { ...bar, label: 'unknown' }] })];

describe('a live figure', () => {
  const picture: Picture = {
    png: 'iVBORw0KGgo=',
    width: 640,
    height: 320,
    boxes: { [bar.label]: [0.25, 0.5, 0.5, 1] }
  };

  it('is drawn with a box over what a finding names, in words and by place', async () => {
    const asked: unknown[] = [];
    const model = {
      live: { picture: (...all: unknown[]) => (asked.push(all[1]), Promise.resolve(picture)) }
    };

    const host = await draw(
      model,
      <FigurePreview target={target} findings={findings} shown={bar} name="fig" />
    );

    const boxes = host.querySelectorAll<HTMLElement>('.jp-Airlock-box');
    expect(asked).toEqual([[bar.label, 'unknown']]);
    expect(boxes).toHaveLength(1);
    expect(boxes[0]?.getAttribute('aria-label')).toBe("Fail: bar 'MELAS' of axes 1");
    expect(boxes[0]?.dataset['marked']).toBe('true');
    expect(boxes[0]?.style.inlineSize || boxes[0]?.style.getPropertyValue('inline-size')).toContain('25%');
    expect(host.querySelector('img')?.alt).toBe('The figure fig');
  });

  it('is not there when nothing can draw it, and says why when its kernel cannot', async () => {
    const nothing = { live: { picture: () => Promise.resolve(null) } };
    const gone = { live: { picture: () => Promise.reject(new Error('The kernel has stopped.')) } };

    const none = await draw(nothing, <FigurePreview target={target} findings={[]} name="fig" />);
    const said = await draw(gone, <FigurePreview target={target} findings={[]} name="fig" />);

    expect(none.textContent).toBe('');
    expect(said.textContent).toContain('The kernel has stopped.');
  });

  it('has one box for a place that several findings name, with the heaviest severity', () => {
    const twice = [...findings, finding({ severity: 'warn', where: [bar] })];

    expect(labelsOf(twice).get(bar.label)).toBe('fail');
  });
});

describe('a figure as it was read', () => {
  const text = { kind: 'text', label: 'bar label, axes 1', row: 4, column: null };
  const sketch: Sketch = {
    width: 360,
    height: 240,
    inks: [{ look: 'bar', d: 'M1 2h3v4h-3z' }],
    words: [{ x: 1, y: 2, text: 'MELAS', look: 'tick', anchor: 'middle', turned: false }],
    spots: [
      { label: bar.label, tone: 'fail', d: 'M1 2h3v4h-3z', note: '3', row: null },
      { label: text.label, tone: 'fail', d: 'M9 9h3v4h-3z', note: 'n=4', row: 4 },
      { label: text.label, tone: 'warn', d: 'M9 9L8 8', note: '', row: 5 }
    ],
    notes: ['1 mark is hidden in the figure: dashed here.'],
    part: ''
  };
  const found = report({
    kind: 'figure',
    verdict: 'fail',
    findings: [finding({ where: [bar, text] }), finding({ severity: 'warn', where: [{ ...text, row: 5 }] })],
    sketches: [sketch]
  });

  it('is led to by the place of a finding, and leads back, also by the keyboard', async () => {
    const host = await draw({}, <ReportView report={found} />);

    const spots = host.querySelectorAll<SVGElement>('[role=option]');
    expect([...spots].map(spot => spot.getAttribute('aria-label'))).toEqual([
      "Fail: bar 'MELAS' of axes 1 (3)",
      'Fail: bar label, axes 1 (n=4)',
      'Warning: bar label, axes 1'
    ]);
    const places = host.querySelectorAll<HTMLButtonElement>('.jp-Airlock-place');
    await act(async () => places[1]?.click());
    expect(host.querySelectorAll('[data-marked]')).toHaveLength(1);
    expect(places[1]?.textContent).toBe('bar label, axes 1');
    expect(spots[1]?.getAttribute('aria-selected')).toBe('true');

    const press = async (key: string): Promise<void> => {
      const event = new KeyboardEvent('keydown', { key, bubbles: true });
      await act(async () => void document.activeElement?.dispatchEvent(event));
    };
    await act(async () => spots[0]?.focus());
    await press('End');
    expect(document.activeElement).toBe(spots[2]);
    await press('Enter');
    expect(spots[2]?.getAttribute('aria-selected')).toBe('true');
    expect(places[2]?.getAttribute('aria-pressed')).toBe('true');
  });

  it('is not drawn from what a saved notebook cannot mean, and draws no path that is none', async () => {
    const odd = { ...sketch, inks: [{ look: 'x" onload="', d: 'url(javascript:1)' }], spots: [] };
    const broken = [null, 3, { width: 1 }] as unknown as Sketch[];

    const none = await draw({}, <ReportView report={{ ...found, sketches: broken }} />);
    const safe = await draw({}, <ReportView report={{ ...found, sketches: [odd] }} />);

    expect(none.querySelector('svg[viewBox="0 0 360 240"]')).toBeNull();
    const path = safe.querySelector('.jp-Airlock-sketch path');
    expect([path?.getAttribute('d'), path?.getAttribute('data-look')]).toEqual(['', 'text']);
  });

  it('tells places of one name apart by what stands there', async () => {
    const both = { ...found, findings: [finding({ where: [text, { ...text, row: 9 }] })] };

    const host = await draw({}, <ReportView report={both} />);

    expect(host.querySelector('.jp-Airlock-place')?.textContent).toBe('bar label, axes 1 (n=4)');
  });

  it('stands where the kernel draws no picture', async () => {
    const model = { live: { picture: () => Promise.resolve(null) } };

    const host = await draw(model, <ReportView report={found} figure={target} />);

    expect(host.querySelectorAll('[role=option]')).toHaveLength(3);
    expect(host.textContent).toContain('1 mark is hidden');
  });
});

describe('templates', () => {
  it('fill what is not answered yet, and keep answers under a name', async () => {
    let known: FormTemplate[] = [{ name: 'paper', form: { aim: 'Publication', comments: 'none' } }];
    const model = {
      state: { requests: [] },
      templates: {
        list: () => Promise.resolve(known),
        save: (name: string, form: Record<string, string>) => {
          known = [...known.filter(each => each.name !== name), { name, form }];
          return Promise.resolve(known);
        }
      }
    };
    const filled: unknown[] = [];
    const form = { aim: 'Talk', project: 'RR150' };

    const host = await draw(
      model,
      <Templates request={request({})} form={form} fill={answers => filled.push(answers)} />
    );
    const select = host.querySelector('select') as HTMLSelectElement;
    await act(async () => {
      select.value = 'template paper';
      select.dispatchEvent(new Event('change', { bubbles: true }));
    });
    expect(filled).toEqual([{ comments: 'none' }]);

    const press = async (label: string): Promise<void> => {
      const button = [...host.querySelectorAll('button')].find(each => each.textContent === label);
      await act(async () => button?.click());
    };
    await press('Save answers as a template…');
    expect(host.querySelector('input')?.value).toBe('paper');
    await press('Save');
    expect(known[0]).toEqual({ name: 'paper', form });
    expect(host.querySelector('input')).toBeNull();
  });
});

describe('the time of a line of the history', () => {
  it('has its day when that is not today', () => {
    const today = new Date(2026, 10, 22, 12);

    expect(clock(new Date(2026, 10, 22, 9, 5), today)).not.toContain('Nov');
    expect(clock(new Date(2026, 10, 20, 9, 5), today)).toContain('Nov');
  });
});

it('says what was declared as one would say it', async () => {
  const declared = {
    by: ['site', 'sex'],
    counts: true,
    evidence: { 'cohort.csv': [120, 3] },
    row_is: 'gene'
  };

  const host = await draw({}, <ReportView report={report({ declared })} />);

  expect(host.textContent).toContain(
    'Declared: by: site, sex; counts: true; evidence: cohort.csv; row_is: gene'
  );
});
