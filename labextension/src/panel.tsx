import { ReactWidget, UseSignal } from '@jupyterlab/ui-components';
import type { Message } from '@lumino/messaging';
import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';
import { Provider } from './components/context';
import type { Surroundings } from './components/context';
import { PanelBody } from './components/panelBody';
import { FocusKeeper } from './focus';
import { airlockIcon } from './icon';
import type { AirlockModel } from './model';
import { PANEL_ID } from './tokens';
import { judge } from './tracker';
import type { KernelTracker } from './tracker';

const CONTENTS_MIME = 'application/x-jupyter-icontents';
const DRAGS = ['lm-dragenter', 'lm-dragleave', 'lm-dragover', 'lm-drop'];

/** What is used of Lumino's drag events. */
interface FileDrag extends Event {
  mimeData: { hasData: (mime: string) => boolean; getData: (mime: string) => unknown };
  dropAction: string;
}

/** The sidebar. It asks the server only while it can be seen. */
export class AirlockPanel extends ReactWidget {
  constructor(
    private readonly model: AirlockModel,
    private readonly tracker: KernelTracker,
    private readonly trans: TranslationBundle,
    /** Stages files that are dropped here from the file browser. */
    private readonly drop: (paths: string[], verb: 'stage' | 'check') => void = () => undefined,
    private readonly openSettings?: () => void
  ) {
    super();
    this.id = PANEL_ID;
    this.addClass('jp-Airlock');
    this.title.icon = airlockIcon;
    this.title.caption = trans.__('Airlock: outputs for export');
    this.node.setAttribute('role', 'region');
    this.node.setAttribute('aria-label', trans.__('Airlock'));
  }

  protected override onAfterShow(msg: Message): void {
    super.onAfterShow(msg);
    this.model.active = true;
  }

  protected override onAfterHide(msg: Message): void {
    super.onAfterHide(msg);
    this.model.active = false;
  }

  protected override onAfterAttach(msg: Message): void {
    super.onAfterAttach(msg);
    DRAGS.forEach(type => this.node.addEventListener(type, this));
    this.keeper = new FocusKeeper(this.node);
    this.model.active = this.isVisible;
  }

  handleEvent(event: Event): void {
    const drag = event as FileDrag;
    if (!event.type.startsWith('lm-drag') && event.type !== 'lm-drop') {
      return;
    }
    if (!drag.mimeData.hasData(CONTENTS_MIME)) {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
    this.toggleClass('jp-mod-dropTarget', event.type === 'lm-dragenter' || event.type === 'lm-dragover');
    drag.dropAction = event.type === 'lm-drop' || event.type === 'lm-dragover' ? 'copy' : drag.dropAction;
    if (event.type === 'lm-drop') {
      this.drop(drag.mimeData.getData(CONTENTS_MIME) as string[], 'stage');
    }
  }

  protected override onBeforeDetach(msg: Message): void {
    DRAGS.forEach(type => this.node.removeEventListener(type, this));
    this.keeper?.dispose();
    this.model.active = false;
    super.onBeforeDetach(msg);
  }

  protected override onActivateRequest(msg: Message): void {
    super.onActivateRequest(msg);
    const first = this.node.querySelector<HTMLElement>('h2[tabindex], .jp-Airlock-header button');
    (first ?? this.node).focus({ preventScroll: true });
  }

  /** One object as long as the notebook stays: every row would be drawn anew for another. */
  private surroundings(notebook: string): Surroundings {
    if (this.around?.notebook !== notebook) {
      const { model, trans, tracker, openSettings } = this;
      this.around = { model, trans, notebook, goTo: cell => tracker.goTo(cell), openSettings };
    }
    return this.around;
  }

  private keeper: FocusKeeper | undefined;
  private around: Surroundings | undefined;

  protected override render(): React.JSX.Element {
    const { model, tracker } = this;
    const body = (): React.JSX.Element => {
      const kernel = judge(tracker.front, model.state.sessions, model.state.info);
      return (
        <Provider value={this.surroundings(kernel.notebook)}>
          <PanelBody state={model.state} kernel={kernel} load={() => tracker.load()} />
        </Provider>
      );
    };
    return (
      <UseSignal signal={model.changed}>
        {() => (
          <UseSignal signal={model.live.changed}>
            {() => <UseSignal signal={tracker.changed}>{body}</UseSignal>}
          </UseSignal>
        )}
      </UseSignal>
    );
  }
}
