import * as React from 'react';
import { createRoot } from 'react-dom/client';
import { act } from 'react';
import { Provider } from '../src/components/context';
import { useSaved } from '../src/components/saved';
import type { Saved } from '../src/components/saved';
import type { AirlockModel } from '../src/model';
import type { Outcome } from '../src/outcome';
import { Journal } from '../src/unsaved';
import type { AirlockRequest, Form } from '../src/tokens';
import { request, trans } from './samples';

(globalThis as { IS_REACT_ACT_ENVIRONMENT?: boolean }).IS_REACT_ACT_ENVIRONMENT = true;

/** A model whose server answers when it is told to. */
class Model {
  journal = new Journal('http://here/', localStorage);
  state: { requests: AirlockRequest[]; offline: Error | null } = { requests: [request()], offline: null };
  sent: { form: Form; was: Form }[] = [];
  answers: ((outcome: Outcome) => void)[] = [];
  editRequest = (_: string, change: { form: Form; was: Form }): Promise<Outcome> => {
    this.sent.push(change);
    return new Promise(resolve => this.answers.push(resolve));
  };
  store(form: Form): void {
    this.state = {
      ...this.state,
      requests: [request({ form: { ...this.state.requests[0]?.form, ...form } })]
    };
  }
}

class TypedForm {
  constructor(readonly model: Model) {
    this.draw();
  }
  saved!: Saved;
  private readonly root = createRoot(document.createElement('div'));
  draw(): void {
    const Inside = (): React.JSX.Element => {
      this.saved = useSaved(this.model.state.requests[0] as AirlockRequest, []);
      return <></>;
    };
    this.inside ??= Inside;
    const Drawn = this.inside;
    const model = this.model as unknown as AirlockModel;
    act(() => this.root.render(<Provider value={{ trans, model }}>{<Drawn />}</Provider>));
  }
  private inside: (() => React.JSX.Element) | undefined;
  type(answers: Form): void {
    act(() => this.saved.change(answers));
  }
  async answer(outcome: Outcome, stored: Form = {}): Promise<void> {
    this.model.store(stored);
    await act(async () => this.model.answers.shift()?.(outcome));
    this.draw();
  }
}

beforeEach(() => {
  jest.useFakeTimers();
  localStorage.clear();
});
afterEach(() => jest.useRealTimers());

const pause = (): void => act(() => void jest.advanceTimersByTime(300));

describe('answers', () => {
  it('are kept in this browser at each key, sent after a pause, and forgotten once they are saved', async () => {
    const form = new TypedForm(new Model());
    form.type({ aim: 'Pub' });
    expect(form.model.journal.read('r1').form).toEqual({ aim: 'Pub' });
    expect(form.model.sent).toEqual([]);
    form.type({ aim: 'Publication ' });
    pause();
    expect(form.model.sent).toEqual([{ form: { aim: 'Publication ' }, was: { aim: '' } }]);

    await form.answer('saved', { aim: 'Publication' });

    expect(localStorage.length).toBe(0);
    expect(form.saved.answers['aim']).toBe('Publication '); // who pauses after a space goes on after it
  });

  it('of a page that crashed are there again, and sent', async () => {
    const model = new Model();
    model.journal.write('r1', { form: { aim: 'Thesis' }, was: { aim: '' } });
    const form = new TypedForm(model);

    expect(form.saved.answers['aim']).toBe('Thesis');
    expect(model.sent).toEqual([{ form: { aim: 'Thesis' }, was: { aim: '' } }]);
  });

  it('wait for a server that does not answer, and go one after another on a slow one', async () => {
    const form = new TypedForm(new Model());
    form.type({ aim: 'One' });
    pause();
    form.type({ aim: 'One two' });
    form.type({ comments: 'x' });
    pause();
    expect(form.model.sent.length).toBe(1);
    await form.answer('saved', { aim: 'One' });
    expect(form.model.sent[1]).toEqual({
      form: { aim: 'One two', comments: 'x' },
      was: { aim: 'One', comments: '' }
    });

    form.model.state.offline = new Error('away');
    await form.answer('failed');
    expect(form.saved.waiting).toBe(true);
    expect(form.model.journal.read('r1').form).toEqual({ aim: 'One two', comments: 'x' });
    form.model.state.offline = null;
    form.draw();
    expect(form.model.sent.length).toBe(3);
  });

  it('that were changed elsewhere are shown with the other, and one of them is chosen', async () => {
    const form = new TypedForm(new Model());
    form.type({ aim: 'Mine', comments: 'Also mine' });
    pause();
    await form.answer('disputed', { aim: 'Theirs', comments: 'Also mine' });
    expect([...form.saved.disputed]).toEqual(['aim']);
    expect(form.saved.answers['aim']).toBe('Mine');

    act(() => form.saved.settle('aim', true));
    expect(form.model.sent[1]).toEqual({ form: { aim: 'Mine' }, was: { aim: 'Theirs' } });
    await form.answer('disputed', { aim: 'Theirs again' });
    act(() => form.saved.settle('aim', false));
    expect(form.saved.answers['aim']).toBe('Theirs again');
    expect(localStorage.length).toBe(0);
  });

  it('that are refused hold no other back, and are sent again once they are changed', async () => {
    const form = new TypedForm(new Model());
    form.type({ aim: 'far too long', comments: 'fine' });
    pause();
    await form.answer('refused');
    expect(form.model.sent[1]?.form).toEqual({ aim: 'far too long' });
    await form.answer('refused');
    expect(form.model.sent[2]?.form).toEqual({ comments: 'fine' });
    await form.answer('saved', { comments: 'fine' });
    expect(form.model.sent.length).toBe(3);

    form.type({ aim: 'short' });
    pause();
    expect(form.model.sent[3]?.form).toEqual({ aim: 'short' });
  });

  it('that lie in the storage are read as texts only', () => {
    localStorage.setItem(
      'gel-airlock-jupyter:unsaved:http://here/:r1',
      '{"form": {"aim": 7, "x": "y"}, "was": 3}'
    );

    expect(new Journal('http://here/', localStorage).read('r1')).toEqual({ form: { x: 'y' }, was: {} });
    expect(new Journal('http://there/', localStorage).read('r1').form).toEqual({});
  });
});
