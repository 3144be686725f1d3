import * as React from 'react';
import { createRoot } from 'react-dom/client';
import { act } from 'react';
import { Provider } from '../src/components/context';
import { Findings, countsLine } from '../src/components/findings';
import { sortByField } from '../src/components/fields';
import { LoginNote, safeAddress } from '../src/components/loginNote';
import { ParticipantsField } from '../src/components/participantsField';
import { PreviewTable } from '../src/components/preview';
import type { AirlockModel } from '../src/model';
import type { Field, Login, Participants } from '../src/tokens';
import { finding, trans } from './samples';

(globalThis as { IS_REACT_ACT_ENVIRONMENT?: boolean }).IS_REACT_ACT_ENVIRONMENT = true;

function draw(element: React.JSX.Element): HTMLElement {
  const host = document.createElement('div');
  act(() =>
    createRoot(host).render(<Provider value={{ trans, model: {} as AirlockModel }}>{element}</Provider>)
  );
  return host;
}

const place = (label: string, kind = 'cell'): { kind: string; label: string; row: null; column: null } => ({
  kind,
  label,
  row: null,
  column: null
});

describe('findings', () => {
  it('come heaviest first, each with its severity in words', () => {
    const host = draw(
      <Findings
        label="x"
        findings={[
          finding({ rule: 'B', severity: 'warn' }),
          finding({ rule: 'A', severity: 'fail', fix: 'Mask it.' })
        ]}
      />
    );

    expect([...host.querySelectorAll('.jp-Airlock-rule')].map(rule => rule.textContent)).toEqual(['A', 'B']);
    expect(host.querySelector('li')?.textContent).toContain('Fail');
    expect(host.querySelector('li')?.textContent).toContain('Mask it.');
  });

  it('show text of the output as text', () => {
    const host = draw(
      <Findings label="x" findings={[finding({ message: '<img src=x onerror=alert(1)>' })]} />
    );

    expect(host.querySelector('img')).toBeNull();
    expect(host.textContent).toContain('<img src=x');
  });

  it('name at most five places', () => {
    const where = ['a', 'b', 'c', 'd', 'e', 'f'].map(label => place(label));

    const host = draw(<Findings label="x" findings={[finding({ where, places: 40 })]} />);

    expect(host.textContent).toContain('a, b, c, d, e and 35 more');
  });

  it('are counted in words', () => {
    expect(countsLine({ fail: 2, review: 0, warn: 1, info: 0 }, trans)).toBe('2 failures, 1 warning');
  });
});

describe('the preview', () => {
  it('marks offending cells by symbol and word, and shows where rows are left out', () => {
    const host = draw(
      <PreviewTable
        name="t"
        preview={{
          header: ['group', 'n'],
          rows: [
            ['Leigh', '3'],
            ['MELAS', '12']
          ],
          row_numbers: [1, 9],
          index_columns: 1,
          flags: [[0, 1, 'fail']],
          total_rows: 20,
          total_columns: 2
        }}
      />
    );

    const marked = host.querySelector('td[data-tone="fail"]');
    expect(marked?.textContent).toBe('Fail: 3');
    expect(marked?.querySelector('svg')).not.toBeNull();
    expect(host.querySelectorAll('.jp-Airlock-gap')).toHaveLength(1);
    expect(host.textContent).toContain('2 of 20 rows');
  });
});

describe('findings of a request', () => {
  const fields = [{ name: 'aim', label: 'Aim of export' }] as Field[];

  it('stand at the field they name, by name or label; the rest at the end', () => {
    const sorted = sortByField(
      [
        finding({ rule: '1', where: [place('aim', 'field')] }),
        finding({ rule: '2', where: [place('Aim of export', 'field')] }),
        finding({ rule: '2b', where: [place("form field 'aim'", 'field')] }),
        finding({ rule: '3', where: [place('other', 'field')] }),
        finding({ rule: '4' })
      ],
      fields
    );

    expect(sorted.get('aim')?.map(entry => entry.rule)).toEqual(['1', '2', '2b']);
    expect(sorted.get('')?.map(entry => entry.rule)).toEqual(['3', '4']);
  });
});

describe('signing in', () => {
  const login = {
    method: 'device',
    state: 'signed_out',
    message: 'Not signed in.',
    user_code: null,
    verification_uri: null,
    verification_uri_complete: null
  } as Login;

  it('is offered where people sign in themselves, and nowhere else', () => {
    expect(draw(<LoginNote login={login} />).querySelector('button')?.textContent).toBe('Sign in');
    expect(draw(<LoginNote login={{ ...login, method: 'token' }} />).textContent).toBe('');
    expect(draw(<LoginNote login={{ ...login, state: 'signed_in' }} />).textContent).toBe('');
    expect(draw(<LoginNote login={null} />).textContent).toBe('');
  });

  it('shows code and address, and opens nothing but a page', () => {
    const pending = { ...login, state: 'pending', user_code: 'WDJB-MJHT' } as Login;
    const host = draw(<LoginNote login={{ ...pending, verification_uri: 'https://sign.in/device' }} />);

    expect(host.querySelector('code')?.textContent).toBe('WDJB-MJHT');
    expect(host.querySelector('a')?.href).toBe('https://sign.in/device');
    expect(safeAddress('javascript:alert(1)')).toBe('');
    expect(
      draw(<LoginNote login={{ ...pending, verification_uri: 'javascript:x' }} />).querySelector('a')
    ).toBeNull();
  });
});

describe('the participant-id file', () => {
  const fieldOf = async (found: Participants): Promise<HTMLElement> => {
    const model = { participants: () => Promise.resolve(found) } as unknown as AirlockModel;
    const host = document.createElement('div');
    await act(async () =>
      createRoot(host).render(
        <Provider value={{ trans, model }}>
          <ParticipantsField id="r" stamp="" />
        </Provider>
      )
    );
    return host;
  };

  it('is asked for where rows are people, and says how many ids it holds', async () => {
    expect((await fieldOf({ needed: false, count: 0, file: null })).textContent).toBe('');
    expect((await fieldOf({ needed: true, count: 0, file: null })).querySelector('textarea')).not.toBeNull();
    expect((await fieldOf({ needed: true, count: 57, file: 'ids.txt' })).textContent).toContain(
      '57 ids, in ids.txt'
    );
  });
});
