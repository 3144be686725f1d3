import { Dialog, ReactWidget } from '@jupyterlab/apputils';
import { PathExt } from '@jupyterlab/coreutils';
import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';
import { AnswersForm } from './components/answersForm';
import { Provider } from './components/context';
import { stagingOf } from './components/kept';
import type { AirlockModel } from './model';
import type { Item } from './tokens';

/** Asks in a dialog what staging a file needs to know, and stages it; answers null when the person thinks again. */
export async function askAboutFile(
  model: AirlockModel,
  trans: TranslationBundle,
  path: string
): Promise<Item | null> {
  let staged: Item | null = null;
  const known = model.state.items.find(item => item.state === 'checked' && item.name === path);
  const dialog = new Dialog<unknown>({
    title: trans.__('Stage %1 for export', PathExt.basename(path)),
    body: ReactWidget.create(
      <Provider value={{ model, trans }}>
        <div className="jp-Airlock">
          <AnswersForm
            initial={{
              title: '',
              description: '',
              justification: '',
              alt_text: '',
              file: PathExt.basename(path)
            }}
            keep={stagingOf(null, path)}
            needsJustification={known?.verdict === 'review'}
            mayJustify={known === undefined}
            isFigure={/\.(png|pdf|svg)$/i.test(path)}
            action={trans.__('Stage for export')}
            waiting={trans.__('Writing the file and checking its bytes…')}
            onSubmit={async answers => {
              staged = await model.files.stage(path, answers);
            }}
            onDone={() => dialog.reject()}
            onCancel={() => dialog.reject()}
          />
        </div>
      </Provider>
    ),
    buttons: [] // the form has its own; without one of the dialog's, `reject` is the way to close it
  });
  await dialog.launch().catch(() => undefined);
  return staged;
}
