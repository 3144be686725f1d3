import type { IRenderMime } from '@jupyterlab/rendermime-interfaces';
import type { TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget, UseSignal } from '@jupyterlab/ui-components';
import * as React from 'react';
import { Provider } from './components/context';
import { InlineReportView } from './components/inlineReport';
import type { AirlockModel } from './model';
import { REPORT_MIME } from './tokens';
import type { InlineReport } from './tokens';
import type { KernelTracker } from './tracker';

export interface Backing {
  model: AirlockModel;
  tracker: KernelTracker;
  trans: TranslationBundle;
  show: () => void;
}

/** Whether the data is a report this version can draw. A saved notebook may hold anything. */
export function isInlineReport(data: unknown): data is InlineReport {
  const report = (data as InlineReport | null)?.report;
  return report?.schema === 1 && Array.isArray(report.findings) && Array.isArray(report.read_as);
}

/** Draws a report. It shows what was found; it never counts as evidence, since a saved output can be edited. */
class ReportRenderer extends ReactWidget implements IRenderMime.IRenderer {
  constructor(private readonly backing: Backing) {
    super();
    this.addClass('jp-Airlock');
    this.addClass('jp-Airlock-output');
  }

  renderModel(mime: IRenderMime.IMimeModel): Promise<void> {
    this.data = mime.data[REPORT_MIME];
    this.update();
    const { model } = this.backing;
    if (!model.state.loaded) {
      void model.refresh();
    }
    return this.renderPromise ?? Promise.resolve();
  }

  protected override render(): React.JSX.Element {
    const { model, tracker, trans, show } = this.backing;
    const { data } = this;
    if (data === undefined) {
      return <></>;
    }
    if (!isInlineReport(data)) {
      return <p>{trans.__('This report was written by another version of Airlock: run the check again.')}</p>;
    }
    return (
      <Provider value={{ model, trans }}>
        <UseSignal signal={model.changed}>
          {() => (
            <InlineReportView
              data={data}
              state={model.state}
              kernelId={() => tracker.kernelAround(this.node)}
              show={show}
            />
          )}
        </UseSignal>
      </Provider>
    );
  }

  private data: unknown;
}

export function reportRendererFactory(backing: Backing): IRenderMime.IRendererFactory {
  return {
    safe: true,
    mimeTypes: [REPORT_MIME],
    createRenderer: () => new ReportRenderer(backing)
  };
}
