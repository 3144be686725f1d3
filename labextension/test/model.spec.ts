import type { AirlockApi } from '../src/api';
import { AirlockModel } from '../src/model';
import { AirlockError } from '../src/request';
import type { AirlockRequest, Info, Item, Session } from '../src/tokens';
import { item, request } from './samples';

const info = { version: '0.1.0', project: 'RR150', backend: { ready: true } } as Info;

/** A store in memory that answers as the server would, and writes down what it was asked. */
class Server {
  asked: string[] = [];
  staged: Item[] = [item({ id: 'a', state: 'staged' })];
  bin: Item[] = [];
  drafts: AirlockRequest[] = [];
  down = false;

  private note<T>(what: string, answer: T): Promise<T> {
    this.asked.push(what);
    return this.down
      ? Promise.reject(new AirlockError('offline', 'Jupyter does not answer.'))
      : Promise.resolve(answer);
  }
  info = (): Promise<Info> => this.note('info', info);
  items = (): Promise<unknown> => this.note('items', { entries: this.staged, problems: [] });
  requests = (): Promise<unknown> => this.note('requests', { entries: this.drafts, problems: [] });
  kernels: Session[] = [];
  sessions = (): Promise<unknown> => this.note('sessions', this.kernels);
  objects = (id: string): Promise<unknown> => this.note(`objects ${id}`, [{ name: 'table' }]);
  rules = (): Promise<unknown> => this.note('rules', [{ rule: 'CT-01', title: 'A count', page: '' }]);
  editItem = (id: string, change: { position: number }): Promise<unknown> =>
    this.note(`place ${id} ${change.position}`, undefined);
  removeItem = (id: string): Promise<void> => {
    this.bin = this.staged.filter(each => each.id === id);
    this.staged = this.staged.filter(each => each.id !== id);
    return this.note(`remove ${id}`, undefined);
  };
  restoreItem = (id: string): Promise<unknown> => {
    this.staged = [...this.staged, ...this.bin];
    return this.note(`restore ${id}`, this.bin[0]);
  };
  editRequest = async (id: string, change: { form: Record<string, string> }): Promise<AirlockRequest> => {
    await new Promise(resolve => setTimeout(resolve, 20));
    return this.note(`edit ${id} ${JSON.stringify(change.form)}`, request({ id, form: change.form }));
  };
  submit = (id: string): Promise<AirlockRequest> =>
    this.note(`submit ${id}`, request({ id, state: 'submitted' }));
  askBackEnd = (id: string): Promise<AirlockRequest> =>
    this.note(`ask ${id}`, request({ id, state: 'approved' }));
}

const noKernel = (): Promise<never> =>
  Promise.reject(new AirlockError('no-kernel', 'No notebook with a running kernel is open.'));

function modelOf(server: Server): AirlockModel {
  return new AirlockModel(server as unknown as AirlockApi, noKernel);
}

const pause = (milliseconds: number): Promise<void> =>
  new Promise(resolve => setTimeout(resolve, milliseconds));

/** Waits for something to come true; the test's own time limit bounds it. */
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) {
    await pause(1);
  }
}

