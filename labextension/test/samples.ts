import type { TranslationBundle } from '@jupyterlab/translation';
import type { AirlockRequest, Finding, Item, Report } from '../src/tokens';

export function finding(change: Partial<Finding> = {}): Finding {
  return {
    rule: 'CT-01',
    severity: 'fail',
    message: 'A count of 1-4.',
    where: [],
    places: 0,
    fix: null,
    ...change
  };
}

export function report(change: Partial<Report> = {}): Report {
  return {
    schema: 1,
    name: 'table',
    kind: 'table',
    verdict: 'pass',
    findings: [],
    read_as: [],
    questions: [],
    declared: {},
    policy: { id: 'gel', version: '1', digest: 'abc' },
    tool: { name: 'gel_airlock_jupyter', version: '0.1.0' },
    shape: [3, 2],
    preview: null,
    milliseconds: 1,
    ...change
  };
}

export function item(change: Partial<Item> = {}): Item {
  return {
    id: 'i1',
    project: 'RR150',
    state: 'checked',
    name: 'table',
    kind: 'table',
    title: '',
    description: '',
    alt_text: '',
    justification: '',
    exception: '',
    position: 0,
    verdict: 'pass',
    counts: { fail: 0, review: 0, warn: 0, info: 0 },
    shape: '3 x 2',
    kernel_id: 'k1',
    notebook: 'work/tutorial.ipynb',
    created_at: '2026-11-22T04:00:00Z',
    updated_at: '2026-11-22T04:00:00Z',
    export: null,
    report: report(),
    ...change
  };
}

export function request(change: Partial<AirlockRequest> = {}): AirlockRequest {
  return {
    id: 'r1',
    project: 'RR150',
    state: 'draft',
    form: {},
    items: [],
    outputs: [],
    verdict: 'pass',
    findings: [],
    bundle: null,
    submission: null,
    history: [],
    created_at: '2026-11-22T04:00:00Z',
    updated_at: '2026-11-22T04:00:00Z',
    ...change
  };
}

const fill = (text: string, values: unknown[]): string =>
  text.replace(/%(\d)/g, (_, place: string) => String(values[Number(place) - 1]));

/** English as it stands in the code. */
export const trans = {
  __: (text: string, ...values: unknown[]) => fill(text, values),
  _n: (one: string, many: string, n: number, ...values: unknown[]) =>
    fill(n === 1 ? one : many, [n, ...values])
} as unknown as TranslationBundle;
