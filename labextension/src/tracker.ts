import type { ICodeCellModel } from '@jupyterlab/cells';
import type { INotebookTracker, NotebookPanel } from '@jupyterlab/notebook';
import type { Kernel, ServiceManager } from '@jupyterlab/services';
import type { IDisposable } from '@lumino/disposable';
import { Signal } from '@lumino/signaling';
import type { ISignal } from '@lumino/signaling';
import { INSTALL_LINE, LOAD_LINE, connect } from './kernel';
import type { FindKernel } from './live';
import { AirlockError } from './request';
import type { Info, Session } from './tokens';

/** How the notebook in front stands to Airlock. */
export type KernelState = {
  notebook: string;
  kernelId: string | null;
  /** Whether it runs a cell just now. */
  busy: boolean;
} & (
  | { kind: 'none' | 'starting' | 'foreign' | 'unloaded' | 'ready' }
  | { kind: 'version'; version: string; expected: string }
  | { kind: 'elsewhere'; place: string; here: string; pinned: string[] }
);

/** The notebook in front, as far as the page knows it. */
export interface Front {
  notebook: string;
  kernelId: string | null;
  language: string | null;
  busy?: boolean;
}

/** Judges the notebook in front from what its kernel wrote down when it loaded the extension. */
export function judge(front: Front | null, sessions: readonly Session[], info: Info | null): KernelState {
  if (!front) {
    return { kind: 'none', notebook: '', kernelId: null, busy: false };
  }
  const { notebook, kernelId, language, busy = false } = front;
  const about = { notebook, kernelId, busy };
  if (!kernelId || !language) {
    return { kind: 'starting', ...about };
  }
  if (language !== 'python') {
    return { kind: 'foreign', ...about };
  }
  const session = sessions.find(known => known.kernel_id === kernelId);
  if (!session) {
    return { kind: 'unloaded', ...about };
  }
  if (info && session.package_version !== info.version) {
    return { kind: 'version', ...about, version: session.package_version, expected: info.version };
  }
  const { project, store, pinned = [] } = session;
  if (info && project && store && (project !== info.project || store !== info.store)) {
    const [place, here] = project === info.project ? [store, info.store] : [project, info.project];
    return { kind: 'elsewhere', ...about, place, here, pinned };
  }
  return { kind: 'ready', ...about };
}

/** Follows the notebook in front and its kernel. Without a tracker (no notebooks in this front end) nothing is. */
export class KernelTracker implements IDisposable {
  constructor(
    private readonly notebooks: INotebookTracker | null,
    private readonly services: ServiceManager.IManager
  ) {
    this.notebooks?.currentChanged.connect(this.follow, this);
    this.notebooks?.activeCellChanged.connect(() => this.cells.emit());
    this.follow();
  }

  get changed(): ISignal<this, void> {
    return this.changes;
  }

  get isDisposed(): boolean {
    return this.disposed;
  }

  /** The notebook in front, as `judge` wants it. */
  get front(): Front | null {
    const panel = this.panel;
    if (!panel) {
      return null;
    }
    const kernel = panel.sessionContext.session?.kernel ?? null;
    return {
      notebook: panel.context.path,
      kernelId: kernel?.id ?? null,
      language: this.language,
      busy: kernel?.status === 'busy'
    };
  }

  /** Finds an output's kernel: among open notebooks, else among running kernels; without an id, the one in front. */
  readonly find: FindKernel = async id => {
    const wanted = id ?? this.front?.kernelId ?? null;
    if (!wanted) {
      throw new AirlockError(
        'no-kernel',
        'No notebook with a running kernel is open.',
        'Open the notebook first.'
      );
    }
    const open = this.notebooks?.find(panel => panel.sessionContext.session?.kernel?.id === wanted);
    const kernel = open?.sessionContext.session?.kernel;
    if (kernel) {
      return { kernel, release: () => undefined };
    }
    const connection = await connect(this.services.kernels, wanted);
    return { kernel: connection, release: () => connection.dispose() };
  };

  /** The notebook in front itself. */
  get current(): NotebookPanel | null {
    return this.panel;
  }

  /** Emitted when the kernel in front has ended a cell, or another kernel came to the front. */
  get settled(): ISignal<this, void> {
    return this.ends;
  }

  /** Emitted when another cell is at hand. */
  get cellChanged(): ISignal<this, void> {
    return this.cells;
  }

  /** The id of the kernel of the notebook that shows this element; a reopened notebook has another than its outputs. */
  kernelAround(node: Node): string | null {
    const panel = this.notebooks?.find(candidate => candidate.node.contains(node));
    return panel?.sessionContext.session?.kernel?.id ?? null;
  }

  /** Loads the extension in the kernel in front, because the person asked for it. */
  async load(): Promise<void> {
    const { kernel } = await this.find(null);
    const reply = await kernel.requestExecute({ code: LOAD_LINE, store_history: false, stop_on_error: false })
      .done;
    if (reply.content.status !== 'ok') {
      throw new AirlockError(
        'package-missing',
        'The kernel of this notebook does not have gel_airlock_jupyter.',
        `Run ${INSTALL_LINE} in the notebook, restart its kernel, then run ${LOAD_LINE}.`
      );
    }
  }

  /** Brings the cell of the notebook in front that ran under this number into view; false where none did. */
  goTo(cell: number): boolean {
    const notebook = this.panel?.content;
    const index = (notebook?.widgets ?? []).findIndex(
      widget => widget.model.type === 'code' && (widget.model as ICodeCellModel).executionCount === cell
    );
    if (!notebook || index < 0) {
      return false;
    }
    notebook.activeCellIndex = index;
    void notebook.scrollToItem(index, 'smart');
    return true;
  }

  dispose(): void {
    this.disposed = true;
    Signal.clearData(this);
  }

  private follow(): void {
    this.panel?.sessionContext.kernelChanged.disconnect(this.look, this);
    this.panel?.sessionContext.statusChanged.disconnect(this.look, this);
    this.panel = this.notebooks?.currentWidget ?? null;
    this.panel?.sessionContext.kernelChanged.connect(this.look, this);
    this.panel?.sessionContext.statusChanged.connect(this.look, this);
    this.look();
    this.ends.emit();
  }

  private look(): void {
    const kernel: Kernel.IKernelConnection | null = this.panel?.sessionContext.session?.kernel ?? null;
    if (kernel?.id !== this.asked) {
      this.asked = kernel?.id;
      this.language = null;
      void kernel?.info.then(info => {
        if (kernel.id === this.asked) {
          this.language = info.language_info.name;
          this.changes.emit();
        }
      });
    }
    const busy = kernel?.status === 'busy';
    if (this.wasBusy && !busy) {
      this.ends.emit();
    }
    this.wasBusy = busy;
    this.changes.emit();
  }

  private panel: NotebookPanel | null = null;
  private language: string | null = null;
  private asked: string | undefined;
  private disposed = false;
  private wasBusy = false;
  private readonly cells = new Signal<this, void>(this);
  private readonly ends = new Signal<this, void>(this);
  private readonly changes = new Signal<this, void>(this);
}
