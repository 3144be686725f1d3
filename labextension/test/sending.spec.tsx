import * as React from 'react';
import { createRoot } from 'react-dom/client';
import { act } from 'react';
import { Provider } from '../src/components/context';
import { RequestCard } from '../src/components/requestCard';
import type { AirlockModel } from '../src/model';
import { EMPTY } from '../src/state';
import type { Submission } from '../src/sendingTokens';
import type { Info } from '../src/tokens';
import { request, trans } from './samples';

jest.mock('@jupyterlab/apputils', () => ({ Dialog: {}, showDialog: () => undefined }));

(globalThis as { IS_REACT_ACT_ENVIRONMENT?: boolean }).IS_REACT_ACT_ENVIRONMENT = true;

const INFO = { form: [], backend: { name: 'http', target: '', ready: false, message: 'No connection.' } };

function card(waiting: Submission['waiting'], state = 'sending'): { host: HTMLElement; asked: string[] } {
  const asked: string[] = [];
  const model = {
    state: { ...EMPTY },
    submit: (id: string) => {
      asked.push(id);
      return Promise.resolve();
    }
  } as unknown as AirlockModel;
  const submission: Submission = {
    backend: 'http',
    remote_id: '',
    state,
    message: 'File Transfer does not answer (no connection).',
    submitted_at: null,
    receipt: null,
    waiting
  };
  const host = document.createElement('div');
  const info = INFO as unknown as Info;
  act(() =>
    createRoot(host).render(
      <Provider value={{ trans, model }}>
        <RequestCard request={request({ state, submission })} info={info} staged={[]} open />
      </Provider>
    )
  );
  return { host, asked };
}

const button = (host: HTMLElement, label: string): HTMLButtonElement | undefined =>
  [...host.querySelectorAll('button')].find(each => each.textContent === label);

describe('a request that gets no answer', () => {
  const later = new Date(Date.now() + 90_000);
  const time = later.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });

  it('says why, when it is tried again, which try that is, and the ways out', () => {
    const { host } = card({ until: later.toISOString(), attempt: 3, of: 8 });

    expect(host.textContent).toContain('File Transfer does not answer (no connection).');
    expect(host.textContent).toContain(`Trying again at ${time} (3 of 8).`);
    expect(button(host, 'Stop sending')).toBeDefined();
    expect(button(host, 'Download bundle')).toBeDefined();
    expect(button(host, 'Try now')).toBeUndefined(); // it does so by itself, within a minute
  });

  it('can be tried at once while it waits for long', async () => {
    const { host, asked } = card({ until: later.toISOString() });

    await act(async () => button(host, 'Try now')?.click());

    expect(host.textContent).toContain(`Trying again at ${time}.`);
    expect(asked).toEqual(['r1']);
  });

  it('does not name a time that has passed', () => {
    const { host } = card({ until: new Date(Date.now() - 5000).toISOString(), attempt: 4, of: 8 });

    expect(host.textContent).toContain('Trying again (4 of 8).');
  });

  it('is no longer said once it was answered or parked', () => {
    expect(card(undefined).host.textContent).not.toContain('Trying again');
    expect(card({ until: later.toISOString() }, 'parked').host.textContent).not.toContain('Trying again');
  });
});
