import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';
import { act } from 'react';
import { createRoot } from 'react-dom/client';
import { Provider } from '../src/components/context';
import { PanelBody } from '../src/components/panelBody';
import type { AirlockApi } from '../src/api';
import { AirlockModel } from '../src/model';
import { EMPTY } from '../src/state';
import type { State } from '../src/state';
import type { Field, Info } from '../src/tokens';
import type { KernelState } from '../src/tracker';
import { finding, item, report, request } from './samples';

// Dialogs are drawn by JupyterLab, whose packages jest cannot read.
jest.mock('@jupyterlab/apputils', () => ({}));
jest.mock('@jupyterlab/ui-components', () => ({}));

(globalThis as { IS_REACT_ACT_ENVIRONMENT?: boolean }).IS_REACT_ACT_ENVIRONMENT = true;

/** A language whose every word stands in brackets: what stands in none was never handed to the translator. */
function put(text: string, args: unknown[]): string {
  return `⟦${text.replace(/%(\d)/g, (_, index: string) => `⟧${String(args[Number(index) - 1])}⟦`)}⟧`;
}
const pseudo = {
  __: (text: string, ...args: unknown[]) => put(text, args),
  _n: (one: string, many: string, n: number, ...args: unknown[]) => put(n === 1 ? one : many, [n, ...args])
} as unknown as TranslationBundle;

/** Words of a fixed list that the panel translates itself, and times. */
const WORDS = new Set(
  'state verdict severity kind name source code rule of outcome at created_at updated_at decision id of shape'.split(
    ' '
  )
);

/** Marks what comes from the server, which answers in English, or from the person. */
function marked<T>(value: T, key = ''): T {
  if (typeof value === 'string') {
    return (WORDS.has(key) || value === '' ? value : `«${value}»`) as T;
  }
  if (Array.isArray(value)) {
    return value.map(entry => marked(entry as unknown, key)) as T;
  }
  return value !== null && typeof value === 'object'
    ? (Object.fromEntries(
        Object.entries(value as object).map(([name, entry]) => [name, marked(entry as unknown, name)])
      ) as T)
    : value;
}

const field = (name: string, kind: Field['kind']): Field => ({
  name,
  label: `«${name}»`,
  required: true,
  kind,
  options: ['«a»'],
  help: '«help»'
});

const info = {
  ...marked({
    version: '1',
    project: 'RR150',
    store: '/store',
    policy: { id: 'p', version: '1', digest: 'd', title: 't', locked: true }
  }),
  backend: { name: 'http', target: '«url»', ready: true, message: '«ready»' },
  form: [
    field('aim', 'choice'),
    field('needed_by', 'date'),
    field('description', 'long'),
    field('agreement', 'check')
  ],
  settings: [
    { name: 'project', value: '«RR150»', source: 'user', choice: '«RR150»', allowed: null },
    {
      name: 'store',
      value: '«/store»',
      source: 'server',
      how: '«c.AirlockApp.store»',
      choice: '«/x»',
      allowed: []
    },
    { name: 'policy', value: '«policy»', source: 'site', allowed: [] },
    {
      name: 'transfer',
      value: '«http»',
      source: 'environment',
      how: '«VARIABLE»',
      choice: null,
      allowed: ['«manual»']
    },
    { name: 'dropped', value: '«said»', source: 'site' }
  ],
  elsewhere: [{ store: '«/other»', project: '«RR1»', staged: 2, requests: 1 }]
} as unknown as Info;

const findings = [
  finding({ severity: 'fail' }),
  finding({ severity: 'review' }),
  finding({ severity: 'warn', fix: 'x' })
];
const full = (verdict: 'pass' | 'review' | 'fail'): ReturnType<typeof report> =>
  report({ name: 'named', verdict, findings, questions: ['What is a row?'], declared: { n: 5 } });
