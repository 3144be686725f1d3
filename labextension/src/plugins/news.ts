import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { Notification } from '@jupyterlab/apputils';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { Poll } from '@lumino/polling';
import { IAirlock } from '../airlock';
import { shortId, stateWord } from '../components/stateWord';
import { newsOf } from '../news';
import { show } from '../reveal';
import { stageOf } from '../states';
import type { AirlockRequest } from '../tokens';
import { NEWS_ID } from '../tokens';

function tell(app: JupyterFrontEnd, { model, trans }: IAirlock, before: readonly AirlockRequest[]): void {
  for (const { request, kind } of newsOf(before, model.state.requests)) {
    const name = `${request.form['aim'] || trans.__('Request')} ${shortId(request)}`;
    const message =
      kind === 'state'
        ? trans.__('%1: %2', name, stateWord(request.state, trans))
        : trans.__('%1: the reviewers have a question.', name);
    const type =
      kind === 'question'
        ? 'info'
        : ({ good: 'success', bad: 'warning' } as const)[stageOf(request.state) as 'good'];
    Notification.emit(message, type ?? 'info', {
      autoClose: 8000,
      actions: [{ label: trans.__('Show'), callback: () => show(app) }]
    });
  }
}

/** Looks after requests while the panel is hidden, only if the person set how often. */
async function watch(registry: ISettingRegistry, { model }: IAirlock): Promise<void> {
  const settings = await registry.load(NEWS_ID);
  let poll: Poll | null = null;
  const apply = (): void => {
    poll?.dispose();
    const minutes = settings.get('watchEvery').composite as number;
    poll =
      minutes > 0
        ? new Poll({
            name: NEWS_ID,
            factory: async () => (model.active ? undefined : model.refresh()),
            frequency: { interval: 60_000 * minutes, backoff: false },
            standby: 'never'
          })
        : null;
  };
  settings.changed.connect(apply);
  apply();
}

/** A notification when a request changes its state or reviewers ask something. */
export const news: JupyterFrontEndPlugin<void> = {
  id: NEWS_ID,
  description: 'Airlock: notifications about requests.',
  autoStart: true,
  optional: [IAirlock, ISettingRegistry],
  activate: (app: JupyterFrontEnd, airlock: IAirlock | null, registry: ISettingRegistry | null): void => {
    if (!airlock) {
      return; // the core is disabled
    }
    let before = airlock.model.state.requests;
    airlock.model.changed.connect((_, { requests }) => {
      if (requests !== before) {
        tell(app, airlock, before);
        before = requests;
      }
    });
    if (registry) {
      void watch(registry, airlock).catch(() => undefined);
    }
  }
};