describe('the model', () => {
  it('asks nothing until somebody looks, and nothing after they looked away', async () => {
    const server = new Server();
    const model = modelOf(server);
    await pause(30);
    expect(server.asked).toEqual([]);

    model.active = true;
    await until(() => server.asked.includes('items'));

    model.active = false;
    await pause(30);
    const asked = server.asked.length;
    await pause(60);
    expect(server.asked).toHaveLength(asked);
    model.dispose();
  });

  it('says nothing when nothing changed', async () => {
    const model = modelOf(new Server());
    await model.refresh();
    const told = jest.fn();
    model.changed.connect(told);

    await model.refresh();

    expect(told).not.toHaveBeenCalled();
  });

  it('keeps what it knew when the server is away, and says so', async () => {
    const server = new Server();
    const model = modelOf(server);
    await model.refresh();

    server.down = true;
    await model.refresh();

    expect(model.state.items).toHaveLength(1);
    expect(model.state.offline?.code).toBe('offline');
    server.down = false;
    await model.refresh();
    expect(model.state.offline).toBeNull();
  });

  it('removes an output at once and brings it back', async () => {
    const server = new Server();
    const model = modelOf(server);
    await model.refresh();

    await model.remove(model.state.items[0] as Item);
    expect(model.state.items).toEqual([]);
    expect(model.state.removed?.id).toBe('a');

    await model.undoRemove();
    expect(model.state.items.map(each => each.id)).toEqual(['a']);
    expect(model.state.removed).toBeNull();
  });

  it('shows no list that was asked for before the one that is shown', async () => {
    const server = new Server();
    const model = modelOf(server);
    await model.refresh();
    const { items } = server;
    const slow: ((list: unknown) => void)[] = [];
    server.items = () => new Promise(resolve => slow.push(resolve));
    const before = model.refresh();
    await until(() => slow.length === 1);
    server.items = items;
    await model.refresh();

    slow[0]?.({ entries: [], problems: [] });
    await before;

    expect(model.state.items.map(each => each.id)).toEqual(['a']);
  });

  it('shows no list from before what a person did, although it comes later', async () => {
    const server = new Server();
    const model = modelOf(server);
    await model.refresh();
    const stale = { entries: server.staged, problems: [] };
    const slow: ((list: unknown) => void)[] = [];
    server.items = () => new Promise(resolve => slow.push(resolve));
    const before = model.refresh();
    const removed = model.remove(model.state.items[0] as Item);
    await until(() => slow.length === 2);

    slow[0]?.(stale);
    await before;
    expect(model.state.items).toEqual([]);

    slow[1]?.({ entries: server.staged, problems: [] });
    await removed;
    expect(model.state.items).toEqual([]);
  });

  it('submits only after every answer has been saved', async () => {
    const server = new Server();
    const model = modelOf(server);

    void model.editRequest('r1', { form: { aim: 'Publication' } });
    await model.submit('r1');

    const order = server.asked.filter(each => /^(edit|submit)/.test(each));
    expect(order).toEqual(['edit r1 {"aim":"Publication"}', 'submit r1']);
  });

  it('asks the back end after requests under way, and only those', async () => {
    const server = new Server();
    server.drafts = [request({ id: 'draft' }), request({ id: 'sent', state: 'in_review' })];
    const model = modelOf(server);

    await model.refresh();

    expect(server.asked.filter(each => each.startsWith('ask'))).toEqual(['ask sent']);
    expect(model.state.requests.find(each => each.id === 'sent')?.state).toBe('approved');
  });

  it('shows a refusal with its hint until it is dismissed', async () => {
    const server = new Server();
    const model = modelOf(server);
    await model.refresh();
    server.down = true;

    await model.submit('r1');
    expect(model.state.error?.message).toBe('Jupyter does not answer.');

    model.dismissError();
    expect(model.state.error).toBeNull();
  });

  it('shows what the kernel in front holds, once that kernel has loaded the package', async () => {
    const server = new Server();
    server.kernels = [{ kernel_id: 'k1' } as Session];
    let front: string | null = 'k2';
    const model = new AirlockModel(server as unknown as AirlockApi, noKernel, () => front);

    await model.refresh();
    expect(model.state.objects).toEqual([]);
    front = 'k1';
    await model.refresh();

    expect(model.state.objects.map(each => each.name)).toEqual(['table']);
    expect(server.asked.filter(each => each.startsWith('objects'))).toEqual(['objects k1']);
  });

  it('looks at once when a cell has ended, but only while somebody looks', async () => {
    const server = new Server();
    const model = modelOf(server);
    await model.refresh();
    server.asked = [];

    model.notice();
    await pause(10);
    expect(server.asked).toEqual([]);

    model.active = true;
    await until(() => server.asked.includes('items')); // the look of its own
    await pause(30);
    server.asked = [];
    model.notice();
    await until(() => server.asked.includes('items'));
    model.dispose();
  });

  it('puts staged outputs in another order with as few changes as it takes', async () => {
    const server = new Server();
    server.staged = ['a', 'b', 'c'].map((id, index) => item({ id, state: 'staged', position: index + 1 }));
    const model = modelOf(server);
    await model.refresh();

    await model.reorder(['b', 'a', 'c']);

    expect(server.asked.filter(each => each.startsWith('place'))).toEqual(['place a 2', 'place b 1']);
  });

  it('asks for the pages of the rules once, and again after a failure', async () => {
    const server = new Server();
    const model = modelOf(server);
    server.down = true;
    await expect(model.rule('CT-01')).rejects.toMatchObject({ code: 'offline' });
    server.down = false;

    expect((await model.rule('CT-01'))?.title).toBe('A count');
    expect(await model.rule('XX-99')).toBeUndefined();
    expect(server.asked.filter(each => each === 'rules')).toHaveLength(2);
  });
});
