import { endedText } from '../src/components/said';
import { LiveObjects } from '../src/live';
import type { FindKernel } from '../src/live';
import type { Target } from '../src/tokens';
import { item, trans } from './samples';

class Kernel {
  status = 'idle';
  isDisposed = false;
  slots = new Set<() => void>();
  asked: string[] = [];
  statusChanged = {
    connect: (slot: () => void): void => void this.slots.add(slot),
    disconnect: (slot: () => void): void => void this.slots.delete(slot)
  };
  refuse = '';
  become(status: string): void {
    this.status = status;
    [...this.slots].forEach(slot => slot());
  }
  requestExecute({ user_expressions }: { user_expressions: { airlock: string } }): {
    done: Promise<unknown>;
  } {
    const question = JSON.parse(
      JSON.parse(user_expressions.airlock.split('.ask(')[1]?.slice(0, -1) ?? '""')
    ) as {
      name: string;
    };
    this.asked.push(question.name);
    const answer =
      question.name === this.refuse
        ? { ok: false, error: { code: 'unknown-name', message: 'Gone.', hint: '' } }
        : { ok: true, item: item({ name: question.name }) };
    const content = {
      status: 'ok',
      user_expressions: { airlock: { status: 'ok', data: { 'application/json': answer } } }
    };
    return { done: Promise.resolve({ content }) };
  }
}

const target = (name: string): Target => ({ name, kernelId: 'k1', declared: {} });

function made(kernel: Kernel): { live: LiveObjects; looks: () => number } {
  let looked = 0;
  const find = (() => Promise.resolve({ kernel, release: () => undefined })) as unknown as FindKernel;
  const live = new LiveObjects(find, async () => void looked++);
  return { live, looks: () => looked };
}

const pause = (): Promise<void> => new Promise(resolve => setTimeout(resolve, 5));

describe('what is asked of a kernel', () => {
  it('is told while it waits and while it runs, and looked at afterwards', async () => {
    const kernel = new Kernel();
    kernel.status = 'busy';
    const { live, looks } = made(kernel);
    const states: string[] = [];
    live.changed.connect(() => states.push(live.taskOf('a', 'k1')?.state ?? 'none'));

    const checking = live.check(target('a'));
    await pause();
    expect(kernel.asked).toEqual([]);
    kernel.become('idle');
    await checking;

    expect(states).toEqual(['waiting', 'running', 'none']);
    expect(looks()).toBe(1);
  });

  it('is never sent once waiting was stopped', async () => {
    const kernel = new Kernel();
    kernel.status = 'busy';
    const { live } = made(kernel);

    const checking = live.check(target('a'));
    await pause();
    live.taskOf('a', 'k1')?.stop();

    await expect(checking).rejects.toMatchObject({ code: 'cancelled' });
    kernel.become('idle');
    await pause();
    expect(kernel.asked).toEqual([]);
    expect(kernel.slots.size).toBe(0);
  });

  it('goes through a selection although one is refused', async () => {
    const kernel = new Kernel();
    kernel.refuse = 'b';
    const { live } = made(kernel);

    const failed = await live.each(['a', 'b', 'c'].map(target), each => live.check(each));

    expect(kernel.asked).toEqual(['a', 'b', 'c']);
    expect(failed.map(([name, error]) => [name, error.code])).toEqual([['b', 'unknown-name']]);
  });

  it('ends with the selection when the person stops it', async () => {
    const kernel = new Kernel();
    kernel.status = 'busy';
    const { live } = made(kernel);

    const all = live.each(['a', 'b'].map(target), each => live.check(each));
    await pause();
    live.taskOf('a', 'k1')?.stop();

    expect(await all).toEqual([]);
    expect(kernel.asked).toEqual([]);
  });

  it('is said once at the top when a restart takes it away, and ends as if it was stopped', async () => {
    const kernel = new Kernel();
    kernel.status = 'busy';
    const lost: string[] = [];
    const find = (() => Promise.resolve({ kernel, release: () => undefined })) as unknown as FindKernel;
    const live = new LiveObjects(
      find,
      async () => undefined,
      error => lost.push(error.code)
    );
    const checking = live.check(target('a'));
    await pause();

    kernel.become('restarting');

    await expect(checking).rejects.toMatchObject({ code: 'cancelled' });
    expect(lost).toEqual(['kernel-restarted']);
    expect([kernel.asked, live.tasks, kernel.slots.size]).toEqual([[], [], 0]);
  });

  it('belongs to its own notebook, and ends with one sentence however many were asked for', async () => {
    const kernel = new Kernel();
    const { live } = made(kernel);
    const said: string[] = [];
    live.ended.connect((_, ended) => said.push(endedText(ended, trans)));
    live.changed.connect(() => expect(live.taskOf('a', 'k2')).toBeUndefined());

    await live.check(target('a'));
    kernel.refuse = 'b';
    await live.each(['a', 'b', 'c'].map(target), each => live.check(each));

    expect(said).toEqual(['a: Pass', '2 done, 1 failed']);
  });
});
