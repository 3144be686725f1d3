import type { Kernel, KernelManager, KernelMessage } from '@jupyterlab/services';
import { AirlockError } from './request';
import type { Item, Picture, Report } from './tokens';

export interface Answer {
  ok: boolean;
  item?: Item;
  version?: string;
  error?: { code: string; message: string; hint: string };
  report?: Report | null;
  /** Null for what is no figure that can be drawn without more. */
  picture?: Picture | null;
}

export const LOAD_LINE = '%load_ext gel_airlock_jupyter';
export const INSTALL_LINE = '%pip install gel-airlock-jupyter';

/** The expression that asks the kernel's bridge. JSON twice makes a Python string literal that nothing breaks out of. */
export function expressionFor(question: object): string {
  const literal = JSON.stringify(JSON.stringify(question)).replace(
    /[\u007f-\uffff]/g,
    unit => '\\u' + unit.charCodeAt(0).toString(16).padStart(4, '0')
  );
  return `__import__("gel_airlock_jupyter.bridge", fromlist=["ask"]).ask(${literal})`;
}

/** Reads what came back from the kernel for the expression, refusals included. */
export function readAnswer(content: KernelMessage.IExecuteReplyMsg['content']): Answer {
  if (content.status === 'abort' || (content.status as string) === 'aborted') {
    throw new AirlockError('aborted', 'A failing cell swept the question away.', 'Try again.');
  }
  const expressions = 'user_expressions' in content ? content.user_expressions : {};
  const result = expressions['airlock'] as
    | { status: 'ok'; data: Record<string, unknown> }
    | { status: 'error'; ename: string; evalue: string }
    | undefined;
  if (result?.status === 'ok') {
    const answer = result.data['application/json'] as Answer | undefined;
    if (answer) {
      return answer;
    }
  } else if (result && /ModuleNotFoundError|ImportError/.test(result.ename)) {
    throw new AirlockError(
      'package-missing',
      'The kernel of this notebook does not have gel_airlock_jupyter.',
      `Run ${INSTALL_LINE} in the notebook, restart its kernel, then run ${LOAD_LINE}.`
    );
  } else if (result) {
    throw new AirlockError('kernel-error', `The kernel answered: ${result.ename}: ${result.evalue}`);
  }
  throw new AirlockError('kernel-silent', 'The kernel gave no answer that Airlock understands.');
}

/** What a kernel goes through when it begins anew, whoever asked for it. */
const RESTARTS: string[] = ['restarting', 'autorestarting'];

function restarted(): AirlockError {
  return new AirlockError(
    'kernel-restarted',
    'The kernel was restarted, and what it was asked went with it.',
    'Run the notebook again, then ask again.'
  );
}

/** Settles once the kernel is free; rejects when it dies or when the person stops waiting. */
export function whenIdle(kernel: Kernel.IKernelConnection, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const done = (act: () => void): void => {
      kernel.statusChanged.disconnect(look);
      signal.removeEventListener('abort', stop);
      act();
    };
    const stop = (): void => done(() => reject(new AirlockError('cancelled', 'Cancelled.')));
    const look = (): void => {
      if (kernel.status === 'idle') {
        done(resolve);
      } else if (RESTARTS.includes(kernel.status)) {
        done(() => reject(restarted()));
      } else if (kernel.status === 'dead' || kernel.isDisposed) {
        done(() =>
          reject(new AirlockError('kernel-dead', 'The kernel has stopped.', 'Restart it and check again.'))
        );
      }
    };
    kernel.statusChanged.connect(look);
    signal.addEventListener('abort', stop);
    if (signal.aborted) {
      stop();
    } else {
      look();
    }
  });
}

/**
 * Asks the kernel's bridge. Nothing is sent before the kernel is free, so that cancelling really cancels; a question
 * that a failing cell swept away is asked once more.
 */
export async function ask(
  kernel: Kernel.IKernelConnection,
  question: object,
  signal: AbortSignal,
  sent: () => void = () => undefined
): Promise<Answer> {
  for (let attempt = 0; ; attempt++) {
    await whenIdle(kernel, signal);
    sent();
    const future = kernel.requestExecute({
      code: '',
      silent: true,
      store_history: false,
      user_expressions: { airlock: expressionFor(question) },
      allow_stdin: false,
      stop_on_error: false
    });
    const reply = await future.done.catch(reason => {
      throw kernel.status === 'dead' || kernel.isDisposed ? reason : restarted(); // only a restart cancels it
    });
    try {
      return readAnswer(reply.content);
    } catch (reason) {
      if (!(reason instanceof AirlockError && reason.code === 'aborted') || attempt > 0) {
        throw reason;
      }
    }
  }
}

/** A connection to a running kernel by its id; the caller disposes it. */
export async function connect(
  kernels: KernelManager | Kernel.IManager,
  id: string
): Promise<Kernel.IKernelConnection> {
  const model = await kernels.findById(id);
  if (!model) {
    throw new AirlockError(
      'kernel-gone',
      'The kernel that made this output is no longer running.',
      'Open the notebook, run it again and repeat the check.'
    );
  }
  return kernels.connectTo({ model });
}
