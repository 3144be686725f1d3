import type { JupyterFrontEnd } from '@jupyterlab/application';
import { CommandIDs, PANEL_ID } from './tokens';

/** Brings the panel to the front, where it is there. */
export function show(app: JupyterFrontEnd): void {
  if (app.commands.hasCommand(CommandIDs.open)) {
    void app.commands.execute(CommandIDs.open);
  }
}

/** Brings the panel to the front and an output of it into view, its report opened, or the form that stages it. */
export async function reveal(app: JupyterFrontEnd, name: string, stage = false): Promise<void> {
  show(app);
  for (let frame = 0; frame < 60; frame++) {
    const row = [...document.querySelectorAll<HTMLElement>(`#${PANEL_ID} .jp-Airlock-item`)].find(
      each => each.getAttribute('aria-label') === name
    );
    const report = row?.querySelector('details'); // comes with the check, a frame or two after it
    const next = row?.querySelector<HTMLElement>('[data-next="stage"]');
    if (row && next && stage) {
      next.click(); // the form takes the focus
      row.scrollIntoView({ block: 'nearest' });
      return;
    }
    if (row && report && (!stage || frame > 30)) {
      report.setAttribute('open', '');
      row.scrollIntoView({ block: 'nearest' });
      row.querySelector<HTMLElement>('input, button')?.focus();
      return;
    }
    await new Promise(resolve => requestAnimationFrame(resolve));
  }
}

/** Brings a row of the panel into view and gives it the focus, once it is there. */
export async function focusItem(id: string): Promise<void> {
  for (let frame = 0; frame < 60; frame++) {
    const row = document.querySelector<HTMLElement>(`#${PANEL_ID} [data-item="${CSS.escape(id)}"]`);
    if (row) {
      row.focus();
      return;
    }
    await new Promise(resolve => requestAnimationFrame(resolve));
  }
}

/** Brings a request to the top of the panel, opened, with the focus on its first empty field. */
export async function showRequest(id: string): Promise<void> {
  for (let frame = 0; frame < 60; frame++) {
    const card = document.querySelector<HTMLElement>(`#${PANEL_ID} [data-request="${CSS.escape(id)}"]`);
    if (card) {
      const details = card.querySelector('details');
      if (details && !details.open) {
        details.open = true; // what it holds is drawn once it is open
        await new Promise(resolve => requestAnimationFrame(resolve));
        continue;
      }
      card.scrollIntoView({ block: 'start' });
      const fields = [
        ...card.querySelectorAll<HTMLInputElement>('[data-field] :is(input:not([type="checkbox"]), textarea)')
      ];
      const target = fields.find(field => field.value === '') ?? card.querySelector('summary');
      target?.focus({ preventScroll: true });
      return;
    }
    await new Promise(resolve => requestAnimationFrame(resolve));
  }
}
