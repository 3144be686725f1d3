import { ReactWidget, UseSignal } from '@jupyterlab/ui-components';
import type { Message } from '@lumino/messaging';
import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';
import { Provider } from './components/context';
import { PanelBody } from './components/panelBody';
import { airlockIcon } from './icon';
import type { AirlockModel } from './model';
import { PANEL_ID } from './tokens';
import { judge } from './tracker';
import type { KernelTracker } from './tracker';

/** The sidebar. It asks the server only while it can be seen. */
export class AirlockPanel extends ReactWidget {
  constructor(
    private readonly model: AirlockModel,
    private readonly tracker: KernelTracker,
    private readonly trans: TranslationBundle
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
    this.model.active = this.isVisible;
  }

  protected override onBeforeDetach(msg: Message): void {
    this.model.active = false;
    super.onBeforeDetach(msg);
  }

  protected override onActivateRequest(msg: Message): void {
    super.onActivateRequest(msg);
    (this.node.querySelector<HTMLElement>('button') ?? this.node).focus();
  }

  protected override render(): React.JSX.Element {
    const { model, tracker, trans } = this;
    const body = (): React.JSX.Element => {
      const kernel = judge(tracker.front, model.state.sessions, model.state.info);
      return (
        <Provider value={{ model, trans, notebook: kernel.notebook }}>
          <PanelBody state={model.state} kernel={kernel} load={() => tracker.load()} />
        </Provider>
      );
    };
    return (
      <UseSignal signal={model.changed}>
        {() => <UseSignal signal={tracker.changed}>{body}</UseSignal>}
      </UseSignal>
    );
  }
}