const items = [
  item({ id: 'a', name: 'one', notebook: null, verdict: 'fail', report: full('fail'), kernel_id: 'k' }),
  item({ id: 'b', name: 'two', notebook: null, verdict: 'review', report: full('review'), kernel_id: null }),
  item({
    id: 'c',
    name: 'three',
    state: 'staged',
    export: { file: 'x.csv', media_type: 't', bytes: 5000, sha256: 's' }
  })
];
const states = [
  'draft',
  'sealed',
  'sending',
  'parked',
  'handed_over',
  'uploading',
  'submitted',
  'validating',
  'blocked'
].concat([
  'in_review',
  'returned',
  'approved',
  'partly_approved',
  'rejected',
  'released',
  'withdrawn',
  'failed'
]);
const requests = states.map(state =>
  request({
    id: state,
    state,
    findings,
    unseen: 1,
    submission: {
      backend: 'http',
      remote_id: '1',
      state,
      message: 'said',
      submitted_at: '2026-11-22T10:00:00Z',
      receipt: null
    },
    review: {
      outputs: [{ file: 'x.csv', decision: 'approved', comments: ['fine'] }],
      comments: ['well'],
      messages: [{ at: '2026-11-22T10:00:00Z', author: 'reviewer 1', text: 'why', mine: false }]
    },
    history: [{ at: '2026-11-22T10:00:00Z', state, note: 'a note' }]
  })
);
const objects = ['one', 'two', 'fresh'].map(name => ({
  name,
  kind: 'table',
  type: 'DataFrame',
  library: 'pandas',
  shape: [3, 2],
  changed_at: '2026-11-22T10:00:00Z',
  cell: 4
}));

function kernel(kind: string): KernelState {
  const more = { version: '«1»', expected: '«2»', place: '«RR9»', here: '«RR150»', pinned: [] };
  return {
    kind,
    notebook: '«one.ipynb»',
    kernelId: 'k',
    busy: kind === 'ready',
    ...more
  } as unknown as KernelState;
}

/** What a person can read or hear of it that no translator was asked for. */
function untranslated(host: HTMLElement): string[] {
  const found: string[] = [];
  const walker = document.createTreeWalker(host, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const parent = walker.currentNode.parentElement;
    if (!parent?.closest('code, time, style')) {
      found.push(walker.currentNode.textContent ?? '');
    }
  }
  for (const node of host.querySelectorAll('[title], [aria-label], [placeholder], [alt]')) {
    for (const name of ['title', 'aria-label', 'placeholder', 'alt']) {
      found.push(node.getAttribute(name) ?? '');
    }
  }
  return found
    .map(text => text.replace(/⟦[^⟧]*⟧|«[^»]*»|\d+ \w+ ago|\d+(\.\d+)? k?B/g, ' ').trim())
    .filter(text => /[A-Za-z]{2}/.test(text))
    .filter(text => !KNOWN.test(text));
}

/** Names of objects, rules and files, units, and times in the browser's own words. */
const KNOWN =
  /^((: )?(one|two|three|fresh|named)|pandas DataFrame|CT-01|%(load_ext|pip install) gel.*|x\.csv|now|[\d/]+, [\d:]+ [AP]M)$/;

function draw(state: State, kind: string): HTMLElement {
  const host = document.createElement('div');
  const silent = new Proxy({}, { get: () => () => new Promise(() => undefined) });
  const model = new AirlockModel(silent as AirlockApi, () => Promise.reject(new Error()));
  (model as unknown as { update: (change: State) => void }).update(state);
  act(() =>
    createRoot(host).render(
      <Provider value={{ trans: pseudo, model, notebook: '«one.ipynb»', openSettings: () => undefined }}>
        <PanelBody state={state} kernel={kernel(kind)} load={() => Promise.resolve()} />
      </Provider>
    )
  );
  return host;
}

describe('in another language', () => {
  const whole: State = {
    ...EMPTY,
    loaded: true,
    info,
    items: marked(items),
    requests: marked(requests),
    objects,
    problems: [{ id: 'p', code: 'corrupt-record', message: '«damaged»', hint: '«hint»' }]
  };

  it.each(['ready', 'none', 'starting', 'foreign', 'unloaded', 'version', 'elsewhere'])(
    'every word of the panel goes through the translator (%s)',
    kind => {
      expect(untranslated(draw(whole, kind))).toEqual([]);
    }
  );

  it('every word of an empty panel too', () => {
    expect(untranslated(draw({ ...EMPTY, loaded: true, info }, 'none'))).toEqual([]);
  });

  it('finds a word that was forgotten', () => {
    const host = document.createElement('p');
    host.textContent = 'Forgotten';
    expect(untranslated(host)).toEqual(['Forgotten']);
  });
});
