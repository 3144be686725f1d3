import { execFileSync } from 'child_process';
import { ask, expressionFor, readAnswer, whenIdle } from '../src/kernel';

type Content = Parameters<typeof readAnswer>[0];

const reply = (expression: unknown): Content =>
  ({
    status: 'ok',
    execution_count: 1,
    user_expressions: { airlock: expression },
    payload: []
  }) as unknown as Content;

class Kernel {
  status = 'busy';
  isDisposed = false;
  asked: string[] = [];
  slots = new Set<() => void>();
  statusChanged = {
    connect: (slot: () => void): void => void this.slots.add(slot),
    disconnect: (slot: () => void): void => void this.slots.delete(slot)
  };
  constructor(private readonly answers: unknown[] = []) {}
  become(status: string): void {
    this.status = status;
    [...this.slots].forEach(slot => slot());
  }
  requestExecute(content: { user_expressions: { airlock: string } }): { done: Promise<unknown> } {
    this.asked.push(content.user_expressions.airlock);
    return { done: Promise.resolve({ content: this.answers.shift() }) };
  }
}

const asKernel = (kernel: Kernel): Parameters<typeof ask>[0] =>
  kernel as unknown as Parameters<typeof ask>[0];

describe('the question', () => {
  it('is one Python string literal whatever it holds', () => {
    const nasty = 'a"b\'c\\n\n\u2028 ") or exit() # Ünïcode \u{1f9ec}';

    const expression = expressionFor({ verb: 'stage', name: nasty });

    const literal = expression.slice(expression.indexOf('.ask(') + 5, -1);
    const script =
      'import ast, json, sys; print(json.dumps(json.loads(ast.literal_eval(sys.argv[1]))["name"]))';
    expect(JSON.parse(execFileSync('python3', ['-c', script, literal], { encoding: 'utf8' }))).toBe(nasty);
  });
});

describe('the answer', () => {
  it('is the JSON of the bridge', () => {
    expect(readAnswer(reply({ status: 'ok', data: { 'application/json': { ok: true } } }))).toEqual({
      ok: true
    });
  });

  it('says what to install when the package is missing', () => {
    const missing = reply({ status: 'error', ename: 'ModuleNotFoundError', evalue: 'no', traceback: [] });

    expect(() => readAnswer(missing)).toThrow(expect.objectContaining({ code: 'package-missing' }));
  });

  it('passes other errors of the kernel on', () => {
    const broken = reply({ status: 'error', ename: 'ValueError', evalue: 'odd', traceback: [] });

    expect(() => readAnswer(broken)).toThrow('ValueError: odd');
  });
});

describe('a busy kernel', () => {
  it('is asked only once it is free', async () => {
    const kernel = new Kernel([reply({ status: 'ok', data: { 'application/json': { ok: true } } })]);

    const answer = ask(asKernel(kernel), { verb: 'ping' }, new AbortController().signal);
    expect(kernel.asked).toEqual([]);
    kernel.become('idle');

    await expect(answer).resolves.toEqual({ ok: true });
    expect(kernel.slots.size).toBe(0);
  });

  it('is never asked after the person stopped waiting', async () => {
    const kernel = new Kernel();
    const controller = new AbortController();

    const waiting = whenIdle(asKernel(kernel), controller.signal);
    controller.abort();

    await expect(waiting).rejects.toMatchObject({ code: 'cancelled' });
    expect(kernel.asked).toEqual([]);
  });

  it('that dies is said to be dead', async () => {
    const kernel = new Kernel();

    const waiting = whenIdle(asKernel(kernel), new AbortController().signal);
    kernel.become('dead');

    await expect(waiting).rejects.toMatchObject({ code: 'kernel-dead' });
  });

  it('is asked again when a failing cell swept the question away', async () => {
    const kernel = new Kernel([
      { status: 'aborted' },
      reply({ status: 'ok', data: { 'application/json': { ok: true } } })
    ]);
    kernel.status = 'idle';

    await expect(ask(asKernel(kernel), { verb: 'ping' }, new AbortController().signal)).resolves.toEqual({
      ok: true
    });
    expect(kernel.asked).toHaveLength(2);
  });
});
